// What this officer did here, set by set.
#pragma once

#include <functional>

#include "client/core/device.h"

namespace tilik::screens {

// Own change sets from the newest on, until `take` says no.
Status ForEachOwnSet(client::Device& device,
                     const std::function<bool(const client::LogEntry&)>& take);

}  // namespace tilik::screens
