#include "client/native/terminal.h"

#include <google/protobuf/util/json_util.h>
#include <termios.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>

namespace tilik::native {
namespace {

using client::Wording;

void WarnOf(const Terminal& terminal, bool error, const std::string& at, const Wording& words) {
  std::cerr << (error ? "  ✗ " : "  ! ") << (at.empty() ? "" : at + ": ") << terminal.Say(words)
            << '\n';
}

// One line from the terminal, unseen.
std::string ReadUnseen() {
  termios before{};
  const bool is_terminal = ::tcgetattr(STDIN_FILENO, &before) == 0;
  termios quiet = before;
  quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  if (is_terminal) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
  std::string line;
  std::getline(std::cin, line);
  if (is_terminal) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
  std::cerr << '\n';
  return line;
}

}  // namespace

void Terminal::Line(const std::string& text) const {
  if (!json) std::cout << text << '\n';
}

void Terminal::Print(const google::protobuf::Message& view) const {
  if (!json) return;
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  options.always_print_primitive_fields = true;
  options.preserve_proto_field_names = true;
  std::string text;
  const auto status = google::protobuf::util::MessageToJsonString(view, &text, options);
  TILIK_CHECK(status.ok(), "a view of our own can be printed");
  std::cout << text;
}

Exit Terminal::TellProblem(const v1::ProblemView& problem) const {
  Print(problem);
  if (!json) {
    std::cerr << problem.message() << '\n';
    for (const v1::FindingView& finding : problem.findings()) {
      WarnOf(*this, finding.error(), finding.at(), {finding.id(), finding.en()});
    }
    std::cerr << problem.kept() << '\n';
  }
  return static_cast<Exit>(problem.exit_code());
}

Exit Terminal::Problem(Exit exit, const Wording& what, const Wording& kept,
                       const std::vector<Finding>& findings) const {
  return TellProblem(screens::ProblemOf(*this, exit, what, kept, findings));
}

Exit Terminal::Problem(const Status& status, const Wording& doing) const {
  return TellProblem(screens::ProblemOf(*this, status, doing));
}

Exit Terminal::SessionProblem(const Status& status, const Wording& doing) const {
  return TellProblem(screens::SessionProblemOf(*this, status, doing));
}

void Terminal::Warn(const std::vector<Finding>& findings) const {
  if (json) return;
  for (const Finding& finding : findings) {
    WarnOf(*this, finding.kind == Finding::Kind::kError, finding.variable,
           {finding.message_id, finding.message});
  }
}

void TellTask(const Terminal& terminal, const v1::TaskView& task) {
  terminal.Tell({"↩ Dikembalikan " + task.returned() + ": " + task.name(),
                 "↩ Returned " + task.returned() + ": " + task.name()});
  for (const v1::TaskCommentView& comment : task.comments()) {
    terminal.Line("    " + (comment.variable().empty() ? "" : comment.variable() + ": ") +
                  comment.text());
  }
}

Result<std::string> AskPin(const Terminal& terminal, bool twice) {
  if (const char* pin = std::getenv("TILIK_PIN"); pin != nullptr && *pin != '\0') {
    return std::string(pin);
  }
  if (::isatty(STDIN_FILENO) == 0) {
    return Status::Denied(terminal.Say(
        {"PIN tidak diketahui; isi TILIK_PIN", "the PIN is not known; set TILIK_PIN"}));
  }
  std::cerr << "PIN: " << std::flush;
  std::string pin = ReadUnseen();
  if (twice) {
    std::cerr << terminal.Say({"Ulangi PIN: ", "PIN again: "}) << std::flush;
    if (ReadUnseen() != pin) {
      return Status::Denied(terminal.Say({"kedua PIN tidak sama", "the two PINs differ"}));
    }
  }
  return pin;
}

}  // namespace tilik::native
