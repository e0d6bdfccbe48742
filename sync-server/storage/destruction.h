// Carrying out an order of destruction in the store (UU 27/2022, protocol.md §2).
//
// Destroyed are the bodies of the change sets that say something about one of the records (their
// links, hashes and signatures stay, so that chains still verify), the values in those records'
// history, the words of cases about them and of what their officers were told, what was told of
// them beside their fields (registers, proxies, accounts), and what importers remember of them.
// Kept: ids, field numbers, revisions, stamps, statuses; and the state's finances keep handovers
// and danom lines. Whom the destroyed bodies named stays known, for `verify` takes that as given.
// The records as they stand and the cases still open are the merge's to clear.
//
// Runs inside the writer's transaction; walks the whole log, which an office does once or twice a
// year. Carrying out the same order again finds nothing left to do.
#pragma once

#include <cstdint>
#include <set>
#include <vector>

#include "proto/sqlite/database.h"
#include "sync-server/storage/log_table.h"
#include "sync-server/storage/registry_store.h"

namespace tilik::storage {

class Destruction {
 public:
  Destruction(sqlite::Database& database, LogTable& log) : database_(database), log_(log) {}

  // What was cleared: counts, and photos that no body names any more.
  Result<Destroyed> CarryOut(const std::set<RecordId>& records);

 private:
  Status FindBodies(const std::set<RecordId>& records);
  Status ClearBodies();
  Status ClearHistory(const std::set<RecordId>& records);
  Status ClearCases(const std::set<RecordId>& records);
  Status ClearInbox();
  Status ClearImported(const std::set<RecordId>& records);

  struct Body {
    std::uint64_t arrival = 0;
    Link link;
    std::set<std::string> ids;
  };
  sqlite::Database& database_;
  LogTable& log_;
  std::vector<Body> bodies_;
  Destroyed done_;
};

class DestroyedTable {
 public:
  explicit DestroyedTable(sqlite::Database& database) : database_(database) {}

  // By arrival: the raw ids that each destroyed body named.
  Result<std::map<std::uint64_t, std::set<std::string>>> All();
  // Of all destroyed bodies, also of those that are not in this log any more.
  Result<std::set<Link>> Links();
  Status Add(std::uint64_t arrival, const std::set<std::string>& ids);
  // Links of bodies that are not to be stored when they come again.
  Status Expect(const Link& link);
  Result<bool> Expects(const Link& link);

 private:
  sqlite::Database& database_;
};

}  // namespace tilik::storage
