// The merge: what a change set means for the registry. protocol.md §4 is its specification.
//
// Pure: (what is loaded, one set, its context) → (what changed, outcomes). No clock, no chance, no
// I/O; sets of one area are merged one after another in arrival order by whoever calls. It never
// fails: an operation that cannot be applied is held for a person with the reason, and everything
// behind it goes on.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "proto/contract/codebook.h"
#include "proto/contract/status.h"
#include "sync-server/merge/set_context.h"
#include "sync-server/merge/working_set.h"

namespace tilik::merge {

// What to load before merging `set`, given what is loaded already: parents, redirects, cases and
// held operations name further records. Ask again until it names nothing new; LoadFor does that.
Keys KeysOf(const Codebooks& codebooks, const SetContext& context, const v1::ChangeSet& set,
            const WorkingSet& loaded);

// Calls `load` with what KeysOf names and `asked` does not hold yet, until nothing is missing; adds
// it to `asked`. One `asked` goes with one working set: what was loaded once is kept by merging.
Status LoadFor(const Codebooks& codebooks, const SetContext& context, const v1::ChangeSet& set,
               const std::function<Status(const Keys&)>& load, const WorkingSet& loaded,
               Keys& asked);

// Merges one set into `loaded`. `loaded` must hold what KeysOf asks for. Afterwards it holds the
// new state, and the Delta says which parts changed.
Delta Merge(const Codebooks& codebooks, const SetContext& context, const v1::ChangeSet& set,
            WorkingSet& loaded);

// A set whose body this program cannot fully read (a newer operation or codebook), or of a
// quarantined chain without a merge: every operation is held with that reason.
Delta HoldWhole(const SetContext& context, HeldBecause because, std::uint32_t operations,
                WorkingSet& loaded);

// The identity keys of a person or family as it now stands; empty for other kinds and for unusable
// numbers.
std::vector<IdentityKey> IdentityKeysOf(const RecordState& record);

}  // namespace tilik::merge
