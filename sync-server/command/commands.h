// The commands of `tilik-server`, as the command line offers them.
#pragma once

namespace CLI {
class App;
}

namespace tilik::command {

// Adds every subcommand; running one sets `exit_code`.
void AddCommands(CLI::App& app, int& exit_code);

// The importers' two, which have options and reports of their own (import.cc).
void AddImport(CLI::App& app, int& exit_code);

}  // namespace tilik::command
