#include "proto/contract/operation.h"

#include <string>
#include <string_view>

#include "proto/contract/change_set.h"
#include "proto/contract/set_shape.h"

namespace tilik {
namespace {

constexpr std::size_t kSaltBytes = 16;
constexpr std::size_t kMaxBootIdBytes = 16;
constexpr std::size_t kMaxCertificateBytes = 4096;
constexpr std::size_t kMaxAccountNameBytes = 64;

// Walks every message of a set.
class Inspector : public SetShape {
 public:
  void Set(const v1::ChangeSet& set) {
    Known(set, "the set");
    Need(set.salt().size() == kSaltBytes, "its salt is not 16 bytes");
    Need(set.seq() >= 1, "it has no seq");
    Need(set.operations_size() <= kMaxOperations, "it has too many operations");
    Need(set.attachments_size() <= kMaxAttachments, "it has too many attachments");
    Known(set.session(), "the session");
    Known(set.clock(), "the clock");
    Need(set.clock().boot_id().size() <= kMaxBootIdBytes, "its boot id is too long");
    Known(set.place(), "the place");
    for (int i = 0; i < set.operations_size(); ++i) {
      At("operation " + std::to_string(i) + ": ");
      Operation(set.operations(i));
    }
    for (int i = 0; i < set.attachments_size(); ++i) {
      At("attachment " + std::to_string(i) + ": ");
      Attachment(set.attachments(i));
    }
  }

 private:
  void Operation(const v1::Operation& operation) {
    Known(operation, "it");
    switch (operation.kind_case()) {
      case v1::Operation::kCreateRecord:
        return Check(operation.create_record());
      case v1::Operation::kChangeFields:
        return Check(operation.change_fields());
      case v1::Operation::kVisit:
        return Check(operation.visit());
      case v1::Operation::kHandover:
        return Check(operation.handover());
      case v1::Operation::kNonDelivery:
        return Check(operation.non_delivery());
      case v1::Operation::kBeritaAcara:
        return Check(operation.berita_acara());
      case v1::Operation::kProposeStatus:
        return Check(operation.propose_status());
      case v1::Operation::kRetract:
        return Check(operation.retract());
      case v1::Operation::kMusdesResult:
        return CheckShape(operation.musdes_result(), *this);
      case v1::Operation::kVillageNotVerified:
        return CheckShape(operation.village_not_verified(), *this);
      case v1::Operation::kDeclareLost:
        return Check(operation.declare_lost());
      case v1::Operation::kDecide:
        return Check(operation.decide());
      case v1::Operation::kMergeRecords:
        return Check(operation.merge_records());
      case v1::Operation::kUnmergeRecords:
        return Check(operation.unmerge_records());
      case v1::Operation::kDefineProgramme:
        return Check(operation.define_programme());
      case v1::Operation::kDefineEntitlements:
        return Check(operation.define_entitlements());
      case v1::Operation::kCloseEntitlement:
        return Check(operation.close_entitlement());
      case v1::Operation::kAdmitEnrolment:
        return Check(operation.admit_enrolment());
      case v1::Operation::kAssignVillages:
        return Check(operation.assign_villages());
      case v1::Operation::kRevokeEnrolment:
        return Check(operation.revoke_enrolment());
      case v1::Operation::kBeginImport:
        return Check(operation.begin_import());
      case v1::Operation::kImportedKey:
        return Check(operation.imported_key());
      case v1::Operation::kCloseGap:
        return Check(operation.close_gap());
      case v1::Operation::kBeginEpoch:
        return Check(operation.begin_epoch());
      case v1::Operation::kConfirmEnrolment:
        return Check(operation.confirm_enrolment());
      case v1::Operation::kCountersign:
        return Check(operation.countersign());
      case v1::Operation::kOrderDestruction:
        return Check(operation.order_destruction());
      case v1::Operation::kKeepAccount:
        return Check(operation.keep_account());
      case v1::Operation::kUnlockEnrolment:
        return Check(operation.unlock_enrolment());
      case v1::Operation::kDefineCampaign:
        return CheckShape(operation.define_campaign(), *this);
      case v1::Operation::kSetPrelist:
        return CheckShape(operation.set_prelist(), *this);
      case v1::Operation::kReturnVisit:
        return CheckShape(operation.return_visit(), *this);
      case v1::Operation::kApproveVisit:
        return CheckShape(operation.approve_visit(), *this);
      case v1::Operation::kDrawSample:
        return CheckShape(operation.draw_sample(), *this);
      case v1::Operation::kApproveVillage:
        return CheckShape(operation.approve_village(), *this);
      case v1::Operation::kRatify:
        return CheckShape(operation.ratify(), *this);
      case v1::Operation::kRecordUpload:
        return CheckShape(operation.record_upload(), *this);
      case v1::Operation::kRecordDecree:
        return CheckShape(operation.record_decree(), *this);
      case v1::Operation::kAddEvidence:
        return CheckShape(operation.add_evidence(), *this);
      case v1::Operation::kHandoverWithoutList:
        return CheckShape(operation.handover_without_list(), *this);
      case v1::Operation::kStockMovement:
        return CheckShape(operation.stock_movement(), *this);
      case v1::Operation::kRecordSp2D:
        return CheckShape(operation.record_sp2d(), *this);
      case v1::Operation::kPayerReport:
        return CheckShape(operation.payer_report(), *this);
      case v1::Operation::kSetEligibility:
        return CheckShape(operation.set_eligibility(), *this);
      case v1::Operation::kRememberPlace:
        return CheckShape(operation.remember_place(), *this);
      case v1::Operation::kEnterRegister:
        return CheckShape(operation.enter_register(), *this);
      case v1::Operation::kServiceReceived:
        return CheckShape(operation.service_received(), *this);
      case v1::Operation::kLeaveRegister:
        return CheckShape(operation.leave_register(), *this);
      case v1::Operation::kFollowUp:
        return CheckShape(operation.follow_up(), *this);
      case v1::Operation::kStandingProxy:
        return CheckShape(operation.standing_proxy(), *this);
      case v1::Operation::kAccountNote:
        return CheckShape(operation.account_note(), *this);
      case v1::Operation::KIND_NOT_SET:
        return Unknown("an operation of an unknown kind");
    }
  }

