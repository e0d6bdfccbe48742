// What officers do with their phones.
#pragma once

#include "tests/simulation/world.h"

namespace tilik::simulation {

void OpenForm(World& world, std::size_t phone);
void Type(World& world, std::size_t phone);
void SaveForm(World& world, std::size_t phone);
// The app redraws an open form from what a pull brought; some newer values are shown beside what
// was typed over them.
void Redraw(World& world, std::size_t phone);
void Register(World& world, std::size_t phone);
void HandOut(World& world, std::size_t phone);
void RetractFact(World& world, std::size_t phone);
void JumpClock(World& world, std::size_t phone);
void CloneDevice(World& world, std::size_t phone);
// A set that was not sent yet is damaged; the next one says so.
void LoseSet(World& world, std::size_t phone);

// All villages to the end, or cut off after some rows of the first.
void Pull(World& world, std::size_t phone, bool whole);
// In full, or as lines in the hills do it: twice, cut, answer lost, later sets first.
void Push(World& world, std::size_t phone);
void PushEverything(World& world, std::size_t phone);

}  // namespace tilik::simulation
