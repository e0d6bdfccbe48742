#include "sync-server/console/current.h"

namespace tilik::console {

Result<Current> Current::Read(storage::Reader& reader) {
  Current current;
  TILIK_ASSIGN_OR_RETURN(current.redirects_, reader.verification().Redirects());
  return current;
}

RecordId Current::IdOf(RecordId id) const {
  for (auto next = redirects_.find(id); next != redirects_.end(); next = redirects_.find(id)) {
    id = next->second;
  }
  return id;
}

}  // namespace tilik::console
