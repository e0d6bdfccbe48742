// Danom lines, the handovers and non-deliveries on them, and the recap over them.
//
// A line's tally is recomputed from the line's facts whenever it is saved and stored beside it in
// columns (never accumulated: protocol.md §4, Distribution), so that a recap over a district is one
// pass over one table.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "proto/sqlite/database.h"
#include "sync-server/merge/working_set.h"
#include "sync-server/storage/registry_store.h"

namespace tilik::storage {

class LogTable;
class ReferenceTable;

class LedgerTable {
 public:
  LedgerTable(sqlite::Database& database, LogTable& log) : database_(database), log_(log) {}

  // Those of `ids` that exist, with their facts, into `into`, which keeps what it has.
  Status LoadInto(const std::vector<LineId>& ids, std::map<LineId, merge::LineState>& into);
  Result<std::vector<LineId>> OfRecipients(const std::vector<RecordId>& recipients);
  // Of one programme and period (empty: all of them), in the order of their ids.
  Result<std::vector<LineId>> OfPeriod(const std::string& programme, const std::string& period);
  // A line whose definition is new takes its next place in the reference feed.
  Status Save(const merge::LineState& line, std::uint64_t area, ReferenceTable& reference);
  Result<std::vector<RecapRow>> Recap(const std::string& programme);

 private:
  Status SaveFacts(const merge::LineState& line, std::uint64_t area);
  template <typename Fact, typename Write>
  Status SaveChanged(std::string_view stored, const LineId& line, const std::vector<Fact>& facts,
                     Write&& write);

  sqlite::Database& database_;
  LogTable& log_;
};

}  // namespace tilik::storage
