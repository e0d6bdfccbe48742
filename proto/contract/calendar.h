// Days, as facts name them: yyyymmdd in the district's zone.
#pragma once

#include <cstdint>
#include <string>

#include "proto/contract/environment.h"
#include "tilik/v1/campaign.pb.h"

namespace tilik {

// The day of a moment.
std::uint32_t DayOf(Instant time, std::int32_t zone_offset_minutes);
// Days since 1970-01-01 of a day that exists.
std::int64_t DaysSinceEpoch(std::uint32_t day);
// "2026-11-17"; empty for no day.
std::string DayWords(std::uint32_t day);
// The last day that counts for a campaign; the month's last where it has no such day. 0 when the
// period is no month.
std::uint32_t CutOffOf(const v1::Campaign& campaign);

}  // namespace tilik
