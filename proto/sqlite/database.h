// SQLite as both sides use it: open, prepare, step, one transaction at a time, numbered migrations.
//
// It lives beside the contract because client/core and sync-server/storage both stand on it and may
// not include each other. It knows no table. Every error carries SQLite's own words and the
// statement it happened in.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "proto/contract/bytes.h"
#include "proto/contract/status.h"

struct sqlite3;
struct sqlite3_stmt;

namespace tilik::sqlite {

class Database;

// A prepared statement being used: bind by position from 1, step through rows, read columns from 0.
// Resets itself when it goes out of scope, so that no read lock outlives its reader. Borrowed from
// the Database's cache: one use at a time per SQL text.
class Statement {
 public:
  Statement(Statement&& other) noexcept;
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  Statement& Bind(int index, std::int64_t value);
  Statement& Bind(int index, std::uint64_t value) {
    return Bind(index, static_cast<std::int64_t>(value));
  }
  Statement& Bind(int index, int value) { return Bind(index, static_cast<std::int64_t>(value)); }
  Statement& Bind(int index, std::uint32_t value) {
    return Bind(index, static_cast<std::int64_t>(value));
  }
  Statement& BindText(int index, std::string_view value);
  Statement& BindBlob(int index, std::string_view value);
  Statement& BindNull(int index);
  template <typename Tag, std::size_t N>
  Statement& Bind(int index, const FixedBytes<Tag, N>& value) {
    return BindBlob(index, value.raw());
  }

  // True: there is a row. False: done. Bound text and blobs must stay alive until Step or Run has
  // returned.
  Result<bool> Step();
  // For statements without rows.
  Status Run();

  std::int64_t Int(int column) const;
  std::uint64_t UInt(int column) const { return static_cast<std::uint64_t>(Int(column)); }
  // Valid until the next Step; copy what must live longer.
  std::string_view Text(int column) const;
  std::string_view Blob(int column) const;
  bool IsNull(int column) const;
  bool IsInteger(int column) const;
  // A blob of exactly that type's length, all zeros when it is NULL.
  template <typename Bytes>
  Bytes Fixed(int column) const {
    return Bytes::FromRaw(Blob(column)).value_or(Bytes());
  }

 private:
  friend class Database;
  Statement(Database* database, sqlite3_stmt* handle, Status status);

  Database* database_;
  sqlite3_stmt* handle_;
  Status status_;  // of preparing or binding; reported by the next Step
};

struct OpenOptions {
  // 32 raw bytes, or empty for an unencrypted file (tests and benches only).
  std::string key;
  // Refuse a second process outright, and at once, instead of sharing (a device's file).
  bool exclusive = false;
  bool read_only = false;
  // Name of a SQLite VFS, empty for the platform's own. A simulator passes its own disk here.
  std::string vfs;
  int cache_kib = 8 * 1024;
  // Past so many pages of 4 KiB the write-ahead log is carried into the file, by whoever commits.
  int checkpoint_pages = 1'000;
  int busy_timeout_ms = 5'000;
};

// One connection. Not thread-safe: one per thread.
class Database {
 public:
  // kDenied: the key does not fit. kConflict: another process holds the file. kCorrupt, kStorage:
  // as they say. The journal is WAL, synchronous FULL: what was committed survives the power.
  static Result<std::unique_ptr<Database>> Open(const std::string& path,
                                                const OpenOptions& options);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // A cached statement. `sql` must be a constant: the cache is keyed by its text and never shrinks.
  Statement Prepare(std::string_view sql);
  // One or several statements without parameters or rows.
  Status Execute(const std::string& sql);
  // Applies migrations[n] for every n ≥ user_version, each in a transaction with the new
  // user_version.
  Status Migrate(std::span<const std::string_view> migrations);
  std::int64_t last_insert_rowid() const;
  std::int64_t changes() const;
  // A consistent copy into `path`, under `key`, while others keep writing; durable when it returns.
  // kConflict when there is a file of that name.
  Status BackUpTo(const std::string& path, const std::string& key);
  // SQLite's own check: ok, or kCorrupt with its first finding.
  Status CheckIntegrity();

  sqlite3* handle() { return handle_; }

 private:
  friend class Statement;
  explicit Database(sqlite3* handle) : handle_(handle) {}
  Status SetKey(const std::string& key);
  Status Error(std::string_view doing) const;

  sqlite3* handle_;
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };
  std::unordered_map<std::string, sqlite3_stmt*, TextHash, std::equal_to<>> statements_;
};

// BEGIN IMMEDIATE … COMMIT; rolls back unless Commit succeeded.
class Transaction {
 public:
  static Result<Transaction> Begin(Database& database);
  // A snapshot for several reads that must agree.
  static Result<Transaction> BeginRead(Database& database);
  Transaction(Transaction&& other) noexcept : database_(other.database_) {
    other.database_ = nullptr;
  }
  Transaction& operator=(Transaction&&) = delete;
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();

  Status Commit();

 private:
  explicit Transaction(Database* database) : database_(database) {}
  Database* database_;
};

}  // namespace tilik::sqlite
