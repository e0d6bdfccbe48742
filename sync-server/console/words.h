// Codes in the words of the office, Indonesian. Nothing here decides anything.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "proto/contract/codebook.h"
#include "sync-server/merge/registry_state.h"
#include "tilik/v1/change_set.pb.h"

namespace tilik::console {

std::string CaseKindWords(merge::CaseKind kind);
// As an office types it, in those words or in English.
std::optional<merge::CaseKind> CaseKindFrom(const std::string& word);
std::string ChoiceWords(v1::Choice choice);
std::string RoleWords(v1::AccountRole role);
std::string StatusWords(v1::RecordStatus status, v1::StatusReason reason);
std::string OutcomeWords(v1::VisitOutcome outcome);
std::string ReasonWords(v1::NonDeliveryReason reason);
std::string EvidenceWords(v1::EvidenceKind kind);
std::string EligibilityWords(v1::EligibilityState state);
// "1.234,5" from thousandths; no decimals when there are none.
std::string QuantityWords(std::int64_t thousandths);
// "98,22" from a share, two decimals rounded half up; "-" of nothing (0/0 is no share).
std::string PercentWords(std::int64_t part, std::int64_t whole);
// Several answers of one slot: "sta_bangunan: Milik sendiri; sta_lahan: Milik sendiri".
std::string AnswersWords(const Codebooks& codebooks, const Answers& answers);
// The fields of a slot by name: "sta_bangunan+sta_lahan", or "status".
std::string FieldsWords(const Codebooks& codebooks, Slot slot);
// By what people know a record: "Rumah tangga Yosef Nahak", "Maria Bere".
std::string LabelOf(const merge::RecordState& record);
// "22 Nov 2026 07.14" in the district's zone.
std::string TimeWords(Instant time, std::int32_t zone_offset_minutes);
std::string VillageWords(std::uint64_t village);  // "Nenas, Kec. Fatumnasi"

}  // namespace tilik::console
