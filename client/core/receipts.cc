#include "client/core/receipts.h"

#include <algorithm>
#include <set>

#include "client/core/sync_request.h"

namespace tilik::client {

Status Receipts::KeepPushed(const std::vector<StoredSet>& batch, const v1::PushResponse& response) {
  const std::uint64_t first = batch.front().sealed.seq;
  const OwnChain chain = store_.ChainOf(batch.front().number);
  TILIK_ASSIGN_OR_RETURN(auto transaction, sqlite::Transaction::Begin(store_.database()));
  std::set<std::uint64_t> receipted;
  for (const v1::Receipt& receipt : response.receipts()) {
    if (receipt.seq() < first || receipt.seq() - first >= batch.size()) {
      return Status::Denied("a receipt for something that was not sent");
    }
    if (!IsSigned(chain.id, batch[receipt.seq() - first].sealed.link, receipt)) {
      return Status::Denied("a receipt that the district did not sign");
    }
    TILIK_RETURN_IF_ERROR(outbox_.KeepReceipt(chain, receipt));
    receipted.insert(receipt.seq());
  }
  if (receipted.empty()) return Status::Unavailable("the server took nothing this time");
  TILIK_RETURN_IF_ERROR(KeepBackedUpThrough(chain.id, response.backed_up_through()));
  TILIK_RETURN_IF_ERROR(transaction.Commit());
  kept_ += receipted.size();
  return Status();
}

Status Receipts::KeepCarried(const v1::BundleReceipts& receipts) {
  const std::optional<std::size_t> index = store_.IndexOf(receipts.enrolment());
  if (!index || receipts.epoch() != store_.state().epoch()) return Status();
  const OwnChain chain = store_.chains()[*index];
  TILIK_ASSIGN_OR_RETURN(auto transaction, sqlite::Transaction::Begin(store_.database()));
  for (const v1::Receipt& receipt : receipts.receipts()) {
    const std::uint64_t number = chain.NumberOf(receipt.seq());
    Result<Link> link = outbox_.LinkOf(number);
    if (!link.ok() && link.status().code() != Code::kNotFound) return link.status();
    // Not this file's set: of a copy of this home that went on by itself.
    if (!link.ok() || !IsSigned(chain.id, *link, receipt)) continue;
    TILIK_ASSIGN_OR_RETURN(std::optional<v1::Receipt> known, outbox_.ReceiptOf(number));
    if (known && known->epoch() == receipt.epoch() && known->arrival() == receipt.arrival()) {
      continue;
    }
    TILIK_RETURN_IF_ERROR(outbox_.KeepReceipt(chain, receipt));
    ++kept_;
  }
  TILIK_RETURN_IF_ERROR(outbox_.Release(chain, chain.backed_up_through));
  return transaction.Commit();
}

Status Receipts::KeepMarks(const v1::PullResponse& response) {
  TILIK_ASSIGN_OR_RETURN(auto transaction, sqlite::Transaction::Begin(store_.database()));
  TILIK_RETURN_IF_ERROR(KeepBackedUpThrough(
      store_.enrolment(),
      std::max(response.backed_up_through(), store_.state().backed_up_through())));
  for (const v1::EarlierInbox& earlier : response.earlier()) {
    std::optional<ChainId> chain = ChainId::FromRaw(earlier.enrolment());
    if (!chain) return NotTilik();
    TILIK_RETURN_IF_ERROR(KeepBackedUpThrough(*chain, earlier.backed_up_through()));
  }
  return transaction.Commit();
}

Status Receipts::KeepBackedUpThrough(const ChainId& id, std::uint64_t seq) {
  const std::optional<std::size_t> index = store_.IndexOf(id.raw());
  if (!index) return Status();
  const OwnChain chain = store_.chains()[*index];
  if (chain.disagrees) seq = 0;
  if (seq != chain.backed_up_through) {
    v1::DeviceState state = store_.state();
    if (chain.IsOpen()) {
      state.set_backed_up_through(seq);
    } else {
      state.mutable_earlier(static_cast<int>(*index))->set_backed_up_through(seq);
    }
    TILIK_RETURN_IF_ERROR(store_.SetState(std::move(state)));
  }
  // Also when the number stands still: a receipt may have come since.
  return outbox_.Release(chain, seq);
}

bool Receipts::IsSigned(const ChainId& chain, const Link& link, const v1::Receipt& receipt) const {
  ReceiptFacts facts;
  facts.epoch = receipt.epoch();
  facts.enrolment = chain;
  facts.seq = receipt.seq();
  facts.link = link;
  facts.arrival = receipt.arrival();
  facts.time = {static_cast<std::int64_t>(receipt.time_ms())};
  std::optional<Signature> signature = Signature::FromRaw(receipt.signature());
  return signature && VerifyReceipt(store_.district(), facts, *signature);
}

}  // namespace tilik::client
