// status and sync: where the work stands, and sending it.
#include "client/native/commands.h"
#include "client/native/curl_transport.h"
#include "client/screens/campaigns.h"
#include "client/screens/naming.h"
#include "tilik/v1/app.pb.h"

namespace tilik::native {
namespace {

std::string Count(std::uint64_t count) { return std::to_string(count); }

void FillVillages(OpenHome& home, const std::vector<std::uint64_t>& villages,
                  v1::StatusView* view) {
  for (const std::uint64_t village : villages) {
    v1::VillageView* one = view->add_villages();
    one->set_code(screens::VillageText(village));
    if (const auto named = home.device().VillageNamed(village); named.ok()) {
      one->set_name(named->name());
    }
    if (const auto households = home.device().HouseholdsOf(village); households.ok()) {
      one->set_households(static_cast<std::uint32_t>(households->size()));
    }
  }
}

}  // namespace

Exit RunStatus(OpenHome& home) {
  const Terminal& terminal = home.terminal();
  const auto status = home.device().Status();
  if (!status.ok()) {
    return terminal.Problem(status.status(), {"Keadaan tidak terbaca", "Status is unreadable"});
  }
  v1::StatusView view;
  view.set_enrolment(ToHex(status->enrolment.raw()));
  view.set_officer(status->officer);
  view.set_district(status->district_name);
  view.set_server(status->server);
  FillVillages(home, status->villages, &view);
  view.set_waiting_sets(static_cast<std::uint32_t>(status->outbox.unsent));
  view.set_waiting_photos(static_cast<std::uint32_t>(status->photos.waiting));
  view.set_oldest_waiting(home.Time(status->outbox.oldest_unsent));
  view.set_last_sync(home.Time(status->synced));
  view.set_open_tasks(static_cast<std::uint32_t>(status->open_tasks));
  view.set_held(static_cast<std::uint32_t>(status->undecided));
  view.set_revoked(status->revoked);
  view.set_entrusted_sets(static_cast<std::uint32_t>(status->outbox.entrusted));
  if (status->entrusted) {
    view.set_entrusted_since(home.Time(status->entrusted->at));
    view.set_courier(status->entrusted->courier);
  }
  view.set_expired(status->expired);
  view.set_drafts(static_cast<std::uint32_t>(status->drafts));
  view.set_recovery_slots(status->recovery_slots);
  view.set_enrolling(status->enrolling);
  const auto campaigns = screens::CampaignProgress(home.device());
  const auto tasks = screens::OpenTasks(home.device(), RecordId());
  if (!campaigns.ok() || !tasks.ok()) {
    return terminal.Problem(campaigns.ok() ? tasks.status() : campaigns.status(),
                            {"Keadaan tidak terbaca", "Status is unreadable"});
  }
  view.mutable_campaigns()->Assign(campaigns->begin(), campaigns->end());
  view.mutable_tasks()->Assign(tasks->begin(), tasks->end());

  terminal.Line(status->officer + " · " + status->district_name);
  for (const v1::VillageView& village : view.villages()) {
    terminal.Tell({"  " + village.code() + "  " + village.name() + "  " +
                       Count(village.households()) + " rumah tangga",
                   "  " + village.code() + "  " + village.name() + "  " +
                       Count(village.households()) + " households"});
  }
  terminal.Tell(
      {"↑ " + Count(view.waiting_sets()) + " menunggu kirim, " + Count(view.waiting_photos()) +
           " foto" + (view.oldest_waiting().empty() ? "" : ", tertua " + view.oldest_waiting()),
       "↑ " + Count(view.waiting_sets()) + " waiting to be sent, " + Count(view.waiting_photos()) +
           " photos" + (view.oldest_waiting().empty() ? "" : ", oldest " + view.oldest_waiting())});
  if (view.entrusted_sets() > 0) {
    const std::string to = " (" + view.courier() + ", " + view.entrusted_since() + ")";
    terminal.Tell({"⇪ " + Count(view.entrusted_sets()) + " di antaranya dititipkan" + to,
                   "⇪ " + Count(view.entrusted_sets()) + " of them entrusted" + to});
  }
  terminal.Tell(
      {"⚖ " + Count(view.held()) + " sedang diputuskan · ↩ " + Count(view.open_tasks()) +
           " dikembalikan",
       "⚖ " + Count(view.held()) + " being decided · ↩ " + Count(view.open_tasks()) + " returned"});
  for (const v1::CampaignProgressView& one : view.campaigns()) {
    const std::string done = Count(one.visited_here()) + "/" + Count(one.listed());
    terminal.Tell({"  " + one.campaign() + " · " + one.village() + ": " + done +
                       " dikunjungi di sini, batas " + one.cut_off(),
                   "  " + one.campaign() + " · " + one.village() + ": " + done +
                       " visited here, until " + one.cut_off()});
  }
  for (const v1::TaskView& task : view.tasks()) TellTask(terminal, task);
  terminal.Tell({"  terakhir sinkron: " + (view.last_sync().empty() ? "belum" : view.last_sync()),
                 "  last sync: " + (view.last_sync().empty() ? "never" : view.last_sync())});
  if (status->revoked) {
    terminal.Tell({"! Pendaftaran ini dicabut; pekerjaan yang tersisa masih dikirim.",
                   "! This enrolment is revoked; what is left is still sent."});
  }
  view.set_unconfirmed(status->unconfirmed);
  view.set_enrol_anew(status->enrol_anew);
  if (status->unconfirmed) {
    terminal.Tell(
        {"! Kabupaten dipulihkan dari cadangan dan belum mengenal HP ini; pekerjaan "
         "diterima, data baru menunggu konfirmasi supervisor.",
         "! The district was restored and does not know this device yet; work is "
         "received, new data waits for a supervisor."});
  }
  if (status->enrolling) {
    terminal.Tell({"! PIN diganti dengan bantuan kantor; HP ini melapor pada sinkronisasi berikut.",
                   "! The office opened this phone; it reports so at the next sync."});
  }
  if (status->expired) {
    terminal.Tell(
        {"! Terlalu lama tanpa sinkronisasi: data kabupaten dihapus dari perangkat ini. "
         "Simpanan, draf dan foto Anda tetap ada; sinkronkan untuk mengambil data lagi.",
         "! Too long without sync: the district's data was removed from this device. Your "
         "sets, drafts and photos are here; sync to fetch the data again."});
  }
  if (!status->enrol_anew.empty()) {
    terminal.Tell({"! Perlu mendaftar ulang: " + status->enrol_anew,
                   "! A new enrolment is needed: " + status->enrol_anew});
  }
  terminal.Print(view);
  return Exit::kDone;
}

Exit RunSync(OpenHome& home) {
  const Terminal& terminal = home.terminal();
  CurlTransportOptions options;
  options.server = home.device().state().server();
  options.ca_file = home.ca_file();
  CurlTransport transport(std::move(options));
  const auto report = home.device().Sync(transport, {});
  if (!report.ok()) {
    const client::Wording doing =
        report.status().code() == Code::kUnavailable
            ? client::Wording{"Belum terkirim, tidak ada sambungan", "Not sent, no connection"}
            : client::Wording{"Sinkronisasi gagal", "Sync failed"};
    return terminal.SessionProblem(report.status(), doing);
  }
  v1::SyncView view;
  view.set_complete(report->enrol_anew.empty() && !report->app_too_old);
  view.set_sets_sent(static_cast<std::uint32_t>(report->sent_sets));
  view.set_receipts(static_cast<std::uint32_t>(report->receipts));
  view.set_photos_sent(static_cast<std::uint32_t>(report->photos));
  view.set_records_received(static_cast<std::uint32_t>(report->pulled.rows));
  view.set_outcomes_received(static_cast<std::uint32_t>(report->pulled.outcomes));
  view.set_bytes_sent(report->bytes_sent);
  view.set_bytes_received(report->bytes_received);
  view.set_problem(report->enrol_anew);
  if (report->app_too_old) view.set_problem("this version is too old to receive data");
  if (!report->must_wipe) {
    if (const auto status = home.device().Status(); status.ok()) {
      view.set_waiting_sets(static_cast<std::uint32_t>(status->outbox.unsent));
    }
  }
  terminal.Tell({"✓ diterima kabupaten: " + Count(view.receipts()) + " simpanan, " +
                     Count(view.photos_sent()) + " foto",
                 "✓ received by the district: " + Count(view.receipts()) + " sets, " +
                     Count(view.photos_sent()) + " photos"});
  terminal.Tell({"  data baru: " + Count(view.records_received()) + " rekaman, " +
                     Count(view.outcomes_received()) + " hasil",
                 "  new here: " + Count(view.records_received()) + " records, " +
                     Count(view.outcomes_received()) + " outcomes"});
  terminal.Tell({"  " + Count(view.bytes_sent()) + " bita dikirim, " +
                     Count(view.bytes_received()) + " bita diterima",
                 "  " + Count(view.bytes_sent()) + " bytes sent, " + Count(view.bytes_received()) +
                     " bytes received"});
  if (!view.problem().empty()) terminal.Line("! " + view.problem());
  if (report->must_wipe) {
    terminal.Tell(
        {"! Pendaftaran ini dicabut dan semua pekerjaan sudah aman di kabupaten; data "
         "di perangkat ini dihapus.",
         "! This enrolment is revoked and all work is safe at the district; the data on "
         "this device is removed."});
  }
  terminal.Print(view);
  return Exit::kDone;
}

}  // namespace tilik::native
