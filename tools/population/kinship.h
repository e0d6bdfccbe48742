// Who lives in a household: heads and spouses, children born while their mother could bear them,
// old parents, grandchildren, people alone, and second families under the same roof.
#pragma once

#include <cstdint>

#include "tools/population/chance.h"
#include "tools/population/facts.h"
#include "tools/population/household.h"

namespace tilik::population {

// Fills household->people (all but keys, numbers and answers); returns how many families they are.
// Persons are ordered by family, each family's head first. `birth_place` is where most were born.
int Populate(Chance& chance, const Profile& profile, std::uint32_t as_of,
             const std::string& birth_place, Household* household);

// A second child of one birth beside the first child there is; nothing when there is none.
void AddTwin(Chance& chance, const Profile& profile, Household* household);

}  // namespace tilik::population
