#include "client/core/offer.h"

#include <algorithm>

#include "client/core/limits.h"
#include "proto/contract/change_set.h"

namespace tilik::client {
namespace {

// Whether the stored body and signature still fit the stored link.
bool IsWhole(const StoredSet& set, const ChainId& chain, const PublicKey& key) {
  Link link = LinkOf(chain, set.sealed.seq, set.sealed.previous, HashOf(set.sealed.body));
  return link == set.sealed.link && VerifyLink(key, link, set.signature);
}

template <typename Bound>
Bound AtMost(Bound ours, Bound theirs) {
  return theirs == 0 ? ours : std::min(ours, theirs);
}

}  // namespace

Result<std::optional<std::uint64_t>> Offer::First() {
  // A chain that cannot go on is offered whole, receipted or not: the district decides what is new.
  const bool anew = !store_.state().enrol_anew().empty();
  while (true) {
    TILIK_ASSIGN_OR_RETURN(
        std::optional<std::uint64_t> first,
        anew ? outbox_.FirstHeld(offered_through_) : outbox_.FirstUnanswered(offered_through_));
    if (!first) return first;
    const OwnChain& chain = store_.ChainOf(*first);
    if (word_.Knows(*store_.IndexOf(chain.id.raw()))) return first;
    offered_through_ = chain.last;
  }
}

Result<bool> Offer::Next() {
  batch_.clear();
  TILIK_ASSIGN_OR_RETURN(std::optional<std::uint64_t> first, First());
  if (!first) return false;
  const v1::Limits& limits = store_.state().limits();
  const std::uint32_t sets =
      *first <= singly_through_ ? 1 : AtMost(kPushSets, limits.max_push_sets());
  const std::size_t bytes = AtMost<std::size_t>(kPushBytes, limits.max_push_bytes());
  TILIK_ASSIGN_OR_RETURN(batch_, outbox_.Batch(*first, sets, bytes));
  TILIK_CHECK(!batch_.empty(), "the first set to send has its body");
  return true;
}

Result<v1::PushRequest> Offer::Request() {
  v1::PushRequest push;
  push.set_first_seq(batch_.front().sealed.seq);
  push.set_previous_link(batch_.front().sealed.previous.str());
  for (const StoredSet& set : batch_) push.add_bodies(set.sealed.body);
  push.set_head_signature(batch_.back().signature.str());
  const OwnChain& chain = store_.ChainOf(batch_.front().number);
  if (!chain.IsOpen()) push.set_chain(chain.id.str());
  // Sets that are offered again: a restored server learns which of its lost numbers came back, one
  // that does not know it was restored learns that.
  for (const StoredSet& set : batch_) {
    TILIK_ASSIGN_OR_RETURN(std::optional<v1::Receipt> receipt, outbox_.ReceiptOf(set.number));
    if (receipt) *push.add_earlier_receipts() = *std::move(receipt);
  }
  return push;
}

Status Offer::Take(const v1::PushResponse& response) {
  TILIK_RETURN_IF_ERROR(receipts_.KeepPushed(batch_, response));
  sent_ += batch_.size();
  offered_through_ = batch_.back().number;
  return Status();
}

Status Offer::TakeDenied(const Status& refusal) {
  if (batch_.size() > 1) {
    singly_through_ = batch_.back().number;
    return Status();
  }
  // Alone and still refused. Either its bytes are not what was signed, or this is no matter of
  // signatures.
  const StoredSet& set = batch_.front();
  const OwnChain& chain = store_.ChainOf(set.number);
  if (IsWhole(set, chain.id, chain.key)) return refusal;
  TILIK_ASSIGN_OR_RETURN(auto transaction, sqlite::Transaction::Begin(store_.database()));
  TILIK_RETURN_IF_ERROR(losses_.Declare(set.number, set.number, "damaged on the device"));
  TILIK_RETURN_IF_ERROR(transaction.Commit());
  offered_through_ = set.number;
  return Status();
}

}  // namespace tilik::client
