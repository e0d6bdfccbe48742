#include "sync-server/storage/backup.h"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "proto/contract/bytes.h"
#include "sync-server/storage/log_table.h"
#include "sync-server/storage/row_codec.h"

namespace tilik::storage {
namespace {

namespace fs = std::filesystem;

constexpr char kEpoch[] = "SELECT epoch FROM district";
constexpr char kPhotosOfChains[] =
    "SELECT chain, seq, attachments FROM change_set WHERE attachments IS NOT NULL ORDER BY chain, "
    "seq";
constexpr char kCustodyOfChains[] = "SELECT number, custody FROM chain";
constexpr char kNote[] =
    "INSERT INTO backup (directory, epoch, head_count, head) VALUES (?, ?, ?, ?)";
constexpr char kNoteChain[] = "INSERT INTO backup_chain (backup, chain, through) VALUES (?, ?, ?)";
constexpr char kForgetOlder[] =
    "DELETE FROM backup_chain WHERE backup NOT IN (SELECT number FROM backup ORDER BY number DESC "
    "LIMIT 2)";
// A chain that is in one of the two newest only is in none for sure.
constexpr char kMoveChains[] =
    "UPDATE chain SET backed_up_through = coalesce((SELECT min(through) FROM backup_chain AS b "
    "WHERE b.chain = chain.number HAVING count(*) = 2), 0)";

// Until it is verified. What a failed or killed backup left of one is begun anew.
constexpr char kUnverified[] = "registry.db.part";

bool SyncToDisk(const fs::path& path) {
  int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  bool synced = ::fsync(file) == 0;
  ::close(file);
  return synced;
}

bool SameContents(const fs::path& a, const fs::path& b) {
  std::ifstream first(a, std::ios::binary);
  std::ifstream second(b, std::ios::binary);
  std::string chunk_a(64 * 1024, '\0');
  std::string chunk_b(64 * 1024, '\0');
  while (first && second) {
    first.read(chunk_a.data(), static_cast<std::streamsize>(chunk_a.size()));
    second.read(chunk_b.data(), static_cast<std::streamsize>(chunk_b.size()));
    auto size = static_cast<std::size_t>(first.gcount());
    if (first.gcount() != second.gcount() || chunk_a.compare(0, size, chunk_b, 0, size) != 0) {
      return false;
    }
  }
  return first.eof() && second.eof();
}

}  // namespace

Status Backup::CopyPhotos() {
  fs::path from = fs::path(plan_.from) / "attachments";
  fs::path to = fs::path(plan_.to) / "attachments";
  std::error_code error;
  if (!fs::exists(from, error)) return Status();
  for (fs::recursive_directory_iterator at(from, error), end; !error && at != end;
       at.increment(error)) {
    if (!at->is_regular_file()) continue;
    // Photos are named by the hash of their contents; anything else is an upload under way.
    std::optional<std::string> hash = FromHex(at->path().filename().string());
    if (!hash.has_value() || hash->size() != ContentHash::kSize) continue;
    fs::path copy = to / fs::relative(at->path(), from);
    fs::create_directories(copy.parent_path(), error);
    // One that is there already may have been cut short by a full disk.
    if (!fs::exists(copy, error) || !SameContents(at->path(), copy)) {
      fs::copy_file(at->path(), copy, fs::copy_options::overwrite_existing, error);
    }
    if (error || !SyncToDisk(copy)) {
      return Status::Storage("copying " + at->path().string() + ": " + error.message());
    }
    if (!SameContents(at->path(), copy)) {
      return Status::Corrupt(copy.string() + " is not what was copied");
    }
    photos_.insert(*std::move(hash));
  }
  return error ? Status::Storage("reading " + from.string() + ": " + error.message()) : Status();
}

Status Backup::Copy(sqlite::Database& snapshot) {
  if (!plan_.vfs.empty()) return snapshot.BackUpTo(plan_.to + "/registry.db", plan_.key);
  std::error_code error;
  fs::create_directories(plan_.to, error);
  if (error) return Status::Storage(plan_.to + ": " + error.message());
  if (fs::exists(fs::path(plan_.to) / "registry.db")) {
    return Status::Conflict("there is a copy in " + plan_.to + " already");
  }
  const fs::path copy = fs::path(plan_.to) / kUnverified;
  for (const char* ending : {"", "-journal", "-wal", "-shm"}) {
    fs::remove(copy.string() + ending, error);
  }
  TILIK_RETURN_IF_ERROR(CopyPhotos());
  TILIK_RETURN_IF_ERROR(snapshot.BackUpTo(copy.string(), plan_.key));
  if (!SyncToDisk(copy) || !SyncToDisk(plan_.to)) return Status::Storage("syncing " + plan_.to);
  return Status();
}

Status Backup::Verify() {
  if (!plan_.vfs.empty()) return Read(plan_.to + "/registry.db");
  const fs::path copy = fs::path(plan_.to) / kUnverified;
  TILIK_RETURN_IF_ERROR(Read(copy));
  std::error_code error;
  fs::rename(copy, fs::path(plan_.to) / "registry.db", error);
  if (error || !SyncToDisk(plan_.to)) {
    return Status::Storage("naming " + copy.string() + ": " + error.message());
  }
  return Status();
}

Status Backup::Read(const fs::path& path) {
  sqlite::OpenOptions options;
  options.key = plan_.key;
  options.vfs = plan_.vfs;
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<sqlite::Database> copy,
                         sqlite::Database::Open(path.string(), options));
  TILIK_RETURN_IF_ERROR(copy->CheckIntegrity());
  TILIK_ASSIGN_OR_RETURN(LogTable::Head last, LogTable(*copy).Last());
  head_.set_count(last.count);
  head_.set_hash(last.hash.str());
  {
    sqlite::Statement statement = copy->Prepare(kEpoch);
    TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
    if (!row) return Status::Corrupt("the copy in " + plan_.to + " names no district");
    head_.set_epoch(statement.UInt(0));
  }
  return ReachOfChains(*copy);
}

