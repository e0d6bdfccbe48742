#include "client/core/recovery.h"

#include <algorithm>

namespace tilik::client {
namespace {

constexpr std::size_t kMostSlots = 64;

std::string OwnerOf(const v1::RecoverySlot& slot, const v1::KeyFile& file) {
  return slot.enrolment().empty() ? file.enrolment() : slot.enrolment();
}

}  // namespace

Result<UnlockRequest> RequestUnlock(Host& host, std::string_view home) {
  TILIK_ASSIGN_OR_RETURN(v1::KeyFile file, ReadKeyFile(host.files, home));
  const v1::RecoverySlot* lowest = nullptr;
  for (const v1::RecoverySlot& slot : file.recovery_slots()) {
    if (lowest == nullptr || slot.number() < lowest->number()) lowest = &slot;
  }
  std::optional<ChainId> owner;
  if (lowest != nullptr) owner = ChainId::FromRaw(OwnerOf(*lowest, file));
  if (!owner) {
    return Status::NotFound("the office cannot open this phone; ask for a new enrolment code");
  }
  return UnlockRequest{ShortId(*owner), lowest->number()};
}

Result<OpenedSlot> OpenSlot(Host& host, std::string_view home, const Secret& secret) {
  OpenedSlot opened;
  TILIK_ASSIGN_OR_RETURN(opened.file, ReadKeyFile(host.files, home));
  v1::KeyFile& file = opened.file;
  int found = 0;
  TILIK_ASSIGN_OR_RETURN(
      opened.database_key,
      TryCounted(host, home, &file, file.mutable_wrong_codes(), [&]() -> Result<Secret> {
        for (found = 0; found < file.recovery_slots_size(); ++found) {
          Result<Secret> key = Unwrap(secret, file.recovery_slots(found).database_key());
          if (key.ok() || key.status().code() != Code::kDenied) return key;
        }
        return Status::Denied("this code opens no slot of this phone");
      }));
  const v1::RecoverySlot& slot = file.recovery_slots(found);
  std::optional<ChainId> owner = ChainId::FromRaw(OwnerOf(slot, file));
  if (!owner) return Status::Corrupt("a slot in the key file is nobody's");
  opened.enrolment = *owner;
  opened.number = slot.number();
  return opened;
}

Result<v1::Successor> MakeSuccessor(Host& host, const OpenedSlot& slot, const Secret& secret,
                                    const ChainEnd& end, std::string_view new_pin) {
  SigningKey key = SigningKey::Make(host.random);
  IdMaker ids(host.random);
  const ChainId enrolment = *ChainId::FromRaw(ids.Next(host.clock.Read().wall).raw());
  v1::Successor successor;
  v1::EnrolRequest* request = successor.mutable_request();
  request->set_public_key(key.public_key().str());
  request->set_enrolment(enrolment.str());
  v1::Succession* succession = request->mutable_succession();
  succession->set_enrolment(end.enrolment.str());
  succession->set_last_seq(end.seq);
  succession->set_last_link(end.link.str());
  succession->set_unlocked(slot.enrolment.str());
  succession->set_slot(slot.number);
  request->set_unlock_proof(UnlockKey(slot.enrolment, slot.number, secret)
                                .ProveUnlock(*succession, enrolment, key.public_key())
                                .str());
  TILIK_ASSIGN_OR_RETURN(*successor.mutable_signing_key(), WrapSigningKey(host, key, new_pin));
  return successor;
}

Status SpendSlot(Host& host, std::string_view home, const OpenedSlot& slot,
                 std::string_view new_pin, const v1::Successor& successor) {
  v1::KeyFile file = slot.file;
  TILIK_ASSIGN_OR_RETURN(*file.mutable_database_key(),
                         WrapDatabaseKey(host, new_pin, slot.database_key));
  auto* slots = file.mutable_recovery_slots();
  slots->erase(std::remove_if(slots->begin(), slots->end(),
                              [&](const v1::RecoverySlot& one) {
                                return one.number() == slot.number &&
                                       OwnerOf(one, file) == slot.enrolment.raw();
                              }),
               slots->end());
  for (v1::RecoverySlot& left : *slots) left.set_enrolment(OwnerOf(left, file));
  file.set_enrolment(successor.request().enrolment());
  file.clear_highest_slot();
  file.clear_wrong_pins();
  *file.mutable_successor() = successor;
  return WriteKeyFile(host.files, home, file);
}

Status ForgetSuccessor(Host& host, std::string_view home) {
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<Turn> turn, host.files.TakeTurn(home));
  TILIK_ASSIGN_OR_RETURN(v1::KeyFile file, ReadKeyFile(host.files, home));
  file.clear_successor();
  return WriteKeyFile(host.files, home, file);
}

Result<RecoverySlots::Held> RecoverySlots::Of(const ChainId& enrolment) {
  TILIK_ASSIGN_OR_RETURN(v1::KeyFile file, ReadKeyFile(host_.files, home_));
  Held held;
  held.all = static_cast<std::uint32_t>(file.recovery_slots_size());
  if (file.enrolment() == enrolment.raw()) held.highest = file.highest_slot();
  for (const v1::RecoverySlot& slot : file.recovery_slots()) {
    if (OwnerOf(slot, file) == enrolment.raw()) held.numbers.push_back(slot.number());
  }
  return held;
}

Status RecoverySlots::Keep(const ChainId& enrolment, const std::vector<v1::RecoverySecret>& secrets,
                           const std::vector<std::uint32_t>& spent) {
  if (secrets.empty() && spent.empty()) return Status();
  if (secrets.size() > kMostSlots) return Status::Invalid("more slots than any office gives");
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<Turn> turn, host_.files.TakeTurn(home_));
  TILIK_ASSIGN_OR_RETURN(v1::KeyFile file, ReadKeyFile(host_.files, home_));
  auto* slots = file.mutable_recovery_slots();
  auto goes = [&](const v1::RecoverySlot& slot) {
    if (OwnerOf(slot, file) != enrolment.raw()) return !secrets.empty();
    return std::find(spent.begin(), spent.end(), slot.number()) != spent.end();
  };
  slots->erase(std::remove_if(slots->begin(), slots->end(), goes), slots->end());
  for (const v1::RecoverySecret& given : secrets) {
    if (given.secret().size() != kRecoverySecretBytes) {
      return Status::Invalid("a recovery secret of a strange length");
    }
    v1::RecoverySlot* slot = slots->Add();
    slot->set_number(given.number());
    slot->set_enrolment(enrolment.str());
    *slot->mutable_database_key() = NewLock(host_.random, kUnguessable);
    TILIK_RETURN_IF_ERROR(
        Wrap(host_.random, Secret(given.secret()), database_key_, slot->mutable_database_key()));
    file.set_highest_slot(std::max(file.highest_slot(), given.number()));
  }
  return WriteKeyFile(host_.files, home_, file);
}

}  // namespace tilik::client
