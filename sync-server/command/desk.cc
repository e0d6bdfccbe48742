#include "sync-server/command/desk.h"

#include "sync-server/console/words.h"

namespace tilik::command {

bool MayDo(v1::AccountRole role, Work work) {
  switch (role) {
    case v1::ACCOUNT_ROLE_SUPERVISOR:
    case v1::ACCOUNT_ROLE_HEAD:
      return true;
    case v1::ACCOUNT_ROLE_OPERATOR:
      return work == Work::kImport;
    case v1::ACCOUNT_ROLE_ADMIN:
      return work == Work::kKeepAccounts;
    default:
      return false;
  }
}

Result<storage::Account> AccountFor(storage::Reader& reader, const std::string& as, Work work) {
  TILIK_ASSIGN_OR_RETURN(std::vector<storage::Account> accounts, reader.Accounts());
  for (const storage::Account& account : accounts) {
    const bool meant =
        as.empty() ? !account.retired && MayDo(account.role, work) : account.name == as;
    if (!meant) continue;
    if (account.retired) return Status::Invalid("akun \"" + as + "\" sudah tidak bertugas");
    if (!MayDo(account.role, work)) {
      return Status::Invalid("akun \"" + account.name + "\" (" + console::RoleWords(account.role) +
                             ") tidak berwenang untuk ini");
    }
    return account;
  }
  return Status::Invalid(as.empty() ? "belum ada akun yang berwenang untuk ini"
                                    : "tidak ada akun \"" + as + "\"");
}

Result<Desk> Desk::Open(const DistrictHome& home, const std::string& as, Work work) {
  Desk desk;
  const Instant now = Now();
  TILIK_ASSIGN_OR_RETURN(desk.writer_, home.store->BeginWrite());
  TILIK_ASSIGN_OR_RETURN(desk.before_, home.store->BeginRead());
  TILIK_ASSIGN_OR_RETURN(desk.account_, AccountFor(*desk.before_, as, work));
  desk.random_ = std::make_unique<SodiumRandom>();
  desk.ingest_ =
      std::make_unique<sync::Ingest>(Codebooks::BuiltIn(), home.store->district(), *desk.writer_);
  TILIK_ASSIGN_OR_RETURN(
      sync::AccountChain chain,
      sync::AccountChain::Open(desk.account_.name, home.keys, home.store->district(), *desk.writer_,
                               *desk.random_, now));
  desk.chain_ = std::make_unique<sync::AccountChain>(std::move(chain));
  storage::SessionRow session;
  session.epoch = home.store->district().epoch;
  session.chain = desk.chain_->id();
  session.note.opened = session.note.device_wall = now;
  TILIK_ASSIGN_OR_RETURN(std::uint64_t number, desk.writer_->AddSession(session));
  desk.chain_->NameSession(number);
  return desk;
}

Result<Desk::Signed> Desk::Sign(std::vector<v1::Operation> operations) {
  Signed done;
  done.outcomes.resize(operations.size());
  const Instant now = Now();
  chain_->Add(std::move(operations), now);
  done.link = chain_->head();
  TILIK_RETURN_IF_ERROR(chain_->Flush(*ingest_, now));
  for (auto row = newest().outcomes.rbegin(); row != newest().outcomes.rend(); ++row) {
    if (row->outcome.link() != done.link.raw()) continue;
    const std::size_t index = row->outcome.operation();
    if (index < done.outcomes.size()) done.outcomes[index] = row->outcome;
  }
  return done;
}

RecordId Desk::NewId() { return IdMaker(*random_).Next(Now()); }

Status Desk::Commit() { return writer_->Commit(); }

}  // namespace tilik::command
