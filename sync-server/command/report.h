// How the ending of a command is told.
#pragma once

#include "proto/contract/status.h"

namespace tilik::command {

// Nothing when all went well; else the reason on standard error, and an exit code: 3 for input that
// was refused, 1 for what failed.
void Report(const Status& status, int& exit_code);

}  // namespace tilik::command
