// How a home comes to be, is opened, and ends: by a code, by its PIN, by the office's unlock, by
// the district's word that it must go.
//
// The key file is written last when a home is made and first when it goes; so a home that has one
// has all the rest, and a battery falling out leaves noise, never half a home.
#include "client/core/device.h"
#include "client/core/enrol.h"
#include "client/core/expiry.h"

namespace tilik::client {
namespace {

Result<Secret> NewDatabaseKey(Random& random) {
  std::string key(32, '\0');
  random.Fill(key.data(), key.size());
  return Secret(std::move(key));
}

// The newest chain ends, the successor's begins.
Status TakeOver(Store& store, Outbox& outbox, const v1::Successor& successor) {
  TILIK_ASSIGN_OR_RETURN(auto transaction, sqlite::Transaction::Begin(store.database()));
  TILIK_ASSIGN_OR_RETURN(std::uint64_t last, outbox.HeadSeq());
  TILIK_RETURN_IF_ERROR(store.BeginSuccessor(successor, last));
  return transaction.Commit();
}

}  // namespace

Device::Device(Host& host, std::string home, std::unique_ptr<Store> store, SigningKey key,
               Secret database_key)
    : host_(host),
      home_(std::move(home)),
      store_(std::move(store)),
      key_(std::move(key)),
      records_(*store_, host.codebooks),
      drafts_(*store_),
      outbox_(*store_, host.random),
      attachments_(*store_, host.files, host.random, PhotoFolder(home_)),
      pages_(*store_, records_, outbox_),
      slots_(host, home_, std::move(database_key)),
      claims_(*store_),
      ids_(host.random) {}

Result<std::unique_ptr<Device>> Device::Enrol(Host& host, const EnrolOrder& order,
                                              Transport& transport) {
  TILIK_ASSIGN_OR_RETURN(const SyncRequest question, AskToEnrol(host, order));
  return TakeEnrolment(host, order, Perform(question, transport));
}

Result<SyncRequest> Device::AskToEnrol(Host& host, const EnrolOrder& order) {
  TILIK_RETURN_IF_ERROR(CheckPin(order.pin));
  return client::AskToEnrol(order, host);
}

Result<std::unique_ptr<Device>> Device::TakeEnrolment(Host& host, const EnrolOrder& order,
                                                      const Result<SyncAnswer>& answer) {
  if (!answer.ok()) return answer.status();
  TILIK_ASSIGN_OR_RETURN(Enrolled enrolled, ReadEnrolment(order, host, answer->message));
  TILIK_ASSIGN_OR_RETURN(*enrolled.state.mutable_signing_key(),
                         WrapSigningKey(host, enrolled.key, order.pin));
  HomeSummary home;
  home.enrolment = *ChainId::FromRaw(enrolled.certificate.enrolment());
  home.name = ToHex(home.enrolment.raw());
  home.officer = enrolled.certificate.officer();
  home.district_name = enrolled.state.district_name();
  if (ReadKeyFile(host.files, home.name).status().code() != Code::kNotFound) {
    TILIK_RETURN_IF_ERROR(ForgetAttempt(host));
    return tilik::Status::Conflict("this code has made a home here already; open it by its PIN");
  }
  // What a battery left of an earlier try at this very home; without a key file it is noise.
  TILIK_RETURN_IF_ERROR(host.files.Remove(home.name));
  TILIK_ASSIGN_OR_RETURN(Secret database_key, NewDatabaseKey(host.random));
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<Store> store,
                         Store::Create(host, home.name, database_key, enrolled.state));
  TILIK_RETURN_IF_ERROR(CreateVault(host, home, order.pin, database_key));
  std::unique_ptr<Device> device(new Device(host, home.name, std::move(store),
                                            std::move(enrolled.key), std::move(database_key)));
  TILIK_RETURN_IF_ERROR(device->slots_.Keep(home.enrolment, enrolled.recovery, {}));
  TILIK_RETURN_IF_ERROR(ForgetAttempt(host));
  return device;
}

Result<std::unique_ptr<Device>> Device::Unlock(Host& host, std::string_view home,
                                               std::string_view pin) {
  TILIK_ASSIGN_OR_RETURN(OpenedVault opened, OpenVault(host, home, pin));
  return Open(host, home, std::move(opened), pin);
}

