// Days of a campaign: until when a visit counts, and for which campaign it does
// (domain.md §3.3: a month's cut-off day, now the 17th).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sync-server/storage/verification_store.h"

namespace tilik::console {

// yyyymmdd in the district's zone.
std::uint32_t DayOf(Instant time, std::int32_t zone_offset_minutes);
// "2026-11-17".
std::string DayWords(std::uint32_t day);
// The last day that counts, yyyymmdd; the month's last where it has no such day. 0 when the period
// is no month.
std::uint32_t CutOffOf(const v1::Campaign& campaign);

// The campaign that takes over what came to `of` after its cut-off in this village: that of the
// next period which lists it. Null when there is none yet.
const v1::Campaign* NextIn(const std::vector<v1::Campaign>& all, const v1::Campaign& of,
                           std::uint64_t village);

}  // namespace tilik::console
