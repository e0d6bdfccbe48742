#include "sync-server/storage/case_table.h"

#include "sync-server/storage/batch.h"
#include "sync-server/storage/row_codec.h"

namespace tilik::storage {
namespace {

#define TILIK_CASE_COLUMNS "number, case_key, counter, open, opened_arrival, opened, dossier"
constexpr char kNextNumber[] = "SELECT max(number) FROM case_file";
constexpr char kFind[] = "SELECT " TILIK_CASE_COLUMNS " FROM case_file WHERE number = ?";
constexpr char kAfter[] = "SELECT " TILIK_CASE_COLUMNS
                          " FROM case_file WHERE number > ? AND open >= ? ORDER BY number LIMIT ?";
constexpr char kOpenOfRecords[] =
    "SELECT " TILIK_CASE_COLUMNS " FROM case_file WHERE open AND record IN (" TILIK_BATCH_PLACES
    ")";
constexpr char kOpenOfOthers[] =
    "SELECT " TILIK_CASE_COLUMNS " FROM case_file WHERE open AND other IN (" TILIK_BATCH_PLACES ")";
constexpr char kOpenOfLines[] =
    "SELECT " TILIK_CASE_COLUMNS " FROM case_file WHERE open AND line IN (" TILIK_BATCH_PLACES ")";
constexpr char kOpen[] = "SELECT " TILIK_CASE_COLUMNS " FROM case_file WHERE open AND case_key = ?";
constexpr char kOpenOfRecord[] =
    "SELECT " TILIK_CASE_COLUMNS " FROM case_file WHERE open AND record = ?";
constexpr char kOfKind[] = "SELECT " TILIK_CASE_COLUMNS
                           " FROM case_file WHERE kind = ? AND number > ? ORDER BY number LIMIT ?";
// Of the kind for which there are indexes over closed ones too (schema_signals.cc).
constexpr char kSignal[] = "SELECT " TILIK_CASE_COLUMNS
                           " FROM case_file WHERE kind = 8 AND case_key = ? "
                           "ORDER BY open DESC, number DESC LIMIT 1";
constexpr char kSignalsOf[] =
    "SELECT " TILIK_CASE_COLUMNS
    " FROM case_file WHERE kind = 8 AND record = ?1 UNION ALL SELECT " TILIK_CASE_COLUMNS
    " FROM case_file WHERE kind = 8 AND line IN "
    "(SELECT line FROM entitlement WHERE recipient = ?1)";
static_assert(static_cast<int>(merge::CaseKind::kSignal) == 8);
constexpr char kSave[] =
    "INSERT INTO case_file (number, area, kind, case_key, record, other, line, counter, open, "
    "opened_arrival, opened, "
    "dossier) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (number) DO UPDATE SET area "
    "= excluded.area, "
    "case_key = excluded.case_key, record = excluded.record, other = excluded.other, line = "
    "excluded.line, "
    "counter = excluded.counter, open = excluded.open, dossier = excluded.dossier";
constexpr char kSettledOfRecords[] =
    "SELECT case_key FROM settled_pair WHERE record IN (" TILIK_BATCH_PLACES ")";
constexpr char kSettledOfOthers[] =
    "SELECT case_key FROM settled_pair WHERE other IN (" TILIK_BATCH_PLACES ")";
constexpr char kSaveSettled[] =
    "INSERT OR IGNORE INTO settled_pair (case_key, record, other) VALUES (?, ?, ?)";

Status ReadCase(const sqlite::Statement& row, merge::CaseFile& file) {
  file.number = row.UInt(0);
  file.counter = row.UInt(2);
  file.open = row.Int(3) != 0;
  file.opened_arrival = row.UInt(4);
  file.opened.ms = row.Int(5);
  Status read = UnpackKey(row.Blob(1), file.key);
  if (read.ok()) read = UnpackDossier(row.Blob(6), file);
  if (read.ok()) return read;
  return Status::Corrupt("case " + std::to_string(file.number) + ": " + read.message());
}

Result<std::vector<merge::CaseFile>> ReadAll(sqlite::Statement& statement) {
  std::vector<merge::CaseFile> files;
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
    if (!row) return files;
    TILIK_RETURN_IF_ERROR(ReadCase(statement, files.emplace_back()));
  }
}

Status Keep(const sqlite::Statement& row, merge::WorkingSet& into) {
  if (into.cases.contains(row.UInt(0))) return Status();
  merge::CaseFile file;
  TILIK_RETURN_IF_ERROR(ReadCase(row, file));
  if (file.open) into.open_cases.emplace(file.key, file.number);
  into.cases.emplace(file.number, std::move(file));
  return Status();
}

}  // namespace

Result<std::uint64_t> CaseTable::NextNumber() {
  sqlite::Statement statement = database_.Prepare(kNextNumber);
  TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
  return row ? statement.UInt(0) + 1 : 1;
}

Result<std::optional<merge::CaseFile>> CaseTable::Find(std::uint64_t number) {
  sqlite::Statement statement = database_.Prepare(kFind);
  TILIK_ASSIGN_OR_RETURN(bool row, statement.Bind(1, number).Step());
  if (!row) return std::optional<merge::CaseFile>();
  std::optional<merge::CaseFile> file(std::in_place);
  TILIK_RETURN_IF_ERROR(ReadCase(statement, *file));
  return file;
}

