#include "sync-server/storage/destruction.h"

#include "proto/contract/change_set.h"
#include "sync-server/merge/naming.h"
#include "sync-server/storage/deed_table.h"
#include "sync-server/storage/register_table.h"
#include "sync-server/storage/row_codec.h"

namespace tilik::storage {
namespace {

constexpr char kDestroyBody[] =
    "UPDATE change_set SET packing = 2, body = NULL, attachments = NULL WHERE arrival = ?";
constexpr char kRemember[] = "INSERT OR IGNORE INTO destroyed (arrival, ids) VALUES (?, ?)";
constexpr char kDestroyed[] = "SELECT arrival, ids FROM destroyed ORDER BY arrival";
constexpr char kExpect[] = "INSERT OR IGNORE INTO destroyed_link (link) VALUES (?)";
constexpr char kExpected[] = "SELECT 1 FROM destroyed_link WHERE link = ?";
constexpr char kLinks[] =
    "SELECT s.link FROM destroyed AS d JOIN change_set AS s ON s.arrival = d.arrival "
    "UNION SELECT link FROM destroyed_link";
constexpr char kDropHeld[] = "DELETE FROM held WHERE arrival = ?";
constexpr char kHistoryOf[] = "SELECT number, changes FROM history WHERE record = ?";
constexpr char kSetHistory[] = "UPDATE history SET changes = ? WHERE number = ?";
constexpr char kCasesOf[] =
    "SELECT number, case_key, dossier, open FROM case_file WHERE record = ?1 OR other = ?1";
constexpr char kSetDossier[] = "UPDATE case_file SET dossier = ? WHERE number = ?";
constexpr char kInbox[] = "SELECT chain, position, outcomes FROM inbox";
constexpr char kSetInbox[] = "UPDATE inbox SET outcomes = ? WHERE chain = ? AND position = ?";
constexpr char kClearImported[] =
    "UPDATE imported SET file_values = x'' WHERE record = ? AND length(file_values) > 0";

struct Packed {
  std::int64_t number = 0;
  std::int64_t position = 0;
  std::string bytes;
};

}  // namespace

Result<Destroyed> Destruction::CarryOut(const std::set<RecordId>& records) {
  TILIK_RETURN_IF_ERROR(FindBodies(records));
  TILIK_RETURN_IF_ERROR(ClearBodies());
  TILIK_RETURN_IF_ERROR(ClearHistory(records));
  TILIK_RETURN_IF_ERROR(ClearCases(records));
  TILIK_RETURN_IF_ERROR(ClearInbox());
  TILIK_RETURN_IF_ERROR(ClearImported(records));
  return done_;
}

Status Destruction::FindBodies(const std::set<RecordId>& records) {
  std::set<ContentHash> photos;
  std::set<ContentHash> still_named;
  TILIK_RETURN_IF_ERROR(log_.ForEach(1, [&](const LogEntry& entry) {
    if (entry.destroyed) return Status();
    v1::ChangeSet set;
    // What this program cannot read it cannot know to speak of anybody; it is held anyway.
    if (!set.ParseFromString(entry.body)) return Status();
    const bool speaks = merge::SpeaksOf(set, records);
    (speaks ? photos : still_named).insert(entry.attachments.begin(), entry.attachments.end());
    if (!speaks) return Status();
    merge::Names names;
    for (const v1::Operation& operation : set.operations()) merge::AddNames(operation, names);
    Body& body = bodies_.emplace_back();
    body.arrival = entry.arrival;
    body.link = entry.link;
    body.ids = std::move(names.ids);
    return Status();
  }));
  for (const ContentHash& photo : photos) {
    if (still_named.count(photo) == 0) done_.photos.push_back(photo);
  }
  return Status();
}

Status Destruction::ClearBodies() {
  for (const Body& body : bodies_) {
    TILIK_RETURN_IF_ERROR(DestroyedTable(database_).Add(body.arrival, body.ids));
    TILIK_RETURN_IF_ERROR(database_.Prepare(kDestroyBody).Bind(1, body.arrival).Run());
    TILIK_RETURN_IF_ERROR(database_.Prepare(kDropHeld).Bind(1, body.arrival).Run());
    TILIK_RETURN_IF_ERROR(DeedTable(database_).Drop(body.arrival));
    TILIK_RETURN_IF_ERROR(RegisterTable(database_).Forget(body.arrival));
    done_.links.push_back(body.link);
  }
  return Status();
}

Status Destruction::ClearHistory(const std::set<RecordId>& records) {
  for (const RecordId& record : records) {
    std::vector<Packed> rows;
    {
      sqlite::Statement statement = database_.Prepare(kHistoryOf);
      statement.Bind(1, record);
      while (true) {
        TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
        if (!row) break;
        rows.push_back({statement.Int(0), 0, std::string(statement.Blob(1))});
      }
    }
    for (const Packed& row : rows) {
      std::vector<merge::SlotChange> changes;
      TILIK_RETURN_IF_ERROR(UnpackChanges(row.bytes, changes));
      for (merge::SlotChange& change : changes) {
        change.before.clear();
        change.after.clear();
      }
      std::string cleared = PackChanges(changes);
      TILIK_RETURN_IF_ERROR(
          database_.Prepare(kSetHistory).BindBlob(1, cleared).Bind(2, row.number).Run());
      ++done_.history;
    }
  }
  return Status();
}

Status Destruction::ClearCases(const std::set<RecordId>& records) {
  for (const RecordId& record : records) {
    std::vector<merge::CaseFile> files;
    {
      sqlite::Statement statement = database_.Prepare(kCasesOf);
      statement.Bind(1, record);
      while (true) {
        TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
        if (!row) break;
        merge::CaseFile& file = files.emplace_back();
        file.number = statement.UInt(0);
        file.open = statement.Int(3) != 0;
        TILIK_RETURN_IF_ERROR(UnpackKey(statement.Blob(1), file.key));
        TILIK_RETURN_IF_ERROR(UnpackDossier(statement.Blob(2), file));
      }
    }
    for (merge::CaseFile& file : files) {
      merge::ClearCase(file);
      std::string dossier = PackDossier(file);
      TILIK_RETURN_IF_ERROR(
          database_.Prepare(kSetDossier).BindBlob(1, dossier).Bind(2, file.number).Run());
      ++done_.cases;
    }
  }
  return Status();
}

Status Destruction::ClearInbox() {
  std::set<std::string> links;
  for (const Body& body : bodies_) links.insert(body.link.str());
  std::vector<Packed> rows;
  {
    sqlite::Statement statement = database_.Prepare(kInbox);
    while (true) {
      TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
      if (!row) break;
      std::vector<v1::Outcome> outcomes;
      TILIK_RETURN_IF_ERROR(UnpackOutcomes(statement.Blob(2), outcomes));
      bool changed = false;
      for (v1::Outcome& outcome : outcomes) {
        if (links.count(outcome.link()) == 0 || outcome.reason().empty()) continue;
        outcome.clear_reason();
        changed = true;
        ++done_.outcomes;
      }
      if (changed) rows.push_back({statement.Int(0), statement.Int(1), PackOutcomes(outcomes)});
    }
  }
  for (const Packed& row : rows) {
    TILIK_RETURN_IF_ERROR(database_.Prepare(kSetInbox)
                              .BindBlob(1, row.bytes)
                              .Bind(2, row.number)
                              .Bind(3, row.position)
                              .Run());
  }
  return Status();
}

Status Destruction::ClearImported(const std::set<RecordId>& records) {
  for (const RecordId& record : records) {
    TILIK_RETURN_IF_ERROR(database_.Prepare(kClearImported).Bind(1, record).Run());
  }
  return Status();
}

Status DestroyedTable::Add(std::uint64_t arrival, const std::set<std::string>& ids) {
  std::string raw;
  for (const std::string& id : ids) raw += id;
  return database_.Prepare(kRemember).Bind(1, arrival).BindBlob(2, raw).Run();
}

Status DestroyedTable::Expect(const Link& link) {
  return database_.Prepare(kExpect).Bind(1, link).Run();
}

Result<bool> DestroyedTable::Expects(const Link& link) {
  sqlite::Statement statement = database_.Prepare(kExpected);
  statement.Bind(1, link);
  return statement.Step();
}

Result<std::set<Link>> DestroyedTable::Links() {
  std::set<Link> links;
  sqlite::Statement statement = database_.Prepare(kLinks);
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
    if (!row) return links;
    links.insert(statement.Fixed<Link>(0));
  }
}

Result<std::map<std::uint64_t, std::set<std::string>>> DestroyedTable::All() {
  std::map<std::uint64_t, std::set<std::string>> destroyed;
  sqlite::Statement statement = database_.Prepare(kDestroyed);
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
    if (!row) return destroyed;
    std::set<std::string>& ids = destroyed[statement.UInt(0)];
    std::string_view raw = statement.Blob(1);
    for (; raw.size() >= RecordId::kSize; raw.remove_prefix(RecordId::kSize)) {
      ids.emplace(raw.substr(0, RecordId::kSize));
    }
  }
}

}  // namespace tilik::storage
