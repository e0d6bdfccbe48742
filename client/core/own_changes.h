// The officer's own edits that lie over the registry's rows, and what the district said of each.
//
// An edit hides the server's value until it is over: decided, with a row at or above the revision
// that its outcome names (protocol.md §2, the overlay). Until then it is replayed whenever its
// record is shown (overlay.h).
#pragma once

#include <vector>

#include "client/core/overlay.h"
#include "client/core/store.h"

namespace tilik::client {

class OwnChanges {
 public:
  explicit OwnChanges(Store& store) : store_(store) {}

  // Own operations on a record that are not over, in order.
  Result<std::vector<OwnChange>> Of(const RecordId& record);

  // --- in the caller's transaction ---

  // Ends those that are over beside this state of their record, and takes them out of `changes`.
  Status DropOver(const ServerState& server, std::vector<OwnChange>* changes);
  // The newest word on an own operation. Nothing happens when it speaks of another branch's set.
  // Returns the record to refresh; none when there is none.
  Result<RecordId> KeepOutcome(std::uint64_t epoch, const v1::Outcome& told);

 private:
  Store& store_;
};

}  // namespace tilik::client
