// How far apart two places are.
#pragma once

#include <cstdint>

#include "tilik/v1/registry.pb.h"

namespace tilik::merge {

// In metres along the ground; spherical earth, right to half a percent.
std::uint32_t MetresBetween(const v1::Place& a, const v1::Place& b);

}  // namespace tilik::merge
