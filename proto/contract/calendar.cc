#include "proto/contract/calendar.h"

#include <algorithm>

#include "proto/contract/identity.h"

namespace tilik {
namespace {

constexpr std::int64_t kMillisecondsADay = 86'400'000;

bool IsLeap(std::int64_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

// Leap years from year 1 to the end of `year`.
std::int64_t LeapYearsThrough(std::int64_t year) { return year / 4 - year / 100 + year / 400; }

// From 1970-01-01 to the first of January of a year from 1 on.
std::int64_t DaysBefore(std::int64_t year) {
  return 365 * (year - 1970) + LeapYearsThrough(year - 1) - LeapYearsThrough(1969);
}

std::int64_t DaysIn(std::int64_t year, int month) {
  if (month == 2) return IsLeap(year) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

}  // namespace

std::uint32_t DayOf(Instant time, std::int32_t zone_offset_minutes) {
  const std::int64_t local = time.ms + zone_offset_minutes * std::int64_t{60'000};
  const std::int64_t days =
      std::clamp(local / kMillisecondsADay - (local % kMillisecondsADay < 0 ? 1 : 0), DaysBefore(1),
                 DaysBefore(10'000) - 1);
  std::int64_t year = std::clamp<std::int64_t>(1970 + days / 366 - 1, 1, 9'999);
  while (year > 1 && DaysBefore(year) > days) --year;
  while (DaysBefore(year + 1) <= days) ++year;
  std::int64_t left = days - DaysBefore(year);
  int month = 1;
  for (; left >= DaysIn(year, month); ++month) left -= DaysIn(year, month);
  return static_cast<std::uint32_t>(year * 10'000 + month * 100 + left + 1);
}

std::int64_t DaysSinceEpoch(std::uint32_t day) {
  const std::int64_t year = day / 10'000;
  std::int64_t days = DaysBefore(year) + day % 100 - 1;
  for (int month = 1; month < static_cast<int>(day / 100 % 100); ++month)
    days += DaysIn(year, month);
  return days;
}

std::string DayWords(std::uint32_t day) {
  if (day == 0) return "";
  std::string words = std::to_string(100'000'000 + day).substr(1);
  words.insert(6, 1, '-');
  words.insert(4, 1, '-');
  return words;
}

std::uint32_t CutOffOf(const v1::Campaign& campaign) {
  const std::string& period = campaign.period();
  if (period.size() != 7 || period[4] != '-') return 0;
  const std::string digits = period.substr(0, 4) + period.substr(5);
  if (digits.find_first_not_of("0123456789") != std::string::npos) return 0;
  const auto month = static_cast<std::uint32_t>(std::stoul(digits));
  for (std::uint32_t day = std::min(campaign.cut_off_day(), 31u); day > 0; --day) {
    if (IsDate(month * 100 + day, false)) return month * 100 + day;
  }
  return 0;
}

}  // namespace tilik
