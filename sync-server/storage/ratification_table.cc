#include "sync-server/storage/ratification_table.h"

#include <unordered_set>

#include "sync-server/storage/fact_table.h"
#include "sync-server/storage/record_codec.h"

namespace tilik::storage {
namespace {

constexpr char kFind[] =
    "SELECT arrival, uploaded, upload_reference, message FROM ratification WHERE name = ?";
constexpr char kAll[] =
    "SELECT arrival, uploaded, upload_reference, message FROM ratification ORDER BY arrival, name";
constexpr char kSave[] =
    "INSERT OR REPLACE INTO ratification (name, arrival, uploaded, upload_reference, message) "
    "VALUES (?, ?, ?, ?, ?)";
constexpr char kSaveDecreed[] =
    "INSERT OR REPLACE INTO decreed (arrival, operation, number, date, ratification, accepted, "
    "reason) VALUES (?, ?, ?, ?, ?, ?, ?)";
constexpr char kDecreed[] =
    "SELECT s.link, d.operation, d.number, d.date, d.ratification, d.accepted, d.reason "
    "FROM decreed AS d JOIN change_set AS s ON s.arrival = d.arrival "
    "ORDER BY d.arrival, d.operation";
constexpr char kTouchedSince[] = "SELECT record, arrival FROM history ORDER BY number DESC";
constexpr char kRedirections[] =
    "SELECT record, redirected_to FROM redirection WHERE arrival <= ? ORDER BY record, arrival";
constexpr char kRecords[] = "SELECT record, kind, status, state FROM record ORDER BY record";

Status ReadRatification(const sqlite::Statement& row, merge::Ratification& version) {
  version.arrival = row.UInt(0);
  version.uploaded = static_cast<std::uint32_t>(row.Int(1));
  version.upload_reference = row.Text(2);
  if (version.said.ParseFromString(std::string(row.Blob(3)))) return Status();
  return Status::Corrupt("a ratified version is damaged");
}

// Records of which the history says something after `through`: log entries only ever rise.
Result<std::unordered_set<RecordId>> TouchedSince(sqlite::Database& database,
                                                  std::uint64_t through) {
  std::unordered_set<RecordId> touched;
  sqlite::Statement statement = database.Prepare(kTouchedSince);
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
    if (!row || statement.UInt(1) <= through) return touched;
    touched.insert(statement.Fixed<RecordId>(0));
  }
}

Result<std::unordered_set<RecordId>> RedirectedAt(sqlite::Database& database,
                                                  std::uint64_t through) {
  std::unordered_set<RecordId> redirected;
  sqlite::Statement statement = database.Prepare(kRedirections);
  statement.Bind(1, through);
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
    if (!row) return redirected;
    if (statement.IsNull(1)) {
      redirected.erase(statement.Fixed<RecordId>(0));
    } else {
      redirected.insert(statement.Fixed<RecordId>(0));
    }
  }
}

bool AllReviewed(const merge::RecordState& record, const merge::Approvals& approvals,
                 std::uint64_t through) {
  for (const auto& [slot, state] : record.slots) {
    if (!approvals.Covers(state.last.origin, through)) return false;
  }
  return true;
}

}  // namespace

Result<std::optional<merge::Ratification>> RatificationTable::Find(const std::string& name) {
  sqlite::Statement statement = database_.Prepare(kFind);
  TILIK_ASSIGN_OR_RETURN(bool row, statement.BindText(1, name).Step());
  if (!row) return std::optional<merge::Ratification>();
  merge::Ratification version;
  TILIK_RETURN_IF_ERROR(ReadRatification(statement, version));
  return std::optional<merge::Ratification>(std::move(version));
}

Result<std::vector<merge::Ratification>> RatificationTable::All() {
  std::vector<merge::Ratification> versions;
  sqlite::Statement statement = database_.Prepare(kAll);
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
    if (!row) return versions;
    TILIK_RETURN_IF_ERROR(ReadRatification(statement, versions.emplace_back()));
  }
}

Status RatificationTable::Save(const merge::Ratification& version) {
  const std::string message = version.said.SerializeAsString();
  return database_.Prepare(kSave)
      .BindText(1, version.said.name())
      .Bind(2, version.arrival)
      .Bind(3, version.uploaded)
      .BindText(4, version.upload_reference)
      .BindBlob(5, message)
      .Run();
}

Status RatificationTable::SaveDecreed(const merge::Decreed& decreed, std::uint64_t arrival) {
  return database_.Prepare(kSaveDecreed)
      .Bind(1, arrival)
      .Bind(2, decreed.proposal.operation)
      .BindText(3, decreed.number)
      .Bind(4, decreed.date)
      .BindText(5, decreed.ratification)
      .Bind(6, decreed.accepted ? 1 : 0)
      .BindText(7, decreed.reason)
      .Run();
}

Result<std::vector<merge::Decreed>> RatificationTable::AllDecreed() {
  std::vector<merge::Decreed> all;
  sqlite::Statement statement = database_.Prepare(kDecreed);
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
    if (!row) return all;
    merge::Decreed& one = all.emplace_back();
    one.proposal = {statement.Fixed<Link>(0), static_cast<std::uint32_t>(statement.Int(1))};
    one.number = statement.Text(2);
    one.date = static_cast<std::uint32_t>(statement.Int(3));
    one.ratification = statement.Text(4);
    one.accepted = statement.Int(5) != 0;
    one.reason = statement.Text(6);
  }
}

Status RatificationTable::ForEachFrozen(
    std::uint64_t through, const merge::Approvals& approvals,
    const std::function<Status(const merge::FrozenRecord&)>& visit) {
  TILIK_ASSIGN_OR_RETURN(auto touched, TouchedSince(database_, through));
  TILIK_ASSIGN_OR_RETURN(auto redirected, RedirectedAt(database_, through));
  HistoryTable histories(database_);
  sqlite::Statement records = database_.Prepare(kRecords);
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool row, records.Step());
    if (!row) return Status();
    merge::FrozenRecord frozen;
    frozen.id = records.Fixed<RecordId>(0);
    if (redirected.contains(frozen.id)) continue;
    frozen.kind = static_cast<v1::RecordKind>(records.Int(1));
    frozen.status = static_cast<v1::RecordStatus>(records.Int(2));
    merge::RecordState record;
    record.id = frozen.id;
    TILIK_RETURN_IF_ERROR(UnpackState(records.Blob(3), record));
    if (!touched.contains(frozen.id) && AllReviewed(record, approvals, through)) {
      frozen.answers = merge::AllAnswers(record);
    } else {
      TILIK_ASSIGN_OR_RETURN(std::vector<merge::HistoryRow> history, histories.OfRecord(frozen.id));
      frozen.status = merge::ReviewedStatus(history, through);
      for (auto& [slot, answers] : merge::ReviewedAnswers(history, approvals, through)) {
        frozen.answers.insert(answers.begin(), answers.end());
      }
    }
    if (!frozen.answers.empty()) TILIK_RETURN_IF_ERROR(visit(frozen));
  }
}

}  // namespace tilik::storage