  void Check(const v1::CreateRecord& create) {
    Known(create, "create_record");
    Id(create.record(), "record");
    Enum(create.kind(), v1::RecordKind_IsValid, "kind");
    Need(create.kind() != v1::RECORD_KIND_UNSPECIFIED, "a record of no kind");
    Village(create.village());
    Values(create.values());
  }

  void Check(const v1::ChangeFields& change) {
    Known(change, "change_fields");
    Id(change.record(), "record");
    for (const v1::BaseException& exception : change.exceptions()) {
      Known(exception, "an exception");
      Fields(exception.fields());
    }
    Values(change.values());
  }

  void Check(const v1::Visit& visit) {
    Known(visit, "visit");
    Id(visit.household(), "household");
    OptionalId(visit.other_household(), "other household");
    Enum(visit.outcome(), v1::VisitOutcome_IsValid, "outcome");
    Need(visit.outcome() != v1::VISIT_OUTCOME_UNSPECIFIED, "a visit without an outcome");
    Known(visit.respondent(), "the respondent");
    OptionalId(visit.respondent().person(), "respondent");
    for (const v1::DocumentSeen& seen : visit.documents()) {
      Known(seen, "a document");
      Enum(seen.document(), v1::DocumentKind_IsValid, "document");
      Enum(seen.state(), v1::DocumentState_IsValid, "document state");
    }
    for (const v1::PersonPresence& presence : visit.presences()) {
      Known(presence, "a presence");
      Id(presence.person(), "person");
      Enum(presence.presence(), v1::Presence_IsValid, "presence");
    }
    OptionalDay(visit.next_date());
    for (std::uint32_t day : visit.earlier_attempts()) Day(day);
    for (const v1::Overruled& overruled : visit.overruled()) {
      Known(overruled, "an overruled warning");
      Id(overruled.record(), "record");
      OneField(overruled.field());
    }
    if (visit.has_answers()) Fact(visit.answers());
    Enum(visit.card_holder(), v1::CardHolder_IsValid, "card holder");
    for (std::uint32_t field : visit.asked_blind()) OneField(field);
    for (const v1::PhotoMissing& missing : visit.photos_missing()) {
      Known(missing, "a photo that is missing");
      Enum(missing.kind(), v1::PhotoKind_IsValid, "kind");
      Enum(missing.reason(), v1::PhotoMissingReason_IsValid, "reason");
      Need(missing.kind() != v1::PHOTO_KIND_UNSPECIFIED, "a missing photo of nothing");
      Need(missing.reason() != v1::PHOTO_MISSING_REASON_UNSPECIFIED, "missing for no reason");
    }
  }

