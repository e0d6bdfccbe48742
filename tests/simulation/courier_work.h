// Couriers: work and answers as files, carried late, twice, damaged, or never; and requests that a
// line kept for a while.
#pragma once

#include "tests/simulation/world.h"

namespace tilik::simulation {

// The officer gives a courier what has no receipt.
void SendBundle(World& world, Phone& phone);
// One of the parcels on the road arrives where it was going, perhaps once more later.
void ParcelArrives(World& world);

}  // namespace tilik::simulation
