// Who is on this device, and a forgotten PIN.
#include "client/native/commands.h"
#include "tilik/v1/app.pb.h"

namespace tilik::native {

Exit RunHomes(const SharedOptions& shared, const Terminal& terminal) {
  OpenHome home(shared, terminal);
  const auto homes = client::ListHomes(home.host());
  if (!homes.ok()) {
    return terminal.Problem(homes.status(), {"Rumah data tidak terbaca", "The home is unreadable"});
  }
  v1::HomesView view;
  for (const client::HomeSummary& one : *homes) {
    v1::HomeView* shown = view.add_homes();
    shown->set_home(one.name);
    shown->set_officer(one.officer);
    shown->set_district(one.district_name);
    terminal.Line(one.officer + " · " + one.district_name + "  " + one.name);
  }
  if (homes->empty()) {
    terminal.Tell({"Belum ada petugas terdaftar di sini: tilik enrol",
                   "Nobody is enrolled here yet: tilik enrol"});
  }
  terminal.Print(view);
  return Exit::kDone;
}

namespace {

Exit ShowRequest(OpenHome& home, const client::HomeSummary& chosen) {
  const Terminal& terminal = home.terminal();
  const auto request = client::RequestUnlock(home.host(), chosen.name);
  if (!request.ok()) {
    return terminal.Problem(request.status(), {"Kantor tidak dapat membuka HP ini",
                                               "The office cannot open this phone"});
  }
  v1::UnlockView view;
  view.set_officer(chosen.officer);
  view.set_request(TextOf(*request));
  terminal.Tell({"Telepon kantor, sebutkan nama Anda (" + chosen.officer + ") dan: " +
                     view.request() + "\nLalu: tilik unlock --code <kode yang dibacakan>",
                 "Call the office, say your name (" + chosen.officer + ") and: " + view.request() +
                     "\nThen: tilik unlock --code <the code they read to you>"});
  terminal.Print(view);
  return Exit::kDone;
}

}  // namespace

Exit RunUnlock(const SharedOptions& shared, const std::string& code, const Terminal& terminal) {
  OpenHome home(shared, terminal);
  client::HomeSummary chosen;
  if (const Exit exit = home.Choose(&chosen); exit != Exit::kDone) return exit;
  if (code.empty()) return ShowRequest(home, chosen);
  const Exit opened = home.UnlockByCode(chosen, code);
  if (opened != Exit::kDone) return opened;
  const auto status = home.device().Status();
  if (!status.ok()) return terminal.Problem(status.status(), {"Keadaan tidak terbaca", "Status"});
  v1::UnlockView view;
  view.set_officer(chosen.officer);
  view.set_opened(true);
  view.set_waiting_sets(static_cast<std::uint32_t>(status->outbox.unsent));
  view.set_drafts(static_cast<std::uint32_t>(status->drafts));
  const std::string sets = std::to_string(view.waiting_sets());
  const std::string drafts = std::to_string(view.drafts());
  terminal.Tell({"Terbuka. PIN baru berlaku; " + sets + " simpanan menunggu kirim dan " + drafts +
                     " draf masih ada.",
                 "Open. The new PIN holds; " + sets + " sets waiting and " + drafts +
                     " drafts are still here."});
  terminal.Print(view);
  return Exit::kDone;
}

}  // namespace tilik::native
