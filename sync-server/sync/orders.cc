#include "sync-server/sync/orders.h"

#include "sync-server/sync/recovery.h"

namespace tilik::sync {
namespace {

using storage::ChainKind;
using storage::ChainRow;

ChainId ChainOf(const std::string& raw) { return ChainId::FromRaw(raw).value_or(ChainId()); }

// The enrolment an order is about; none when it is about something else.
ChainId SubjectOf(const v1::Operation& operation) {
  if (operation.has_assign_villages()) return ChainOf(operation.assign_villages().enrolment());
  if (operation.has_revoke_enrolment()) return ChainOf(operation.revoke_enrolment().enrolment());
  if (operation.has_confirm_enrolment()) return ChainOf(operation.confirm_enrolment().enrolment());
  if (operation.has_close_gap()) return ChainOf(operation.close_gap().enrolment());
  return ChainId();
}

Status Admit(const v1::AdmitEnrolment& admit, const ChainRow& by, storage::Writer& writer) {
  v1::SignedCertificate signed_certificate;
  signed_certificate.set_certificate(admit.certificate());
  signed_certificate.set_signature(admit.signature());
  TILIK_ASSIGN_OR_RETURN(v1::Certificate certificate,
                         VerifyCertificate(by.public_key, signed_certificate));
  ChainRow row;
  row.state.chain = ChainOf(certificate.enrolment());
  TILIK_ASSIGN_OR_RETURN(std::optional<ChainRow> known, writer.LoadChain(row.state.chain));
  if (known.has_value()) return Status();
  row.kind = ChainKind::kEnrolment;
  row.state.branches.emplace_back();
  row.public_key = PublicKey::FromRaw(certificate.public_key()).value_or(PublicKey());
  row.person = certificate.officer();
  row.issued = Instant{certificate.issued_ms()};
  row.unconfirmed = admit.unconfirmed();
  TILIK_RETURN_IF_ERROR(NoteSuccession(writer, certificate, admit.certificate(), row));
  return writer.SaveChain(row);
}

// True when something that waited may go on.
bool Obey(const v1::Operation& operation, ChainRow& row) {
  if (operation.has_assign_villages()) {
    const v1::AssignVillages& assign = operation.assign_villages();
    row.assignment = std::set<std::uint64_t>(assign.villages().begin(), assign.villages().end());
    row.assignment_revision = assign.revision();
  }
  if (operation.has_revoke_enrolment()) row.revoked = true;
  if (operation.has_confirm_enrolment()) row.unconfirmed = false;
  if (!operation.has_close_gap() || row.state.waiting.empty()) return false;
  const v1::CloseGap& close = operation.close_gap();
  merge::Hole hole{close.first_seq(), close.last_seq(), true, close.reason()};
  if (!merge::MayBeGivenUp(row.state, hole, row.state.waiting.rbegin()->first)) return false;
  row.state.holes.push_back(std::move(hole));
  return true;
}

storage::RestoreRow RestoreOf(const v1::BeginEpoch& begin, const storage::LogEntry& entry) {
  storage::RestoreRow restore;
  restore.arrival = entry.arrival;
  restore.time = entry.time;
  restore.epoch = begin.epoch();
  restore.count = begin.count();
  restore.hash = ContentHash::FromRaw(begin.hash()).value_or(ContentHash());
  restore.reason = begin.reason();
  return restore;
}

}  // namespace

bool InQuarantine(const ChainRow& chain) {
  return chain.revoked || chain.unconfirmed || chain.state.forked();
}

Result<std::set<ChainId>> NotReleased(const v1::ChangeSet& set, storage::Writer& writer) {
  std::set<ChainId> not_released;
  for (const v1::Operation& operation : set.operations()) {
    if (!operation.has_confirm_enrolment()) continue;
    const ChainId chain = SubjectOf(operation);
    TILIK_ASSIGN_OR_RETURN(std::optional<ChainRow> row, writer.LoadChain(chain));
    if (row.has_value()) row->unconfirmed = false;
    if (!row.has_value() || InQuarantine(*row)) not_released.insert(chain);
  }
  return not_released;
}

Result<std::vector<ChainId>> ApplyOrders(const v1::ChangeSet& set, const ChainRow& by,
                                         const storage::LogEntry& entry, storage::Writer& writer) {
  std::vector<ChainId> go_on;
  for (const v1::Operation& operation : set.operations()) {
    if (operation.has_admit_enrolment()) {
      TILIK_RETURN_IF_ERROR(Admit(operation.admit_enrolment(), by, writer));
    }
    if (operation.has_keep_account()) {
      const v1::KeepAccount& keep = operation.keep_account();
      TILIK_RETURN_IF_ERROR(writer.SaveAccount(
          {keep.name(), keep.role(), keep.retired(), Instant{set.clock().wall_ms()}}));
    }
    if (operation.has_begin_epoch()) {
      TILIK_RETURN_IF_ERROR(writer.AddRestore(RestoreOf(operation.begin_epoch(), entry)));
    }
    if (operation.has_unlock_enrolment()) {
      TILIK_RETURN_IF_ERROR(
          NoteUnlock(writer.recovery(), operation.unlock_enrolment(), by.person, entry.time));
    }
    const ChainId chain = SubjectOf(operation);
    if (chain.none()) continue;
    TILIK_ASSIGN_OR_RETURN(std::optional<ChainRow> row, writer.LoadChain(chain));
    if (!row.has_value() || row->kind != ChainKind::kEnrolment) continue;
    if (Obey(operation, *row)) go_on.push_back(chain);
    TILIK_RETURN_IF_ERROR(writer.SaveChain(*row));
  }
  return go_on;
}

}  // namespace tilik::sync
