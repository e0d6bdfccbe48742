// What people in the simulated district may say: a few fields of every policy and kind, few values
// each, so that agreement and collision are both common.
#pragma once

#include "tests/simulation/world.h"

namespace tilik::simulation {

// One slot's worth of answers for a record of `kind`.
Answers DrawAnswers(Chance& chance, v1::RecordKind kind);
// What an import or a registration says of a new record.
Answers DrawFirstAnswers(Chance& chance, v1::RecordKind kind);
void Put(Answers& answers, Field field, Value value);

}  // namespace tilik::simulation
