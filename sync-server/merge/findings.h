// What a signal finds in deeds that lie side by side, before it is a case.
#pragma once

#include <string>
#include <vector>

#include "sync-server/merge/deeds.h"

namespace tilik::merge {

// The whole of it, not bounded, in an order that a later deed does not change.
struct Findings {
  std::string why;  // what was noticed, of all of it together; figures in words
  std::vector<Evidence> evidence;
};

using Deeds = std::vector<const Deed*>;

// `other`: what the deed was compared with, if with something.
Evidence EvidenceOf(const Deed& deed, std::string words, const Deed* other = nullptr);

}  // namespace tilik::merge
