#include "sync-server/merge/findings.h"

#include <utility>

namespace tilik::merge {

Evidence EvidenceOf(const Deed& deed, std::string words, const Deed* other) {
  Evidence evidence;
  evidence.origin = deed.origin;
  evidence.operation = deed.id.operation;
  evidence.about = deed.household;
  if (other != nullptr) {
    evidence.other = other->id;
    evidence.other_about = other->household;
  }
  evidence.words = std::move(words);
  return evidence;
}

}  // namespace tilik::merge
