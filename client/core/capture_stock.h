// Goods at one place of one event: what came with a BAST, what was damaged, lost, returned, what is
// on hand by counting. What was handed out is never written here; it is counted from the handovers.
#pragma once

#include <vector>

#include "client/core/capture.h"

namespace tilik::client {

// One set with all rows of the form; empty after an error.
std::vector<Captured> CaptureStock(const v1::StockForm& form, const CaptureContext& context,
                                   Findings& findings);

}  // namespace tilik::client
