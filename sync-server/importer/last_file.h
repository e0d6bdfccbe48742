// What a file says that the importer's last file did not: the only thing an import changes.
//
// Pure. A cell without data says nothing: what an earlier file said is remembered, so a value that
// drops out of version 2 and stands in version 3 again is no change.
#pragma once

#include <cstdint>
#include <vector>

#include "proto/contract/codebook.h"
#include "tilik/v1/change_set.pb.h"

namespace tilik::importer {

// A slot of which the file now says something else.
struct SlotDifference {
  Slot slot = 0;
  Answers was;  // what the last file said; empty: nothing
  // What this file says of the slot as a whole, as a form would carry it. A question of a group
  // that another answer now rules out is skipped rather than left as it was.
  Answers now;
};

struct Comparison {
  Answers remembered;                       // what is to be remembered of the file from now on
  std::vector<SlotDifference> differences;  // by slot
  std::uint64_t emptied = 0;                // cells that said something and now say nothing
};

// `today` yyyymmdd, for questions asked by age.
Comparison CompareWithLastFile(const Codebooks& codebooks, CodebookNumber codebook,
                               const Answers& last, const Answers& now, std::uint32_t today);

// The change of one record: `bases` beside `differences`, the last revision at which the accepted
// value was what the last file said. The commonest base is the change's own.
v1::ChangeFields ChangeOf(const RecordId& record, const std::vector<SlotDifference>& differences,
                          const std::vector<std::uint64_t>& bases);

}  // namespace tilik::importer
