#include "sync-server/command/restore.h"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <memory>

#include "sync-server/command/command.h"
#include "sync-server/command/destroy.h"
#include "sync-server/command/print.h"
#include "sync-server/sync/restore.h"

namespace tilik::command {
namespace {

namespace fs = std::filesystem;

struct RestoreOptions {
  HomeOptions home;
  std::string from, reason = "dipulihkan dari cadangan";
  bool new_epoch = false, json = false;
};

Status SyncToDisk(const fs::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool synced = file >= 0 && ::fsync(file) == 0;
  if (file >= 0) ::close(file);
  return synced ? Status() : Status::Storage("syncing " + path.string());
}

// Returns how many files were copied.
Result<std::uint64_t> CopyDurably(const fs::path& from, const fs::path& to) {
  std::error_code error;
  std::uint64_t copied = 0;
  if (!fs::exists(from, error)) return copied;
  for (fs::recursive_directory_iterator at(from, error), end; !error && at != end;
       at.increment(error)) {
    if (!at->is_regular_file()) continue;
    const fs::path copy = to / fs::relative(at->path(), from);
    fs::create_directories(copy.parent_path(), error);
    if (!error) fs::copy_file(at->path(), copy, error);
    if (error) break;
    TILIK_RETURN_IF_ERROR(SyncToDisk(copy));
    ++copied;
  }
  if (error) return Status::Storage("copying " + from.string() + ": " + error.message());
  return copied;
}

Result<std::uint64_t> CountOf(storage::RegistryStore& store) {
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, store.BeginRead());
  TILIK_ASSIGN_OR_RETURN(v1::LogHead head, reader->Head());
  return head.count();
}

// Brings a copy up to the second log and writes into its log that the district goes on from there.
Status GoOn(const RestoreOptions& options, const HomeOptions& at, v1::RestoreReport* report) {
  SodiumRandom random;
  {
    TILIK_ASSIGN_OR_RETURN(DistrictHome home, OpenHome(at));
    TILIK_RETURN_IF_ERROR(home.store->CheckIntegrity());
    TILIK_ASSIGN_OR_RETURN(std::uint64_t from_backup, CountOf(*home.store));
    report->set_from_backup(from_backup);
    TILIK_ASSIGN_OR_RETURN(std::uint64_t caught_up,
                           sync::CatchUp(Codebooks::BuiltIn(), *home.store));
    report->set_from_second_log(caught_up);
  }
  // Anew: the second log may have led into a later epoch.
  TILIK_ASSIGN_OR_RETURN(DistrictHome home, OpenHome(at));
  TILIK_ASSIGN_OR_RETURN(bool whole, home.store->SecondLogEndsHere());
  report->set_new_epoch(options.new_epoch || !whole);
  TILIK_ASSIGN_OR_RETURN(
      std::uint64_t epoch,
      sync::BeginAfterRestore(*home.store, home.keys, Codebooks::BuiltIn(), random, Now(),
                              report->new_epoch(), options.reason));
  report->set_epoch(epoch);
  TILIK_ASSIGN_OR_RETURN(int destroyed, DestroyAgain(at, home));
  report->set_destroyed_again(static_cast<std::uint32_t>(destroyed));
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, home.store->BeginRead());
  TILIK_ASSIGN_OR_RETURN(v1::LogHead head, reader->Head());
  report->set_head(ToHex(head.hash()));
  return Status();
}

Status PutInPlace(const RestoreOptions& options, v1::RestoreReport* report) {
  fs::path place = options.home.data;
  if (!place.has_filename()) place = place.parent_path();
  const fs::path staging = place.string() + ".restoring";
  std::error_code error;
  if (fs::exists(place, error) && !fs::is_empty(place, error)) {
    return Status::Conflict(place.string() +
                            " is not empty; move it away first, nothing of it is "
                            "overwritten");
  }
  fs::remove_all(staging, error);
  fs::create_directories(staging, error);
  if (error) return Status::Storage("making " + staging.string() + ": " + error.message());
  const fs::path from = options.from;
  if (!fs::exists(from / "registry.db", error))
    return Status::NotFound("there is no backup in " + options.from);
  TILIK_ASSIGN_OR_RETURN(std::uint64_t photos,
                         CopyDurably(from / "attachments", staging / "attachments"));
  report->set_photos(photos);
  fs::copy_file(from / "registry.db", staging / "registry.db", error);
  if (error) return Status::Storage("copying the registry: " + error.message());
  TILIK_RETURN_IF_ERROR(SyncToDisk(staging / "registry.db"));

  HomeOptions at = options.home;
  at.keys = KeyPathOf(options.home);
  at.data = staging.string();
  TILIK_RETURN_IF_ERROR(GoOn(options, at, report));

  fs::remove(place, error);
  fs::rename(staging, place, error);
  if (error) return Status::Storage("putting it in place: " + error.message());
  return SyncToDisk(fs::absolute(place).parent_path());
}

Status Restore(const RestoreOptions& options) {
  v1::RestoreReport report;
  if (!options.from.empty()) {
    TILIK_RETURN_IF_ERROR(PutInPlace(options, &report));
  } else if (options.new_epoch) {
    TILIK_RETURN_IF_ERROR(GoOn(options, options.home, &report));
  } else {
    return Status::Invalid("name the backup (--from), or begin a new epoch here (--new-epoch)");
  }
  if (options.json) {
    PrintJson(report);
    return Status();
  }
  std::printf(
      "Dipulihkan: %llu change set dari cadangan, %llu dari log kedua, %llu foto.\n%s\n"
      "Kode pendaftaran yang belum dipakai tidak berlaku lagi.\n",
      static_cast<unsigned long long>(report.from_backup()),
      static_cast<unsigned long long>(report.from_second_log()),
      static_cast<unsigned long long>(report.photos()),
      report.new_epoch()
          ? "Epoch baru: HP mengirim ulang apa yang hilang; periksa dengan tilik-server missing."
          : "Tidak ada yang hilang: epoch tetap.");
  if (report.destroyed_again() > 0) {
    std::printf("%u perintah pemusnahan dijalankan lagi.\n", report.destroyed_again());
  }
  return Status();
}

}  // namespace

void AddRestore(Command app) {
  auto [command, options] =
      app.Add<RestoreOptions>("restore", "memasang cadangan di tempat yang hilang", Restore);
  command.Option("--from", options->from, "folder cadangan");
  command.Flag("--new-epoch", options->new_epoch,
               "epoch baru, juga bila log kedua tampak lengkap; tanpa --from: di tempat");
  command.Option("--reason", options->reason, "dicatat dalam log").ShowDefault();
  command.Flag("--json", options->json, "untuk dibaca program");
}

}  // namespace tilik::command
