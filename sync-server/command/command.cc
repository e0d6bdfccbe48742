#include "sync-server/command/command.h"

#include <CLI/CLI.hpp>

#include "sync-server/command/report.h"

namespace tilik::command {

Argument& Argument::Required() {
  option_->required();
  return *this;
}

Argument& Argument::ShowDefault() {
  option_->capture_default_str();
  return *this;
}

Argument& Argument::Between(int least, int most) {
  option_->check(CLI::Range(least, most));
  return *this;
}

Argument& Argument::OneOf(const std::vector<std::string>& values) {
  option_->check(CLI::IsMember(values));
  return *this;
}

Argument& Argument::Once() {
  option_->expected(1);
  return *this;
}

Argument& Argument::EachTime() {
  option_->take_all();
  return *this;
}

Argument& Argument::Excludes(const Argument& other) {
  option_->excludes(other.option_);
  return *this;
}

Command Command::AddGroup(const char* name, const char* words) {
  CLI::App* group = app_.add_subcommand(name, words);
  group->require_subcommand(1);
  return Command(*group, exit_code_);
}

Command Command::AddCalled(const char* name, const char* words,
                           std::function<Status(int& exit_code)> run) {
  CLI::App* command = app_.add_subcommand(name, words);
  command->callback(
      [run = std::move(run), &exit_code = exit_code_] { Report(run(exit_code), exit_code); });
  return Command(*command, exit_code_);
}

Argument Command::Option(const char* names, std::string& value, const std::string& words) {
  return Argument(app_.add_option(names, value, words));
}

Argument Command::Option(const char* names, std::vector<std::string>& values,
                         const std::string& words) {
  return Argument(app_.add_option(names, values, words));
}

Argument Command::Option(const char* names, int& value, const std::string& words) {
  return Argument(app_.add_option(names, value, words));
}

Argument Command::Option(const char* names, std::uint32_t& value, const std::string& words) {
  return Argument(app_.add_option(names, value, words));
}

Argument Command::Option(const char* names, std::uint64_t& value, const std::string& words) {
  return Argument(app_.add_option(names, value, words));
}

Argument Command::Flag(const char* names, bool& value, const std::string& words) {
  return Argument(app_.add_flag(names, value, words));
}

void AddHomeOptions(Command command, HomeOptions& home) {
  command.Option("--data", home.data, "folder data kabupaten").Required();
  command.Option("--keys", home.keys, "berkas kunci, di luar folder data (bawaan: DATA.keys)");
  command.Option("--second-log", home.second_log,
                 "folder di disk lain untuk salinan catatan kedua");
}

}  // namespace tilik::command
