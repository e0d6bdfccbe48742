// One command of `tilik-server` as the command line offers it: its options, and what runs when it
// is called.
//
// CLI11 reads the command line. Only command.cc and main.cc include it: it costs every file that
// does 8 s of compiling, and there are as many commands as things an office does.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "proto/contract/status.h"
#include "sync-server/command/district_home.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace tilik::command {

class Command;

// --data, --keys, --second-log: what every command has in common.
void AddHomeOptions(Command command, HomeOptions& home);

// What may be said of an option, or of a value that stands by itself. A handle, as short-lived as
// the call that made it.
class Argument {
 public:
  explicit Argument(CLI::Option* option) : option_(option) {}

  Argument& Required();
  // --help tells the value that it has now.
  Argument& ShowDefault();
  Argument& Between(int least, int most);
  Argument& OneOf(const std::vector<std::string>& values);
  // A list that takes one value only.
  Argument& Once();
  // A list whose option may be given several times, each with what follows it.
  Argument& EachTime();
  Argument& Excludes(const Argument& other);

 private:
  CLI::Option* option_;
};

// A handle to what the command line knows; `exit_code` is the program's, 0 until a command says
// otherwise.
class Command {
 public:
  Command(CLI::App& app, int& exit_code) : app_(app), exit_code_(exit_code) {}

  // A command that only gathers others: one of them has to follow.
  Command AddGroup(const char* name, const char* words);

  // Adds `name` below this one, with --data and its like read into `Options::home`. Called, it runs
  // `run(options)`, or `run(options, exit_code)` where a command that went well may still end with
  // other than 0, and reports how that ended. The caller adds the other options; they live as long
  // as the command does.
  template <typename Options, typename Run>
  std::pair<Command, std::shared_ptr<Options>> Add(const char* name, const char* words, Run run) {
    auto options = std::make_shared<Options>();
    Command command = AddCalled(name, words, [options, run]([[maybe_unused]] int& exit_code) {
      if constexpr (std::is_invocable_v<Run, const Options&, int&>) {
        return run(*options, exit_code);
      } else {
        return run(*options);
      }
    });
    AddHomeOptions(command, options->home);
    return {command, options};
  }

  // `names` as "--village", "--case,--cases", or without dashes for what is told by its place.
  Argument Option(const char* names, std::string& value, const std::string& words);
  Argument Option(const char* names, std::vector<std::string>& values, const std::string& words);
  Argument Option(const char* names, int& value, const std::string& words);
  Argument Option(const char* names, std::uint32_t& value, const std::string& words);
  Argument Option(const char* names, std::uint64_t& value, const std::string& words);
  Argument Flag(const char* names, bool& value, const std::string& words);

 private:
  Command AddCalled(const char* name, const char* words, std::function<Status(int& exit_code)> run);

  CLI::App& app_;
  int& exit_code_;
};

}  // namespace tilik::command
