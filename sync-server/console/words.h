// Codes in the words of the office, Indonesian. Nothing here decides anything.
#pragma once

#include <cstdint>
#include <string>

#include "proto/contract/codebook.h"
#include "sync-server/merge/registry_state.h"

namespace tilik::console {

std::string CaseKindWords(merge::CaseKind kind);
std::string StatusWords(v1::RecordStatus status, v1::StatusReason reason);
std::string OutcomeWords(v1::VisitOutcome outcome);
std::string ReasonWords(v1::NonDeliveryReason reason);
// "1.234,5" from thousandths; no decimals when there are none.
std::string QuantityWords(std::int64_t thousandths);
// "98,22" from a share, two decimals rounded half up; "-" of nothing (0/0 is no share).
std::string PercentWords(std::int64_t part, std::int64_t whole);
// Several answers of one slot: "sta_bangunan: Milik sendiri; sta_lahan: Milik sendiri".
std::string AnswersWords(const Codebooks& codebooks, const Answers& answers);
// "22 Nov 2026 07.14" in the district's zone.
std::string TimeWords(Instant time, std::int32_t zone_offset_minutes);
std::string VillageWords(std::uint64_t village);  // "Nenas, Kec. Fatumnasi"

}  // namespace tilik::console
