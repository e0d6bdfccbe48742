// The registry store on SQLite, encrypted, for one server process beside which others (the command
// line) may open the same file.
//
// One writer connection with group commit by its caller, WAL and synchronous FULL: what Commit has
// answered survives the power. Readers come from a pool of connections and see a snapshot each;
// they never wait for the writer nor it for them. Nothing that another process could change is kept
// between transactions. A directory holds it all:
//
//   registry.db   registry.db-wal   registry.db-shm   attachments/ (photos, by hash; written by
//   others)
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "proto/sqlite/database.h"
#include "sync-server/storage/registry_store.h"
#include "sync-server/storage/second_log.h"
#include "sync-server/storage/sqlite_reader.h"

namespace tilik::storage {

struct SqliteOptions {
  std::string directory;
  std::string key;  // 32 raw bytes; empty for tests and benches only
  // On another disk; empty: no second log, and a lost disk costs what no backup holds.
  std::string second_log_directory;
  // A simulator's own disk; then `directory` is only a name on it. Empty: the platform's.
  std::string vfs;
  // A district of 90,000 households works on some tens of megabytes at a time.
  int writer_cache_kib = 64 * 1024;
  int reader_cache_kib = 8 * 1024;
  // 32 MiB. In an evening's load thousands of sets write the same pages, which are then carried
  // into the file once.
  int checkpoint_pages = 8'192;
  // How long another process's transaction is waited for.
  int busy_timeout_ms = 10'000;
};

// Outlives its Writers and Readers.
class SqliteRegistryStore final : public RegistryStore {
 public:
  // Makes a new store for `district`. kConflict when there is one already; a store whose founding
  // was interrupted is none.
  static Result<std::unique_ptr<SqliteRegistryStore>> Create(const SqliteOptions& options,
                                                             const District& district);
  // kNotFound: nothing there. kDenied: wrong key. kUnsupported: written by a newer Tilik.
  static Result<std::unique_ptr<SqliteRegistryStore>> Open(const SqliteOptions& options);
  ~SqliteRegistryStore() override;

  // Blocks while another Writer lives, here or (up to busy_timeout_ms) in another process.
  Result<std::unique_ptr<Writer>> BeginWrite() override;
  Result<std::unique_ptr<Reader>> BeginRead() override;
  // As it was when the store was opened; of the epochs begun since, those its own Writers began,
  // which is for restores and rebuilding, not for a store that serves. A Writer is refused once
  // another process has begun one.
  const District& district() const override { return district_; }
  Result<v1::LogHead> BackUpTo(const std::string& directory) override;
  Result<std::optional<std::string>> FirstDifference(RegistryStore& other,
                                                     const Given& given) override;
  Status ForEachBeyond(const std::function<Status(const LogEntry&)>& visit) override;
  Result<bool> SecondLogEndsHere() override;

  // The whole file's own check: ok, or kCorrupt naming the first damaged page.
  Status CheckIntegrity();

 private:
  explicit SqliteRegistryStore(SqliteOptions options) : options_(std::move(options)) {}
  Status OpenWriter(bool create);
  Status Prepare();
  Status ReadDistrict();
  Result<std::optional<LogEntry>> LastEntry();
  Result<std::unique_ptr<SqliteReader>> TakeReader();
  std::string Path() const;

  SqliteOptions options_;
  District district_;
  std::unique_ptr<sqlite::Database> writer_;
  std::unique_ptr<SecondLog> second_log_;

  std::mutex mutex_;  // guards what follows
  std::condition_variable writer_is_free_;
  bool writing_ = false;
  std::vector<std::unique_ptr<sqlite::Database>> idle_readers_;
};

}  // namespace tilik::storage
