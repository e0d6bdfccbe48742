// `tilik-server bundle import` and `bundle reply`: officers without a network. Both run beside
// `serve`.
//
//   DIR/bundles/pieces/    photos that are here in part (piece_shelf.h)
//   DIR/bundles/unknown/   files with work of enrolments that are not known here, as they came
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>

#include "proto/contract/change_set.h"
#include "proto/files/bundle_file.h"
#include "sync-server/command/command.h"
#include "sync-server/command/commands.h"
#include "sync-server/command/district_home.h"
#include "sync-server/command/print.h"
#include "sync-server/command/rejected.h"
#include "sync-server/http/piece_shelf.h"
#include "sync-server/sync/bundle_import.h"
#include "sync-server/sync/bundle_reply.h"

namespace tilik::command {
namespace {

namespace fs = std::filesystem;

// What files of strangers may take.
constexpr std::uintmax_t kMostUnknownBytes = std::uintmax_t{1} << 30;

struct ImportOptions {
  HomeOptions home;
  std::vector<std::string> files;
  std::string folder;
  bool json = false;
};

struct ReplyOptions {
  HomeOptions home;
  std::string enrolment, to;
  std::uint64_t max_bytes = 0;
  bool all = false, again = false, json = false;
};

// One of these commands at a time on one district: pieces of a photo are put together by one.
class Turn {
 public:
  explicit Turn(const std::string& path)
      : file_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {}
  ~Turn() {
    if (file_ >= 0) ::close(file_);
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  bool Wait() { return file_ >= 0 && ::flock(file_, LOCK_EX) == 0; }

 private:
  int file_;
};

// All that both commands work with.
struct Office {
  DistrictHome home;
  SealSecret seal;
  std::unique_ptr<http::FileAttachmentStore> photos;
  std::unique_ptr<http::PieceShelf> shelf;
  std::unique_ptr<Turn> turn;
  SodiumRandom random;
  std::unique_ptr<sync::SyncService> service;

