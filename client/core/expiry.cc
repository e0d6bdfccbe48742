#include "client/core/expiry.h"

#include <algorithm>

#include "client/core/limits.h"

namespace tilik::client {
namespace {

constexpr std::uint64_t kDayMs = 24 * 3'600'000ULL;

}  // namespace

v1::Unsynced LookAgain(const v1::Unsynced& before, const ClockReading& now) {
  v1::Unsynced after;
  after.set_wall_ms(now.wall.ms);
  after.set_monotonic_ms(now.monotonic_ms);
  after.set_boot_id(now.boot_id);
  if (before.wall_ms() == 0) return after;
  std::uint64_t passed = now.monotonic_ms;
  if (before.boot_id() == now.boot_id) {
    passed -= std::min(passed, before.monotonic_ms());
  } else if (now.wall.ms > before.wall_ms()) {
    passed = std::max(passed, static_cast<std::uint64_t>(now.wall.ms - before.wall_ms()));
  }
  after.set_ms(before.ms() + passed);
  return after;
}

bool HasExpired(const v1::Unsynced& unsynced, std::uint32_t limit_days) {
  return unsynced.ms() >= (limit_days == 0 ? kDataExpiresDays : limit_days) * kDayMs;
}

}  // namespace tilik::client
