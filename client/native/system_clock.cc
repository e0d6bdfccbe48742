#include "client/native/system_clock.h"

#include <time.h>

#include <cstdio>
#include <fstream>

#include "proto/contract/bytes.h"

namespace tilik::native {
namespace {

std::int64_t Milliseconds(clockid_t clock) {
  timespec now{};
  ::clock_gettime(clock, &now);
  return static_cast<std::int64_t>(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000;
}

std::string BootId() {
  std::ifstream file("/proc/sys/kernel/random/boot_id");
  std::string text;
  std::getline(file, text);
  const std::optional<RecordId> id = RecordIdFromText(text);
  return id ? id->str() : std::string();
}

tm BrokenDown(Instant instant, std::int32_t utc_offset_minutes) {
  const std::int64_t local = instant.ms + std::int64_t{utc_offset_minutes} * 60'000;
  const time_t seconds = static_cast<time_t>((local - (local < 0 ? 999 : 0)) / 1000);
  tm parts{};
  ::gmtime_r(&seconds, &parts);
  return parts;
}

}  // namespace

ClockReading SystemClock::Read() {
  ClockReading reading;
  reading.wall.ms = Milliseconds(CLOCK_REALTIME) + wall_offset_s_ * 1000 + later_ms_;
  reading.monotonic_ms = static_cast<std::uint64_t>(Milliseconds(CLOCK_BOOTTIME) + later_ms_);
  reading.boot_id = BootId();
  const time_t seconds = static_cast<time_t>(reading.wall.ms / 1000);
  tm local{};
  ::localtime_r(&seconds, &local);
  reading.utc_offset_minutes = static_cast<std::int32_t>(local.tm_gmtoff / 60);
  return reading;
}

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

}  // namespace tilik::native
