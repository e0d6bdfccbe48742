#include "sync-server/merge/deed_writing.h"
#include "sync-server/storage/batch.h"
#include "sync-server/storage/case_table.h"
#include "sync-server/storage/row_codec.h"

namespace tilik::storage {
namespace {

#define TILIK_HELD_COLUMNS                                                                      \
  "SELECT h.arrival, h.operation, h.because, h.waits_for, h.case_number, h.creates, h.rights, " \
  "c.chain, c.kind, s.seq, s.link, s.branch, s.time, s.observed, c.person FROM held AS h "      \
  "JOIN change_set AS s ON s.arrival = h.arrival JOIN chain AS c ON c.number = s.chain "
constexpr char kWaitingFor[] = TILIK_HELD_COLUMNS "WHERE h.waits_for IN (" TILIK_BATCH_PLACES ")";
constexpr char kCreating[] = TILIK_HELD_COLUMNS "WHERE h.creates IN (" TILIK_BATCH_PLACES ")";
constexpr char kOfCases[] = TILIK_HELD_COLUMNS "WHERE h.case_number IN (" TILIK_BATCH_PLACES ")";
constexpr char kOne[] = TILIK_HELD_COLUMNS "WHERE h.arrival = ? AND h.operation = ?";
constexpr char kOfSet[] = TILIK_HELD_COLUMNS "WHERE h.arrival = ?";
constexpr char kAwaiting[] = "SELECT DISTINCT arrival FROM held WHERE because = ? ORDER BY arrival";
constexpr char kAdd[] =
    "INSERT OR REPLACE INTO held (arrival, operation, area, because, waits_for, case_number, "
    "creates, rights) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kRemove[] = "DELETE FROM held WHERE arrival = ? AND operation = ?";

}  // namespace

Status HeldTable::Read(const sqlite::Statement& row, std::vector<Row>& rows) {
  Row& read = rows.emplace_back();
  read.arrival = row.UInt(0);
  merge::HeldOperation& held = read.held;
  held.id = {row.Fixed<Link>(10), static_cast<std::uint32_t>(row.Int(1))};
  held.chain = row.Fixed<ChainId>(7);
  held.seq = row.UInt(9);
  held.because = static_cast<merge::HeldBecause>(row.Int(2));
  held.waits_for = row.Fixed<RecordId>(3);
  held.case_number = row.UInt(4);
  held.creates = row.Fixed<RecordId>(5);
  merge::SetContext& context = read.context;
  context.chain = held.chain;
  context.branch = static_cast<std::uint32_t>(row.Int(11));
  context.seq = held.seq;
  context.link = held.id.link;
  context.arrival = read.arrival;
  context.arrived.ms = row.Int(12);
  context.observed.ms = row.Int(13);
  context.account = row.Int(8) == static_cast<int>(ChainKind::kAccount);
  context.person = row.Text(14);
  Status rights = UnpackRights(row.Blob(6), context);
  if (rights.ok()) return rights;
  return Status::Corrupt("the operation held from log entry " + std::to_string(read.arrival) +
                         ": " + rights.message());
}

Status HeldTable::Complete(std::vector<Row> rows, merge::WorkingSet& into) {
  std::map<std::uint64_t, v1::ChangeSet> bodies;
  for (Row& row : rows) {
    if (into.held.contains(row.held.id)) continue;
    if (!bodies.contains(row.arrival)) {
      TILIK_ASSIGN_OR_RETURN(std::optional<LogEntry> entry, log_.ByArrival(row.arrival));
      if (!entry.has_value()) {
        return Status::Corrupt("log entry " + std::to_string(row.arrival) +
                               ", from which an operation is held, is missing");
      }
      Result<v1::ChangeSet> body = ReadBody(*entry);
      // What nobody here can read waits for a program that can.
      bool may_be_unreadable = row.held.because == merge::HeldBecause::kNewerVersion;
      if (!body.ok() && !may_be_unreadable) return body.status();
      bodies.emplace(row.arrival, body.ok() ? *std::move(body) : v1::ChangeSet());
    }
    const v1::ChangeSet& body = bodies.at(row.arrival);
    merge::FactId id = row.held.id;
    bool there = id.operation < static_cast<std::uint32_t>(body.operations_size());
    if (!there && row.held.because != merge::HeldBecause::kNewerVersion) {
      return Status::Corrupt("log entry " + std::to_string(row.arrival) + " has no operation " +
                             std::to_string(id.operation));
    }
    into.held_around.try_emplace(id.link, merge::AroundOf(body));
    into.held_operations.emplace(
        id, there ? body.operations(static_cast<int>(id.operation)) : v1::Operation());
    into.held_contexts.emplace(id, std::move(row.context));
    into.held.emplace(id, row.held);
  }
  return Status();
}

Status HeldTable::LoadOf(const std::vector<RecordId>& records, merge::WorkingSet& into) {
  std::vector<Row> rows;
  auto read = [&](const sqlite::Statement& row) { return Read(row, rows); };
  TILIK_RETURN_IF_ERROR(InBatches(database_, kWaitingFor, records, read));
  TILIK_RETURN_IF_ERROR(InBatches(database_, kCreating, records, read));
  return Complete(std::move(rows), into);
}

Status HeldTable::LoadOfCases(const std::vector<std::uint64_t>& cases, merge::WorkingSet& into) {
  std::vector<Row> rows;
  TILIK_RETURN_IF_ERROR(InBatches(database_, kOfCases, cases,
                                  [&](const sqlite::Statement& row) { return Read(row, rows); }));
  return Complete(std::move(rows), into);
}

Status HeldTable::LoadOne(std::uint64_t arrival, std::uint32_t operation, merge::WorkingSet& into) {
  std::vector<Row> rows;
  {
    sqlite::Statement statement = database_.Prepare(kOne);
    TILIK_ASSIGN_OR_RETURN(bool row, statement.Bind(1, arrival).Bind(2, operation).Step());
    if (row) TILIK_RETURN_IF_ERROR(Read(statement, rows));
  }
  return Complete(std::move(rows), into);
}

Status HeldTable::LoadOfSet(std::uint64_t arrival, merge::WorkingSet& into) {
  std::vector<Row> rows;
  {
    sqlite::Statement statement = database_.Prepare(kOfSet);
    statement.Bind(1, arrival);
    while (true) {
      TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
      if (!row) break;
      TILIK_RETURN_IF_ERROR(Read(statement, rows));
    }
  }
  return Complete(std::move(rows), into);
}

Result<std::vector<std::uint64_t>> HeldTable::AwaitingSignature() {
  std::vector<std::uint64_t> arrivals;
  sqlite::Statement statement = database_.Prepare(kAwaiting);
  statement.Bind(1, static_cast<int>(merge::HeldBecause::kAwaitsSignature));
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
    if (!row) return arrivals;
    arrivals.push_back(statement.UInt(0));
  }
}

Status HeldTable::Add(const merge::HeldOperation& held, const merge::SetContext& context,
                      std::uint64_t arrival, std::uint64_t area) {
  std::string rights = PackRights(context);
  sqlite::Statement add = database_.Prepare(kAdd);
  add.Bind(1, arrival)
      .Bind(2, held.id.operation)
      .Bind(3, area)
      .Bind(4, static_cast<int>(held.because))
      .BindBlob(8, rights);
  BindUnlessNone(add, 5, held.waits_for);
  if (held.case_number != 0) add.Bind(6, held.case_number);
  BindUnlessNone(add, 7, held.creates);
  return add.Run();
}

Status HeldTable::Remove(std::uint64_t arrival, std::uint32_t operation) {
  return database_.Prepare(kRemove).Bind(1, arrival).Bind(2, operation).Run();
}

}  // namespace tilik::storage