  Office(DistrictHome district, SealSecret secret)
      : home(std::move(district)), seal(std::move(secret)) {}
};

Result<std::unique_ptr<Office>> OpenOffice(const HomeOptions& options) {
  TILIK_ASSIGN_OR_RETURN(DistrictHome home, OpenHome(options));
  TILIK_ASSIGN_OR_RETURN(SealSecret seal, SealSecret::FromRaw(home.keys.seal_secret_key));
  auto office = std::make_unique<Office>(std::move(home), std::move(seal));
  TILIK_ASSIGN_OR_RETURN(office->photos,
                         http::FileAttachmentStore::Open(options.data + "/attachments",
                                                         office->home.keys.attachment_key));
  const std::string folder = options.data + "/bundles";
  std::error_code error;
  fs::create_directories(folder, error);
  office->turn = std::make_unique<Turn>(folder + "/turn");
  if (error || !office->turn->Wait()) {
    return Status::Storage("cannot work in " + folder + ": " + std::strerror(errno));
  }
  TILIK_ASSIGN_OR_RETURN(http::PieceShelf shelf,
                         http::PieceShelf::Open(folder + "/pieces", office->seal, *office->photos));
  office->shelf = std::make_unique<http::PieceShelf>(std::move(shelf));
  const std::string rejected = options.data + "/rejected";
  office->service = std::make_unique<sync::SyncService>(
      *office->home.store, office->home.keys, Codebooks::BuiltIn(), office->random, Now,
      [rejected](const v1::PushRequest& request, const ChainId& chain) {
        KeepForAuditor(rejected, request, chain);
      });
  return office;
}

sync::BundleImport::Photos PhotosOf(http::PieceShelf& shelf) {
  using Ending = sync::BundleImport::PhotoEnding;
  return {[&shelf](const v1::PhotoPiece& piece, std::string_view sealed) {
            return shelf.Keep(piece, sealed);
          },
          [&shelf](const ContentHash& hash) -> Result<Ending> {
            TILIK_ASSIGN_OR_RETURN(http::PieceShelf::Ending ending, shelf.End(hash));
            return ending == http::PieceShelf::Ending::kKnown   ? Ending::kKnown
                   : ending == http::PieceShelf::Ending::kBegun ? Ending::kBegun
                                                                : Ending::kCompleted;
          }};
}

// The file as it came, under a name that the same file always gets.
Status KeepUnknown(const std::string& folder, const std::string& path,
                   const BundleReader::Source& source) {
  std::error_code error;
  fs::create_directories(folder, error);
  std::uintmax_t kept = 0;
  for (const auto& entry : fs::directory_iterator(folder, error)) kept += entry.file_size(error);
  const std::uintmax_t size = fs::file_size(path, error);
  if (error || kept + size > kMostUnknownBytes) {
    return Status::Storage(folder + " is full; keep " + path + " yourself");
  }
  TILIK_ASSIGN_OR_RETURN(std::string beginning, source(0, 64 * 1024));
  const std::string name =
      ToHex(HashOf(beginning).raw()).substr(0, 16) + "-" + std::to_string(size) + ".tilik";
  fs::copy_file(path, folder + "/" + name, fs::copy_options::overwrite_existing, error);
  return error ? Status::Storage("keeping " + path + ": " + error.message()) : Status();
}

Result<std::vector<std::string>> FilesOf(const ImportOptions& options) {
  std::vector<std::string> files = options.files;
  if (!options.folder.empty()) {
    std::error_code error;
    for (const auto& entry : fs::recursive_directory_iterator(options.folder, error)) {
      const bool is_bundle = entry.path().extension() == ".tilik";
      if (is_bundle && entry.is_regular_file(error)) files.push_back(entry.path().string());
    }
    if (error) return Status::NotFound(options.folder + ": " + error.message());
    std::sort(files.begin() + static_cast<std::ptrdiff_t>(options.files.size()), files.end());
  }
  if (files.empty()) return Status::Invalid("name at least one file, or --from-folder");
  return files;
}

void PrintFile(const v1::ArrivedFile& file) {
  std::printf("%s: %u bagian\n", file.file().c_str(), file.frames());
  for (const v1::DamageView& damage : file.damage()) {
    std::printf("  rusak: bita %llu sampai %llu\n", static_cast<unsigned long long>(damage.from()),
                static_cast<unsigned long long>(damage.to()));
  }
  for (const std::string& missing : file.missing()) {
    std::printf("  tidak ada: %s\n", missing.c_str());
  }
  if (file.for_others() > 0) std::printf("  %u bagian untuk pihak lain\n", file.for_others());
  if (!file.problem().empty()) std::printf("  ! %s\n", file.problem().c_str());
}

void PrintArrived(const v1::ArrivedEnrolment& arrived) {
  std::printf("%s (%s): %u simpanan baru, %u sudah ada, %u menunggu, %u foto lengkap\n",
              arrived.officer().empty() ? "tidak dikenal" : arrived.officer().c_str(),
              arrived.enrolment().substr(0, 8).c_str(), arrived.new_sets(), arrived.known_sets(),
              arrived.waiting_sets(), arrived.photos_complete());
  for (const v1::SeqRange& range : arrived.missing()) {
    std::printf("  belum ada: simpanan %llu sampai %llu\n",
                static_cast<unsigned long long>(range.first()),
                static_cast<unsigned long long>(range.last()));
  }
  if (arrived.photos_begun() > 0) std::printf("  %u foto belum lengkap\n", arrived.photos_begun());
  if (arrived.refused_sets() > 0) std::printf("  %u simpanan ditolak\n", arrived.refused_sets());
  if (arrived.quarantined()) std::printf("  dikarantina: menunggu keputusan\n");
  if (!arrived.problem().empty()) std::printf("  ! %s\n", arrived.problem().c_str());
}

Status ImportBundles(const ImportOptions& options, int& exit_code) {
  TILIK_ASSIGN_OR_RETURN(std::vector<std::string> files, FilesOf(options));
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<Office> office, OpenOffice(options.home));
  sync::BundleImport import(*office->service, *office->home.store, office->seal,
                            PhotosOf(*office->shelf));
  for (const std::string& file : files) {
    TILIK_ASSIGN_OR_RETURN(BundleReader::Source source, OpenBundleFile(file));
    TILIK_RETURN_IF_ERROR(import.Read(file, source));
    if (import.has_unknown()) {
      TILIK_RETURN_IF_ERROR(KeepUnknown(options.home.data + "/bundles/unknown", file, source));
    }
  }
  TILIK_ASSIGN_OR_RETURN(v1::BundleArrivalReport report, import.Report());
  bool refused = false;
  for (const v1::ArrivedFile& file : report.files()) refused |= !file.problem().empty();
  for (const auto& arrived : report.enrolments()) refused |= !arrived.problem().empty();
  if (refused) exit_code = 3;
  if (options.json) {
    PrintJson(report);
    return Status();
  }
  for (const v1::ArrivedFile& file : report.files()) PrintFile(file);
  for (const v1::ArrivedEnrolment& arrived : report.enrolments()) PrintArrived(arrived);
  return Status();
}

// Enrolments to answer: the one that is named by its id or the beginning of it, or all that asked.
Result<std::vector<ChainId>> ToAnswer(const ReplyOptions& options, storage::RegistryStore& store) {
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, store.BeginRead());
  TILIK_ASSIGN_OR_RETURN(std::vector<storage::ChainRow> chains, reader->Chains());
  std::vector<ChainId> answered;
  for (const storage::ChainRow& chain : chains) {
    if (chain.kind != storage::ChainKind::kEnrolment) continue;
    const ChainId& id = chain.state.chain;
    if (options.all) {
      TILIK_ASSIGN_OR_RETURN(std::optional<v1::KeptRequest> asked, reader->BundleRequest(id));
      TILIK_ASSIGN_OR_RETURN(auto closed, reader->recovery().ClosedAfter(id));
      if (asked && !closed) answered.push_back(id);
    } else if (ToHex(id.raw()).starts_with(options.enrolment)) {
      answered.push_back(id);
    }
  }
  if (options.all) return answered;
  if (answered.empty()) return Status::NotFound("no enrolment begins with " + options.enrolment);
  if (answered.size() > 1) {
    return Status::Invalid("several enrolments begin with " + options.enrolment);
  }
  return answered;
}

// A name that is not taken: replies are written, never over one another.
std::string NameFor(const std::string& folder, const ChainId& enrolment) {
  for (int n = 1;; ++n) {
    const std::string path = folder + "/balasan-" + ToHex(enrolment.raw()).substr(0, 12) + "-" +
                             std::to_string(n) + ".tilik";
    if (!fs::exists(path)) return path;
  }
}

Result<v1::WrittenReply> WriteOne(const ReplyOptions& options, Office& office,
                                  const ChainId& enrolment) {
  sync::BundleReply reply(
      *office.service, *office.home.store, office.home.keys.district, office.random,
      [&office](const ContentHash& hash) { return office.shelf->StateOf(hash); });
  const std::string path = NameFor(options.to, enrolment);
  NewBundleFile file(path);
  v1::KeptRequest kept;
  TILIK_ASSIGN_OR_RETURN(v1::WrittenReply written,
                         reply.Write(
                             {enrolment, options.max_bytes, options.again},
                             [&](std::string_view bytes) { return file.Write(bytes); }, &kept));
  TILIK_RETURN_IF_ERROR(file.Finish());
  TILIK_RETURN_IF_ERROR(reply.Keep(enrolment, kept));
  written.set_file(path);
  return written;
}

Status WriteReplies(const ReplyOptions& options) {
  if (options.all != options.enrolment.empty()) {
    return Status::Invalid("either --enrolment or --all");
  }
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<Office> office, OpenOffice(options.home));
  std::error_code error;
  fs::create_directories(options.to, error);
  if (error) return Status::Storage("making " + options.to + ": " + error.message());
  TILIK_ASSIGN_OR_RETURN(std::vector<ChainId> answered, ToAnswer(options, *office->home.store));
  v1::BundleReplyReport report;
  for (const ChainId& enrolment : answered) {
    TILIK_ASSIGN_OR_RETURN(*report.add_replies(), WriteOne(options, *office, enrolment));
  }
  if (options.json) {
    PrintJson(report);
    return Status();
  }
  for (const v1::WrittenReply& reply : report.replies()) {
    std::printf("%s: %s, %llu bita: %u tanda terima, %u rekaman, %u hasil%s\n",
                reply.officer().c_str(), reply.file().c_str(),
                static_cast<unsigned long long>(reply.bytes()), reply.receipts(), reply.records(),
                reply.outcomes(), reply.more() ? "; belum semua, buat balasan berikutnya" : "");
  }
  if (report.replies().empty()) std::printf("Belum ada yang meminta balasan lewat berkas.\n");
  return Status();
}

}  // namespace

void AddBundle(Command app) {
  Command parent = app.AddGroup("bundle", "kiriman lewat berkas, tanpa jaringan");

  auto [import, of_import] =
      parent.Add<ImportOptions>("import", "memasukkan berkas dari HP petugas", ImportBundles);
  import.Option("files", of_import->files, "berkas kiriman");
  import.Option("--from-folder", of_import->folder, "semua berkas .tilik di folder ini");
  import.Flag("--json", of_import->json, "untuk dibaca program");

  auto [reply, of_reply] =
      parent.Add<ReplyOptions>("reply", "membuat balasan untuk HP petugas", WriteReplies);
  reply.Option("--enrolment", of_reply->enrolment, "pendaftaran, atau awal nomornya");
  reply.Flag("--all", of_reply->all, "semua yang meminta");
  reply.Option("--to", of_reply->to, "folder tempat balasan ditulis").Required();
  reply.Option("--max-bytes", of_reply->max_bytes, "ukuran terbesar satu balasan");
  reply.Flag("--again", of_reply->again, "mulai lagi dari permintaan terakhir");
  reply.Flag("--json", of_reply->json, "untuk dibaca program");
}

}  // namespace tilik::command