Result<std::unique_ptr<Device>> Device::Open(Host& host, std::string_view home, OpenedVault opened,
                                             std::string_view pin) {
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<Store> store,
                         Store::Open(host, home, opened.database_key));
  const v1::WrappedKey wrapped =
      opened.successor ? opened.successor->signing_key() : store->state().signing_key();
  Result<SigningKey> key = UnwrapSigningKey(wrapped, pin);
  if (!key.ok()) {
    if (key.status().code() != Code::kDenied) return key.status();
    return tilik::Status::Corrupt("the signing key does not fit the PIN that opened the database");
  }
  std::unique_ptr<Device> device(new Device(host, std::string(home), std::move(store),
                                            *std::move(key), std::move(opened.database_key)));
  if (opened.successor) {
    TILIK_RETURN_IF_ERROR(TakeOver(*device->store_, device->outbox_, *opened.successor));
    TILIK_RETURN_IF_ERROR(ForgetSuccessor(host, home));
  }
  if (device->key_.public_key() != device->store_->public_key()) {
    return tilik::Status::Corrupt("the signing key is not the newest chain's");
  }
  TILIK_RETURN_IF_ERROR(device->LookAtAge());
  TILIK_RETURN_IF_ERROR(device->attachments_.RemoveOrphans());
  return device;
}

Result<std::unique_ptr<Device>> Device::UnlockByCode(Host& host, std::string_view home,
                                                     std::string_view code,
                                                     std::string_view new_pin) {
  TILIK_RETURN_IF_ERROR(CheckPin(new_pin));
  TILIK_ASSIGN_OR_RETURN(Secret secret, ReadUnlockCode(code));
  TILIK_RETURN_IF_ERROR(ReadKeyFile(host.files, home).status());
  OpenedVault opened;
  {
    TILIK_ASSIGN_OR_RETURN(std::unique_ptr<Turn> turn, host.files.TakeTurn(home));
    TILIK_ASSIGN_OR_RETURN(OpenedSlot slot, OpenSlot(host, home, secret));
    TILIK_ASSIGN_OR_RETURN(std::unique_ptr<Store> store,
                           Store::Open(host, home, slot.database_key));
    Outbox outbox(*store, host.random);
    // An unlock before this one, which the database has not taken over yet.
    if (slot.file.has_successor()) {
      TILIK_RETURN_IF_ERROR(TakeOver(*store, outbox, slot.file.successor()));
    }
    ChainEnd end;
    end.enrolment = store->enrolment();
    TILIK_ASSIGN_OR_RETURN(std::uint64_t head, outbox.HeadSeq());
    end.seq = store->newest().SeqOf(head);
    TILIK_ASSIGN_OR_RETURN(end.link, outbox.PreviousOf(head + 1));
    TILIK_ASSIGN_OR_RETURN(opened.successor.emplace(),
                           MakeSuccessor(host, slot, secret, end, new_pin));
    TILIK_RETURN_IF_ERROR(SpendSlot(host, home, slot, new_pin, *opened.successor));
    opened.database_key = std::move(slot.database_key);
  }
  return Open(host, home, std::move(opened), new_pin);
}

tilik::Status Device::LookAtAge() {
  v1::DeviceState state = store_->state();
  v1::Unsynced now = LookAgain(state.unsynced(), host_.clock.Read());
  const bool expires = !state.expired() && HasExpired(now, state.limits().data_expires_days());
  // Looking is written down once an hour: it costs an fsync at every opening else.
  if (!expires && state.unsynced().boot_id() == now.boot_id() &&
      now.ms() - state.unsynced().ms() < kLookEveryMs) {
    return tilik::Status();
  }
  TILIK_ASSIGN_OR_RETURN(auto transaction, sqlite::Transaction::Begin(store_->database()));
  if (expires) {
    TILIK_RETURN_IF_ERROR(pages_.Expire());
    state.set_expired(true);
  }
  *state.mutable_unsynced() = std::move(now);
  TILIK_RETURN_IF_ERROR(store_->SetState(std::move(state)));
  return transaction.Commit();
}

Result<bool> Device::Obey(const SyncReport& report) {
  if (!report.must_wipe) return false;
  // A host that serves the officer between two answers may have saved for him since the last.
  TILIK_ASSIGN_OR_RETURN(OutboxCounts counts, outbox_.Counts());
  if (counts.unsent > 0) return false;
  store_.reset();
  TILIK_RETURN_IF_ERROR(RemoveHome(host_, home_));
  return true;
}

}  // namespace tilik::client
