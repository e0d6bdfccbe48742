#include "client/screens/moments.h"

#include <time.h>

#include <cstdio>

namespace tilik::screens {
namespace {

tm BrokenDown(Instant instant, std::int32_t utc_offset_minutes) {
  const std::int64_t local = instant.ms + std::int64_t{utc_offset_minutes} * 60'000;
  const time_t seconds = static_cast<time_t>((local - (local < 0 ? 999 : 0)) / 1000);
  tm parts{};
  ::gmtime_r(&seconds, &parts);
  return parts;
}

}  // namespace

std::uint32_t DayAt(Instant instant, std::int32_t utc_offset_minutes) {
  const tm parts = BrokenDown(instant, utc_offset_minutes);
  return static_cast<std::uint32_t>((parts.tm_year + 1900) * 10'000 + (parts.tm_mon + 1) * 100 +
                                    parts.tm_mday);
}

std::string TimeText(Instant instant, std::int32_t utc_offset_minutes) {
  if (instant.ms == 0) return "";
  const tm parts = BrokenDown(instant, utc_offset_minutes);
  char date[32];
  ::strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S", &parts);
  const int minutes = utc_offset_minutes < 0 ? -utc_offset_minutes : utc_offset_minutes;
  char zone[16];
  std::snprintf(zone, sizeof zone, "%c%02d:%02d", utc_offset_minutes < 0 ? '-' : '+',
                minutes / 60 % 100, minutes % 60);
  return std::string(date) + zone;
}

}  // namespace tilik::screens
