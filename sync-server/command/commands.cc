#include "sync-server/command/commands.h"

#include <algorithm>
#include <memory>

#include "proto/contract/enrol_code.h"
#include "proto/contract/region.h"
#include "sync-server/command/command.h"
#include "sync-server/command/desk.h"
#include "sync-server/command/device.h"
#include "sync-server/command/district_home.h"
#include "sync-server/command/find_record.h"
#include "sync-server/command/print.h"
#include "sync-server/command/restore.h"
#include "sync-server/command/scratch_folder.h"
#include "sync-server/command/serve.h"
#include "sync-server/console/custody_views.h"
#include "sync-server/console/views.h"
#include "sync-server/sync/enrolment.h"
#include "sync-server/sync/verify.h"

namespace tilik::command {
namespace {

void AddInit(Command app) {
  struct Options {
    HomeOptions home;
    std::string district, account = "supervisor";
  };
  const auto run = [](const Options& options) -> Status {
    std::optional<DistrictCode> code = DistrictCode::Parse(options.district);
    if (!code) return Status::Invalid("\"" + options.district + "\" is no district code");
    SodiumRandom random;
    TILIK_ASSIGN_OR_RETURN(DistrictHome home,
                           MakeHome(options.home, code->number(), options.account, random));
    std::printf(
        "%s siap di %s\nKunci: %s (simpan salinannya di tempat lain; tanpa kunci, data tidak dapat "
        "dibaca)\n",
        home.store->district().name.c_str(), options.home.data.c_str(),
        KeyPathOf(options.home).c_str());
    return Status();
  };
  auto [command, options] =
      app.Add<Options>("init", "membuat kunci dan registri kosong untuk satu kabupaten", run);
  command.Option("--district", options->district, "kode kabupaten/kota, misalnya 53.02").Required();
  command.Option("--account", options->account, "akun pertama, seorang supervisor").ShowDefault();
}

void AddServe(Command app) {
  auto [command, options] = app.Add<ServeOptions>("serve", "melayani HP petugas", Serve);
  command.Option("--listen", options->address, "alamat").ShowDefault();
  command.Option("--port", options->port, "porta; 0: sistem memilih")
      .ShowDefault()
      .Between(0, 65535);
  command.Option("--tls-certificate", options->certificate_file, "berkas PEM");
  command.Option("--tls-key", options->key_file, "berkas PEM");
  command.Option("--recovery", options->home.recovery,
                 "induk pemulihan, dibuka dengan frasa sandi: HP menerima cara membuka bila "
                 "PIN-nya lupa");
  command
      .Option("--data-expires-days", options->data_expires_days,
              "hari tanpa sinkronisasi sampai HP menghapus data kabupaten; 0: 30")
      .Between(0, 3650);
  command.Option("--port-file", options->port_file, "berkas tempat nomor porta ditulis");
}

Status MakeCode(const HomeOptions& home_options, const std::string& officer,
                const std::string& villages, const std::string& server, bool json) {
  TILIK_ASSIGN_OR_RETURN(std::set<std::uint64_t> assigned, VillagesFrom(villages));
  EnrolCode told = ReadEnrolCode(server);
  if (!server.empty() && told.server.empty()) {
    return Status::Invalid("--server is an address like https://tilik.ttskab.go.id, not \"" +
                           server + "\"");
  }
  TILIK_ASSIGN_OR_RETURN(DistrictHome home, OpenHome(home_options));
  SodiumRandom random;
  storage::EnrolCode code;
  code.code = sync::MakeEnrolCode(random);
  code.officer = officer;
  code.villages = assigned;
  code.made = Now();
  code.expires = Instant{code.made.ms + sync::kEnrolCodeLifeMs};
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Writer> writer, home.store->BeginWrite());
  TILIK_RETURN_IF_ERROR(writer->AddEnrolCode(code));
  TILIK_RETURN_IF_ERROR(writer->Commit());
  told.code = code.code;
  told.district = ToHex(home.store->district().public_key.raw());
  if (json) {
    v1::EnrolInvitation invitation;
    if (told.complete()) invitation.set_text(TextOf(told));
    invitation.set_code(code.code);
    invitation.set_officer(officer);
    invitation.set_district_key(home.store->district().public_key.str());
    invitation.set_expires_ms(code.expires.ms);
    for (std::uint64_t village : assigned) invitation.add_villages(village);
    PrintJson(invitation);
  } else {
    std::printf("Kode untuk %s (%zu desa, berlaku 48 jam, sekali pakai): %s\nKunci kabupaten: %s\n",
                officer.c_str(), assigned.size(), code.code.c_str(), told.district.c_str());
    if (told.complete()) {
      std::printf("Untuk ditempel di aplikasi petugas:\n%s\n", TextOf(told).c_str());
    }
  }
  return Status();
}

void AddEnrolCode(Command app) {
  struct Options {
    HomeOptions home;
    std::string officer, villages, server;
    bool json = false;
  };
  const auto run = [](const Options& options) {
    return MakeCode(options.home, options.officer, options.villages, options.server, options.json);
  };
  auto [command, options] =
      app.Add<Options>("enrol-code", "membuat kode pendaftaran untuk HP seorang petugas", run);
  command.Option("--officer", options->officer, "nama petugas").Required();
  command
      .Option("--villages", options->villages,
              "kode desa dipisah koma; kode kecamatan: semua desanya")
      .Required();
  command.Option("--server", options->server,
                 "alamat server bagi HP; dengannya kode dapat ditempel sekali jadi");
  command.Flag("--json", options->json, "untuk dibaca program");
}

Status Show(const HomeOptions& home_options, const std::string& what, const std::string& as,
            bool history, bool json) {
  TILIK_ASSIGN_OR_RETURN(DistrictHome home, OpenHome(home_options));
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, home.store->BeginRead());
  TILIK_ASSIGN_OR_RETURN(RecordId id, FindRecord(*reader, what));
  console::Views views(*reader, Codebooks::BuiltIn());
  if (!as.empty()) {
    TILIK_RETURN_IF_ERROR(AccountFor(*reader, as, Work::kSeeSensitive).status());
    views.LetSee(console::Sight::kSensitive);
  }
  TILIK_ASSIGN_OR_RETURN(v1::RegistryRecordView view, views.Record(id, history));
  if (json) {
    PrintJson(view);
  } else {
    PrintRecord(view, home.store->district().zone_offset_minutes);
  }
  return Status();
}

