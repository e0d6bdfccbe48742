// What a household lives in and owns, the worse the poorer: answers to the housing, asset and
// programme questions of dtks-2020 by desil.
#pragma once

#include <cstdint>

#include "tools/population/chance.h"
#include "tools/population/household.h"
#include "tools/population/questions.h"

namespace tilik::population {

// Beyond the four desil of the registry: how those live who are no longer poor.
inline constexpr int kWellOff = 5;

// `desil` 1 to 4, or kWellOff. Needs household.people and household.village. Skip rules are not
// applied yet (Questions::Skip).
Answers Dwelling(Chance& chance, const Questions& questions, const Household& household, int desil);

}  // namespace tilik::population
