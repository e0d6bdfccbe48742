#include "client/core/own_changes.h"

#include <algorithm>

namespace tilik::client {
namespace {

constexpr char kOwnChanges[] =
    "SELECT o.seq, o.operation, o.oldest_epoch, o.said, o.outcome, o.outcome_epoch, "
    "o.outcome_record, b.answered FROM own_operation o JOIN outbox b ON b.seq = o.seq "
    "WHERE o.subject = ? AND o.live = 1 ORDER BY o.seq, o.operation";
constexpr char kRow[] = "SELECT epoch, revision FROM record WHERE id = ?";
constexpr char kDropChange[] = "UPDATE own_operation SET live = 0 WHERE seq = ? AND operation = ?";
constexpr char kOperation[] =
    "SELECT o.subject, o.hides, o.live, b.link, o.outcome, o.outcome_epoch FROM own_operation o "
    "JOIN outbox b ON b.seq = o.seq "
    "WHERE o.seq = ? AND o.operation = ?";
constexpr char kKeepOutcome[] =
    "UPDATE own_operation SET outcome = ?, outcome_epoch = ?, outcome_record = ?, live = ? "
    "WHERE seq = ? AND operation = ?";

template <typename Message>
bool Parse(std::string_view bytes, Message* message) {
  return message->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

bool Undecided(const OwnOutcome& outcome) {
  return !IsDecided(outcome.whole.fate) ||
         std::any_of(outcome.fields.begin(), outcome.fields.end(),
                     [](const auto& field) { return !IsDecided(field.second.fate); });
}

Result<OwnChange> ReadOwn(const sqlite::Statement& row) {
  v1::Operation operation;
  if (!Parse(row.Blob(3), &operation)) return Status::Corrupt("an own operation is damaged");
  TILIK_ASSIGN_OR_RETURN(
      std::optional<OwnChange> change,
      ReadOwnChange(operation, row.UInt(0), static_cast<std::uint32_t>(row.UInt(1)), row.UInt(2)));
  if (!change) return Status::Corrupt("a fact lies among the own changes");
  change->receipted = row.Int(7) != 0;
  v1::Outcome outcome;
  if (!row.IsNull(4) && Parse(row.Blob(4), &outcome)) {
    change->outcome = ReadOutcome(outcome, row.UInt(5));
  }
  return *std::move(change);
}

}  // namespace

Result<std::vector<OwnChange>> OwnChanges::Of(const RecordId& record) {
  std::vector<OwnChange> changes;
  {
    sqlite::Statement row = store_.database().Prepare(kOwnChanges);
    row.Bind(1, record);
    while (true) {
      TILIK_ASSIGN_OR_RETURN(bool found, row.Step());
      if (!found) break;
      TILIK_ASSIGN_OR_RETURN(OwnChange change, ReadOwn(row));
      changes.push_back(std::move(change));
    }
  }
  for (OwnChange& change : changes) {
    if (!change.outcome || change.outcome->record.none() || change.outcome->record == record) {
      continue;
    }
    sqlite::Statement row = store_.database().Prepare(kRow);
    TILIK_ASSIGN_OR_RETURN(bool found, row.Bind(1, change.outcome->record).Step());
    change.other_row = found ? Base{row.UInt(0), row.UInt(1)} : Base();
  }
  return changes;
}

Status OwnChanges::DropOver(const ServerState& server, std::vector<OwnChange>* changes) {
  for (auto change = changes->begin(); change != changes->end();) {
    if (!IsOver(*change, server)) {
      ++change;
      continue;
    }
    TILIK_RETURN_IF_ERROR(store_.database()
                              .Prepare(kDropChange)
                              .Bind(1, change->seq)
                              .Bind(2, change->operation)
                              .Run());
    change = changes->erase(change);
  }
  return Status();
}

Result<RecordId> OwnChanges::KeepOutcome(std::uint64_t epoch, const v1::Outcome& told) {
  RecordId subject;
  bool live = false;
  v1::Outcome outcome = told;
  OwnOutcome read;
  {
    sqlite::Statement row = store_.database().Prepare(kOperation);
    TILIK_ASSIGN_OR_RETURN(bool found,
                           row.Bind(1, outcome.seq()).Bind(2, outcome.operation()).Step());
    if (!found) return RecordId();
    if (!outcome.link().empty() && outcome.link() != row.Blob(3)) return RecordId();
    subject = row.Fixed<RecordId>(0);
    v1::Outcome known;
    // What another epoch said of it is not a beginning of what this one says.
    const bool begun = !row.IsNull(4) && row.UInt(5) == epoch;
    if (begun && known.ParseFromString(std::string(row.Blob(4)))) {
      outcome = FoldOutcome(std::move(known), told);
    }
    read = ReadOutcome(outcome, epoch);
    live = row.Int(1) != 0 && (row.Int(2) != 0 || Undecided(read));
  }
  std::string bytes = outcome.SerializeAsString();
  bool elsewhere = !read.record.none() && read.record != subject;
  sqlite::Statement keep = store_.database().Prepare(kKeepOutcome);
  keep.BindBlob(1, bytes).Bind(2, epoch).Bind(4, live ? 1 : 0);
  if (elsewhere) keep.Bind(3, read.record);
  TILIK_RETURN_IF_ERROR(keep.Bind(5, outcome.seq()).Bind(6, outcome.operation()).Run());
  return subject;
}

}  // namespace tilik::client
