// DIR/rejected: pushes whose signature failed, for the auditor.
#pragma once

#include <string>

#include "proto/contract/bytes.h"
#include "tilik/v1/sync.pb.h"

namespace tilik::command {

// The bytes of a push as they came, one file each (protocol.md §3.2). What does not fit below 64
// MiB is dropped with a warning: the oldest evidence suffices.
void KeepForAuditor(const std::string& directory, const v1::PushRequest& request,
                    const ChainId& chain);

}  // namespace tilik::command
