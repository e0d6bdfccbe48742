// What devices prove of the district's own past: a signed head of its log, signed receipts. After a
// restore they are the only ones who remember (protocol.md §3.6).
//
// What this log has, and what the district never signed, proves nothing and is passed over. What it
// signed and this log does not have is noted once; of an earlier epoch that is only evidence for
// the report of what is missing (restore.h). Of the present epoch or a later one it means that this
// server does not know it was restored and would sign the same numbers for other work: nothing more
// is taken until somebody begins a new epoch.
//
// Thread-safe; reads through snapshots and writes through the queue.
#pragma once

#include <vector>

#include "sync-server/storage/registry_store.h"
#include "sync-server/sync/district_keys.h"
#include "sync-server/sync/push_queue.h"
#include "tilik/v1/sync.pb.h"

namespace tilik::sync {

class Witnesses {
 public:
  // All must outlive it.
  Witnesses(storage::RegistryStore& store, const DistrictKeys& keys, PushQueue& queue)
      : store_(store), keys_(keys), queue_(queue) {}

  // The newest head that a device has seen. kUnavailable: nothing is to be taken (above).
  Status TakeHead(const v1::LogHead& head, const ChainId& enrolment, Instant now);
  // The receipts that come with a push, as far as they are the district's word on its sets; they
  // are noted in the push as well. kUnavailable: nothing is to be taken.
  Status TakeReceipts(const v1::PushRequest& request, PreparedPush* push, Instant now);

 private:
  Status Believe(const storage::Witness& witness);

  storage::RegistryStore& store_;
  const DistrictKeys& keys_;
  PushQueue& queue_;
};

}  // namespace tilik::sync
