// One command of the command line: its options, and what runs when it is called.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <type_traits>
#include <utility>

#include "sync-server/command/report.h"

namespace tilik::command {

// Adds `name` below `parent`, with --data and its like read into `Options::home`. Called, it runs
// `run(options)`, or `run(options, exit_code)` where a command that went well may still end with
// other than 0, and reports how that ended. The caller adds the other options; they live as long as
// the command does.
template <typename Options, typename Run>
std::pair<CLI::App*, std::shared_ptr<Options>> AddSubcommand(CLI::App& parent, const char* name,
                                                             const char* words, Run run,
                                                             int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* command = parent.add_subcommand(name, words);
  AddHomeOptions(*command, options->home);
  command->callback([options, run, &exit_code] {
    if constexpr (std::is_invocable_v<Run, const Options&, int&>) {
      Report(run(*options, exit_code), exit_code);
    } else {
      Report(run(*options), exit_code);
    }
  });
  return {command, options};
}

}  // namespace tilik::command
