#include "sync-server/console/current.h"

namespace tilik::console {

Result<Current> Current::Read(storage::Reader& reader) {
  Current current;
  TILIK_ASSIGN_OR_RETURN(current.redirects_, reader.verification().Redirects());
  return current;
}

// A walk longer than all redirects would go in a circle, which no merge makes.
RecordId Current::IdOf(RecordId id) const {
  for (std::size_t steps = 0; steps < redirects_.size(); ++steps) {
    auto next = redirects_.find(id);
    if (next == redirects_.end()) break;
    id = next->second;
  }
  return id;
}

}  // namespace tilik::console
