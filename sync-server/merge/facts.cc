// Facts: visits, handovers, non-deliveries, minutes. Appended, never changed; a later fact may
// withdraw one.
#include <algorithm>

#include "proto/contract/calendar.h"
#include "sync-server/merge/ledger.h"
#include "sync-server/merge/merger.h"

namespace tilik::merge {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;

}  // namespace

// The day a fact speaks of: as stated when rows are copied from paper, else the day of observation
// in the village's zone.
std::uint32_t Merger::DayOf(std::uint32_t stated) const {
  if (stated != 0) return stated;
  return tilik::DayOf(context_->observed, context_->zone_offset_minutes);
}

// A stated day can only be earlier than the saving of it; it counts from its noon.
Instant Merger::ObservedOn(std::uint32_t stated) const {
  if (stated == 0) return context_->observed;
  Instant noon{DaysSinceEpoch(stated) * kDayMs + kDayMs / 2 -
               context_->zone_offset_minutes * 60'000LL};
  return std::min(noon, context_->observed);
}

void Merger::KeepFact(std::uint32_t index, const v1::Operation& operation, const RecordId& named,
                      std::uint64_t village) {
  FactRow& fact = loaded_.facts[IdOf(index)];
  fact.id = IdOf(index);
  fact.origin = OriginFor(named);
  fact.record = named;
  fact.village = village;
  fact.operation = operation;
  delta_.facts.insert(fact.id);
}

void Merger::Visit(std::uint32_t index, const v1::Operation& operation) {
  const RecordId named = IdOfBytes(operation.visit().household());
  RecordState* household = FindLive(named);
  if (household == nullptr) return Hold(index, operation, HeldBecause::kUnknownRecord, named, 0);
  if (HoldIfOutside(index, operation, household->id, household->village)) return;
  KeepFact(index, operation, named, household->village);
  AwaitReviewOf(index, operation.visit(), named, household->village);
  Report(index, v1::OUTCOME_KIND_APPLIED, household);
}

void Merger::BeritaAcara(std::uint32_t index, const v1::Operation& operation) {
  KeepFact(index, operation, RecordId(), operation.berita_acara().village());
  Report(index, v1::OUTCOME_KIND_APPLIED, nullptr);
}

LineState& Merger::LineFor(const LineId& id) {
  LineState& line = loaded_.lines[id];
  line.id = id;
  delta_.lines.insert(id);
  return line;
}

// Handovers and non-deliveries count whoever brings them, wherever, and before the danom is known
// (protocol.md §4.6).
void Merger::Handover(std::uint32_t index, const v1::Operation& operation) {
  const v1::Handover& handover = operation.handover();
  LineState& line = LineFor(LineId::FromRaw(handover.line()).value_or(LineId()));
  HandoverFact fact;
  fact.id = IdOf(index);
  fact.origin = OriginFor(line.recipient);
  fact.origin.observed = ObservedOn(handover.day());
  fact.day = DayOf(handover.day());
  fact.received = handover.received();
  for (const v1::Deduction& deduction : handover.deductions())
    fact.deducted += deduction.quantity();
  fact.mode = handover.mode();
  fact.receiver = handover.receiver();
  fact.event = handover.event();
  for (int kind : handover.evidence()) fact.evidence |= EvidenceBit(kind);
  line.handovers.push_back(std::move(fact));
  KeepFact(index, operation, line.recipient, line.village);
  Reckon(line);
  CaseKey key;
  key.kind = CaseKind::kDoubleDelivery;
  key.line = line.id;
  const CaseFile* open = FindOpen(key);
  Report(index, v1::OUTCOME_KIND_APPLIED, nullptr, open == nullptr ? 0 : open->number);
}

void Merger::NonDelivery(std::uint32_t index, const v1::Operation& operation) {
  const v1::NonDelivery& non_delivery = operation.non_delivery();
  LineState& line = LineFor(LineId::FromRaw(non_delivery.line()).value_or(LineId()));
  NonDeliveryFact fact;
  fact.id = IdOf(index);
  fact.origin = OriginFor(line.recipient);
  fact.origin.observed = ObservedOn(non_delivery.day());
  fact.day = DayOf(non_delivery.day());
  fact.quantity = non_delivery.quantity();
  fact.reason = non_delivery.reason();
  line.non_deliveries.push_back(fact);
  KeepFact(index, operation, line.recipient, line.village);
  Report(index, v1::OUTCOME_KIND_APPLIED, nullptr);
}

void Merger::Reckon(LineState& line) {
  if (!line.counts_under.none()) CountOnce(line.recipient);
  AskAboutExcess(line);
}

// Only excess over the entitlement is a double delivery, and only once a danom says what was due.
void Merger::AskAboutExcess(LineState& line) {
  if (!line.defined) return;
  const Tally tally = TallyOf(line);
  CaseKey key;
  key.kind = CaseKind::kDoubleDelivery;
  key.line = line.id;
  CaseFile* open = FindOpen(key);
  if (tally.excess > 0) {
    if (open == nullptr) {
      open = &OpenCase(key, line.IsDouble() ? "hak ganda: penerima yang sama, program dan periode "
                                              "yang sama"
                                            : "diserahkan melebihi haknya");
    }
    ++open->counter;
    delta_.cases.insert(open->number);
  } else if (open != nullptr) {
    Close(*open, "nothing above the entitlement remains");
  }
}

bool Merger::WithdrawFact(const FactId& id) {
  auto found = loaded_.facts.find(id);
  if (found == loaded_.facts.end()) return false;
  FactRow& fact = found->second;
  fact.retracted = true;
  delta_.facts.insert(id);
  if (auto review = loaded_.reviews.find(id); review != loaded_.reviews.end()) {
    review->second.retracted = true;
    delta_.reviews.insert(id);
    if (review->second.state == ReviewState::kReturned) EndTask(review->second);
  }
  if (fact.operation.has_set_eligibility()) {
    WithdrawEligibility(id, fact.operation.set_eligibility());
  }
  for (auto& [line_id, line] : loaded_.lines) {
    bool touched = false;
    for (HandoverFact& handover : line.handovers) {
      if (handover.id == id) touched = handover.retracted = true;
    }
    for (NonDeliveryFact& non_delivery : line.non_deliveries) {
      if (non_delivery.id == id) touched = non_delivery.retracted = true;
    }
    for (PayerFact& report : line.payer_reports) {
      if (report.id == id) touched = report.retracted = true;
    }
    if (!touched) continue;
    delta_.lines.insert(line_id);
    Reckon(line);
  }
  return true;
}

void Merger::Retract(std::uint32_t index, const v1::Operation& operation) {
  const v1::Retract& retract = operation.retract();
  const FactId id{Link::FromRaw(retract.fact().link()).value_or(Link()),
                  retract.fact().operation()};
  auto found = loaded_.facts.find(id);
  auto review = loaded_.reviews.find(id);
  const bool reviewed = review != loaded_.reviews.end() && review->second.decided != 0;
  const bool direct = found != loaded_.facts.end() && !context_->account && !reviewed &&
                      found->second.origin.chain == context_->chain &&
                      found->second.origin.branch == context_->branch &&
                      found->second.origin.seq <= context_->seq &&
                      found->second.origin.seq > context_->highest_receipted;
  if (direct) {
    WithdrawFact(id);
    return Report(index, v1::OUTCOME_KIND_APPLIED, nullptr);
  }
  // Of a fact that is held itself: it goes on behind it, whenever that is.
  auto held = loaded_.held.find(id);
  if (found == loaded_.facts.end() && held != loaded_.held.end() &&
      held->second.chain == context_->chain) {
    const HeldOperation& fact = held->second;
    auto file = loaded_.cases.find(fact.case_number);
    if (file == loaded_.cases.end())
      return Hold(index, operation, fact.because, fact.waits_for, fact.case_number);
    return HoldUnder(file->second, index, operation, fact.because, file->second.key.record);
  }
  if (found == loaded_.facts.end()) {
    return Report(index, v1::OUTCOME_KIND_SUPERSEDED, nullptr, 0,
                  "no such fact stands; nothing is left to withdraw");
  }
  CaseKey key;
  key.kind = CaseKind::kRetraction;
  key.fact = id;
  CaseFile* open = FindOpen(key);
  CaseFile& file = open != nullptr ? *open : OpenCase(key, "usul pembatalan: " + retract.reason());
  Proposal proposal;
  proposal.origin = OriginFor(RecordId());
  proposal.operation = index;
  proposal.note = retract.reason();
  Report(index, v1::OUTCOME_KIND_HELD, nullptr, file.number);
  Join(file, std::move(proposal));
}

void Merger::DefineEntitlements(std::uint32_t index, const v1::DefineEntitlements& define) {
  bool refused = false;
  for (const v1::EntitlementLine& stated : define.lines()) {
    LineState& line = LineFor(LineId::FromRaw(stated.line()).value_or(LineId()));
    if (line.defined) {
      // A danom line is a promise: another quantity is another line, not this one rewritten.
      refused = refused || line.entitled != stated.quantity() ||
                line.programme != stated.programme() || line.period != stated.period() ||
                line.recipient != IdOfBytes(stated.recipient());
      continue;
    }
    line.defined = true;
    line.danom = stated.danom();
    line.programme = stated.programme();
    line.period = stated.period();
    line.recipient = IdOfBytes(stated.recipient());
    line.village = stated.village();
    line.entitled = std::max<std::int64_t>(0, stated.quantity());
    line.external_key = stated.external_key();
    // A list that names who has died or moved does not make him alive: what it promises is
    // explained at once.
    const RecordState* recipient = FindLive(line.recipient);
    if (recipient != nullptr) CloseByStatus(line, *recipient);
    CloseByEligibility(line);
    if (recipient != nullptr && !recipient->absorbed.empty()) CountOnce(recipient->id);
    Reckon(line);
  }
  Report(index, refused ? v1::OUTCOME_KIND_REFUSED : v1::OUTCOME_KIND_APPLIED, nullptr, 0,
         refused ? "a line of this danom exists with other contents" : "");
}

void Merger::CloseEntitlement(std::uint32_t index, const v1::CloseEntitlement& close) {
  LineState& line = LineFor(LineId::FromRaw(close.line()).value_or(LineId()));
  line.closed_because = close.reason();
  line.closed_by_order = close.reason() != v1::NON_DELIVERY_REASON_UNSPECIFIED;
  if (!line.counts_under.none()) CountOnce(line.recipient);
  Report(index, v1::OUTCOME_KIND_APPLIED, nullptr);
}

}  // namespace tilik::merge
