// A failing history in words, for whoever has to judge it: `simulate --aloud`.
#pragma once

#include <string>

#include "tests/simulation/world.h"

namespace tilik::simulation {

std::string Words(const Answers& answers);
std::string Name(const RecordId& id);
std::string Name(DeedId deed);

// One saved set: who, when, what, and what was on the screen.
std::string Tell(const Saved& saved);
// The log as it came, with the branches that the office saw.
std::string TellLog(const World& world);
// What waits at the office, and for what.
std::string TellHeld(const World& world);
// A record as the office has it, with its history, and as the model has it, with its touches.
std::string Tell(const World& world, const RecordId& id);

}  // namespace tilik::simulation
