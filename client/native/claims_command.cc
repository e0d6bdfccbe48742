// claims: what this phone handed out, as a text for the other phones in the hall, and what theirs
// say.
#include <algorithm>

#include "client/native/commands.h"
#include "client/native/posix_files.h"
#include "client/screens/events.h"
#include "proto/contract/claims.h"
#include "tilik/v1/app.pb.h"

namespace tilik::native {
Exit RunMakeClaims(OpenHome& home, const std::string& danom, const std::string& village) {
  const Terminal& terminal = home.terminal();
  const client::Wording doing = {"Teks tidak dapat dibuat", "The text cannot be made"};
  const auto all = screens::ListClaims(home.device(), {});
  if (!all.ok()) return terminal.Problem(all.status(), doing);
  v1::ClaimsView view;
  for (const v1::ClaimsTextView& one : all->texts()) {
    if ((!danom.empty() && danom != one.danom()) ||
        (!village.empty() && village != one.village())) {
      continue;
    }
    *view.add_texts() = one;
    const std::string count = std::to_string(one.served()) + " / " + std::to_string(one.lines());
    terminal.Tell({one.danom() + ", " + one.village() + ": " + count + " sudah diserahkan di sini",
                   one.danom() + ", " + one.village() + ": " + count + " handed out here"});
    terminal.Line(one.text());
  }
  if (view.texts().empty()) {
    return terminal.Problem(
        Exit::kRefused,
        {"Danom itu tidak ada di perangkat ini.", "There is no such danom on this device."},
        {"Tidak ada yang diubah.", "Nothing was changed."});
  }
  terminal.Print(view);
  return Exit::kDone;
}

Exit RunReadClaims(OpenHome& home, const std::string& file) {
  const Terminal& terminal = home.terminal();
  const Result<std::string> text = ReadWholeFile(file, kMaxClaimsText);
  if (!text.ok()) {
    return terminal.Problem(text.status(), {"Teks tidak terbaca", "The text cannot be read"});
  }
  auto read = screens::ReadClaims(home.device(), terminal, *text);
  if (const auto* problem = std::get_if<v1::ProblemView>(&read)) {
    return terminal.TellProblem(*problem);
  }
  const v1::ClaimsReadView view = std::get<v1::ClaimsReadView>(std::move(read));
  const std::string count = std::to_string(view.served());
  if (view.older()) {
    terminal.Tell(
        {"Teks " + view.officer() + " ini lebih lama dari yang sudah dibaca; tetap yang baru.",
         "This text of " + view.officer() + " is older than the one read before; kept."});
  } else {
    terminal.Tell({view.officer() + ": " + count + " baris sudah diserahkan di HP-nya.",
                   view.officer() + ": " + count + " lines handed out on that phone."});
  }
  terminal.Print(view);
  return Exit::kDone;
}

}  // namespace tilik::native
