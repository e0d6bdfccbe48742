#include "sync-server/storage/sqlite_writer.h"

#include <algorithm>

#include "sync-server/merge/merge.h"
#include "sync-server/storage/destruction.h"

namespace tilik::storage {
namespace {

constexpr char kEpoch[] = "SELECT epoch FROM district";
constexpr char kSetEpoch[] = "UPDATE district SET epoch = ?1 WHERE epoch < ?1";

// Whether a change of this kind left the slot with another value than it had.
bool ChangesValue(merge::SlotChange::Kind kind) {
  return kind == merge::SlotChange::Kind::kApplied || kind == merge::SlotChange::Kind::kDecided ||
         kind == merge::SlotChange::Kind::kMerged || kind == merge::SlotChange::Kind::kParted;
}

// Whether what stood there says all that `answers` says. A file may know one column of a group.
bool Says(const Answers& stood, const Answers& answers, const Codebooks& codebooks) {
  return std::all_of(answers.begin(), answers.end(), [&](const auto& said) {
    auto found = stood.find(said.first);
    return found != stood.end() &&
           codebooks.Same(said.first, found->second.value, said.second.value);
  });
}

}  // namespace

SqliteWriter::SqliteWriter(sqlite::Database& database, SecondLog* second_log,
                           sqlite::Transaction transaction, std::uint64_t epoch, Release release)
    : database_(database),
      second_log_(second_log),
      epoch_(epoch),
      release_(std::move(release)),
      transaction_(std::move(transaction)),
      log_(database),
      chains_(database),
      sessions_(database),
      accounts_(database),
      codes_(database),
      imported_(database),
      recovery_(database),
      areas_(database),
      records_(database),
      people_(database, records_),
      cases_(database),
      held_(database, log_),
      facts_(database, log_),
      history_(database),
      ledger_(database, log_),
      aid_(database),
      registers_(database),
      reference_(database),
      inbox_(database),
      restores_(database),
      reviews_(database),
      tasks_(database),
      ratifications_(database),
      deeds_(database) {}

Result<std::unique_ptr<Writer>> SqliteWriter::Begin(sqlite::Database& database,
                                                    SecondLog* second_log, std::uint64_t epoch,
                                                    Release release) {
  TILIK_ASSIGN_OR_RETURN(sqlite::Transaction transaction, sqlite::Transaction::Begin(database));
  {
    sqlite::Statement statement = database.Prepare(kEpoch);
    TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
    if (!row || statement.UInt(0) != epoch) {
      return Status::Conflict("the district has entered another epoch: open the store anew");
    }
  }
  return std::unique_ptr<Writer>(
      new SqliteWriter(database, second_log, std::move(transaction), epoch, std::move(release)));
}

SqliteWriter::~SqliteWriter() {
  transaction_.reset();
  release_(epoch_);
}

Status SqliteWriter::Note(Status status) {
  bool ours = status.code() == Code::kCorrupt || status.code() == Code::kStorage ||
              status.code() == Code::kConflict;
  if (ours && failure_.ok()) failure_ = status;
  return status;
}

Result<LogTable::Head*> SqliteWriter::Head() {
  if (!head_.has_value()) {
    TILIK_ASSIGN_OR_RETURN(head_, log_.Last());
    next_arrival_ = head_->count + 1;
  }
  return &*head_;
}

Result<std::optional<ChainRow>> SqliteWriter::LoadChain(const ChainId& chain) {
  return chains_.Find(chain);
}

Status SqliteWriter::SaveChain(const ChainRow& chain) { return Note(chains_.Save(chain)); }

std::vector<merge::LoggedLink> SqliteWriter::LinksAt(const ChainId& chain,
                                                     std::uint64_t seq) const {
  Result<std::vector<merge::LoggedLink>> links = log_.LinksAt(chain, seq);
  if (links.ok()) return *std::move(links);
  if (failure_.ok()) failure_ = links.status();
  return {};
}

Result<std::optional<LogEntry>> SqliteWriter::EntryByLink(const ChainId& chain, const Link& link) {
  TILIK_ASSIGN_OR_RETURN(std::optional<LogEntry> entry, log_.ByLink(link));
  if (entry.has_value() && entry->chain != chain) entry.reset();
  return entry;
}

Result<std::optional<LogEntry>> SqliteWriter::EntryBySeq(const ChainId& chain, std::uint32_t branch,
                                                         std::uint64_t seq) {
  return log_.BySeq(chain, branch, seq);
}

Status SqliteWriter::GiveCase(const merge::CaseFile& file) { return Note(cases_.Save(file, 0)); }

Result<std::optional<LogEntry>> SqliteWriter::EntryOf(const Link& link) {
  return log_.ByLink(link);
}

Result<std::uint64_t> SqliteWriter::NextArrival() {
  TILIK_RETURN_IF_ERROR(Head().status());
  return next_arrival_++;
}

Status SqliteWriter::AppendLog(const LogEntry& entry) {
  TILIK_ASSIGN_OR_RETURN(LogTable::Head * head, Head());
  TILIK_CHECK(entry.arrival == head->count + 1, "log entries are appended in order, without gaps");
  std::uint64_t& chain = chain_numbers_[entry.chain];
  if (chain == 0) {
    TILIK_ASSIGN_OR_RETURN(chain, chains_.NumberOf(entry.chain));
  }
  ContentHash hash = NextHead(head->hash, entry);
  TILIK_RETURN_IF_ERROR(Note(log_.Append(entry, chain, hash)));
  head->count = entry.arrival;
  head->hash = hash;
  next_arrival_ = std::max(next_arrival_, entry.arrival + 1);
  arrivals_[entry.link] = entry.arrival;
  if (second_log_ != nullptr) unwritten_.push_back(entry);
  return Status();
}

Status SqliteWriter::SetLogState(std::uint64_t arrival, LogEntry::State state, Instant observed) {
  return Note(log_.SetState(arrival, state, observed));
}

Status SqliteWriter::SetLogBranch(std::uint64_t arrival, std::uint32_t branch) {
  return Note(log_.SetBranch(arrival, branch));
}

Result<std::optional<SessionRow>> SqliteWriter::LoadSession(std::uint64_t epoch,
                                                            std::uint64_t number) {
  return sessions_.Find(epoch, number);
}

Result<std::uint64_t> SqliteWriter::AddSession(const SessionRow& session) {
  return sessions_.Add(session);
}

Result<std::optional<merge::RecordState>> SqliteWriter::LoadRecord(const RecordId& record) {
  return records_.Find(record);
}

Result<std::optional<Writer::Imported>> SqliteWriter::LoadImported(const std::string& importer,
                                                                   const std::string& key) {
  return imported_.Find(importer, key);
}

Status SqliteWriter::SaveImported(const std::string& importer, const std::string& key,
                                  const Imported& imported) {
  return Note(imported_.Save(importer, key, imported));
}

// Walks back from what is accepted now: before a change at revision r the slot held what it held at
// r − 1.
Result<std::uint64_t> SqliteWriter::LastRevisionWith(const RecordId& record, Slot slot,
                                                     const Answers& answers,
                                                     const Codebooks& codebooks) {
  TILIK_ASSIGN_OR_RETURN(std::optional<merge::RecordState> state, records_.Find(record));
  if (!state.has_value()) return std::uint64_t{0};
  auto now = state->slots.find(slot);
  if (now != state->slots.end() && Says(now->second.answers, answers, codebooks)) {
    return state->revision;
  }
  TILIK_ASSIGN_OR_RETURN(std::vector<merge::HistoryRow> history, history_.OfRecord(record));
  for (auto row = history.rbegin(); row != history.rend(); ++row) {
    for (const merge::SlotChange& change : row->changes) {
      if (change.slot == slot && ChangesValue(change.kind) && row->revision > 0 &&
          Says(change.before, answers, codebooks)) {
        return row->revision - 1;
      }
    }
  }
  return std::uint64_t{0};
}

Status SqliteWriter::SaveAccount(const Account& account) { return Note(accounts_.Save(account)); }

Status SqliteWriter::SaveBundleRequest(const ChainId& chain, const v1::KeptRequest& kept) {
  return Note(BundleRequestTable(database_).Save(chain, kept));
}

Status SqliteWriter::AddEnrolCode(const EnrolCode& code) { return Note(codes_.Add(code)); }

Result<std::optional<EnrolCode>> SqliteWriter::TakeEnrolCode(const std::string& code, Instant now) {
  return codes_.Take(code, now);
}

Status SqliteWriter::AddRestore(const RestoreRow& restore) { return Note(restores_.Add(restore)); }

Status SqliteWriter::NoteWitness(const Witness& witness) {
  return Note(restores_.NoteWitness(witness));
}

Status SqliteWriter::NoteReturned(const ReceiptFacts& facts) {
  return Note(restores_.NoteReturned(facts));
}

Status SqliteWriter::ForgetCodesAndSessions() {
  TILIK_RETURN_IF_ERROR(Note(codes_.DropAll()));
  std::uint64_t epoch = 0;
  {
    sqlite::Statement statement = database_.Prepare(kEpoch);
    TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
    if (row) epoch = statement.UInt(0);
  }
  return Note(sessions_.LeaveGap(epoch));
}

Result<std::set<std::string>> SqliteWriter::AccountNames() { return chains_.AccountNames(); }

Status SqliteWriter::SaveCodebook(const v1::Codebook& codebook) {
  return Note(reference_.SaveCodebook(codebook));
}

Status SqliteWriter::SaveVillageName(const v1::VillageName& name) {
  return Note(reference_.SaveVillageName(name));
}

Status SqliteWriter::BeginEpoch(std::uint64_t epoch) {
  TILIK_RETURN_IF_ERROR(Note(database_.Prepare(kSetEpoch).Bind(1, epoch).Run()));
  if (database_.changes() == 1) {
    next_epoch_ = epoch;
    return Status();
  }
  return Status::Invalid("an epoch is higher than all before it");
}

Status SqliteWriter::Commit() {
  TILIK_CHECK(transaction_.has_value(), "a Writer is committed once");
  TILIK_RETURN_IF_ERROR(failure_);
  TILIK_RETURN_IF_ERROR(areas_.Flush());
  TILIK_RETURN_IF_ERROR(reference_.Flush());
  // All that ever were: the second log may still hold what an earlier attempt cleared here.
  std::set<Link> destroyed_links;
  if (destroyed_.has_value() && second_log_ != nullptr) {
    TILIK_ASSIGN_OR_RETURN(destroyed_links, DestroyedTable(database_).Links());
  }
  std::optional<SecondLog::Mark> mark;
  if (!unwritten_.empty()) {
    TILIK_ASSIGN_OR_RETURN(mark, second_log_->Append(unwritten_));
  }
  Status committed = transaction_->Commit();
  if (!committed.ok() && mark.has_value()) second_log_->Undo(*mark);
  if (!committed.ok()) return committed;
  transaction_.reset();
  if (next_epoch_ != 0) epoch_ = next_epoch_;
  return destroyed_links.empty() ? Status() : second_log_->Destroy(destroyed_links);
}

}  // namespace tilik::storage
