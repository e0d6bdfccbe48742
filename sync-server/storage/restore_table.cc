#include "sync-server/storage/restore_table.h"

namespace tilik::storage {
namespace {

constexpr char kAdd[] =
    "INSERT OR REPLACE INTO restore (arrival, time, epoch, head_count, head, reason) "
    "VALUES (?, ?, ?, ?, ?, ?)";
constexpr char kAll[] =
    "SELECT arrival, time, epoch, head_count, head, reason FROM restore ORDER BY arrival";
constexpr char kNoteWitness[] =
    "INSERT INTO witness (epoch, head_count, head, chain, seen) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (epoch) DO UPDATE SET head_count = excluded.head_count, head = excluded.head, "
    "chain = excluded.chain, seen = excluded.seen WHERE excluded.head_count > head_count";
constexpr char kWitnesses[] =
    "SELECT epoch, head_count, head, chain, seen FROM witness ORDER BY epoch";
constexpr char kNoteReturned[] =
    "INSERT OR IGNORE INTO returned (epoch, arrival, chain, seq) VALUES (?, ?, ?, ?)";
constexpr char kReturned[] =
    "SELECT arrival FROM returned WHERE epoch = ? AND arrival > ? ORDER BY arrival";
constexpr char kReturnedEpochs[] = "SELECT DISTINCT epoch FROM returned";

}  // namespace

Status RestoreTable::Add(const RestoreRow& restore) {
  return database_.Prepare(kAdd)
      .Bind(1, restore.arrival)
      .Bind(2, restore.time.ms)
      .Bind(3, restore.epoch)
      .Bind(4, restore.count)
      .Bind(5, restore.hash)
      .BindText(6, restore.reason)
      .Run();
}

Result<std::vector<RestoreRow>> RestoreTable::All() {
  std::vector<RestoreRow> restores;
  sqlite::Statement statement = database_.Prepare(kAll);
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
    if (!row) return restores;
    RestoreRow& restore = restores.emplace_back();
    restore.arrival = statement.UInt(0);
    restore.time.ms = statement.Int(1);
    restore.epoch = statement.UInt(2);
    restore.count = statement.UInt(3);
    restore.hash = statement.Fixed<ContentHash>(4);
    restore.reason = statement.Text(5);
  }
}

Status RestoreTable::NoteWitness(const Witness& witness) {
  return database_.Prepare(kNoteWitness)
      .Bind(1, witness.epoch)
      .Bind(2, witness.count)
      .Bind(3, witness.hash)
      .Bind(4, witness.chain)
      .Bind(5, witness.seen.ms)
      .Run();
}

Result<std::vector<Witness>> RestoreTable::Witnesses() {
  std::vector<Witness> witnesses;
  sqlite::Statement statement = database_.Prepare(kWitnesses);
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
    if (!row) return witnesses;
    Witness& witness = witnesses.emplace_back();
    witness.epoch = statement.UInt(0);
    witness.count = statement.UInt(1);
    witness.hash = statement.Fixed<ContentHash>(2);
    witness.chain = statement.Fixed<ChainId>(3);
    witness.seen.ms = statement.Int(4);
  }
}

Status RestoreTable::NoteReturned(const ReceiptFacts& facts) {
  return database_.Prepare(kNoteReturned)
      .Bind(1, facts.epoch)
      .Bind(2, facts.arrival)
      .Bind(3, facts.enrolment)
      .Bind(4, facts.seq)
      .Run();
}

Result<std::vector<std::uint64_t>> RestoreTable::Returned(std::uint64_t epoch,
                                                          std::uint64_t after) {
  std::vector<std::uint64_t> arrivals;
  sqlite::Statement statement = database_.Prepare(kReturned);
  statement.Bind(1, epoch).Bind(2, after);
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
    if (!row) return arrivals;
    arrivals.push_back(statement.UInt(0));
  }
}

Result<std::set<std::uint64_t>> RestoreTable::ReturnedEpochs() {
  std::set<std::uint64_t> epochs;
  sqlite::Statement statement = database_.Prepare(kReturnedEpochs);
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
    if (!row) return epochs;
    epochs.insert(statement.UInt(0));
  }
}

}  // namespace tilik::storage
