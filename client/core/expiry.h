// Pulled data expires after some days without sync (architecture.md §6): a phone that nobody
// reports as lost does not keep a kecamatan's families for years.
//
// Days are added up look by look, from one opening of the home to the next. Within one boot only
// the monotonic clock counts, so that setting the wall clock neither gains nor loses anything.
// Across a restart it is what the wall clock says, but never less than the time since that boot:
// setting the clock back helps only with a restart before every single look.
#pragma once

#include <cstdint>

#include "proto/contract/environment.h"
#include "tilik/v1/device.pb.h"

namespace tilik::client {

// `before` as of the last look; an empty one begins to count now.
v1::Unsynced LookAgain(const v1::Unsynced& before, const ClockReading& now);

// `limit_days` as the district says; 0: kDataExpiresDays.
bool HasExpired(const v1::Unsynced& unsynced, std::uint32_t limit_days);

}  // namespace tilik::client
