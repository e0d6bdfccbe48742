// What officers do with their phones, and what lines do to what they send.
#pragma once

#include "tests/simulation/world.h"

namespace tilik::simulation {

void OpenForm(World& world, Phone& phone);
void Type(World& world, Phone& phone);
void SaveForm(World& world, Phone& phone);
// The app redraws an open form from what a pull brought; some newer values are shown beside what
// was typed over them.
void Redraw(World& world, Phone& phone);
void Register(World& world, Phone& phone);
void HandOut(World& world, Phone& phone);
void RetractFact(World& world, Phone& phone);
void JumpClock(World& world, Phone& phone);
void CloneDevice(World& world, const Phone& phone);
// A set that was not sent yet is damaged on the phone.
void DamageSet(World& world, Phone& phone);
// Lost for good, or until it turns up with what was not sent. Its officer gets another.
void LosePhone(World& world, Phone& phone);
// Every form that is not saved is thrown away.
void ClearDesk(Phone& phone);
// The app is killed, or the battery falls out.
void StopPhone(World& world, Phone& phone);

}  // namespace tilik::simulation