// Highest seq of each chain such that it, all before it and all their photos are in the copy. A
// forked chain counts up to where it forked: what came after is not settled.
Status Backup::ReachOfChains(sqlite::Database& copy) {
  {
    sqlite::Statement chains = copy.Prepare(kCustodyOfChains);
    while (true) {
      TILIK_ASSIGN_OR_RETURN(bool row, chains.Step());
      if (!row) break;
      merge::ChainState state;
      TILIK_RETURN_IF_ERROR(UnpackCustody(chains.Blob(1), state));
      std::uint64_t reach = state.branches.empty() ? 0 : state.branches.front().contiguous;
      for (const merge::Branch& branch : state.branches) {
        if (branch.number != 0) reach = std::min(reach, branch.from_seq - 1);
      }
      through_[chains.UInt(0)] = reach;
    }
  }
  sqlite::Statement sets = copy.Prepare(kPhotosOfChains);
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool row, sets.Step());
    if (!row) return Status();
    std::uint64_t& reach = through_[sets.UInt(0)];
    if (sets.UInt(1) > reach) continue;
    std::string_view hashes = sets.Blob(2);
    for (; !hashes.empty(); hashes.remove_prefix(std::min(hashes.size(), ContentHash::kSize))) {
      if (photos_.contains(std::string(hashes.substr(0, ContentHash::kSize)))) continue;
      reach = sets.UInt(1) - 1;
      break;
    }
  }
}

Status Backup::Record(sqlite::Database& store) {
  TILIK_RETURN_IF_ERROR(store.Prepare(kNote)
                            .BindText(1, plan_.to)
                            .Bind(2, head_.epoch())
                            .Bind(3, head_.count())
                            .BindBlob(4, head_.hash())
                            .Run());
  std::int64_t number = store.last_insert_rowid();
  for (const auto& [chain, seq] : through_) {
    TILIK_RETURN_IF_ERROR(
        store.Prepare(kNoteChain).Bind(1, number).Bind(2, chain).Bind(3, seq).Run());
  }
  TILIK_RETURN_IF_ERROR(store.Prepare(kForgetOlder).Run());
  return store.Prepare(kMoveChains).Run();
}

}  // namespace tilik::storage
