// The shape of what distribution says: channels and evidence, aid without a list, stock, what
// payers and the treasury report, eligibility.
#include "proto/contract/set_shape.h"

namespace tilik {
namespace {

constexpr std::uint64_t kMaxRecipients = 10'000'000;

void EvidenceRules(const google::protobuf::RepeatedPtrField<v1::EvidenceRule>& rules,
                   SetShape& shape) {
  for (const v1::EvidenceRule& rule : rules) {
    shape.Known(rule, "a rule of evidence");
    shape.Enum(rule.kind(), v1::EvidenceKind_IsValid, "evidence");
    shape.Enum(rule.need(), v1::EvidenceNeed_IsValid, "need");
  }
}

}  // namespace

void CheckShape(const v1::Programme& programme, SetShape& shape) {
  EvidenceRules(programme.evidence(), shape);
  for (const v1::Channel& channel : programme.channels()) {
    shape.Known(channel, "a channel");
    shape.OptionalDay(channel.from());
    shape.OptionalDay(channel.until());
    for (std::uint64_t area : channel.areas()) shape.Area(area);
    EvidenceRules(channel.evidence(), shape);
  }
}

void CheckShape(const v1::AddEvidence& add, SetShape& shape) {
  shape.Known(add, "add_evidence");
  shape.OptionalId(add.line(), "line");
  shape.Need(add.link().empty() || add.link().size() == Link::kSize,
             "the link of the handover is not 32 bytes");
  shape.Need(!add.line().empty() || !add.link().empty(), "evidence of nothing");
  shape.Need(add.operation() < kMaxOperations, "the handover's operation is out of bounds");
  for (int evidence : add.evidence()) shape.Enum(evidence, v1::EvidenceKind_IsValid, "evidence");
}

void CheckShape(const v1::HandoverWithoutList& handover, SetShape& shape) {
  shape.Known(handover, "handover_without_list");
  shape.Village(handover.village());
  shape.OptionalId(handover.recipient(), "recipient");
  shape.Enum(handover.unit_type(), v1::UnitType_IsValid, "unit");
  shape.Need(handover.recipients() >= 1 && handover.recipients() <= kMaxRecipients,
             "a number of recipients out of bounds");
  shape.Need(handover.recipient().empty() || handover.recipients() == 1, "one recipient is one");
  shape.Need(!handover.items().empty(), "a handover of nothing");
  for (const v1::ItemQuantity& each : handover.items()) {
    shape.Known(each, "a quantity");
    shape.Known(each.item(), "an item");
    shape.Need(!each.item().code().empty(), "an item without a code");
    shape.Quantity(each.quantity());
  }
  shape.Enum(handover.mode(), v1::HandoverMode_IsValid, "mode");
  for (int evidence : handover.evidence())
    shape.Enum(evidence, v1::EvidenceKind_IsValid, "evidence");
  shape.OptionalDay(handover.day());
}

void CheckShape(const v1::StockMovement& movement, SetShape& shape) {
  shape.Known(movement, "stock_movement");
  shape.Enum(movement.kind(), v1::StockKind_IsValid, "kind");
  shape.Need(movement.kind() != v1::STOCK_KIND_UNSPECIFIED, "a movement of no kind");
  shape.Village(movement.village());
  shape.Known(movement.item(), "the item");
  shape.Need(!movement.item().code().empty(), "an item without a code");
  shape.Quantity(movement.quantity());
  shape.OptionalDay(movement.day());
}

void CheckShape(const v1::RecordSp2d& order, SetShape& shape) {
  shape.Known(order, "record_sp2d");
  shape.Need(!order.programme().empty() && !order.period().empty(), "an order for no period");
  shape.Area(order.area());
  shape.OptionalDay(order.date());
  shape.Quantity(order.ordered());
  shape.Quantity(order.realised());
  shape.Need(
      order.ordered_recipients() <= kMaxRecipients && order.realised_recipients() <= kMaxRecipients,
      "a number of recipients out of bounds");
}

void CheckShape(const v1::PayerReport& report, SetShape& shape) {
  shape.Known(report, "payer_report");
  shape.Id(report.line(), "line");
  shape.Need(!report.payer().empty(), "a report of no payer");
  shape.Enum(report.result(), v1::PayerResult_IsValid, "result");
  shape.Need(report.result() != v1::PAYER_RESULT_UNSPECIFIED, "a report without a result");
  shape.Quantity(report.amount());
  shape.OptionalDay(report.day());
  shape.Enum(report.reason(), v1::NonDeliveryReason_IsValid, "reason");
}

void CheckShape(const v1::SetEligibility& set, SetShape& shape) {
  shape.Known(set, "set_eligibility");
  shape.Id(set.recipient(), "recipient");
  shape.Need(!set.programme().empty() && !set.period().empty(), "an eligibility for no period");
  shape.Enum(set.state(), v1::EligibilityState_IsValid, "state");
  shape.Need(set.state() != v1::ELIGIBILITY_STATE_UNSPECIFIED, "an eligibility without a state");
  shape.Enum(set.reason(), v1::NonDeliveryReason_IsValid, "reason");
}

void CheckShape(const v1::RememberPlace& remember, SetShape& shape) {
  shape.Known(remember, "remember_place");
  shape.Need(!remember.typed().empty(), "a place without a name");
  shape.Village(remember.village());
}

}  // namespace tilik
