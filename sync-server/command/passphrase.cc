#include "sync-server/command/passphrase.h"

#include <termios.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <string>

namespace tilik::command {
namespace {

constexpr char kVariable[] = "TILIK_RECOVERY_PASSPHRASE";

Result<Secret> Type(const char* prompt) {
  termios shown;
  if (tcgetattr(STDIN_FILENO, &shown) != 0) {
    return Status::Denied(std::string("the passphrase is typed at a terminal, or given in ") +
                          kVariable);
  }
  std::cerr << prompt << std::flush;
  termios hidden = shown;
  hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
  std::string line;
  std::getline(std::cin, line);
  tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
  std::cerr << "\n";
  return Secret(std::move(line));
}

}  // namespace

Result<Secret> AskPassphrase(bool twice) {
  if (const char* given = std::getenv(kVariable)) return Secret(given);
  TILIK_ASSIGN_OR_RETURN(Secret typed, Type("Frasa sandi pemulihan: "));
  if (!twice) return typed;
  TILIK_ASSIGN_OR_RETURN(Secret again, Type("Sekali lagi: "));
  if (typed.bytes() != again.bytes()) return Status::Denied("the two passphrases differ");
  return typed;
}

}  // namespace tilik::command
