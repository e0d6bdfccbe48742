#include "sync-server/merge/ledger.h"

#include <algorithm>
#include <tuple>

namespace tilik::merge {
namespace {

// Newest by observation; of two made at the same moment the one with the greater link, so that
// arrival never matters.
bool Newer(const NonDeliveryFact& a, const NonDeliveryFact& b) {
  return std::tie(a.origin.observed, a.id) > std::tie(b.origin.observed, b.id);
}

}  // namespace

Tally TallyOf(const LineState& line) {
  Tally tally;
  tally.entitled = line.defined ? line.entitled : 0;
  std::int64_t handed_out = 0;
  for (const HandoverFact& handover : line.handovers) {
    if (handover.retracted) continue;
    handed_out += handover.received + handover.deducted;
    tally.deducted += handover.deducted;
    if (handover.receiver == v1::RECEIVER_PENGGANTI) tally.to_replacement += handover.received;
  }
  tally.delivered = std::min(tally.entitled, handed_out);
  tally.excess = handed_out - tally.delivered;

  const NonDeliveryFact* newest = nullptr;
  for (const NonDeliveryFact& fact : line.non_deliveries) {
    if (!fact.retracted && (newest == nullptr || Newer(fact, *newest))) newest = &fact;
  }
  std::int64_t rest = tally.entitled - tally.delivered;
  if (newest != nullptr) {
    tally.undelivered = newest->quantity == 0 ? rest : std::min(rest, newest->quantity);
    tally.reason = newest->reason;
  }
  rest -= tally.undelivered;
  if (line.closed_because != v1::NON_DELIVERY_REASON_UNSPECIFIED) {
    tally.closed = rest;
    tally.closed_because = line.closed_because;
  } else {
    tally.open = rest;
  }
  TILIK_CHECK(tally.entitled == tally.delivered + tally.undelivered + tally.closed + tally.open,
              "entitled = delivered + undelivered + closed + open");
  return tally;
}

}  // namespace tilik::merge
