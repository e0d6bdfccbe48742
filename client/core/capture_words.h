// The words people write for the contract's enums, and back again for the screen.
//
// Matching forgives case, spaces and punctuation ("Tidak_Ditemukan", "tidak ditemukan"), and knows
// what else a thing is called in the field. Numbers are not accepted: the ministry's own forms
// number "ganda" 5 here and 6 there (domain.md §3.3).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tilik::client {

// One sentence in both languages.
struct Wording {
  std::string id;
  std::string en;
};

struct Word {
  int value;  // of the contract's enum
  std::string_view id;
  std::string_view en;
  std::string_view others;  // further spellings, separated by '|'
};
using Vocabulary = std::span<const Word>;

extern const Vocabulary kVisitOutcomes;
extern const Vocabulary kDocumentKinds;
extern const Vocabulary kDocumentStates;
extern const Vocabulary kPresences;
extern const Vocabulary kRecordStatuses;
extern const Vocabulary kStatusReasons;
extern const Vocabulary kHandoverModes;
extern const Vocabulary kReceivers;
extern const Vocabulary kCardHolders;
extern const Vocabulary kEvidenceKinds;
extern const Vocabulary kNonDeliveryReasons;
extern const Vocabulary kUnitTypes;
extern const Vocabulary kStockKinds;
extern const Vocabulary kPhotoKinds;
extern const Vocabulary kPhotoMissingReasons;
extern const Vocabulary kRecordKinds;
extern const Vocabulary kOutcomes;
extern const Vocabulary kHows;

std::optional<int> ValueOf(Vocabulary vocabulary, std::string_view typed);
// "selesai, tidak ditemukan, pindah …"
std::string AcceptedWords(Vocabulary vocabulary);
// The number in digits when this program has no word for it: never hidden.
std::string WordFor(Vocabulary vocabulary, int value, std::string_view language);

// A day as people write it ("2026-11-22", "22-11-2026", "22/11/2026", "22.11.2026", "20261122"), as
// yyyymmdd. Nothing when there is no such day.
std::optional<std::uint32_t> ParseDay(std::string_view text);
// yyyymmdd as "2026-11-22".
std::string DayText(std::uint32_t day);

}  // namespace tilik::client
