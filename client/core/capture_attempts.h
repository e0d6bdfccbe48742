// Visits at which nobody was met: how often, who said so, when again. "Tidak ditemukan" leads to a
// removal, so it needs two attempts on different days or somebody's name (domain.md §3.3).
#pragma once

#include <cstdint>
#include <vector>

#include "client/core/capture.h"

namespace tilik::client {

// Into a visit whose outcome is known; `known`: the days of earlier attempts on this device.
void ReadAttempts(const v1::VisitForm& form, const std::vector<std::uint32_t>& known,
                  std::uint32_t today, Findings& findings, v1::Visit& visit);

}  // namespace tilik::client
