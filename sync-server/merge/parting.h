// What two merged records would be, had each only been given the changes that named it
// (protocol.md §4, Duplicates: un-merge).
//
// The survivor begins from the slots it had before the merge (Absorbed::before), the retired one
// from those it was retired with. Whatever was said since is in the survivor's history with the id
// it named, and is applied again to the record of that id: what came to stand, and a look that lost
// only to a later one of the other record. A decision names the survivor. What is held stays held;
// its case is divided elsewhere.
//
// Pure, and used twice: to know beforehand whom the parted records will share a number with, and to
// part them. It costs one walk over the survivor's history since the merge.
#pragma once

#include <map>
#include <vector>

#include "proto/contract/codebook.h"
#include "sync-server/merge/working_set.h"

namespace tilik::merge {

struct Parted {
  // In the survivor's numbering, as if the retired record had never been merged into it.
  std::map<Slot, SlotState> survivor;
  // In the retired record's; what was said of it since has the revision above all numbers used.
  std::map<Slot, SlotState> retired;
  // What was said of the retired record since, for its own history: the records that were merged
  // into it before may be parted from it in their turn.
  std::vector<HistoryRow> said_of_retired;
};

// Whether `retired` is what was merged into `survivor` last, and both stand so.
bool IsNewestMerge(const RecordState& survivor, const RecordState& retired);

// Whether `named` is `retired`, or was merged into it. `loaded` holds every record that the
// survivor's history names.
bool GoesWith(const RecordId& retired, const RecordId& named, const WorkingSet& loaded);

// The revision that both get: above every number either of them used.
std::uint64_t RevisionAfterParting(const RecordState& survivor, const RecordState& retired);

// `history`: the survivor's, oldest first. IsNewestMerge holds.
Parted Part(const Codebooks& codebooks, const RecordState& survivor, const RecordState& retired,
            const std::vector<HistoryRow>& history, const WorkingSet& loaded);

}  // namespace tilik::merge
