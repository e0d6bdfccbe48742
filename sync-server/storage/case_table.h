// Everything a person must decide, what was decided not to be one, and the operations that wait.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <vector>

#include "proto/sqlite/database.h"
#include "sync-server/merge/working_set.h"
#include "sync-server/storage/log_table.h"

namespace tilik::storage {

class CaseTable {
 public:
  explicit CaseTable(sqlite::Database& database) : database_(database) {}

  Result<std::uint64_t> NextNumber();
  Result<std::optional<merge::CaseFile>> Find(std::uint64_t number);
  Result<std::vector<merge::CaseFile>> After(std::uint64_t number, bool open_only, int limit);

  // Open cases about any of these, into `into`, which keeps what it has.
  Status LoadOpenOf(const std::vector<RecordId>& records, merge::WorkingSet& into);
  Status LoadOpenOfLines(const std::vector<LineId>& lines, merge::WorkingSet& into);
  Status LoadOpen(const merge::CaseKey& key, merge::WorkingSet& into);
  Status LoadNumbered(std::uint64_t number, merge::WorkingSet& into);
  // The newest case of a signal, open or not.
  Status LoadSignal(const merge::CaseKey& key, merge::WorkingSet& into);
  Result<std::vector<merge::CaseFile>> OfKind(merge::CaseKind kind, std::uint64_t after, int limit);
  // Signals about a record, or about a line of its entitlements.
  Result<std::vector<merge::CaseFile>> SignalsOf(const RecordId& record);
  Result<std::optional<merge::CaseFile>> FindSignal(const merge::CaseKey& key);
  // Fields of `record` over which a conflict is open: the officer sees that they are being decided.
  Result<std::set<Field>> FieldsInCase(const merge::RecordState& record);
  Status Save(const merge::CaseFile& file, std::uint64_t area);

  Status LoadSettledPairsOf(const std::vector<RecordId>& records, merge::WorkingSet& into);
  Status SaveSettledPair(const merge::CaseKey& key);

 private:
  sqlite::Database& database_;
};

// Operations that wait for a record, a release or a newer program. What an operation says is read
// from the log; what its officer was allowed when it came is kept here.
class HeldTable {
 public:
  HeldTable(sqlite::Database& database, LogTable& log) : database_(database), log_(log) {}

  Status LoadOf(const std::vector<RecordId>& records, merge::WorkingSet& into);
  Status LoadOfCases(const std::vector<std::uint64_t>& cases, merge::WorkingSet& into);
  Status LoadOne(std::uint64_t arrival, std::uint32_t operation, merge::WorkingSet& into);
  Status LoadOfSet(std::uint64_t arrival, merge::WorkingSet& into);
  // Arrivals of the sets that wait for a second account, ascending.
  Result<std::vector<std::uint64_t>> AwaitingSignature();
  Status Add(const merge::HeldOperation& held, const merge::SetContext& context,
             std::uint64_t arrival, std::uint64_t area);
  Status Remove(std::uint64_t arrival, std::uint32_t operation);

 private:
  struct Row {
    std::uint64_t arrival = 0;
    merge::HeldOperation held;
    merge::SetContext context;
  };
  static Status Read(const sqlite::Statement& row, std::vector<Row>& rows);
  Status Complete(std::vector<Row> rows, merge::WorkingSet& into);

  sqlite::Database& database_;
  LogTable& log_;
};

}  // namespace tilik::storage
