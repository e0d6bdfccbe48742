// claims: what this phone handed out, as a text for the other phones in the hall, and what theirs
// say.
#include <algorithm>

#include "client/native/commands.h"
#include "client/native/posix_files.h"
#include "client/screens/naming.h"
#include "proto/contract/claims.h"
#include "tilik/v1/app.pb.h"

namespace tilik::native {
Exit RunMakeClaims(OpenHome& home, const std::string& danom, const std::string& village) {
  const Terminal& terminal = home.terminal();
  const client::Wording doing = {"Teks tidak dapat dibuat", "The text cannot be made"};
  const auto danoms = home.device().Danoms();
  if (!danoms.ok()) return terminal.Problem(danoms.status(), doing);
  v1::ClaimsView view;
  for (const client::DanomHere& here : *danoms) {
    const std::string where = screens::VillageText(here.village);
    if ((!danom.empty() && danom != here.danom) || (!village.empty() && village != where)) continue;
    const auto text = home.device().MakeClaims(here.danom, here.village);
    if (!text.ok()) return terminal.Problem(text.status(), doing);
    v1::ClaimsTextView* one = view.add_texts();
    one->set_danom(here.danom);
    one->set_village(where);
    one->set_lines(static_cast<std::uint32_t>(here.lines.size()));
    one->set_served(
        static_cast<std::uint32_t>(std::count(here.served.begin(), here.served.end(), true)));
    one->set_text(*text);
    const std::string count = std::to_string(one->served()) + " / " + std::to_string(one->lines());
    terminal.Tell({one->danom() + ", " + where + ": " + count + " sudah diserahkan di sini",
                   one->danom() + ", " + where + ": " + count + " handed out here"});
    terminal.Line(one->text());
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
  const auto taken = home.device().TakeClaims(*text);
  if (!taken.ok()) {
    const client::Wording nothing = {"Tidak ada yang diubah.", "Nothing was changed."};
    if (taken.status().code() == Code::kConflict) {
      return terminal.Problem(Exit::kRefused,
                              {"Daftar di kedua HP berbeda; sinkronkan keduanya dulu.",
                               "The two phones hold different lists; sync both first."},
                              nothing);
    }
    if (taken.status().code() == Code::kDenied) {
      return terminal.Problem(Exit::kRefused,
                              {"Teks ini bukan dari HP petugas kabupaten ini.",
                               "This text is not from a phone of this district."},
                              nothing);
    }
    return terminal.Problem(taken.status(),
                            {"Teks ini tidak dapat dipakai", "This text is of no use"});
  }
  v1::ClaimsReadView view;
  view.set_officer(taken->officer);
  view.set_danom(taken->danom);
  view.set_village(screens::VillageText(taken->village));
  view.set_served(taken->served);
  view.set_older(taken->older);
  const std::string count = std::to_string(taken->served);
  if (taken->older) {
    terminal.Tell(
        {"Teks " + taken->officer + " ini lebih lama dari yang sudah dibaca; tetap yang baru.",
         "This text of " + taken->officer + " is older than the one read before; kept."});
  } else {
    terminal.Tell({taken->officer + ": " + count + " baris sudah diserahkan di HP-nya.",
                   taken->officer + ": " + count + " lines handed out on that phone."});
  }
  terminal.Print(view);
  return Exit::kDone;
}

}  // namespace tilik::native
