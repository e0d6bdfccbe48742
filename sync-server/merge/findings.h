// What a signal finds in deeds that lie side by side, before it is a case.
//
// Of a day of three hundred odd visits a case keeps the first twenty, and every set of that day
// finds them all anew: so nothing is put into words beyond those.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "sync-server/merge/deeds.h"

namespace tilik::merge {

// In an order that a later deed does not change.
struct Findings {
  std::string why;  // what was noticed, of all of it together; figures in words
  std::vector<Evidence> evidence;
  // Which else, once there is enough to keep, and what each was compared with.
  std::vector<std::pair<FactId, FactId>> beyond;

  std::size_t count() const { return evidence.size() + beyond.size(); }
  // `words` is called for what is kept. `other`: what the deed was compared with, if with
  // something.
  template <typename Words>
  void Add(const Deed& deed, const Words& words, const Deed* other = nullptr);
};

Evidence EvidenceOf(const Deed& deed, std::string words, const Deed* other = nullptr);

template <typename Words>
void Findings::Add(const Deed& deed, const Words& words, const Deed* other) {
  if (evidence.size() < kMostEvidence) {
    evidence.push_back(EvidenceOf(deed, words(), other));
  } else {
    beyond.emplace_back(deed.id, other == nullptr ? FactId() : other->id);
  }
}

}  // namespace tilik::merge
