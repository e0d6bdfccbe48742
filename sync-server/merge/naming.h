// Which records, lines and change sets an operation names: what an order of destruction and the
// verification after it go by (protocol.md §2).
#pragma once

#include <set>
#include <string>

#include "proto/contract/bytes.h"
#include "tilik/v1/change_set.pb.h"

namespace tilik::merge {

struct Names {
  std::set<std::string> ids;  // 16 raw bytes each: records and lines
  std::set<Link> links;
  std::set<std::uint64_t> cases;
};

// A danom's lines are left out: they promise amounts to ids, and stay whatever is destroyed.
void AddNames(const v1::Operation& operation, Names& names);

// Whether the operation says something about a person or household itself: values, a visit, a
// proposal, a place in a register, an account. Handovers do not: the state's finances keep their
// proof.
bool SpeaksOf(const v1::Operation& operation, const std::set<RecordId>& records);

// Whether any of its operations does, or a photo in it is of one of them. A photo beside a handover
// is that one's proof.
bool SpeaksOf(const v1::ChangeSet& set, const std::set<RecordId>& records);

}  // namespace tilik::merge
