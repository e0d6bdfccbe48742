// `recovery init` and `unlock-code`: what the office does about forgotten PINs.
#include <memory>

#include "sync-server/command/command.h"
#include "sync-server/command/commands.h"
#include "sync-server/command/desk.h"
#include "sync-server/command/district_home.h"
#include "sync-server/command/passphrase.h"
#include "sync-server/command/print.h"
#include "sync-server/sync/recovery.h"

namespace tilik::command {
namespace {

void AddRecoveryFile(Command command, std::string& path) {
  command.Option("--recovery", path,
                 "berkas induk pemulihan; kosong: di samping folder data, DIR.recovery");
}

Status InitRecovery(const HomeOptions& home_options) {
  const std::string path = RecoveryPathOf(home_options);
  TILIK_RETURN_IF_ERROR(CheckOutsideData(home_options, path));
  TILIK_ASSIGN_OR_RETURN(DistrictHome home, OpenHome(home_options));
  TILIK_ASSIGN_OR_RETURN(Secret passphrase, AskPassphrase(/*twice=*/true));
  SodiumRandom random;
  TILIK_RETURN_IF_ERROR(
      sync::RecoveryMaster::MakeFile(path, passphrase, home.store->district().public_key, random));
  std::printf(
      "Induk pemulihan: %s\nJalankan server dengan --recovery %s; simpan frasa sandinya, tanpa itu "
      "HP yang PIN-nya dilupakan tidak dapat dibuka.\n",
      path.c_str(), path.c_str());
  return Status();
}

void AddRecoveryInit(Command app) {
  struct Options {
    HomeOptions home;
  };
  const auto run = [](const Options& options) { return InitRecovery(options.home); };
  Command group = app.AddGroup("recovery", "induk pemulihan: membuka HP yang PIN-nya lupa");
  auto [command, options] =
      group.Add<Options>("init", "membuat induk pemulihan, terkunci dengan frasa sandi", run);
  AddRecoveryFile(command, options->home.recovery);
}

struct UnlockOptions {
  HomeOptions home;
  std::string request, officer, account, reason;
  bool json = false;
};

Result<sync::UnlockAnswer> Unlock(const UnlockOptions& options, const UnlockRequest& request) {
  TILIK_ASSIGN_OR_RETURN(DistrictHome home, OpenHome(options.home));
  TILIK_ASSIGN_OR_RETURN(Secret passphrase, AskPassphrase(/*twice=*/false));
  TILIK_ASSIGN_OR_RETURN(sync::RecoveryMaster master,
                         sync::RecoveryMaster::Unlock(RecoveryPathOf(options.home), passphrase,
                                                      home.store->district().public_key));
  std::vector<storage::ChainRow> chains;
  {
    TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, home.store->BeginRead());
    TILIK_RETURN_IF_ERROR(AccountFor(*reader, options.account, Work::kKeepAccounts).status());
    TILIK_ASSIGN_OR_RETURN(chains, reader->Chains());
  }
  SodiumRandom random;
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Writer> writer, home.store->BeginWrite());
  sync::UnlockAnswer answer;
  {
    sync::Ingest ingest(Codebooks::BuiltIn(), home.store->district(), *writer);
    TILIK_ASSIGN_OR_RETURN(
        answer, sync::UnlockForOfficer(
                    {home.keys, home.store->district(), *writer, ingest, random, Now()}, master,
                    chains, {request, options.officer, options.account, options.reason}));
  }
  TILIK_RETURN_IF_ERROR(writer->Commit());
  return answer;
}

Status UnlockCommand(const UnlockOptions& options) {
  std::optional<UnlockRequest> request = ReadUnlockRequest(options.request);
  if (!request) {
    return Status::Invalid("\"" + options.request + "\" is no request; it looks like K7QF-3");
  }
  TILIK_ASSIGN_OR_RETURN(sync::UnlockAnswer answer, Unlock(options, *request));
  if (options.json) {
    v1::UnlockCode view;
    view.set_officer(answer.officer);
    view.set_device(answer.device);
    view.set_enrolment(answer.enrolment.str());
    view.set_slot(request->slot);
    view.set_code(answer.code);
    PrintJson(view);
  } else {
    std::printf(
        "HP %s milik %s. Pastikan yang menelepon memang orangnya, lalu bacakan:\n\n  %s\n\n"
        "Tercatat atas nama %s. Kode ini membuka HP itu satu kali.\n",
        answer.device.c_str(), answer.officer.c_str(), answer.code.c_str(),
        options.account.c_str());
  }
  return Status();
}

void AddUnlockCode(Command app) {
  auto [command, options] = app.Add<UnlockOptions>(
      "unlock-code", "kode pembuka untuk petugas yang lupa PIN", UnlockCommand);
  AddRecoveryFile(command, options->home.recovery);
  command.Option("--request", options->request, "yang tampil di HP, misalnya K7QF-3").Required();
  command.Option("--officer", options->officer, "nama petugas, bila dua HP sama pendeknya");
  command.Option("--account", options->account, "akun yang membacakan").Required();
  command.Option("--reason", options->reason, "alasan").Required();
  command.Flag("--json", options->json, "untuk dibaca program");
}

}  // namespace

void AddRecovery(Command app) {
  AddRecoveryInit(app);
  AddUnlockCode(app);
}

}  // namespace tilik::command
