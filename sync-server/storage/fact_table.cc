#include "sync-server/storage/fact_table.h"

#include "sync-server/storage/batch.h"
#include "sync-server/storage/row_codec.h"

namespace tilik::storage {
namespace {

#define TILIK_FACT_COLUMNS                                                                 \
  "SELECT f.arrival, f.operation, f.village, f.record, f.named, f.observed, f.retracted, " \
  "c.chain, c.kind, s.branch, s.seq, s.link FROM fact AS f "                               \
  "JOIN change_set AS s ON s.arrival = f.arrival JOIN chain AS c ON c.number = s.chain "
constexpr char kFind[] = TILIK_FACT_COLUMNS "WHERE f.arrival = ? AND f.operation = ?";
constexpr char kOfRecord[] =
    TILIK_FACT_COLUMNS "WHERE f.record = ? ORDER BY f.arrival, f.operation";
constexpr char kSave[] =
    "INSERT INTO fact (arrival, operation, kind, area, village, record, named, observed, "
    "retracted, outcome, attempt, "
    "campaign, document, document_date) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (arrival, operation) DO UPDATE SET retracted = excluded.retracted";

constexpr char kHistoryOf[] =
    "SELECT h.record, h.revision, h.arrival, h.operation, h.named, h.observed, h.status_after, "
    "h.changes, "
    "c.chain, c.kind, s.branch, s.seq, s.link FROM history AS h "
    "JOIN change_set AS s ON s.arrival = h.origin JOIN chain AS c ON c.number = s.chain "
    "WHERE h.record = ? ORDER BY h.number";
constexpr char kAddHistory[] =
    "INSERT INTO history (record, area, revision, arrival, operation, origin, named, observed, "
    "status_after, changes) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

// `from`: where chain, kind, branch, seq and link begin.
void ReadOrigin(const sqlite::Statement& row, int from, merge::Origin& origin) {
  origin.chain = row.Fixed<ChainId>(from);
  origin.account = row.Int(from + 1) == static_cast<int>(ChainKind::kAccount);
  origin.branch = static_cast<std::uint32_t>(row.Int(from + 2));
  origin.seq = row.UInt(from + 3);
  origin.link = row.Fixed<Link>(from + 4);
}

// NULL stands for the row's own record, no bytes for none.
RecordId ReadNamed(const sqlite::Statement& row, int column, const RecordId& own) {
  return row.IsNull(column) ? own : row.Fixed<RecordId>(column);
}

void BindNamed(sqlite::Statement& statement, int index, const RecordId& named,
               const RecordId& own) {
  if (named == own) return;
  statement.BindBlob(index, named.none() ? std::string_view() : named.raw());
}

std::uint64_t ReadFact(const sqlite::Statement& row, merge::FactRow& fact) {
  fact.village = row.UInt(2);
  fact.record = row.Fixed<RecordId>(3);
  ReadOrigin(row, 7, fact.origin);
  fact.origin.named = ReadNamed(row, 4, fact.record);
  fact.origin.observed.ms = row.Int(5);
  fact.retracted = row.Int(6) != 0;
  fact.id = {fact.origin.link, static_cast<std::uint32_t>(row.Int(1))};
  return row.UInt(0);
}

}  // namespace

// A body destroyed by order leaves the fact with an empty operation.
Status FactTable::ReadOperation(std::uint64_t arrival, merge::FactRow& fact) {
  TILIK_ASSIGN_OR_RETURN(std::optional<LogEntry> entry, log_.ByArrival(arrival));
  if (entry.has_value() && entry->destroyed) return Status();
  std::string where = "log entry " + std::to_string(arrival);
  if (!entry.has_value()) return Status::Corrupt(where + ", which a fact names, is missing");
  TILIK_ASSIGN_OR_RETURN(v1::ChangeSet body, ReadBody(*entry));
  if (fact.id.operation >= static_cast<std::uint32_t>(body.operations_size())) {
    return Status::Corrupt(where + " has no operation " + std::to_string(fact.id.operation));
  }
  fact.operation.Swap(body.mutable_operations(static_cast<int>(fact.id.operation)));
  return Status();
}

Result<std::optional<merge::FactRow>> FactTable::Find(std::uint64_t arrival,
                                                      std::uint32_t operation) {
  std::optional<merge::FactRow> fact(std::in_place);
  {
    sqlite::Statement statement = database_.Prepare(kFind);
    TILIK_ASSIGN_OR_RETURN(bool row, statement.Bind(1, arrival).Bind(2, operation).Step());
    if (!row) return std::optional<merge::FactRow>();
    ReadFact(statement, *fact);
  }
  TILIK_RETURN_IF_ERROR(ReadOperation(arrival, *fact));
  return fact;
}

Result<std::vector<merge::FactRow>> FactTable::OfRecord(const RecordId& record) {
  std::vector<merge::FactRow> facts;
  sqlite::Statement statement = database_.Prepare(kOfRecord);
  statement.Bind(1, record);
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
    if (!row) return facts;
    merge::FactRow& fact = facts.emplace_back();
    std::uint64_t arrival = ReadFact(statement, fact);
    TILIK_RETURN_IF_ERROR(ReadOperation(arrival, fact));
  }
}

