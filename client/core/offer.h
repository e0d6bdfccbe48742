// What one session offers of the outbox: the sets that the district has not, oldest first, in
// batches as large as both sides like.
//
// A batch is proven by the signature of its last set. When that is refused, its sets go one by one,
// and one that is refused alone although its bytes are not what was signed is declared lost
// (losses.h); so one damaged page of the disk costs one set, not all that came after it.
//
// Every set is offered at most twice in a session, once in a batch and once alone: a server that
// receipts nothing cannot keep it going for ever.
//
// Not thread-safe: part of one session.
#pragma once

#include <cstdint>
#include <vector>

#include "client/core/district_word.h"
#include "client/core/losses.h"
#include "client/core/outbox.h"
#include "client/core/receipts.h"
#include "client/core/store.h"
#include "tilik/v1/sync.pb.h"

namespace tilik::client {

class Offer {
 public:
  // `word` was taken before the first Next.
  Offer(Store& store, Outbox& outbox, Receipts& receipts, Losses& losses, const DistrictWord& word)
      : store_(store), outbox_(outbox), receipts_(receipts), losses_(losses), word_(word) {}

  // Picks the next batch. False: all that there is was offered.
  Result<bool> Next();
  // To be called between Next and what came of it:
  Result<v1::PushRequest> Request();
  Status Take(const v1::PushResponse& response);
  // Ok: Next has a better batch. Otherwise the refusal itself, when it is no matter of signatures.
  Status TakeDenied(const Status& refusal);

  // Sets that got through, in this session.
  std::uint64_t sent() const { return sent_; }

 private:
  Result<std::optional<std::uint64_t>> First();

  Store& store_;
  Outbox& outbox_;
  Receipts& receipts_;
  Losses& losses_;
  const DistrictWord& word_;

  std::vector<StoredSet> batch_;
  // Everything up to here was offered in this session.
  std::uint64_t offered_through_ = 0;
  // Up to here sets go one by one: the signature of a batch they are in did not hold.
  std::uint64_t singly_through_ = 0;
  std::uint64_t sent_ = 0;
};

}  // namespace tilik::client
