// What a change set says beside its operations (protocol.md §2, body).
#pragma once

#include <cstdint>

#include "proto/contract/environment.h"
#include "tilik/v1/change_set.pb.h"

namespace tilik::client {

// What the clocks say, for the district; offset and GPS time are the caller's to add.
v1::ClockReadings ReadingsOf(const ClockReading& now);

// Fills in the oldest epoch among the bases, `epoch` when there is none, and the codebooks; an
// epoch that follows from the set or from its change is not said twice.
void SayWhatFollows(std::uint64_t epoch, v1::ChangeSet* set);

}  // namespace tilik::client
