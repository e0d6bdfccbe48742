// Numbers, dates and ways of having no answer, as people in offices and villages write them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "proto/contract/value.h"

namespace tilik {

// A whole number. "." and "," both occur as thousands separators (domain.md §2.11), so "1.250" and
// "1,250" are 1250, and "1.250,00" too. Nothing for a true fraction: rounding is not ours to do.
std::optional<std::int64_t> WholeNumber(std::string_view text);

// yyyymmdd. The day comes before the month: "14-03-1985", "14/3/1985", "14 Maret 1985",
// "1985-03-14", "19850314", "14031985"; a month or a year alone leave 00. A time of day after the
// date is passed over, as spreadsheets add it. Nothing for a date that does not exist.
std::optional<std::uint32_t> DateInText(std::string_view text);

// "tidak tahu", "menolak", "kosong", "-", "" …, in both languages.
std::optional<Absent> AbsenceInText(std::string_view text);

// Without outer spaces, and with one space where there were several. Nothing when it is not UTF-8
// or has control characters.
std::optional<std::string> TidyText(std::string_view text);

// "14 Maret 1985", "March 1985", "1985".
std::string DateInWords(std::uint32_t yyyymmdd, std::string_view language);

// "1.250" in Indonesian, "1,250" in English.
std::string NumberInWords(std::int64_t number, std::string_view language);

}  // namespace tilik