  void Check(const v1::Handover& handover) {
    Known(handover, "handover");
    Id(handover.line(), "line");
    Quantity(handover.received());
    for (const v1::Deduction& deduction : handover.deductions()) {
      Known(deduction, "a deduction");
      Quantity(deduction.quantity());
    }
    Enum(handover.mode(), v1::HandoverMode_IsValid, "mode");
    Enum(handover.receiver(), v1::Receiver_IsValid, "receiver");
    OptionalId(handover.replacement(), "replacement");
    Enum(handover.card_holder(), v1::CardHolder_IsValid, "card holder");
    for (int evidence : handover.evidence()) Enum(evidence, v1::EvidenceKind_IsValid, "evidence");
    OptionalDay(handover.day());
  }

  void Check(const v1::NonDelivery& non_delivery) {
    Known(non_delivery, "non_delivery");
    Id(non_delivery.line(), "line");
    Quantity(non_delivery.quantity());
    Enum(non_delivery.reason(), v1::NonDeliveryReason_IsValid, "reason");
    Need(non_delivery.reason() != v1::NON_DELIVERY_REASON_UNSPECIFIED,
         "a non-delivery without a reason");
    OptionalDay(non_delivery.day());
  }

  void Check(const v1::BeritaAcara& berita_acara) {
    Known(berita_acara, "berita_acara");
    Day(berita_acara.date());
    Village(berita_acara.village());
    Need(berita_acara.scan().empty() || berita_acara.scan().size() == ContentHash::kSize,
         "the hash of the scan is not 32 bytes");
    Enum(berita_acara.ground(), v1::GroundKind_IsValid, "ground");
  }

  void Check(const v1::ProposeStatus& proposal) {
    Known(proposal, "propose_status");
    Id(proposal.record(), "record");
    Enum(proposal.status(), v1::RecordStatus_IsValid, "status");
    Need(proposal.status() != v1::RECORD_STATUS_UNSPECIFIED, "a proposal of no status");
    Enum(proposal.reason(), v1::StatusReason_IsValid, "reason");
    if (proposal.has_ground()) Fact(proposal.ground());
  }

  void Check(const v1::Retract& retract) {
    Known(retract, "retract");
    Fact(retract.fact());
  }

  void Check(const v1::DeclareLost& lost) {
    Known(lost, "declare_lost");
    Need(lost.first_seq() >= 1 && lost.first_seq() <= lost.last_seq(), "a loss of no seq");
  }

  void Check(const v1::Decide& decide) {
    Known(decide, "decide");
    Need(decide.case_number() >= 1, "a decision on no case");
    Enum(decide.choice(), v1::Choice_IsValid, "choice");
    Need(decide.choice() != v1::CHOICE_UNSPECIFIED, "a decision without a choice");
    if (decide.has_proposal()) Fact(decide.proposal());
    Need(decide.choice() != v1::CHOICE_ACCEPT || decide.has_proposal(),
         "an acceptance that names no proposal");
    Need(decide.branch().empty() || decide.branch().size() == Link::kSize,
         "the link of the branch is not 32 bytes");
  }

  void Check(const v1::MergeRecords& merge) {
    Known(merge, "merge_records");
    Id(merge.survivor(), "survivor");
    Id(merge.retired(), "retired");
    Need(merge.survivor() != merge.retired(), "a record merged with itself");
    Fields(merge.take_from_retired());
  }

  void Check(const v1::UnmergeRecords& unmerge) {
    Known(unmerge, "unmerge_records");
    Id(unmerge.survivor(), "survivor");
    Id(unmerge.retired(), "retired");
  }

  void Check(const v1::DefineProgramme& define) {
    Known(define, "define_programme");
    Known(define.programme(), "the programme");
    Known(define.programme().item(), "the item");
    Enum(define.programme().unit_type(), v1::UnitType_IsValid, "unit");
    Need(!define.programme().code().empty(), "a programme without a code");
    CheckShape(define.programme(), *this);
  }

