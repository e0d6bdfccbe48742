#include "sync-server/storage/sqlite_store.h"

#include <algorithm>
#include <filesystem>

#include "sync-server/storage/backup.h"
#include "sync-server/storage/comparison.h"
#include "sync-server/storage/schema.h"
#include "sync-server/storage/sqlite_writer.h"

namespace tilik::storage {
namespace {

constexpr char kVersion[] = "PRAGMA user_version";
constexpr char kIsFounded[] = "SELECT count(*) FROM district";
constexpr char kFound[] =
    "INSERT INTO district (one, code, name, public_key, epoch, zone_offset_minutes) VALUES (1, ?, "
    "?, ?, ?, ?)";
constexpr char kDistrict[] =
    "SELECT code, name, public_key, epoch, zone_offset_minutes FROM district";

// Readers beyond this many are closed when they are done with.
constexpr std::size_t kIdleReaders = 8;

// Whether the file names the district it belongs to.
Result<bool> IsFounded(sqlite::Database& database) {
  {
    sqlite::Statement statement = database.Prepare(kVersion);
    TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
    if (!row || statement.Int(0) == 0) return false;
  }
  sqlite::Statement statement = database.Prepare(kIsFounded);
  TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
  return row && statement.Int(0) == 1;
}

}  // namespace

std::string SqliteRegistryStore::Path() const { return options_.directory + "/registry.db"; }

Status SqliteRegistryStore::OpenWriter(bool create) {
  bool platform = options_.vfs.empty();
  if (platform && create) {
    std::error_code made;
    std::filesystem::create_directories(options_.directory, made);
    if (made) return Status::Storage(options_.directory + ": " + made.message());
  }
  if (platform && !create && !std::filesystem::exists(Path())) {
    return Status::NotFound("there is no registry in " + options_.directory);
  }
  sqlite::OpenOptions open;
  open.key = options_.key;
  open.vfs = options_.vfs;
  open.cache_kib = options_.writer_cache_kib;
  open.checkpoint_pages = options_.checkpoint_pages;
  open.busy_timeout_ms = options_.busy_timeout_ms;
  TILIK_ASSIGN_OR_RETURN(writer_, sqlite::Database::Open(Path(), open));
  TILIK_ASSIGN_OR_RETURN(bool founded, IsFounded(*writer_));
  if (create && founded) {
    return Status::Conflict("there is a registry in " + options_.directory + " already");
  }
  if (!create && !founded) {
    return Status::NotFound("there is no registry in " + options_.directory);
  }
  return writer_->Migrate(Migrations());
}

Status SqliteRegistryStore::Prepare() {
  TILIK_RETURN_IF_ERROR(ReadDistrict());
  if (options_.second_log_directory.empty()) return Status();
  // Under the write lock, for it may cut a torn tail.
  TILIK_ASSIGN_OR_RETURN(sqlite::Transaction lock, sqlite::Transaction::Begin(*writer_));
  TILIK_ASSIGN_OR_RETURN(second_log_, SecondLog::Open(options_.second_log_directory, options_.key));
  return Status();
}

Status SqliteRegistryStore::ReadDistrict() {
  sqlite::Statement statement = writer_->Prepare(kDistrict);
  TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
  if (!row) return Status::Corrupt("the registry names no district");
  district_.code = statement.UInt(0);
  district_.name = statement.Text(1);
  district_.public_key = statement.Fixed<PublicKey>(2);
  district_.epoch = statement.UInt(3);
  district_.zone_offset_minutes = static_cast<std::int32_t>(statement.Int(4));
  return Status();
}

Result<std::unique_ptr<SqliteRegistryStore>> SqliteRegistryStore::Create(
    const SqliteOptions& options, const District& district) {
  std::unique_ptr<SqliteRegistryStore> store(new SqliteRegistryStore(options));
  TILIK_RETURN_IF_ERROR(store->OpenWriter(true));
  TILIK_RETURN_IF_ERROR(store->writer_->Prepare(kFound)
                            .Bind(1, district.code)
                            .BindText(2, district.name)
                            .Bind(3, district.public_key)
                            .Bind(4, district.epoch)
                            .Bind(5, district.zone_offset_minutes)
                            .Run());
  TILIK_RETURN_IF_ERROR(store->Prepare());
  return store;
}

Result<std::unique_ptr<SqliteRegistryStore>> SqliteRegistryStore::Open(
    const SqliteOptions& options) {
  std::unique_ptr<SqliteRegistryStore> store(new SqliteRegistryStore(options));
  TILIK_RETURN_IF_ERROR(store->OpenWriter(false));
  TILIK_RETURN_IF_ERROR(store->Prepare());
  return store;
}

SqliteRegistryStore::~SqliteRegistryStore() {
  TILIK_CHECK(!writing_, "a store outlives its Writer");
  std::fill(options_.key.begin(), options_.key.end(), '\0');
}

Result<std::unique_ptr<Writer>> SqliteRegistryStore::BeginWrite() {
  std::unique_lock lock(mutex_);
  writer_is_free_.wait(lock, [this] { return !writing_; });
  writing_ = true;
  lock.unlock();
  auto release = [this](std::uint64_t epoch) {
    std::lock_guard guard(mutex_);
    if (district_.epoch != epoch) district_.epoch = epoch;
    writing_ = false;
    writer_is_free_.notify_one();
  };
  // Given back as well when there is no memory for a Writer.
  struct Turn {
    decltype(release)& give_back;
    std::uint64_t epoch;
    bool taken = false;
    ~Turn() {
      if (!taken) give_back(epoch);
    }
  } turn{release, district_.epoch};
  Result<std::unique_ptr<Writer>> writer =
      SqliteWriter::Begin(*writer_, second_log_.get(), district_.epoch, release);
  turn.taken = writer.ok();
  return writer;
}

Result<std::unique_ptr<SqliteReader>> SqliteRegistryStore::TakeReader() {
  std::unique_ptr<sqlite::Database> database;
  {
    std::lock_guard guard(mutex_);
    if (!idle_readers_.empty()) {
      database = std::move(idle_readers_.back());
      idle_readers_.pop_back();
    }
  }
  if (database == nullptr) {
    sqlite::OpenOptions open;
    open.key = options_.key;
    open.vfs = options_.vfs;
    open.cache_kib = options_.reader_cache_kib;
    open.busy_timeout_ms = options_.busy_timeout_ms;
    TILIK_ASSIGN_OR_RETURN(database, sqlite::Database::Open(Path(), open));
  }
  return SqliteReader::Begin(std::move(database), [this](auto done) {
    std::lock_guard guard(mutex_);
    if (idle_readers_.size() < kIdleReaders) idle_readers_.push_back(std::move(done));
  });
}

Result<std::unique_ptr<Reader>> SqliteRegistryStore::BeginRead() {
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<SqliteReader> reader, TakeReader());
  return std::unique_ptr<Reader>(std::move(reader));
}

