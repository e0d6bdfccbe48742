#include "client/screens/moments.h"

#include <cstdio>

#include "proto/contract/calendar.h"

namespace tilik::screens {
namespace {

constexpr std::int64_t kDaySeconds = 86'400;

}  // namespace

std::string TimeText(Instant instant, std::int32_t utc_offset_minutes) {
  if (instant.ms == 0) return "";
  const std::int64_t local_ms = instant.ms + std::int64_t{utc_offset_minutes} * 60'000;
  const std::int64_t seconds =
      ((local_ms - (local_ms < 0 ? 999 : 0)) / 1000 % kDaySeconds + kDaySeconds) % kDaySeconds;
  const int ahead = utc_offset_minutes < 0 ? -utc_offset_minutes : utc_offset_minutes;
  char time[32];
  std::snprintf(time, sizeof time, "T%02d:%02d:%02d%c%02d:%02d", static_cast<int>(seconds / 3600),
                static_cast<int>(seconds / 60 % 60), static_cast<int>(seconds % 60),
                utc_offset_minutes < 0 ? '-' : '+', ahead / 60 % 100, ahead % 60);
  return DayWords(DayOf(instant, utc_offset_minutes)) + time;
}

std::uint32_t Today(Clock& clock) {
  const ClockReading now = clock.Read();
  return DayOf(now.wall, now.utc_offset_minutes);
}

}  // namespace tilik::screens
