// A moment on the wall calendar of a zone.
#pragma once

#include <cstdint>
#include <string>

#include "proto/contract/environment.h"

namespace tilik::screens {

// yyyymmdd on the calendar of that zone.
std::uint32_t DayAt(Instant instant, std::int32_t utc_offset_minutes);
// "2026-11-22T14:05:09+08:00"; empty when unknown.
std::string TimeText(Instant instant, std::int32_t utc_offset_minutes);

}  // namespace tilik::screens
