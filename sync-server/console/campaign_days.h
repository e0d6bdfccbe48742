// Days of a campaign: until when a visit counts, and for which campaign it does
// (domain.md §3.3: a month's cut-off day, now the 17th).
#pragma once

#include <vector>

#include "proto/contract/calendar.h"
#include "sync-server/storage/verification_store.h"

namespace tilik::console {

// The campaign that takes over what came to `of` after its cut-off in this village: that of the
// next period which lists it. Null when there is none yet.
const v1::Campaign* NextIn(const std::vector<v1::Campaign>& all, const v1::Campaign& of,
                           std::uint64_t village);

}  // namespace tilik::console
