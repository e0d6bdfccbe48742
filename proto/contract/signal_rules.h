// What the file of signals (proto/codebooks/signals.json) must keep to.
//
// Checked where it is compiled in, as codebooks are, so that a number without a reason, or a signal
// without words, breaks the build.
#pragma once

#include "proto/contract/status.h"
#include "tilik/v1/codebook.pb.h"

namespace tilik {

// kInvalid, naming the signal or number and the cause. Version 0, which is no file at all, is fine.
Status CheckSignalRules(const v1::SignalRules& rules);

}  // namespace tilik
