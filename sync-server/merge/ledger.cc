#include "sync-server/merge/ledger.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <tuple>
#include <utility>

namespace tilik::merge {
namespace {

// Newest by observation. All that a phone with a wrong clock says may count as one moment: of one
// chain the later place is newer, and between chains any rule will do by which arrival never
// matters.
bool Newer(const Origin& a, const FactId& a_id, const Origin& b, const FactId& b_id) {
  return std::tie(a.observed, a.chain, a.seq, a_id) > std::tie(b.observed, b.chain, b.seq, b_id);
}

template <typename Fact>
bool Newer(const Fact& a, const Fact& b) {
  return Newer(a.origin, a.id, b.origin, b.id);
}

bool IsByHand(v1::HandoverMode mode) {
  return mode == v1::HANDOVER_MODE_UNSPECIFIED || mode == v1::HANDOVER_MODE_DISERAHKAN;
}

std::int64_t HandedOut(const LineState& line) {
  const Accounts accounts = AccountsOf(line);
  return accounts.by_hand + std::max(accounts.witnessed, accounts.paid);
}

// What the line promises as long as no other line of the same person does.
std::int64_t DueOn(const LineState& line) { return line.defined ? line.entitled : 0; }

// An order stands above all; who is listed twice is due nothing here, dead or alive.
v1::NonDeliveryReason ClosedBecause(const LineState& line) {
  if (line.closed_by_order) return line.closed_because;
  if (line.IsDouble()) return v1::NON_DELIVERY_REASON_GANDA;
  return line.closed_because != v1::NON_DELIVERY_REASON_UNSPECIFIED ? line.closed_because
                                                                    : line.not_eligible_because;
}

// When something first arrived; of one moment, the lesser fact.
using Arrival = std::pair<Instant, FactId>;
std::optional<Arrival> FirstArrival(const std::vector<const LineState*>& lines) {
  std::optional<Arrival> first;
  auto consider = [&](const auto& fact) {
    const Arrival arrival{fact.origin.observed, fact.id};
    if (!first || arrival < *first) first = arrival;
  };
  for (const LineState* line : lines) {
    for (const HandoverFact& handover : line->handovers) {
      if (!handover.retracted) consider(handover);
    }
    for (const PayerFact* report : PaymentsOf(*line)) {
      if (report->result == v1::PAYER_RESULT_BERHASIL) consider(*report);
    }
  }
  return first;
}

// The newest word of anybody that something did not arrive.
struct Missed {
  Origin origin;
  FactId id;
  std::int64_t quantity = 0;
  v1::NonDeliveryReason reason = v1::NON_DELIVERY_REASON_UNSPECIFIED;
};

std::optional<Missed> NewestMissed(const LineState& line) {
  std::optional<Missed> newest;
  auto consider = [&](const auto& fact, std::int64_t quantity, v1::NonDeliveryReason reason) {
    if (newest && !Newer(fact.origin, fact.id, newest->origin, newest->id)) return;
    newest = Missed{fact.origin, fact.id, quantity, reason};
  };
  if (const NonDeliveryFact* said = NewestNonDelivery(line)) {
    consider(*said, said->quantity, said->reason);
  }
  for (const PayerFact* report : PaymentsOf(line)) {
    const bool failed =
        report->result == v1::PAYER_RESULT_GAGAL || report->result == v1::PAYER_RESULT_RETUR;
    if (!failed) continue;
    consider(*report, report->amount,
             report->reason == v1::NON_DELIVERY_REASON_UNSPECIFIED
                 ? v1::NON_DELIVERY_REASON_GAGAL_REKENING
                 : report->reason);
  }
  return newest;
}

v1::NonDeliveryReason ReasonOf(v1::StatusReason reason) {
  switch (reason) {
    case v1::STATUS_REASON_MENINGGAL:
      return v1::NON_DELIVERY_REASON_MENINGGAL;
    case v1::STATUS_REASON_PINDAH:
      return v1::NON_DELIVERY_REASON_PINDAH;
    case v1::STATUS_REASON_TIDAK_DITEMUKAN:
      return v1::NON_DELIVERY_REASON_TIDAK_DITEMUKAN;
    case v1::STATUS_REASON_MAMPU:
    case v1::STATUS_REASON_GRADUASI_MANDIRI:
    case v1::STATUS_REASON_GRADUASI_PAKSA:
      return v1::NON_DELIVERY_REASON_MAMPU;
    case v1::STATUS_REASON_GANDA:
    case v1::STATUS_REASON_BAGIAN_DARI_RUMAH_TANGGA_LAIN:
      return v1::NON_DELIVERY_REASON_GANDA;
    case v1::STATUS_REASON_MENOLAK:
      return v1::NON_DELIVERY_REASON_MENOLAK;
    default:
      return v1::NON_DELIVERY_REASON_LAINNYA;
  }
}

}  // namespace

v1::NonDeliveryReason ClosingOf(const RecordState& recipient) {
  return recipient.status == v1::RECORD_STATUS_ACTIVE ? v1::NON_DELIVERY_REASON_UNSPECIFIED
                                                      : ReasonOf(recipient.status_reason);
}

v1::NonDeliveryReason ClosingOf(const EligibilityFact& fact) {
  v1::NonDeliveryReason reason = v1::NON_DELIVERY_REASON_UNSPECIFIED;
  switch (fact.state) {
    case v1::ELIGIBILITY_STATE_NOT_ELIGIBLE:
      reason = v1::NON_DELIVERY_REASON_LAINNYA;
      break;
    case v1::ELIGIBILITY_STATE_SUSPENDED:
      reason = v1::NON_DELIVERY_REASON_DATA_TIDAK_PADAN;
      break;
    case v1::ELIGIBILITY_STATE_GRADUATED:
      reason = v1::NON_DELIVERY_REASON_MAMPU;
      break;
    case v1::ELIGIBILITY_STATE_FAILED_ACCOUNT:
      reason = v1::NON_DELIVERY_REASON_GAGAL_REKENING;
      break;
    default:
      return reason;
  }
  return fact.reason == v1::NON_DELIVERY_REASON_UNSPECIFIED ? reason : fact.reason;
}

const NonDeliveryFact* NewestNonDelivery(const LineState& line) {
  const NonDeliveryFact* newest = nullptr;
  for (const NonDeliveryFact& fact : line.non_deliveries) {
    if (!fact.retracted && (newest == nullptr || Newer(fact, *newest))) newest = &fact;
  }
  return newest;
}

std::vector<const PayerFact*> PaymentsOf(const LineState& line) {
  std::map<std::pair<std::string, std::string>, const PayerFact*> newest;
  for (const PayerFact& report : line.payer_reports) {
    if (report.retracted) continue;
    const PayerFact*& known = newest[{report.payer, report.reference}];
    if (known == nullptr || Newer(report, *known)) known = &report;
  }
  std::vector<const PayerFact*> payments;
  for (const auto& [payment, report] : newest) payments.push_back(report);
  return payments;
}

Accounts AccountsOf(const LineState& line) {
  Accounts accounts;
  for (const HandoverFact& handover : line.handovers) {
    if (handover.retracted) continue;
    std::int64_t& sum = IsByHand(handover.mode) ? accounts.by_hand : accounts.witnessed;
    sum += handover.received + handover.deducted;
  }
  for (const PayerFact* report : PaymentsOf(line)) {
    if (report->result == v1::PAYER_RESULT_BERHASIL) accounts.paid += report->amount;
  }
  return accounts;
}

Tally TallyOf(const LineState& line) {
  Tally tally;
  tally.entitled = DueOn(line);
  for (const HandoverFact& handover : line.handovers) {
    if (handover.retracted) continue;
    tally.deducted += handover.deducted;
    if (handover.receiver == v1::RECEIVER_PENGGANTI) tally.to_replacement += handover.received;
  }
  const std::int64_t handed_out = HandedOut(line);
  tally.delivered = line.IsDouble() ? 0 : std::min(tally.entitled, handed_out);
  tally.excess = handed_out - tally.delivered;

  std::int64_t rest = tally.entitled - tally.delivered;
  if (const std::optional<Missed> missed = NewestMissed(line)) {
    tally.undelivered = missed->quantity == 0 ? rest : std::min(rest, missed->quantity);
    tally.reason = missed->reason;
  }
  rest -= tally.undelivered;
  const v1::NonDeliveryReason closed_because = ClosedBecause(line);
  if (closed_because != v1::NON_DELIVERY_REASON_UNSPECIFIED) {
    tally.closed = rest;
    tally.closed_because = closed_because;
  } else {
    tally.open = rest;
  }
  TILIK_CHECK(tally.entitled == tally.delivered + tally.undelivered + tally.closed + tally.open,
              "entitled = delivered + undelivered + closed + open");
  return tally;
}

RecordId CountingRecipient(const std::map<RecordId, std::vector<const LineState*>>& lines_of,
                           const RecordId& standing) {
  std::optional<std::tuple<std::int64_t, bool, Arrival, bool, bool, RecordId>> best;
  for (const auto& [recipient, lines] : lines_of) {
    std::int64_t delivered = 0;
    for (const LineState* line : lines) delivered += std::min(DueOn(*line), HandedOut(*line));
    const bool all_ordered_closed = std::all_of(
        lines.begin(), lines.end(), [](const LineState* line) { return line->closed_by_order; });
    const std::optional<Arrival> first = FirstArrival(lines);
    const std::tuple rank{-delivered,         !first.has_value(),    first.value_or(Arrival()),
                          all_ordered_closed, recipient != standing, recipient};
    if (!best || rank < *best) best = rank;
  }
  return std::get<RecordId>(best.value());
}

std::vector<std::int64_t> CountedOf(const LineState& line) {
  std::vector<std::size_t> order(line.handovers.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return Newer(line.handovers[b], line.handovers[a]);
  });
  std::vector<std::int64_t> counted(order.size());
  std::int64_t left = line.IsDouble() ? 0 : DueOn(line);
  for (std::size_t each : order) {
    const HandoverFact& handover = line.handovers[each];
    if (handover.retracted) continue;
    counted[each] = std::min(left, handover.received + handover.deducted);
    left -= counted[each];
  }
  return counted;
}

}  // namespace tilik::merge
