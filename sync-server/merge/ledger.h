// The entitlement ledger of one line: derived from its facts, never accumulated (protocol.md §4,
// Distribution).
//
//   delivered   = min(entitled, Σ unretracted handovers to recipient, proxy or replacement,
//   deductions included) excess      = Σ − delivered; only excess > 0 is a double delivery
//   undelivered = min(entitled − delivered, newest unretracted non-delivery by observation)
//   open        = the rest; a status or a closing order turns it into undelivered with its reason
//
// So entitled = delivered + undelivered + open always, in any order of arrival. All quantities in
// thousandths.
#pragma once

#include <cstdint>

#include "sync-server/merge/registry_state.h"

namespace tilik::merge {

struct Tally {
  std::int64_t entitled = 0;
  std::int64_t delivered = 0;
  std::int64_t to_replacement =
      0;  // the part of Σ that a replacement received; within delivered + excess
  std::int64_t deducted = 0;  // the part of Σ that somebody kept
  std::int64_t excess = 0;
  std::int64_t undelivered = 0;  // for `reason`
  v1::NonDeliveryReason reason = v1::NON_DELIVERY_REASON_UNSPECIFIED;
  std::int64_t closed = 0;  // for `closed_because`
  v1::NonDeliveryReason closed_because = v1::NON_DELIVERY_REASON_UNSPECIFIED;
  std::int64_t open = 0;

  friend bool operator==(const Tally&, const Tally&) = default;
};

// Of an undefined line, everything handed out is excess over an entitlement of nothing.
Tally TallyOf(const LineState& line);

}  // namespace tilik::merge
