// The entitlement ledger of one line: derived from its facts, never accumulated (protocol.md §4,
// Distribution).
//
//   handed out  = by hand + max(witnessed, paid), deductions included
//   delivered   = min(entitled, handed out)
//   excess      = handed out − delivered; only excess > 0 is a double delivery
//   undelivered = min(entitled − delivered, newest unretracted non-delivery by observation)
//   open        = the rest; a status, a closing order or a state of eligibility turns it into
//                 undelivered with its reason, for as long as it lasts
//
// So entitled = delivered + undelivered + open always, in any order of arrival. All quantities in
// thousandths.
//
// A payer's report is evidence about a payment, not a second payment. What officers saw or were
// told of (disaksikan, dikonfirmasi kemudian, laporan penyalur) and what payers report (import
// realisasi) are two accounts of the same payments, so the greater of the two sums counts, and
// `tilik-server reconcile` lists where they differ. What an officer gave with his own hands
// (diserahkan) no payer paid, so it adds. Deliveries that really are two still show: two references
// of a payer, two witnessed payments, a payment beside a handover by hand.
//
// Of one payer's reports under one reference the newest by observation is what he says (a retur
// takes a berhasil back); failed and returned payments are non-deliveries by the payer.
//
// When more was handed out than was due, every fact stands and one case is opened. Which counts is
// a rule, not a choice: the earliest by observation fills the entitlement, of two at one moment the
// one with the lesser link and operation; the rest is excess (CountedOf).
//
// Records found to be one recipient may each have been due the same programme and period. That is
// one entitlement: the lines recorded under one of those ids count, the others are closed as ganda
// and all that was handed out on them is excess, with a case as for any other. Which id counts is a
// rule too (CountingRecipient), asked again at every fact, merge and un-merge, so that the order of
// arrival decides nothing. Two lines under one id are left alone: a danom that names a family twice
// (two components of PKH) means both.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "sync-server/merge/registry_state.h"

namespace tilik::merge {

struct Tally {
  std::int64_t entitled = 0;
  std::int64_t delivered = 0;
  // The part of Σ handovers that a replacement received; within delivered + excess.
  std::int64_t to_replacement = 0;
  std::int64_t deducted = 0;  // the part of Σ that somebody kept
  std::int64_t excess = 0;
  std::int64_t undelivered = 0;  // for `reason`
  v1::NonDeliveryReason reason = v1::NON_DELIVERY_REASON_UNSPECIFIED;
  std::int64_t closed = 0;  // for `closed_because`
  v1::NonDeliveryReason closed_because = v1::NON_DELIVERY_REASON_UNSPECIFIED;
  std::int64_t open = 0;

  friend bool operator==(const Tally&, const Tally&) = default;
};

// Why the status of its recipient, or what is said of his eligibility, closes what is open of a
// line; unspecified: it does not. The only place where one becomes the other: what the office
// writes of who left a list has the words of the lines that it closes.
v1::NonDeliveryReason ClosingOf(const RecordState& recipient);
v1::NonDeliveryReason ClosingOf(const EligibilityFact& fact);

// Of an undefined line, everything handed out is excess over an entitlement of nothing.
Tally TallyOf(const LineState& line);

// The accounts a tally is made of.
struct Accounts {
  std::int64_t by_hand = 0;
  std::int64_t witnessed = 0;
  std::int64_t paid = 0;  // as payers report
};
Accounts AccountsOf(const LineState& line);

// The newest unretracted word of an officer that something did not arrive; null when there is none.
const NonDeliveryFact* NewestNonDelivery(const LineState& line);

// What each payer says of each payment: the newest unretracted report of every (payer, reference).
std::vector<const PayerFact*> PaymentsOf(const LineState& line);

// Whose lines count of several recipients that are one record by now, given the defined lines of
// each for one programme and period: to whom most was delivered, so that nobody is due again what
// has arrived already; of equals who received first by observation, as within one line; of those
// without anything who has a line that no order closed; then `standing`, the id that all of them go
// by; then the least id.
RecordId CountingRecipient(const std::map<RecordId, std::vector<const LineState*>>& lines_of,
                           const RecordId& standing);

// Beside each handover of the line, how much of it counts towards the entitlement.
std::vector<std::int64_t> CountedOf(const LineState& line);

}  // namespace tilik::merge
