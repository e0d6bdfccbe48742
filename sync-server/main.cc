// `tilik-server`: the district's side of Tilik, one command for each thing an office does.
//
// Exit codes: 0 done, 1 failed, 2 usage, 3 input refused or registry not consistent (says what and
// where).
#include <CLI/CLI.hpp>

#include "sync-server/command/command.h"
#include "sync-server/command/commands.h"

int main(int argc, char** argv) {
  CLI::App app("tilik-server: registri kabupaten, tempat data lapangan digabung");
  app.require_subcommand(1);
  app.set_version_flag("--version", "tilik-server 0.1.0");
  int exit_code = 0;
  tilik::command::AddCommands(tilik::command::Command(app, exit_code));
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    return code == 0 ? 0 : 2;
  }
  return exit_code;
}
