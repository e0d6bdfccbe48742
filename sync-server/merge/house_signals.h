// What is odd about what one household met, or one entitlement line: pure functions, one for each
// signal.
//
// Deeds come by arrival (DeedBook), withdrawn ones among them. What is asked is one day; the deeds
// of others are what it is compared with.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "sync-server/merge/findings.h"
#include "sync-server/merge/working_set.h"
#include "tilik/v1/codebook.pb.h"

namespace tilik::merge {

// The record that an id stands for now.
using StandsFor = std::function<RecordId(const RecordId&)>;

// Completed visits and handovers at home farther than far_from_house_m from the place of the visit
// before: the newest of `approved`, or else the newest. Both accuracies count for the officer.
Findings FarFromHouse(const v1::SignalRules& rules, const Deeds& of_household, std::uint32_t day,
                      const std::set<FactId>& approved);
// The visits of which FarFromHouse must know whether they are approved; none when every one of them
// is near, whichever counts.
std::vector<FactId> PlacesInDoubt(const v1::SignalRules& rules, const Deeds& of_household,
                                  std::uint32_t day);
Findings CardHeld(const Deeds& of_household, std::uint32_t day);
// Photos that proved something else before: another household, or another line of this one on
// another day. Every deed with one of the day's photos is in `book`.
Findings SamePhoto(const DeedBook& book, const Deeds& of_household, std::uint32_t day,
                   const StandsFor& stands_for);

// The day on which the payer of `handover` completed a visit to the household himself, within
// verified_and_paid_days, or in a campaign that had not ended on the day of the handover (campaign
// → its last day). The nearest; 0: he did not.
std::uint32_t OwnVisit(const v1::SignalRules& rules, const Deed& handover,
                       const Deeds& of_household,
                       const std::map<std::string, std::uint32_t>& last_days);

// By day: what was handed out, or paid as a payer reports, days_after_death or more after `died`. A
// replacement's is not among it: he receives because the other died.
std::map<std::uint32_t, Findings> DeadButPaid(const v1::SignalRules& rules, const LineState& line,
                                              std::uint32_t died);
// The same of aid without a list, by the day on which it was given.
std::map<std::uint32_t, Findings> DeadButPaid(
    const v1::SignalRules& rules, const std::multimap<std::uint32_t, const FactRow*>& given,
    std::uint32_t died);

}  // namespace tilik::merge
