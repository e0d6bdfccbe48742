#include "client/native/system_clock.h"

#include <time.h>

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

}  // namespace tilik::native