Result<std::vector<merge::CaseFile>> CaseTable::After(std::uint64_t number, bool open_only,
                                                      int limit) {
  sqlite::Statement statement = database_.Prepare(kAfter);
  statement.Bind(1, number).Bind(2, open_only ? 1 : 0).Bind(3, limit);
  return ReadAll(statement);
}

Status CaseTable::LoadOpenOf(const std::vector<RecordId>& records, merge::WorkingSet& into) {
  auto keep = [&](const sqlite::Statement& row) { return Keep(row, into); };
  TILIK_RETURN_IF_ERROR(InBatches(database_, kOpenOfRecords, records, keep));
  return InBatches(database_, kOpenOfOthers, records, keep);
}

Status CaseTable::LoadOpenOfLines(const std::vector<LineId>& lines, merge::WorkingSet& into) {
  return InBatches(database_, kOpenOfLines, lines,
                   [&](const sqlite::Statement& row) { return Keep(row, into); });
}

Status CaseTable::LoadOpen(const merge::CaseKey& key, merge::WorkingSet& into) {
  std::string packed = PackKey(key);
  sqlite::Statement statement = database_.Prepare(kOpen);
  TILIK_ASSIGN_OR_RETURN(bool row, statement.BindBlob(1, packed).Step());
  return row ? Keep(statement, into) : Status();
}

Status CaseTable::LoadNumbered(std::uint64_t number, merge::WorkingSet& into) {
  sqlite::Statement statement = database_.Prepare(kFind);
  TILIK_ASSIGN_OR_RETURN(bool row, statement.Bind(1, number).Step());
  return row ? Keep(statement, into) : Status();
}

Status CaseTable::LoadSignal(const merge::CaseKey& key, merge::WorkingSet& into) {
  if (into.signals.contains(key)) return Status();
  const std::string packed = PackKey(key);
  sqlite::Statement statement = database_.Prepare(kSignal);
  TILIK_ASSIGN_OR_RETURN(bool row, statement.BindBlob(1, packed).Step());
  into.signals[key] = row ? statement.UInt(0) : 0;
  return row ? Keep(statement, into) : Status();
}

Result<std::optional<merge::CaseFile>> CaseTable::FindSignal(const merge::CaseKey& key) {
  const std::string packed = PackKey(key);
  sqlite::Statement statement = database_.Prepare(kSignal);
  TILIK_ASSIGN_OR_RETURN(bool row, statement.BindBlob(1, packed).Step());
  std::optional<merge::CaseFile> file;
  if (row) TILIK_RETURN_IF_ERROR(ReadCase(statement, file.emplace()));
  return file;
}

Result<std::vector<merge::CaseFile>> CaseTable::OfKind(merge::CaseKind kind, std::uint64_t after,
                                                       int limit) {
  sqlite::Statement statement = database_.Prepare(kOfKind);
  statement.Bind(1, static_cast<int>(kind)).Bind(2, after).Bind(3, limit);
  return ReadAll(statement);
}

Result<std::vector<merge::CaseFile>> CaseTable::SignalsOf(const RecordId& record) {
  sqlite::Statement statement = database_.Prepare(kSignalsOf);
  statement.Bind(1, record);
  return ReadAll(statement);
}

Result<std::set<Field>> CaseTable::FieldsInCase(const merge::RecordState& record) {
  std::set<Field> fields;
  sqlite::Statement statement = database_.Prepare(kOpenOfRecord);
  statement.Bind(1, record.id);
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
    if (!row) return fields;
    merge::CaseFile file;
    TILIK_RETURN_IF_ERROR(ReadCase(statement, file));
    if (file.key.kind != merge::CaseKind::kConflict) continue;
    auto slot = record.slots.find(file.key.slot);
    if (slot != record.slots.end()) {
      for (const auto& [field, answer] : slot->second.answers) fields.insert(field);
    }
    for (const merge::Proposal& proposal : file.proposals) {
      for (const auto& [field, answer] : proposal.answers) fields.insert(field);
    }
  }
}

Status CaseTable::Save(const merge::CaseFile& file, std::uint64_t area) {
  std::string key = PackKey(file.key);
  std::string dossier = PackDossier(file);
  sqlite::Statement save = database_.Prepare(kSave);
  save.Bind(1, file.number)
      .Bind(2, area)
      .Bind(3, static_cast<int>(file.key.kind))
      .BindBlob(4, key)
      .Bind(8, file.counter)
      .Bind(9, file.open ? 1 : 0)
      .Bind(10, file.opened_arrival)
      .Bind(11, file.opened.ms)
      .BindBlob(12, dossier);
  BindUnlessNone(save, 5, file.key.record);
  BindUnlessNone(save, 6, file.key.other);
  BindUnlessNone(save, 7, file.key.line);
  return save.Run();
}

Status CaseTable::LoadSettledPairsOf(const std::vector<RecordId>& records,
                                     merge::WorkingSet& into) {
  auto keep = [&](const sqlite::Statement& row) {
    merge::CaseKey key;
    TILIK_RETURN_IF_ERROR(UnpackKey(row.Blob(0), key));
    into.settled_pairs.insert(key);
    return Status();
  };
  TILIK_RETURN_IF_ERROR(InBatches(database_, kSettledOfRecords, records, keep));
  return InBatches(database_, kSettledOfOthers, records, keep);
}

Status CaseTable::SaveSettledPair(const merge::CaseKey& key) {
  std::string packed = PackKey(key);
  return database_.Prepare(kSaveSettled)
      .BindBlob(1, packed)
      .Bind(2, key.record)
      .Bind(3, key.other)
      .Run();
}

}  // namespace tilik::storage
