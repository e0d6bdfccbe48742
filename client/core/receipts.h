// The district's receipts for this home's sets, and how far each chain is safe in its backups.
//
// A receipt is kept only when the district signed it over the very link that is stored here: a set
// that somebody altered on the way has another link and gets no receipt that fits. A body leaves
// once both were said of it, the receipt and a backup that holds it (outbox.h); so whichever comes
// last lets it go.
//
// Not thread-safe: part of one session.
#pragma once

#include <cstdint>
#include <vector>

#include "client/core/outbox.h"
#include "client/core/store.h"
#include "tilik/v1/bundle.pb.h"
#include "tilik/v1/sync.pb.h"

namespace tilik::client {

class Receipts {
 public:
  Receipts(Store& store, Outbox& outbox) : store_(store), outbox_(outbox) {}

  // What a push of `batch` was answered with; all of it or nothing. kDenied: a receipt for what was
  // not sent, or not the district's. kUnavailable: no receipt at all, so asking on would never end.
  Status KeepPushed(const std::vector<StoredSet>& batch, const v1::PushResponse& response);
  // Carried by a bundle. Those of another epoch, of strangers' chains and of sets that are not here
  // are passed over.
  Status KeepCarried(const v1::BundleReceipts& receipts);
  // What a pull says of the backups of this home's chains. For the newest they never go back within
  // an epoch, whatever order answers are taken in.
  Status KeepMarks(const v1::PullResponse& response);
  // The backups hold the chain up to `seq`. In the caller's transaction. Nothing happens for a
  // chain that is not this home's.
  Status KeepBackedUpThrough(const ChainId& chain, std::uint64_t seq);

  // In this session.
  std::uint64_t kept() const { return kept_; }

 private:
  bool IsSigned(const ChainId& chain, const Link& link, const v1::Receipt& receipt) const;

  Store& store_;
  Outbox& outbox_;
  std::uint64_t kept_ = 0;
};

}  // namespace tilik::client
