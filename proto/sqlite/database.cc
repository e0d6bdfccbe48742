#include "proto/sqlite/database.h"

#include <sodium.h>
#include <sqlite3.h>

namespace tilik::sqlite {
namespace {

Status FromSqlite(int code, std::string message) {
  switch (code & 0xff) {
    case SQLITE_NOTADB:
      return Status::Denied(std::move(message));
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Status::Conflict(std::move(message));
    case SQLITE_CORRUPT:
      return Status::Corrupt(std::move(message));
    default:
      return Status::Storage(std::move(message));
  }
}

// Tables and indexes are read to see whether the key fits: SQLite opens anything until it is asked
// for a page.
constexpr char kProbe[] = "SELECT count(*) FROM sqlite_schema";

constexpr std::size_t kKeyBytes = 32;

constexpr char kRollBack[] = "ROLLBACK";

// Both authenticate every page. With the processor's AES instructions AEGIS-256 is nearly free:
// 6,300 sets of 600 bytes a second where no encryption makes 6,300 and ChaCha20 2,700. WebAssembly
// has no such instructions, and there ChaCha20 is the fast one. A device's file never changes host.
#ifdef __EMSCRIPTEN__
constexpr char kCipher[] = "PRAGMA cipher='chacha20'";
#else
constexpr char kCipher[] = "PRAGMA cipher='aegis'";
#endif

}  // namespace

Statement::Statement(Database* database, sqlite3_stmt* handle, Status status)
    : database_(database), handle_(handle), status_(std::move(status)) {}

Statement::Statement(Statement&& other) noexcept
    : database_(other.database_), handle_(other.handle_), status_(std::move(other.status_)) {
  other.handle_ = nullptr;
}

Statement::~Statement() {
  if (handle_ == nullptr) return;
  sqlite3_reset(handle_);
  sqlite3_clear_bindings(handle_);
}

Statement& Statement::Bind(int index, std::int64_t value) {
  if (handle_ != nullptr && sqlite3_bind_int64(handle_, index, value) != SQLITE_OK &&
      status_.ok()) {
    status_ = database_->Error("binding");
  }
  return *this;
}

Statement& Statement::BindText(int index, std::string_view value) {
  if (handle_ != nullptr &&
      sqlite3_bind_text64(handle_, index, value.data() == nullptr ? "" : value.data(), value.size(),
                          SQLITE_STATIC, SQLITE_UTF8) != SQLITE_OK &&
      status_.ok()) {
    status_ = database_->Error("binding");
  }
  return *this;
}

Statement& Statement::BindBlob(int index, std::string_view value) {
  if (handle_ != nullptr &&
      sqlite3_bind_blob64(handle_, index, value.data() == nullptr ? "" : value.data(), value.size(),
                          SQLITE_STATIC) != SQLITE_OK &&
      status_.ok()) {
    status_ = database_->Error("binding");
  }
  return *this;
}

Statement& Statement::BindNull(int index) {
  if (handle_ != nullptr && sqlite3_bind_null(handle_, index) != SQLITE_OK && status_.ok()) {
    status_ = database_->Error("binding");
  }
  return *this;
}

Result<bool> Statement::Step() {
  if (!status_.ok()) return status_;
  int code = sqlite3_step(handle_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return database_->Error(sqlite3_sql(handle_));
}

Status Statement::Run() {
  Result<bool> row = Step();
  if (!row.ok()) return row.status();
  sqlite3_reset(handle_);
  return Status();
}

std::int64_t Statement::Int(int column) const { return sqlite3_column_int64(handle_, column); }

std::string_view Statement::Text(int column) const {
  const unsigned char* text = sqlite3_column_text(handle_, column);
  if (text == nullptr) return {};
  return {reinterpret_cast<const char*>(text),
          static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
}

std::string_view Statement::Blob(int column) const {
  const void* blob = sqlite3_column_blob(handle_, column);
  if (blob == nullptr) return {};
  return {static_cast<const char*>(blob),
          static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
}

bool Statement::IsNull(int column) const {
  return sqlite3_column_type(handle_, column) == SQLITE_NULL;
}

bool Statement::IsInteger(int column) const {
  return sqlite3_column_type(handle_, column) == SQLITE_INTEGER;
}

Result<std::unique_ptr<Database>> Database::Open(const std::string& path,
                                                 const OpenOptions& options) {
  TILIK_CHECK(options.key.empty() || options.key.size() == kKeyBytes,
              "a database key is 32 raw bytes");
  std::unique_ptr<Database> database(new Database(nullptr));
  int flags = options.read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  int code = sqlite3_open_v2(path.c_str(), &database->handle_, flags | SQLITE_OPEN_NOMUTEX,
                             options.vfs.empty() ? nullptr : options.vfs.c_str());
  sqlite3* handle = database->handle_;
  if (code != SQLITE_OK) return database->Error("opening " + path);
  sqlite3_extended_result_codes(handle, 1);
  // Statements are prepared once: without this, every new number bound to a LIMIT plans it anew.
  sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_QPSG, 1, nullptr);
  // Whoever wants a file for itself is told at once that somebody has it.
  sqlite3_busy_timeout(handle, options.exclusive ? 0 : options.busy_timeout_ms);

  if (!options.key.empty()) TILIK_RETURN_IF_ERROR(database->SetKey(options.key));
  if (options.exclusive) TILIK_RETURN_IF_ERROR(database->Execute("PRAGMA locking_mode=EXCLUSIVE"));
  {
    Result<bool> probe = database->Prepare(kProbe).Step();
    if (!probe.ok()) return probe.status();
  }
  if (!options.read_only) TILIK_RETURN_IF_ERROR(database->Execute("PRAGMA journal_mode=WAL"));
  TILIK_RETURN_IF_ERROR(
      database->Execute("PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-" +
                        std::to_string(options.cache_kib) +
                        "; PRAGMA wal_autocheckpoint=" + std::to_string(options.checkpoint_pages)));
  if (options.exclusive) {
    // Takes the lock now rather than at the first write, so that a second process is told at once.
    TILIK_RETURN_IF_ERROR(database->Execute("BEGIN EXCLUSIVE; COMMIT"));
  }
  // Once, so that it is prepared: whoever rolls back later may have no memory to.
  TILIK_RETURN_IF_ERROR(database->Execute("BEGIN"));
  TILIK_RETURN_IF_ERROR(database->Prepare(kRollBack).Run());
  return database;
}

Database::~Database() {
  for (auto& [sql, statement] : statements_) sqlite3_finalize(statement);
  sqlite3_close(handle_);
}

Statement Database::Prepare(std::string_view sql) {
  auto found = statements_.find(sql);
  if (found == statements_.end()) {
    // Its place first: a handle that nobody finalizes keeps the file open and locked for good.
    found = statements_.emplace(std::string(sql), nullptr).first;
    int code = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()),
                                  SQLITE_PREPARE_PERSISTENT, &found->second, nullptr);
    if (code != SQLITE_OK) {
      statements_.erase(found);
      return Statement(this, nullptr, Error(sql));
    }
  }
  TILIK_CHECK(!sqlite3_stmt_busy(found->second), "a statement is used by one reader at a time");
  return Statement(this, found->second, Status());
}

Status Database::Execute(const std::string& sql) {
  if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) return Error(sql);
  return Status();
}

