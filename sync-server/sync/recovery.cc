#include "sync-server/sync/recovery.h"

#include <algorithm>

namespace tilik::sync {
namespace {

using storage::ChainKind;
using storage::ChainRow;
using storage::SuccessorRow;
using storage::UnlockRow;

// Above it a device says what no server told it.
constexpr std::uint32_t kMostSlots = 1'000'000;

bool IsOf(const ChainRow& row, const UnlockOrder& order) {
  return row.kind == ChainKind::kEnrolment && ShortId(row.state.chain) == order.request.short_id &&
         (order.officer.empty() || row.person == order.officer);
}

Result<ChainRow> Named(const std::vector<ChainRow>& chains, const UnlockOrder& order) {
  const ChainRow* found = nullptr;
  for (const ChainRow& row : chains) {
    if (!IsOf(row, order)) continue;
    if (found != nullptr) {
      return Status::Invalid("several devices have this request (" + found->person + ", " +
                             row.person + "): name the officer as well");
    }
    found = &row;
  }
  if (found == nullptr)
    return Status::NotFound("no device here has the request " + TextOf(order.request));
  return *found;
}

}  // namespace

std::uint32_t AreaOf(const std::set<std::uint64_t>& villages) {
  return villages.empty() ? 0 : static_cast<std::uint32_t>(*villages.begin() / 10'000);
}

Result<Refill> RefillSlots(storage::RecoveryRegister& recovery, const RecoveryMaster* master,
                           const ChainId& enrolment, const std::vector<std::uint32_t>& held,
                           std::uint32_t highest) {
  Refill refill;
  TILIK_ASSIGN_OR_RETURN(std::uint32_t through, recovery.FilledThrough(enrolment));
  TILIK_ASSIGN_OR_RETURN(std::uint32_t unlocked, recovery.HighestUnlocked(enrolment));
  through = std::max({through, unlocked, highest});
  int kept = 0;
  for (std::uint32_t slot : held) {
    through = std::max(through, slot);
    TILIK_ASSIGN_OR_RETURN(std::optional<UnlockRow> told, recovery.Unlock(enrolment, slot));
    if (told.has_value()) {
      refill.spent.push_back(slot);
    } else {
      ++kept;
    }
  }
  if (master == nullptr || kept >= kRecoverySlots || through > kMostSlots) return refill;
  for (; kept < kRecoverySlots; ++kept) {
    v1::RecoverySecret& secret = refill.secrets.emplace_back();
    secret.set_number(++through);
    secret.set_secret(master->SecretOf(enrolment, through).bytes());
  }
  TILIK_RETURN_IF_ERROR(recovery.SetFilledThrough(enrolment, through));
  return refill;
}

Result<UnlockAnswer> UnlockForOfficer(const Office& office, const RecoveryMaster& master,
                                      const std::vector<ChainRow>& chains,
                                      const UnlockOrder& order) {
  if (order.account.empty() || order.reason.empty()) {
    return Status::Invalid("say who opens this phone, and why");
  }
  TILIK_ASSIGN_OR_RETURN(ChainRow row, Named(chains, order));
  const ChainId& enrolment = row.state.chain;
  const std::uint32_t slot = order.request.slot;
  if (row.revoked) return Status::Invalid("the device of " + row.person + " is revoked");
  storage::RecoveryRegister& recovery = office.writer.recovery();
  TILIK_ASSIGN_OR_RETURN(std::optional<SuccessorRow> used, recovery.SuccessorBy(enrolment, slot));
  if (used.has_value()) {
    return Status::Invalid("unlock " + std::to_string(slot) + " of " + row.person +
                           "'s device was used already");
  }
  Secret secret = master.SecretOf(enrolment, slot);
  v1::Operation operation;
  v1::UnlockEnrolment* unlock = operation.mutable_unlock_enrolment();
  unlock->set_enrolment(enrolment.str());
  unlock->set_slot(slot);
  unlock->set_verifier(UnlockKey(enrolment, slot, secret).public_key().str());
  unlock->set_reason(order.reason);
  TILIK_RETURN_IF_ERROR(Log(office, order.account, {operation}));
  return UnlockAnswer{enrolment, row.person, row.device, UnlockCodeOf(secret)};
}

Status NoteUnlock(storage::RecoveryRegister& recovery, const v1::UnlockEnrolment& unlock,
                  const std::string& account, Instant told) {
  UnlockRow row;
  row.enrolment = ChainId::FromRaw(unlock.enrolment()).value_or(ChainId());
  row.slot = unlock.slot();
  row.verifier = PublicKey::FromRaw(unlock.verifier()).value_or(PublicKey());
  row.account = account;
  row.told = told;
  return recovery.SaveUnlock(row);
}

Status NoteSuccession(storage::Writer& writer, const v1::Certificate& certificate,
                      const std::string& as_signed, ChainRow& row) {
  if (!certificate.has_succession() || !IsWhole(certificate.succession())) return Status();
  const v1::Succession& succession = certificate.succession();
  SuccessorRow successor;
  successor.enrolment = ChainId::FromRaw(certificate.enrolment()).value_or(ChainId());
  successor.closed = *ChainId::FromRaw(succession.enrolment());
  successor.last_seq = succession.last_seq();
  successor.unlocked = *ChainId::FromRaw(succession.unlocked());
  successor.slot = succession.slot();
  successor.certificate = as_signed;
  TILIK_ASSIGN_OR_RETURN(std::optional<ChainRow> closed, writer.LoadChain(successor.closed));
  if (closed.has_value()) row.revoked = closed->revoked;
  return writer.recovery().SaveSuccessor(successor);
}

Result<v1::SignedCertificate> AdmitSuccessor(const Office& office,
                                             const v1::EnrolRequest& request) {
  const v1::Succession& succession = request.succession();
  std::optional<ChainId> enrolment = ChainId::FromRaw(request.enrolment());
  std::optional<PublicKey> key = PublicKey::FromRaw(request.public_key());
  std::optional<Signature> proof = Signature::FromRaw(request.unlock_proof());
  if (!enrolment || enrolment->none() || !key || !proof || !IsWhole(succession)) {
    return Status::Invalid("an id, a key, a link or a proof of the wrong length");
  }
  const ChainId closed = *ChainId::FromRaw(succession.enrolment());
  const ChainId unlocked = *ChainId::FromRaw(succession.unlocked());
  storage::RecoveryRegister& recovery = office.writer.recovery();
  TILIK_ASSIGN_OR_RETURN(std::optional<UnlockRow> told,
                         recovery.Unlock(unlocked, succession.slot()));
  if (!told.has_value()) {
    return Status::Denied("the office's log knows of no such unlock; ask the office to repeat it");
  }
  if (!VerifyUnlock(told->verifier, succession, *enrolment, *key, *proof)) {
    return Status::Denied("the proof of the unlock does not fit");
  }
  TILIK_ASSIGN_OR_RETURN(std::optional<SuccessorRow> used,
                         recovery.SuccessorBy(unlocked, succession.slot()));
  if (used.has_value()) {
    return Status::Denied("this unlock was used by another enrolment; ask for an enrolment code");
  }
  TILIK_ASSIGN_OR_RETURN(bool leads, storage::GoesOnFrom(recovery, closed, unlocked));
  TILIK_ASSIGN_OR_RETURN(std::optional<ChainRow> before, office.writer.LoadChain(closed));
  TILIK_ASSIGN_OR_RETURN(std::optional<ChainRow> taken, office.writer.LoadChain(*enrolment));
  if (!before.has_value() || before->kind != ChainKind::kEnrolment || taken.has_value() ||
      (closed != unlocked && !leads)) {
    return Status::Denied("this unlock does not lead to the enrolment it would go on from");
  }

  v1::Certificate certificate;
  certificate.set_district(office.keys.district.public_key().str());
  certificate.set_enrolment(enrolment->str());
  certificate.set_officer(before->person);
  certificate.set_public_key(key->str());
  certificate.set_area(AreaOf(before->assignment));
  certificate.set_issued_ms(office.now.ms);
  certificate.set_recovery("after unlock " + std::to_string(succession.slot()) +
                           ", asked by account " + told->account);
  *certificate.mutable_succession() = succession;
  v1::SignedCertificate signed_certificate = office.keys.district.Certify(certificate);
  std::vector<v1::Operation> operations(2);
  v1::AdmitEnrolment* admit = operations[0].mutable_admit_enrolment();
  admit->set_certificate(signed_certificate.certificate());
  admit->set_signature(signed_certificate.signature());
  v1::AssignVillages* assign = operations[1].mutable_assign_villages();
  assign->set_enrolment(enrolment->str());
  assign->set_revision(before->assignment_revision);
  for (std::uint64_t village : before->assignment) assign->add_villages(village);
  TILIK_RETURN_IF_ERROR(Log(office, kOfficeAccount, std::move(operations)));
  return signed_certificate;
}

}  // namespace tilik::sync
