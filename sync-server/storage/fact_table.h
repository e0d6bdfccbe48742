// Facts, and what each operation did to each record: both name the log entry they came in by its
// arrival and keep only what the log does not say.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "proto/sqlite/database.h"
#include "sync-server/merge/working_set.h"
#include "sync-server/storage/log_table.h"

namespace tilik::storage {

class FactTable {
 public:
  FactTable(sqlite::Database& database, LogTable& log) : database_(database), log_(log) {}

  Result<std::optional<merge::FactRow>> Find(std::uint64_t arrival, std::uint32_t operation);
  Result<std::vector<merge::FactRow>> OfRecord(const RecordId& record);
  Status Save(const merge::FactRow& fact, std::uint64_t arrival, std::uint64_t area);

 private:
  Status ReadOperation(std::uint64_t arrival, merge::FactRow& fact);

  sqlite::Database& database_;
  LogTable& log_;
};

class HistoryTable {
 public:
  explicit HistoryTable(sqlite::Database& database) : database_(database) {}

  // In the order in which they happened.
  Result<std::vector<merge::HistoryRow>> OfRecord(const RecordId& record);
  // `origin`: arrival of the set that row.origin names.
  Status Add(const merge::HistoryRow& row, std::uint64_t origin, std::uint64_t area);

 private:
  sqlite::Database& database_;
};

}  // namespace tilik::storage
