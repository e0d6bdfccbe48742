#include "sync-server/merge/observation.h"

#include <algorithm>
#include <cstdlib>

namespace tilik::merge {
namespace {

// Thirty thousand years. Readings no clock can give would overflow what is reckoned from them.
constexpr std::int64_t kFarthest = 1'000'000'000'000'000;

bool IsPossible(std::int64_t ms) { return -kFarthest <= ms && ms <= kFarthest; }

bool ClocksDisagree(const v1::ClockReadings& clock, const SessionNote& session) {
  if (session.device_boot_id.empty() || clock.boot_id() != session.device_boot_id) return false;
  if (clock.monotonic_ms() < session.device_monotonic_ms) return true;
  const auto by_monotonic =
      static_cast<std::int64_t>(clock.monotonic_ms() - session.device_monotonic_ms);
  if (!IsPossible(by_monotonic) || !IsPossible(session.device_wall.ms)) return true;
  const std::int64_t by_wall = clock.wall_ms() - session.device_wall.ms;
  return std::llabs(by_wall - by_monotonic) > kClockToleranceMs;
}

}  // namespace

std::optional<Instant> ClaimedTime(const v1::ClockReadings& clock) {
  if (!IsPossible(clock.wall_ms()) || !IsPossible(clock.offset_ms())) return std::nullopt;
  return Instant{clock.wall_ms() + clock.offset_ms()};
}

Instant BoundObservation(const v1::ClockReadings& clock, const SessionNote& session,
                         Instant arrival) {
  Instant earliest = std::min(session.opened, arrival);
  const std::optional<Instant> claimed = ClaimedTime(clock);
  if (!claimed || ClocksDisagree(clock, session)) return earliest;
  if (*claimed < earliest || *claimed > arrival) return earliest;
  return *claimed;
}

}  // namespace tilik::merge
