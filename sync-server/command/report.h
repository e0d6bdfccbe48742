// What every command has in common: where the district lives, and how an ending is told.
#pragma once

#include "proto/contract/status.h"
#include "sync-server/command/district_home.h"

namespace CLI {
class App;
}

namespace tilik::command {

// --data, --keys, --second-log.
void AddHomeOptions(CLI::App& command, HomeOptions& home);

// Nothing when all went well; else the reason on standard error, and an exit code: 3 for input that
// was refused, 1 for what failed.
void Report(const Status& status, int& exit_code);

}  // namespace tilik::command
