// Under which id a record goes now: facts keep the one they were told under, and redirects are
// resolved when they are read (protocol.md §4, Duplicates).
#pragma once

#include <map>

#include "sync-server/storage/registry_store.h"

namespace tilik::console {

class Current {
 public:
  // All redirects of the district, in memory: some hundred.
  static Result<Current> Read(storage::Reader& reader);

  RecordId IdOf(RecordId id) const;

 private:
  std::map<RecordId, RecordId> redirects_;
};

}  // namespace tilik::console
