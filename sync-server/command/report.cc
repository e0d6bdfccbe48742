#include "sync-server/command/report.h"

#include <cstdio>

namespace tilik::command {

void Report(const Status& status, int& exit_code) {
  if (status.ok()) return;
  std::fprintf(stderr, "tilik-server: %s\n", status.message().c_str());
  const bool refused = status.code() == Code::kInvalid || status.code() == Code::kNotFound;
  exit_code = refused ? 3 : 1;
}

}  // namespace tilik::command
