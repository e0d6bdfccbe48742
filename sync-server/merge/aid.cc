// Distribution beside the danom: proof that comes later, aid without a list, stock, what payers
// report, and who is eligible from when on.
#include "proto/contract/period.h"
#include "sync-server/merge/ledger.h"
#include "sync-server/merge/merger.h"

namespace tilik::merge {
// A fact that stands by itself: nothing but reports is derived from it.
void Merger::KeepReport(std::uint32_t index, const v1::Operation& operation, const RecordId& named,
                        std::uint64_t village, std::uint32_t day) {
  KeepFact(index, operation, named, village);
  loaded_.facts[IdOf(index)].origin.observed = ObservedOn(day);
  Report(index, v1::OUTCOME_KIND_APPLIED, nullptr);
}

// Taken whether or not the handover has arrived: it may be on another officer's phone.
void Merger::AddEvidence(std::uint32_t index, const v1::Operation& operation) {
  const LineId id = LineId::FromRaw(operation.add_evidence().line()).value_or(LineId());
  auto line = loaded_.lines.find(id);
  const bool known = line != loaded_.lines.end();
  KeepReport(index, operation, known ? line->second.recipient : RecordId(),
             known ? line->second.village : 0, 0);
}

// Aid counts wherever it was given, and a recipient who is no record here is not made one.
void Merger::HandoverWithoutList(std::uint32_t index, const v1::Operation& operation) {
  const v1::HandoverWithoutList& handover = operation.handover_without_list();
  KeepReport(index, operation, IdOfBytes(handover.recipient()), handover.village(), handover.day());
}

void Merger::PayerReport(std::uint32_t index, const v1::Operation& operation) {
  const v1::PayerReport& report = operation.payer_report();
  LineState& line = LineFor(LineId::FromRaw(report.line()).value_or(LineId()));
  PayerFact fact;
  fact.id = IdOf(index);
  fact.origin = OriginFor(line.recipient);
  fact.origin.observed = ObservedOn(report.day());
  fact.day = DayOf(report.day());
  fact.payer = report.payer();
  fact.reference = report.reference();
  fact.result = report.result();
  fact.amount = report.amount();
  fact.reason = report.reason();
  line.payer_reports.push_back(std::move(fact));
  KeepFact(index, operation, line.recipient, line.village);
  Reckon(line);
  Report(index, v1::OUTCOME_KIND_APPLIED, nullptr);
}

void Merger::SetEligibility(std::uint32_t index, const v1::Operation& operation) {
  const v1::SetEligibility& set = operation.set_eligibility();
  const RecordId named = IdOfBytes(set.recipient());
  const RecordState* recipient = FindLive(named);
  if (recipient == nullptr) return Hold(index, operation, HeldBecause::kUnknownRecord, named, 0);
  EligibilityFact fact;
  fact.id = IdOf(index);
  fact.origin = OriginFor(named);
  fact.recipient = named;
  fact.programme = set.programme();
  fact.period = set.period();
  fact.state = set.state();
  fact.reason = set.reason();
  fact.note = set.note();
  loaded_.eligibility[named].push_back(std::move(fact));
  KeepFact(index, operation, named, recipient->village);
  CloseLinesByEligibility(*recipient, set.programme());
  Report(index, v1::OUTCOME_KIND_APPLIED, recipient);
}

void Merger::WithdrawEligibility(const FactId& id, const v1::SetEligibility& set) {
  const RecordId named = IdOfBytes(set.recipient());
  for (EligibilityFact& fact : loaded_.eligibility[named]) {
    if (fact.id == id) fact.retracted = true;
  }
  const RecordState* recipient = FindLive(named);
  if (recipient != nullptr) CloseLinesByEligibility(*recipient, set.programme());
}

// The state of a line's period is that of the latest period not after it; of two for one period,
// the one that arrived last.
void Merger::CloseByEligibility(LineState& line) {
  const EligibilityFact* current = nullptr;
  const RecordState* recipient = FindLive(line.recipient);
  auto consider = [&](const RecordId& named) {
    auto said = loaded_.eligibility.find(named);
    if (said == loaded_.eligibility.end()) return;
    for (const EligibilityFact& fact : said->second) {
      const bool applies =
          !fact.retracted && fact.programme == line.programme && NotAfter(fact.period, line.period);
      if (applies && (current == nullptr || NotAfter(current->period, fact.period))) {
        current = &fact;
      }
    }
  };
  if (recipient == nullptr) {
    consider(line.recipient);
  } else {
    for (const Absorbed& absorbed : recipient->absorbed) consider(absorbed.id);
    consider(recipient->id);
  }
  line.not_eligible_because =
      current == nullptr ? v1::NON_DELIVERY_REASON_UNSPECIFIED : ClosingOf(*current);
}

// What is due for one programme and period to records that are one by now is due once (ledger.h).
void Merger::CountOnce(const RecordId& recipient) {
  const RecordState* standing = FindLive(recipient);
  if (standing == nullptr) return;
  using Due = std::pair<std::string, std::string>;
  std::map<Due, std::map<RecordId, std::vector<const LineState*>>> due;
  for (const auto& [id, line] : loaded_.lines) {
    if (!line.defined || FindLive(line.recipient) != standing) continue;
    due[{line.programme, line.period}][line.recipient].push_back(&line);
  }
  for (const auto& [what, lines_of] : due) {
    const RecordId counting =
        lines_of.size() > 1 ? CountingRecipient(lines_of, standing->id) : RecordId();
    for (const auto& [named, lines] : lines_of) {
      for (const LineState* each : lines) {
        if (each->counts_under == counting) continue;
        LineState& line = LineFor(each->id);
        const bool was_double = line.IsDouble();
        line.counts_under = counting;
        if (line.IsDouble() != was_double) AskAboutExcess(line);
      }
    }
  }
}

void Merger::CloseLinesByEligibility(const RecordState& recipient, const std::string& programme) {
  for (auto& [id, line] : loaded_.lines) {
    if (line.programme != programme) continue;
    const RecordState* of_line = FindLive(line.recipient);
    if (of_line == nullptr || of_line->id != recipient.id) continue;
    CloseByEligibility(line);
    delta_.lines.insert(id);
  }
}

}  // namespace tilik::merge
