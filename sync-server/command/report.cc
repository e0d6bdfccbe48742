#include "sync-server/command/report.h"

#include <CLI/CLI.hpp>

namespace tilik::command {

void AddHomeOptions(CLI::App& command, HomeOptions& home) {
  command.add_option("--data", home.data, "folder data kabupaten")->required();
  command.add_option("--keys", home.keys, "berkas kunci, di luar folder data (bawaan: DATA.keys)");
  command.add_option("--second-log", home.second_log,
                     "folder di disk lain untuk salinan catatan kedua");
}

void Report(const Status& status, int& exit_code) {
  if (status.ok()) return;
  std::fprintf(stderr, "tilik-server: %s\n", status.message().c_str());
  const bool refused = status.code() == Code::kInvalid || status.code() == Code::kNotFound;
  exit_code = refused ? 3 : 1;
}

}  // namespace tilik::command
