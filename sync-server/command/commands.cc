#include "sync-server/command/commands.h"

#include <algorithm>
#include <memory>

#include "proto/contract/region.h"
#include "sync-server/command/desk.h"
#include "sync-server/command/device.h"
#include "sync-server/command/district_home.h"
#include "sync-server/command/find_record.h"
#include "sync-server/command/print.h"
#include "sync-server/command/restore.h"
#include "sync-server/command/scratch_folder.h"
#include "sync-server/command/serve.h"
#include "sync-server/command/subcommand.h"
#include "sync-server/console/custody_views.h"
#include "sync-server/console/views.h"
#include "sync-server/sync/enrolment.h"
#include "sync-server/sync/verify.h"

namespace tilik::command {
namespace {

void AddInit(CLI::App& app, int& exit_code) {
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
  auto [command, options] = AddSubcommand<Options>(
      app, "init", "membuat kunci dan registri kosong untuk satu kabupaten", run, exit_code);
  command->add_option("--district", options->district, "kode kabupaten/kota, misalnya 53.02")
      ->required();
  command->add_option("--account", options->account, "akun pertama, seorang supervisor")
      ->capture_default_str();
}

void AddServe(CLI::App& app, int& exit_code) {
  auto [command, options] =
      AddSubcommand<ServeOptions>(app, "serve", "melayani HP petugas", Serve, exit_code);
  command->add_option("--listen", options->address, "alamat")->capture_default_str();
  command->add_option("--port", options->port, "porta; 0: sistem memilih")
      ->capture_default_str()
      ->check(CLI::Range(0, 65535));
  command->add_option("--tls-certificate", options->certificate_file, "berkas PEM");
  command->add_option("--tls-key", options->key_file, "berkas PEM");
  command->add_option("--recovery", options->home.recovery,
                      "induk pemulihan, dibuka dengan frasa sandi: HP menerima cara membuka bila "
                      "PIN-nya lupa");
  command
      ->add_option("--data-expires-days", options->data_expires_days,
                   "hari tanpa sinkronisasi sampai HP menghapus data kabupaten; 0: 30")
      ->check(CLI::Range(0, 3650));
  command->add_option("--port-file", options->port_file, "berkas tempat nomor porta ditulis");
}

Status MakeCode(const HomeOptions& home_options, const std::string& officer,
                const std::string& villages, bool json) {
  TILIK_ASSIGN_OR_RETURN(std::set<std::uint64_t> assigned, VillagesFrom(villages));
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
  if (json) {
    v1::EnrolInvitation invitation;
    invitation.set_code(code.code);
    invitation.set_officer(officer);
    invitation.set_district_key(home.store->district().public_key.str());
    invitation.set_expires_ms(code.expires.ms);
    for (std::uint64_t village : assigned) invitation.add_villages(village);
    PrintJson(invitation);
  } else {
    std::printf("Kode untuk %s (%zu desa, berlaku 48 jam, sekali pakai): %s\nKunci kabupaten: %s\n",
                officer.c_str(), assigned.size(), code.code.c_str(),
                ToHex(home.store->district().public_key.raw()).c_str());
  }
  return Status();
}

void AddEnrolCode(CLI::App& app, int& exit_code) {
  struct Options {
    HomeOptions home;
    std::string officer, villages;
    bool json = false;
  };
  const auto run = [](const Options& options) {
    return MakeCode(options.home, options.officer, options.villages, options.json);
  };
  auto [command, options] = AddSubcommand<Options>(
      app, "enrol-code", "membuat kode pendaftaran untuk HP seorang petugas", run, exit_code);
  command->add_option("--officer", options->officer, "nama petugas")->required();
  command
      ->add_option("--villages", options->villages,
                   "kode desa dipisah koma; kode kecamatan: semua desanya")
      ->required();
  command->add_flag("--json", options->json, "untuk dibaca program");
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

void AddShow(CLI::App& app, int& exit_code) {
  struct Options {
    HomeOptions home;
    std::string what, as;
    bool history = false, json = false;
  };
  const auto run = [](const Options& options) {
    return Show(options.home, options.what, options.as, options.history, options.json);
  };
  auto [command, options] = AddSubcommand<Options>(
      app, "show", "satu rumah tangga, keluarga, atau orang, dengan riwayatnya", run, exit_code);
  command->add_option("record", options->what, "id, nama, NIK, No KK, IDBDT, atau IDARTBDT")
      ->required();
  command->add_flag("--history", options->history, "siapa mengubah apa, dan kapan");
  command->add_option("--as", options->as,
                      "akun supervisor atau kepala dinas: juga jenis PPKS yang dirahasiakan");
  command->add_flag("--json", options->json, "untuk dibaca program");
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

void AddVerify(CLI::App& app, int& exit_code) {
  struct Options {
    HomeOptions home;
    bool json = false;
  };
  const auto run = [](const Options& options, int& code) {
    return VerifyCommand(options.home, options.json, code);
  };
  auto [command, options] = AddSubcommand<Options>(
      app, "verify", "membangun ulang registri dari catatan asli dan membandingkannya", run,
      exit_code);
  command->add_flag("--json", options->json, "untuk dibaca program");
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

void AddBackup(CLI::App& app, int& exit_code) {
  struct Options {
    HomeOptions home;
    std::string to;
  };
  const auto run = [](const Options& options) { return Backup(options.home, options.to); };
  auto [command, options] = AddSubcommand<Options>(
      app, "backup", "salinan lengkap dan teruji, sementara server tetap melayani", run, exit_code);
  command->add_option("--to", options->to, "folder kosong, sebaiknya di disk lain")->required();
}

}  // namespace

void AddCommands(CLI::App& app, int& exit_code) {
  AddInit(app, exit_code);
  AddServe(app, exit_code);
  AddEnrolCode(app, exit_code);
  AddRecovery(app, exit_code);
  AddImport(app, exit_code);
  AddAccount(app, exit_code);
  AddCase(app, exit_code);
  AddRecord(app, exit_code);
  AddDestroy(app, exit_code);
  AddProgramme(app, exit_code);
  AddReconcile(app, exit_code);
  AddBundle(app, exit_code);
  AddShow(app, exit_code);
  AddCases(app, exit_code);
  AddSignals(app, exit_code);
  AddRecap(app, exit_code);
  AddCampaign(app, exit_code);
  AddReview(app, exit_code);
  AddCoverage(app, exit_code);
  AddPengesahan(app, exit_code);
  AddPenetapan(app, exit_code);
  AddVerify(app, exit_code);
  AddBackup(app, exit_code);
  AddRestore(app, exit_code);
  AddDevice(app, exit_code);
  AddMissing(app, exit_code);
}

}  // namespace tilik::command