void AddShow(Command app) {
  struct Options {
    HomeOptions home;
    std::string what, as;
    bool history = false, json = false;
  };
  const auto run = [](const Options& options) {
    return Show(options.home, options.what, options.as, options.history, options.json);
  };
  auto [command, options] =
      app.Add<Options>("show", "satu rumah tangga, keluarga, atau orang, dengan riwayatnya", run);
  command.Option("record", options->what, "id, nama, NIK, No KK, IDBDT, atau IDARTBDT").Required();
  command.Flag("--history", options->history, "siapa mengubah apa, dan kapan");
  command.Option("--as", options->as,
                 "akun supervisor atau kepala dinas: juga jenis PPKS yang dirahasiakan");
  command.Flag("--json", options->json, "untuk dibaca program");
}

Status VerifyCommand(const HomeOptions& home_options, bool json, int& exit_code) {
  TILIK_ASSIGN_OR_RETURN(DistrictHome home, OpenHome(home_options));
  ScratchFolder folder;
  if (!folder.made()) return Status::Storage("no scratch folder can be made");
  SodiumRandom random;
  storage::SqliteOptions options;
  options.directory = folder.path();
  options.key.resize(32);
  random.Fill(options.key.data(), options.key.size());
  storage::District district = home.store->district();
  district.epoch = 1;
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::SqliteRegistryStore> scratch,
                         storage::SqliteRegistryStore::Create(options, district));
  TILIK_ASSIGN_OR_RETURN(v1::VerifyReport report,
                         sync::Verify(*home.store, *scratch, Codebooks::BuiltIn()));
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, home.store->BeginRead());
  TILIK_ASSIGN_OR_RETURN(std::vector<storage::ChainRow> chains, reader->Chains());
  for (const storage::ChainRow& chain : chains) {
    for (std::string& gap : console::GapWords(chain)) report.add_gaps(std::move(gap));
  }
  if (json) {
    PrintJson(report);
  } else {
    PrintVerify(report);
  }
  if (!report.consistent()) exit_code = 3;
  return Status();
}

void AddVerify(Command app) {
  struct Options {
    HomeOptions home;
    bool json = false;
  };
  const auto run = [](const Options& options, int& code) {
    return VerifyCommand(options.home, options.json, code);
  };
  auto [command, options] = app.Add<Options>(
      "verify", "membangun ulang registri dari catatan asli dan membandingkannya", run);
  command.Flag("--json", options->json, "untuk dibaca program");
}

Status Backup(const HomeOptions& home_options, const std::string& to) {
  TILIK_ASSIGN_OR_RETURN(DistrictHome home, OpenHome(home_options));
  TILIK_ASSIGN_OR_RETURN(v1::LogHead head, home.store->BackUpTo(to));
  std::printf(
      "Salinan lengkap di %s: %llu change set, kepala %s. Simpan di disk lain; kunci tidak ikut "
      "disalin.\n",
      to.c_str(), static_cast<unsigned long long>(head.count()),
      ToHex(head.hash()).substr(0, 16).c_str());
  return Status();
}

void AddBackup(Command app) {
  struct Options {
    HomeOptions home;
    std::string to;
  };
  const auto run = [](const Options& options) { return Backup(options.home, options.to); };
  auto [command, options] = app.Add<Options>(
      "backup", "salinan lengkap dan teruji, sementara server tetap melayani", run);
  command.Option("--to", options->to, "folder kosong, sebaiknya di disk lain").Required();
}

}  // namespace

void AddCommands(Command app) {
  AddInit(app);
  AddServe(app);
  AddEnrolCode(app);
  AddRecovery(app);
  AddImport(app);
  AddAccount(app);
  AddCase(app);
  AddRecord(app);
  AddDestroy(app);
  AddProgramme(app);
  AddReconcile(app);
  AddBundle(app);
  AddShow(app);
  AddCases(app);
  AddSignals(app);
  AddRecap(app);
  AddCampaign(app);
  AddReview(app);
  AddCoverage(app);
  AddPengesahan(app);
  AddPenetapan(app);
  AddVerify(app);
  AddBackup(app);
  AddRestore(app);
  AddDevice(app);
  AddMissing(app);
}

}  // namespace tilik::command
