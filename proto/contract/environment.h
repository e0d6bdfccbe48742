// The world, as arguments: time and chance come in from outside, so that a simulator can drive
// everything from one seed.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>

#include "proto/contract/bytes.h"

namespace tilik {

// A point in time, Unix milliseconds UTC. Zero: unknown.
struct Instant {
  std::int64_t ms = 0;

  friend bool operator==(const Instant&, const Instant&) = default;
  friend auto operator<=>(const Instant&, const Instant&) = default;
};

// All that the clocks of a machine say at one moment.
struct ClockReading {
  Instant wall;
  std::int32_t utc_offset_minutes = 0;
  std::uint64_t monotonic_ms = 0;  // since boot
  std::string boot_id;             // ≤ 16 bytes; another boot, another monotonic clock
};

class Clock {
 public:
  virtual ~Clock() = default;
  virtual ClockReading Read() = 0;
};

class Random {
 public:
  virtual ~Random() = default;
  // Fills `size` bytes with bytes nobody can predict (in a simulator: with the seed's).
  virtual void Fill(void* out, std::size_t size) = 0;
};

// The operating system's own random source, through libsodium; in the browser, crypto's. May be
// used from any thread.
class SodiumRandom final : public Random {
 public:
  void Fill(void* out, std::size_t size) override;
};

// Makes UUIDv7 record ids. Ids made within one millisecond count upwards by small steps (RFC 9562
// §6.2, method 2), so a household and its persons differ in their last bytes only and a batch of
// them compresses to two or three bytes each. The time in the ids never goes backwards, whatever
// the clock does: an id is greater than all that this maker made before.
//
// Not thread-safe: one per writer.
class IdMaker {
 public:
  explicit IdMaker(Random& random) : random_(random) {}
  RecordId Next(Instant now);

 private:
  Random& random_;
  Instant last_;  // the time in last_id_
  RecordId last_id_;
};

}  // namespace tilik
