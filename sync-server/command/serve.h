// `tilik-server serve`: the sync service behind HTTP until a signal ends it.
#pragma once

#include <string>

#include "sync-server/command/district_home.h"

namespace tilik::command {

struct ServeOptions {
  HomeOptions home;
  std::string address = "127.0.0.1";
  int port = 8080;  // 0: the system chooses
  std::string certificate_file;
  std::string key_file;
  // Written once the server listens, with its port: for scripts that start it on port 0.
  std::string port_file;
  std::uint32_t data_expires_days = 0;  // sync::SyncOptions
};

// Returns when SIGINT or SIGTERM came and everything under way has ended.
Status Serve(const ServeOptions& options);

}  // namespace tilik::command
