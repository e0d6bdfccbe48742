// Goods by name and amount, and the village they are in: what aid without a list and stock have in
// common.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "client/core/capture.h"

namespace tilik::client {

// "beras" and "120 kg": the item of a known programme where it is called so, else one of its own,
// counted in the unit written. Nothing, and an error at `at`, when the amount cannot be read with
// certainty.
std::optional<v1::ItemQuantity> ReadItem(const std::string& at, const std::string& name,
                                         const std::string& amount,
                                         const std::vector<v1::Programme>& programmes,
                                         Findings& findings);

// A village code; left out, the only village this device is assigned. 0 after an error.
std::uint64_t ReadVillage(const std::string& at, const std::string& typed, const Known& known,
                          Findings& findings);

}  // namespace tilik::client
