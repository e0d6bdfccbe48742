// When something was observed, given what a phone's clocks say and what the server knows
// (protocol.md §2, Clock readings).
//
// Phones lie about time; nothing is lost by it and nobody wins by it. An observation lies between
// the session the set names and its arrival. Outside of that, or when wall clock and monotonic
// clock disagree, it counts as the earliest it can be: the named session's time.
#pragma once

#include <optional>

#include "proto/contract/environment.h"
#include "tilik/v1/change_set.pb.h"

namespace tilik::merge {

// What the server noted when a session opened.
struct SessionNote {
  Instant opened;       // server time
  Instant device_wall;  // what the device's wall clock said then
  std::uint64_t device_monotonic_ms = 0;
  std::string device_boot_id;
};

// Wall and monotonic clocks may drift apart this much before they count as disagreeing.
inline constexpr std::int64_t kClockToleranceMs = 120'000;

// What the device says the time was; nothing where its readings are those of no clock.
std::optional<Instant> ClaimedTime(const v1::ClockReadings& clock);

// `session`: the named session; default-constructed with `opened` = the certificate's date when it
// is not known here.
Instant BoundObservation(const v1::ClockReadings& clock, const SessionNote& session,
                         Instant arrival);

}  // namespace tilik::merge