Status Database::SetKey(const std::string& key) {
  TILIK_RETURN_IF_ERROR(Execute(kCipher));
  // The raw form skips SQLite's own key derivation: the key is already 256 random bits.
  std::string raw = "raw:" + key;
  int code = sqlite3_key(handle_, raw.data(), static_cast<int>(raw.size()));
  sodium_memzero(raw.data(), raw.size());
  return code == SQLITE_OK ? Status() : Error("setting the key");
}

Status Database::Migrate(std::span<const std::string_view> migrations) {
  std::int64_t version = 0;
  {
    Statement statement = Prepare("PRAGMA user_version");
    TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
    if (row) version = statement.Int(0);
  }
  if (version > static_cast<std::int64_t>(migrations.size())) {
    return Status::Unsupported("the file was written by a newer version of Tilik");
  }
  for (std::size_t next = static_cast<std::size_t>(version); next < migrations.size(); ++next) {
    TILIK_ASSIGN_OR_RETURN(Transaction transaction, Transaction::Begin(*this));
    TILIK_RETURN_IF_ERROR(Execute(std::string(migrations[next])));
    TILIK_RETURN_IF_ERROR(Execute("PRAGMA user_version=" + std::to_string(next + 1)));
    TILIK_RETURN_IF_ERROR(transaction.Commit());
  }
  return Status();
}

std::int64_t Database::last_insert_rowid() const { return sqlite3_last_insert_rowid(handle_); }
std::int64_t Database::changes() const { return sqlite3_changes64(handle_); }

Status Database::BackUpTo(const std::string& path, const std::string& key) {
  sqlite3_vfs* vfs = nullptr;
  sqlite3_file_control(handle_, "main", SQLITE_FCNTL_VFS_POINTER, &vfs);
  int exists = 0;
  if (vfs->xAccess(vfs, path.c_str(), SQLITE_ACCESS_EXISTS, &exists) != SQLITE_OK) {
    return Status::Storage("cannot look for " + path);
  }
  if (exists != 0) return Status::Conflict("a backup never overwrites: " + path);
  OpenOptions options;
  options.key = key;
  options.vfs = vfs->zName;
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<Database> copy, Open(path, options));
  sqlite3_backup* backup = sqlite3_backup_init(copy->handle(), "main", handle_, "main");
  if (backup == nullptr) return copy->Error("starting a backup");
  int code = sqlite3_backup_step(backup, -1);
  sqlite3_backup_finish(backup);
  if (code != SQLITE_DONE) return copy->Error("copying a backup");
  // Closing would do this too, but could not say that the disk was full.
  return copy->Execute("PRAGMA wal_checkpoint(TRUNCATE)");
}

Status Database::CheckIntegrity() {
  Statement statement = Prepare("PRAGMA integrity_check(1)");
  TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
  if (row && statement.Text(0) == "ok") return Status();
  return Status::Corrupt(std::string(statement.Text(0)));
}

Status Database::Error(std::string_view doing) const {
  std::string message = handle_ == nullptr ? "out of memory" : sqlite3_errmsg(handle_);
  message += ", while: ";
  message += doing;
  return FromSqlite(handle_ == nullptr ? SQLITE_NOMEM : sqlite3_extended_errcode(handle_),
                    std::move(message));
}

Result<Transaction> Transaction::Begin(Database& database) {
  TILIK_RETURN_IF_ERROR(database.Prepare("BEGIN IMMEDIATE").Run());
  return Transaction(&database);
}

Result<Transaction> Transaction::BeginRead(Database& database) {
  TILIK_RETURN_IF_ERROR(database.Prepare("BEGIN").Run());
  return Transaction(&database);
}

Transaction::~Transaction() {
  if (database_ == nullptr) return;
  // A failed rollback means that SQLite has rolled back already; there is nothing else to do with
  // it.
  Status rolled_back = database_->Prepare(kRollBack).Run();
  (void)rolled_back;
}

Status Transaction::Commit() {
  TILIK_RETURN_IF_ERROR(database_->Prepare("COMMIT").Run());
  database_ = nullptr;
  return Status();
}

}  // namespace tilik::sqlite