Status SqliteRegistryStore::CheckIntegrity() {
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<SqliteReader> reader, TakeReader());
  return reader->database().CheckIntegrity();
}

Result<v1::LogHead> SqliteRegistryStore::BackUpTo(const std::string& directory) {
  BackupPlan plan;
  plan.from = options_.directory;
  plan.to = directory;
  plan.key = options_.key;
  plan.vfs = options_.vfs;
  Backup backup(plan);
  {
    TILIK_ASSIGN_OR_RETURN(std::unique_ptr<SqliteReader> reader, TakeReader());
    TILIK_RETURN_IF_ERROR(backup.Copy(reader->database()));
  }
  TILIK_RETURN_IF_ERROR(backup.Verify());
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<Writer> writer, BeginWrite());
  TILIK_RETURN_IF_ERROR(backup.Record(*writer_));
  TILIK_RETURN_IF_ERROR(writer->Commit());
  return backup.head();
}

Result<std::optional<std::string>> SqliteRegistryStore::FirstDifference(RegistryStore& other,
                                                                        const Given& given) {
  auto* same_engine = dynamic_cast<SqliteRegistryStore*>(&other);
  if (same_engine == nullptr) {
    return Status::Unsupported("only stores of one engine are compared row by row");
  }
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<SqliteReader> here, TakeReader());
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<SqliteReader> there, same_engine->TakeReader());
  return FindFirstDifference(here->database(), there->database(), given);
}

Status SqliteRegistryStore::ForEachBeyond(const std::function<Status(const LogEntry&)>& visit) {
  if (second_log_ == nullptr) return Status();
  TILIK_RETURN_IF_ERROR(second_log_->LookAgain());
  TILIK_ASSIGN_OR_RETURN(std::optional<LogEntry> last, LastEntry());
  const std::uint64_t end = last.has_value() ? last->arrival : 0;
  // It goes on from this log only if it has the same entry where this log ends.
  bool continues = false;
  if (last.has_value()) {
    TILIK_RETURN_IF_ERROR(second_log_->ForEach(end, [&](const LogEntry& entry) {
      if (entry.arrival > end) return visit(entry);
      continues = entry.link == last->link;
      if (continues) return Status();
      return Status::Conflict("the second log in " + options_.second_log_directory +
                              " continues another log than this one; name an empty folder");
    }));
  }
  return continues ? Status() : second_log_->ForEach(end + 1, visit);
}

Result<std::optional<LogEntry>> SqliteRegistryStore::LastEntry() {
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<SqliteReader> reader, TakeReader());
  LogTable log(reader->database());
  TILIK_ASSIGN_OR_RETURN(LogTable::Head head, log.Last());
  return log.ByArrival(head.count);
}

Result<bool> SqliteRegistryStore::SecondLogEndsHere() {
  if (second_log_ == nullptr) return false;
  TILIK_ASSIGN_OR_RETURN(std::optional<LogEntry> there, second_log_->Last());
  TILIK_ASSIGN_OR_RETURN(std::optional<LogEntry> here, LastEntry());
  return there.has_value() && here.has_value() && there->arrival == here->arrival &&
         there->link == here->link;
}

}  // namespace tilik::storage
