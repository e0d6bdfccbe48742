// A moment on the wall clock of a zone.
#pragma once

#include <cstdint>
#include <string>

#include "proto/contract/environment.h"

namespace tilik::screens {

// "2026-11-22T14:05:09+08:00"; empty when unknown.
std::string TimeText(Instant instant, std::int32_t utc_offset_minutes);
// For a line of a list: "09.12" of today, "22-11 09.12" of another day.
std::string MomentWords(Instant instant, const ClockReading& now);
// On paper: "22-11-2026 09.12".
std::string MomentInFull(Instant instant, std::int32_t utc_offset_minutes);
// "November 2026", of yyyymm.
std::string MonthWords(std::uint32_t month, const std::string& language);
// yyyymmdd, here and now.
std::uint32_t Today(Clock& clock);

}  // namespace tilik::screens
