#include "sync-server/sync/account_chain.h"

namespace tilik::sync {

ChainId AccountChainId(const std::string& account, std::uint64_t epoch) {
  std::string named = "tilik/account/1";
  named += '\0';
  named += std::to_string(epoch) + '/' + account;
  return ChainId::FromRaw(HashOf(named).raw().substr(0, ChainId::kSize)).value();
}

Result<AccountChain> AccountChain::Open(const std::string& account, const DistrictKeys& keys,
                                        const storage::District& district, storage::Writer& writer,
                                        Random& random, Instant now) {
  AccountChain chain(AccountChainId(account, district.epoch), keys, district, random);
  TILIK_ASSIGN_OR_RETURN(std::optional<storage::ChainRow> row, writer.LoadChain(chain.chain_));
  if (!row.has_value()) {
    row.emplace();
    row->kind = storage::ChainKind::kAccount;
    row->state.chain = chain.chain_;
    row->state.branches.emplace_back();
    row->public_key = keys.district.public_key();
    row->person = account;
    row->issued = now;
    TILIK_RETURN_IF_ERROR(writer.SaveChain(*row));
  } else if (row->person != account) {
    row->person = account;
    TILIK_RETURN_IF_ERROR(writer.SaveChain(*row));
  }
  const merge::Branch& main = row->state.branches.front();
  chain.next_seq_ = chain.first_seq_ = main.contiguous + 1;
  chain.head_ = chain.first_previous_ = main.contiguous_link;
  return chain;
}

void AccountChain::Add(std::vector<v1::Operation> operations, Instant observed) {
  v1::ChangeSet set;
  std::string salt(16, '\0');
  random_->Fill(salt.data(), salt.size());
  set.set_salt(salt);
  set.set_oldest_epoch(epoch_);
  set.set_seq(next_seq_);
  set.set_highest_receipted(next_seq_ - 1);
  set.mutable_session()->set_epoch(epoch_);
  set.mutable_session()->set_number(session_);
  set.mutable_clock()->set_wall_ms(observed.ms);
  for (v1::Operation& operation : operations) *set.add_operations() = std::move(operation);
  SealedSet sealed = Seal(chain_, head_, set);
  head_ = sealed.link;
  ++next_seq_;
  bodies_.push_back(std::move(sealed.body));
}

Status AccountChain::Flush(Ingest& ingest, Instant now) {
  if (bodies_.empty()) return Status();
  v1::PushRequest request;
  request.set_first_seq(first_seq_);
  request.set_previous_link(first_previous_.str());
  for (std::string& body : bodies_) request.add_bodies(std::move(body));
  request.set_head_signature(keys_->district.SignLink(head_).str());
  bodies_.clear();
  first_seq_ = next_seq_;
  first_previous_ = head_;
  TILIK_ASSIGN_OR_RETURN(PreparedPush push,
                         PreparePush(chain_, keys_->district.public_key(), request));
  Result<std::vector<ReceiptFacts>> taken = ingest.Take(std::move(push), now);
  return taken.ok() ? Status() : taken.status();
}

Status Log(const Office& office, const std::string& account,
           std::vector<v1::Operation> operations) {
  TILIK_ASSIGN_OR_RETURN(AccountChain chain,
                         AccountChain::Open(account, office.keys, office.district, office.writer,
                                            office.random, office.now));
  chain.Add(std::move(operations), office.now);
  return chain.Flush(office.ingest, office.now);
}

}  // namespace tilik::sync
