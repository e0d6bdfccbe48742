// What is odd about one officer's day: pure functions, one for each signal.
//
// Deeds come by arrival (DeedBook), withdrawn ones among them.
#pragma once

#include "sync-server/merge/findings.h"
#include "tilik/v1/codebook.pb.h"

namespace tilik::merge {

// Completed visits that took less than shortest_visit_s by what their form says; those that say
// nothing are measured from the chain's completed visit before, to another household, and are too
// short below shortest_gap_s. A gap is measured by the clock that cannot be set where the phone was
// not restarted, by the wall clock where it held, and not at all otherwise: phones lie about time
// (protocol.md §2), and nobody is suspected because his battery died.
Findings VisitsTooShort(const v1::SignalRules& rules, const Deeds& of_day);
// Households completed beyond most_visits_a_day, in the chain's order.
Findings VisitsTooMany(const v1::SignalRules& rules, const Deeds& of_day);
// Recipients served as it happened within one minute and same_place_m of each other: more than
// most_a_minute outside an event, or most_a_minute_at_event within one.
Findings HandoversAtOnce(const v1::SignalRules& rules, const Deeds& of_day,
                         std::int32_t zone_offset_minutes);
// Handovers whose payer verified the household himself (Deed::own_visit).
Findings VerifierPays(const Deeds& of_day);

}  // namespace tilik::merge
