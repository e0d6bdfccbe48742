// Who was entitled in one period, who is in another, and why everybody in between left or came:
// 5,886 → 5,761 → 5,891 families, explained one by one (domain.md §2.5).
#pragma once

#include <string>
#include <vector>

#include "sync-server/storage/registry_store.h"
#include "tilik/v1/change_set.pb.h"
#include "tilik/v1/console.pb.h"

namespace tilik::console {

// Entitled in a period: has a danom line of it that eligibility does not close. Who is on one list
// and not on the other without a state that says why is in the comparison as not explained.
Result<v1::EligibilityComparison> CompareEligibility(storage::Reader& reader,
                                                     const std::string& programme,
                                                     const std::string& from,
                                                     const std::string& to);

// What the lists themselves say of everybody not explained: no longer listed, or listed anew, from
// `to` on. A record's own status gives the reason where there is one.
Result<std::vector<v1::Operation>> ExplainByLists(storage::Reader& reader,
                                                  const v1::EligibilityComparison& comparison);

// The state of each recipient in a period: of all periods not after it the latest, of one period
// the word that arrived last. Recipients go by the id that they go by now.
Result<std::map<RecordId, merge::EligibilityFact>> StatesIn(storage::Reader& reader,
                                                            const std::string& programme,
                                                            const std::string& period);

}  // namespace tilik::console
