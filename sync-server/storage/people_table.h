// Chains of enrolments and accounts, who has an account, sessions, one-time codes, requests by
// bundle, and what importers said last.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "proto/sqlite/database.h"
#include "sync-server/storage/registry_store.h"

namespace tilik::storage {

class ChainTable {
 public:
  explicit ChainTable(sqlite::Database& database) : database_(database) {}

  Result<std::optional<ChainRow>> Find(const ChainId& chain);
  Result<std::vector<ChainRow>> All();
  // Row number of a chain, by which other tables name it; never changes.
  Result<std::uint64_t> NumberOf(const ChainId& chain);
  Status Save(const ChainRow& chain);
  Status SetBackedUpThrough(std::uint64_t number, std::uint64_t seq);
  Result<std::set<std::string>> AccountNames();

 private:
  sqlite::Database& database_;
};

class SessionTable {
 public:
  explicit SessionTable(sqlite::Database& database) : database_(database) {}

  Result<std::optional<SessionRow>> Find(std::uint64_t epoch, std::uint64_t number);
  // Numbers count on within the epoch, from 1; the session's own is ignored.
  Result<std::uint64_t> Add(const SessionRow& session);
  // Numbers of `epoch` that may have been given out are not given again.
  Status LeaveGap(std::uint64_t epoch);

 private:
  sqlite::Database& database_;
};

class AccountTable {
 public:
  explicit AccountTable(sqlite::Database& database) : database_(database) {}

  Status Save(const Account& account);
  Result<std::vector<Account>> All();

 private:
  sqlite::Database& database_;
};

class EnrolCodeTable {
 public:
  explicit EnrolCodeTable(sqlite::Database& database) : database_(database) {}

  Status Add(const EnrolCode& code);
  Status DropAll();
  Result<std::optional<EnrolCode>> Take(const std::string& code, Instant now);

 private:
  sqlite::Database& database_;
};

// What enrolments without a network asked for last, by bundle.
class BundleRequestTable {
 public:
  explicit BundleRequestTable(sqlite::Database& database) : database_(database) {}

  Result<std::optional<v1::KeptRequest>> Find(const ChainId& chain);
  Status Save(const ChainId& chain, const v1::KeptRequest& kept);

 private:
  sqlite::Database& database_;
};

class ImportedTable {
 public:
  explicit ImportedTable(sqlite::Database& database) : database_(database) {}

  Result<std::optional<Writer::Imported>> Find(const std::string& importer, const std::string& key);
  Status Save(const std::string& importer, const std::string& key,
              const Writer::Imported& imported);

 private:
  sqlite::Database& database_;
};

}  // namespace tilik::storage
