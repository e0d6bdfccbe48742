// By what people and families may come to be known once a set is merged, whatever becomes of each
// thing that is said of them.
//
// Whether an operation applies is not known before the merge, and a name, a birth date and a move
// may come from three different ones, or stand already. So every combination is named: of what
// stands, what is said, and where anybody may come to live. For a visit that is one key or two; a
// set that gives one person more than `kMost` names is no visit, and the rest is left out.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "sync-server/merge/working_set.h"

namespace tilik::merge {

class PossibleIdentities {
 public:
  // `kind` of a record that the same set or a release makes first; unspecified when not known.
  void Say(const RecordId& record, v1::RecordKind kind, const Answers& answers);
  void MayLiveIn(std::uint64_t village);
  // All that is loaded may come to live where anybody may.
  void EverybodyMayMove() { everybody_moves_ = true; }

  void AddKeys(const WorkingSet& loaded, std::set<IdentityKey>& keys) const;

 private:
  static constexpr std::size_t kMost = 12;
  struct Said {
    v1::RecordKind kind = v1::RECORD_KIND_UNSPECIFIED;
    std::map<Field, std::vector<Value>> values;
  };
  static void Add(const Value& value, std::vector<Value>& values);
  static void AddCombinations(v1::RecordKind kind, const Said& said,
                              const std::set<std::uint64_t>& villages, std::set<IdentityKey>& keys);

  std::map<RecordId, Said> said_;
  std::set<std::uint64_t> villages_;
  bool everybody_moves_ = false;
};

}  // namespace tilik::merge
