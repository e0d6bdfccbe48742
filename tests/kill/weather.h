// The weather of one sync: what the line does to its bytes, drawn from chance.
#pragma once

#include <string>

#include "tests/scenario/line.h"
#include "tests/simulation/chance.h"

namespace tilik::kill {

// Clear in two of five; returns its name.
std::string Brew(simulation::Chance& chance, scenario::Line& line);

}  // namespace tilik::kill
