// What must be so, each by its name. A check answers nothing when all is well, else says in words
// what is wrong; it never mends.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tests/simulation/world.h"

namespace tilik::simulation {

struct Check {
  std::string name;
  std::function<std::optional<std::string>(const World&)> broken;
};

// After every change of the registry.
const std::vector<Check>& AlwaysTrue();
// Once every phone has pushed and pulled and nothing is left to send.
const std::vector<Check>& TrueWhenHealed();

// Own work that was not sent yet is what the officer sees.
std::optional<std::string> OwnWorkIsHidden(const World& world, const Phone& phone);
// Everything of these villages is on the phone, as the office has it.
std::optional<std::string> PhoneDiffers(const World& world, const Phone& phone);

}  // namespace tilik::simulation
