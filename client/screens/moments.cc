#include "client/screens/moments.h"

#include <cstdio>

#include "proto/contract/calendar.h"

namespace tilik::screens {
namespace {

constexpr std::int64_t kDaySeconds = 86'400;

// Since midnight there.
int SecondOfDay(Instant instant, std::int32_t utc_offset_minutes) {
  const std::int64_t local_ms = instant.ms + std::int64_t{utc_offset_minutes} * 60'000;
  return static_cast<int>(
      ((local_ms - (local_ms < 0 ? 999 : 0)) / 1000 % kDaySeconds + kDaySeconds) % kDaySeconds);
}

}  // namespace

std::string TimeText(Instant instant, std::int32_t utc_offset_minutes) {
  if (instant.ms == 0) return "";
  const int seconds = SecondOfDay(instant, utc_offset_minutes);
  const int ahead = utc_offset_minutes < 0 ? -utc_offset_minutes : utc_offset_minutes;
  char time[32];
  std::snprintf(time, sizeof time, "T%02d:%02d:%02d%c%02d:%02d", seconds / 3600, seconds / 60 % 60,
                seconds % 60, utc_offset_minutes < 0 ? '-' : '+', ahead / 60 % 100, ahead % 60);
  return DayWords(DayOf(instant, utc_offset_minutes)) + time;
}

std::string MomentWords(Instant instant, const ClockReading& now) {
  const int seconds = SecondOfDay(instant, now.utc_offset_minutes);
  const std::uint32_t day = DayOf(instant, now.utc_offset_minutes);
  const bool today = day == DayOf(now.wall, now.utc_offset_minutes);
  char words[32];
  if (today) {
    std::snprintf(words, sizeof words, "%02d.%02d", seconds / 3600, seconds / 60 % 60);
  } else {
    std::snprintf(words, sizeof words, "%02u-%02u %02d.%02d", day % 100, day / 100 % 100,
                  seconds / 3600, seconds / 60 % 60);
  }
  return words;
}

std::string MomentInFull(Instant instant, std::int32_t utc_offset_minutes) {
  const int seconds = SecondOfDay(instant, utc_offset_minutes);
  const std::uint32_t day = DayOf(instant, utc_offset_minutes);
  char words[48];
  std::snprintf(words, sizeof words, "%02u-%02u-%04u %02d.%02d", day % 100, day / 100 % 100,
                day / 10'000, seconds / 3600, seconds / 60 % 60);
  return words;
}

std::string MonthWords(std::uint32_t month, const std::string& language) {
  static constexpr const char* kMonths[12][2] = {
      {"Januari", "January"}, {"Februari", "February"}, {"Maret", "March"},
      {"April", "April"},     {"Mei", "May"},           {"Juni", "June"},
      {"Juli", "July"},       {"Agustus", "August"},    {"September", "September"},
      {"Oktober", "October"}, {"November", "November"}, {"Desember", "December"}};
  const std::uint32_t number = month % 100;
  if (number < 1 || number > 12) return std::to_string(month);
  return std::string(kMonths[number - 1][language == "en" ? 1 : 0]) + " " +
         std::to_string(month / 100);
}

std::uint32_t Today(Clock& clock) {
  const ClockReading now = clock.Read();
  return DayOf(now.wall, now.utc_offset_minutes);
}

}  // namespace tilik::screens
