#include "client/native/terminal.h"

#include <google/protobuf/util/json_util.h>
#include <termios.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>

namespace tilik::native {
namespace {

using client::Wording;

const Wording kNothingSaved = {"Tidak ada yang disimpan; berkas Anda tidak diubah.",
                               "Nothing was saved; your file is unchanged."};
const Wording kWorkKept = {"Semua pekerjaan tetap tersimpan di perangkat ini.",
                           "All work is kept on this device."};

Exit ExitFor(Code code) {
  switch (code) {
    case Code::kOk:
      return Exit::kDone;
    case Code::kInvalid:
    case Code::kNotFound:
      return Exit::kRefused;
    case Code::kUnavailable:
      return Exit::kNoConnection;
    case Code::kDenied:
    case Code::kConflict:
      return Exit::kLocked;
    default:
      return Exit::kBroken;
  }
}

// kStorage is this device's own disk, and of what disks do two things can be told to an officer.
// The words are those of the C library and of SQLite, which speak English whatever the locale.
Wording WordsOf(const Status& status) {
  const std::string& message = status.message();
  const auto says = [&](const char* words) {
    return status.code() == Code::kStorage && message.find(words) != std::string::npos;
  };
  if (says("No space left on device") || says("disk is full")) {
    return {"penyimpanan HP penuh; hapus video atau berkas lain, lalu ulangi (" + message + ")",
            "this device's storage is full; remove videos or other files and try again (" +
                message + ")"};
  }
  if (says("Read-only file system") || says("readonly database")) {
    return {
        "penyimpanan HP hanya dapat dibaca; mulai ulang HP, atau ganti kartunya (" + message + ")",
        "this device's storage is read-only; restart the device, or change its card (" + message +
            ")"};
  }
  return {message, message};
}

Wording Because(const Wording& doing, const Status& status) {
  const Wording words = WordsOf(status);
  return {doing.id + ": " + words.id, doing.en + ": " + words.en};
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

Exit Terminal::Problem(Exit exit, const Wording& what, const Wording& kept,
                       const std::vector<Finding>& findings) const {
  v1::ProblemView view;
  view.set_exit_code(static_cast<int>(exit));
  view.set_message(Say(what));
  view.set_kept(Say(kept));
  for (const Finding& finding : findings) {
    v1::FindingView* one = view.add_findings();
    one->set_error(finding.kind == Finding::Kind::kError);
    one->set_at(finding.variable);
    one->set_id(finding.message_id);
    one->set_en(finding.message);
  }
  Print(view);
  if (!json) {
    std::cerr << Say(what) << '\n';
    Warn(findings);
    std::cerr << Say(kept) << '\n';
  }
  return exit;
}

Exit Terminal::Problem(const Status& status, const Wording& doing) const {
  const Exit exit = ExitFor(status.code());
  return Problem(exit, Because(doing, status), exit == Exit::kRefused ? kNothingSaved : kWorkKept);
}

Exit Terminal::SessionProblem(const Status& status, const Wording& doing) const {
  const Exit exit = ExitFor(status.code());
  return Problem(exit == Exit::kRefused ? Exit::kBroken : exit, Because(doing, status), kWorkKept);
}

void Terminal::Warn(const std::vector<Finding>& findings) const {
  if (json) return;
  for (const Finding& finding : findings) {
    const bool error = finding.kind == Finding::Kind::kError;
    std::cerr << (error ? "  ✗ " : "  ! ")
              << (finding.variable.empty() ? "" : finding.variable + ": ")
              << Say({finding.message_id, finding.message}) << '\n';
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
