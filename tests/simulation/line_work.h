// The line between a phone and the office: one question and its answer at a time, over a network
// that loses, doubles, delays and cuts; so other people work between any two of them.
#pragma once

#include "tests/simulation/world.h"

namespace tilik::simulation {

// The next question of the phone's session, which begins if there is none.
void SyncStep(World& world, Phone& phone);
// A whole session over a good line. False: it did not end well, and another one is due.
bool SyncWhole(World& world, Phone& phone);
// A request that a line kept for a while arrives; nobody waits for its answer any more.
void DeliverStray(World& world, const Parcel& parcel);

// A phone's first session is its enrolment.
void EnrolPhone(World& world, const std::string& officer, const std::set<std::uint64_t>& villages);

}  // namespace tilik::simulation
