// What the person questions of dtks-2020 ask: papers, health, school and work, as age, sex and
// desil make likely.
#pragma once

#include <cstdint>

#include "tools/population/chance.h"
#include "tools/population/household.h"
#include "tools/population/questions.h"

namespace tilik::population {

// Answers of `person`, birth date and sex among them because skip rules look at both. Those rules
// are not applied yet (Questions::Skip).
Answers Livelihood(Chance& chance, const Questions& questions, const Person& person, int desil);

}  // namespace tilik::population