  void Check(const v1::DefineEntitlements& define) {
    Known(define, "define_entitlements");
    for (const v1::EntitlementLine& line : define.lines()) {
      Known(line, "a line");
      Id(line.line(), "line");
      Id(line.recipient(), "recipient");
      Village(line.village());
      Quantity(line.quantity());
    }
  }

  void Check(const v1::CloseEntitlement& close) {
    Known(close, "close_entitlement");
    Id(close.line(), "line");
    Enum(close.reason(), v1::NonDeliveryReason_IsValid, "reason");
  }

  void Check(const v1::AdmitEnrolment& admit) {
    Known(admit, "admit_enrolment");
    Need(!admit.certificate().empty() && admit.certificate().size() <= kMaxCertificateBytes,
         "a certificate of impossible size");
    Need(admit.signature().size() == Signature::kSize, "a signature that is not 64 bytes");
  }

  void Check(const v1::AssignVillages& assign) {
    Known(assign, "assign_villages");
    Id(assign.enrolment(), "enrolment");
    for (std::uint64_t village : assign.villages()) Village(village);
  }

  void Check(const v1::RevokeEnrolment& revoke) {
    Known(revoke, "revoke_enrolment");
    Id(revoke.enrolment(), "enrolment");
  }

  void Check(const v1::UnlockEnrolment& unlock) {
    Known(unlock, "unlock_enrolment");
    Id(unlock.enrolment(), "enrolment");
    Need(unlock.slot() >= 1, "slots count from 1");
    Need(unlock.verifier().size() == PublicKey::kSize, "the verifier is not 32 bytes");
    Need(!unlock.reason().empty(), "a phone opened without a reason");
  }

  void Check(const v1::BeginImport& import) {
    Known(import, "begin_import");
    Need(import.file_hash().size() == ContentHash::kSize, "the hash of the file is not 32 bytes");
    Day(import.as_of());
  }

  void Check(const v1::ImportedKey& key) {
    Known(key, "imported_key");
    Need(!key.external_key().empty(), "an empty external key");
    Id(key.record(), "record");
    Need(key.values_hash().empty() || key.values_hash().size() == ContentHash::kSize,
         "the hash of the values is not 32 bytes");
  }

  void Check(const v1::CloseGap& close) {
    Known(close, "close_gap");
    Id(close.enrolment(), "enrolment");
    Need(close.first_seq() >= 1 && close.first_seq() <= close.last_seq(), "a gap of no seq");
  }

  void Check(const v1::BeginEpoch& begin) {
    Known(begin, "begin_epoch");
    Need(begin.epoch() >= 1, "an epoch without a number");
    Need(begin.hash().size() == ContentHash::kSize, "the hash of the log is not 32 bytes");
  }

  void Check(const v1::ConfirmEnrolment& confirm) {
    Known(confirm, "confirm_enrolment");
    Id(confirm.enrolment(), "enrolment");
  }

  void Check(const v1::Countersign& countersign) {
    Known(countersign, "countersign");
    Need(countersign.link().size() == Link::kSize, "the link it signs is not 32 bytes");
  }

  void Check(const v1::OrderDestruction& order) {
    Known(order, "order_destruction");
    for (const std::string& record : order.records()) Id(record, "record");
    Need(!order.records().empty(), "an order that names no record");
    Need(!order.letter_number().empty(), "an order without its letter");
    Day(order.letter_date());
  }

  void Check(const v1::KeepAccount& account) {
    Known(account, "keep_account");
    Need(!account.name().empty() && account.name().size() <= kMaxAccountNameBytes,
         "an account's name of impossible length");
    Enum(account.role(), v1::AccountRole_IsValid, "role");
    Need(account.role() != v1::ACCOUNT_ROLE_UNSPECIFIED, "an account without a role");
  }

  void Attachment(const v1::AttachmentRef& attachment) {
    Known(attachment, "it");
    Need(attachment.hash().size() == ContentHash::kSize, "its hash is not 32 bytes");
    Enum(attachment.kind(), v1::PhotoKind_IsValid, "kind");
    OptionalId(attachment.record(), "record");
    Known(attachment.place(), "the place");
  }
};

}  // namespace

Status CheckSet(const v1::ChangeSet& set) {
  Inspector inspector;
  inspector.Set(set);
  return inspector.Verdict();
}

}  // namespace tilik