Status FactTable::Save(const merge::FactRow& fact, std::uint64_t arrival, std::uint64_t area) {
  sqlite::Statement save = database_.Prepare(kSave);
  save.Bind(1, arrival)
      .Bind(2, fact.id.operation)
      .Bind(3, static_cast<int>(fact.operation.kind_case()))
      .Bind(4, area)
      .Bind(5, fact.village)
      .Bind(8, fact.origin.observed.ms)
      .Bind(9, fact.retracted ? 1 : 0);
  BindUnlessNone(save, 6, fact.record);
  BindNamed(save, 7, fact.origin.named, fact.record);
  if (fact.operation.has_visit()) {
    const v1::Visit& visit = fact.operation.visit();
    save.Bind(10, static_cast<int>(visit.outcome()))
        .Bind(11, visit.attempt())
        .BindText(12, visit.campaign());
  }
  if (fact.operation.has_village_not_verified()) {
    const v1::VillageNotVerified& why = fact.operation.village_not_verified();
    save.Bind(10, static_cast<int>(why.reason())).BindText(12, why.campaign());
  }
  if (fact.operation.has_musdes_result()) {
    const v1::MusdesResult& result = fact.operation.musdes_result();
    save.Bind(10, static_cast<int>(result.finding())).BindText(12, result.campaign());
  }
  if (fact.operation.has_berita_acara()) {
    const v1::BeritaAcara& minutes = fact.operation.berita_acara();
    save.BindText(13, minutes.number()).Bind(14, minutes.date());
  }
  return save.Run();
}

Result<std::vector<merge::HistoryRow>> HistoryTable::OfRecord(const RecordId& record) {
  std::vector<merge::HistoryRow> history;
  sqlite::Statement statement = database_.Prepare(kHistoryOf);
  statement.Bind(1, record);
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
    if (!row) return history;
    merge::HistoryRow& read = history.emplace_back();
    read.record = statement.Fixed<RecordId>(0);
    read.revision = statement.UInt(1);
    read.arrival = statement.UInt(2);
    read.operation = static_cast<std::uint32_t>(statement.Int(3));
    ReadOrigin(statement, 8, read.origin);
    read.origin.named = ReadNamed(statement, 4, read.record);
    read.origin.observed.ms = statement.Int(5);
    read.status_after = static_cast<v1::RecordStatus>(statement.Int(6));
    Status changes = UnpackChanges(statement.Blob(7), read.changes);
    if (!changes.ok()) {
      return Status::Corrupt("record " + ToUuidText(record) + ": " + changes.message());
    }
  }
}

Status HistoryTable::Add(const merge::HistoryRow& row, std::uint64_t origin, std::uint64_t area) {
  std::string changes = PackChanges(row.changes);
  sqlite::Statement add = database_.Prepare(kAddHistory);
  add.Bind(1, row.record)
      .Bind(2, area)
      .Bind(3, row.revision)
      .Bind(4, row.arrival)
      .Bind(5, row.operation)
      .Bind(6, origin)
      .Bind(8, row.origin.observed.ms)
      .Bind(9, static_cast<int>(row.status_after))
      .BindBlob(10, changes);
  BindNamed(add, 7, row.origin.named, row.record);
  return add.Run();
}

}  // namespace tilik::storage
