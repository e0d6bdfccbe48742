// Saving what a form came to.
#pragma once

#include <vector>

#include "client/core/capture.h"
#include "client/core/device.h"
#include "tilik/v1/app.pb.h"

namespace tilik::screens {

// One set after the other: the draft leaves with the last, its photos go with the first. Cut
// between two, what is saved is saved and the draft is still there. `name_first` tells each later
// set the link of the first.
Result<v1::SavedView> SaveSets(client::Device& device, std::vector<client::Captured> sets,
                               client::DraftNumber draft, const std::vector<Finding>& warnings,
                               void (*name_first)(const Link&, client::Captured&) = nullptr);

}  // namespace tilik::screens
