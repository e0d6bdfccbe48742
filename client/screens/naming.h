// What villages are called.
#pragma once

#include <string>

#include "client/core/device.h"

namespace tilik::screens {

// "53.02.01.2001"; the bare number of what is no village.
std::string VillageText(std::uint64_t village);
// "Fatumnasi, Kec. Fatumnasi": villages of one name are told apart by their kecamatan. The code
// while the reference feed has not named it.
std::string VillageInFull(client::Device& device, std::uint64_t village);

}  // namespace tilik::screens
