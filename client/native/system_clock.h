// The machine's clocks.
#pragma once

#include <cstdint>

#include "proto/contract/environment.h"

namespace tilik::native {

// CLOCK_REALTIME with the zone's offset of that moment, CLOCK_BOOTTIME (it goes on while the laptop
// sleeps), and the first 16 bytes that the kernel's boot id stands for.
class SystemClock final : public Clock {
 public:
  // For exercises and tests: `wall_offset_s` moves the wall clock alone, as a wrong clock does;
  // `days_later` moves both clocks, as time does.
  explicit SystemClock(std::int64_t wall_offset_s = 0, std::uint32_t days_later = 0)
      : wall_offset_s_(wall_offset_s), later_ms_(std::int64_t{days_later} * 86'400'000) {}
  ClockReading Read() override;

 private:
  std::int64_t wall_offset_s_;
  std::int64_t later_ms_;
};

}  // namespace tilik::native
