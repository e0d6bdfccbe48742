#include "sync-server/storage/sqlite_reader.h"

#include <algorithm>

#include "sync-server/storage/deed_table.h"
#include "sync-server/storage/destruction.h"

namespace tilik::storage {
namespace {

constexpr std::size_t kLinesAtATime = 480;

constexpr char kEpoch[] = "SELECT epoch FROM district";
constexpr char kEpochAt[] = "SELECT epoch FROM change_set WHERE arrival = ?";
constexpr char kCounts[] =
    "SELECT (SELECT count(*) FROM change_set), "
    "(SELECT count(*) FROM record WHERE kind = 1 AND redirected_to IS NULL), "
    "(SELECT count(*) FROM record WHERE kind = 2 AND redirected_to IS NULL), "
    "(SELECT count(*) FROM record WHERE kind = 3 AND redirected_to IS NULL), "
    "(SELECT count(*) FROM case_file WHERE open), (SELECT count(*) FROM entitlement WHERE "
    "defined), "
    "(SELECT count(*) FROM visit WHERE NOT retracted), (SELECT count(*) FROM handover WHERE NOT "
    "retracted), "
    "(SELECT count(*) FROM held)";
constexpr char kHeldSets[] =
    "SELECT c.chain, s.branch, s.seq, s.link, s.time FROM held AS h "
    "JOIN change_set AS s ON s.arrival = h.arrival JOIN chain AS c ON c.number = s.chain "
    "WHERE h.case_number = ? GROUP BY s.arrival ORDER BY s.chain, s.branch, s.seq";

}  // namespace

SqliteReader::SqliteReader(std::unique_ptr<sqlite::Database> database,
                           sqlite::Transaction transaction, Release release)
    : database_(std::move(database)),
      transaction_(std::move(transaction)),
      release_(std::move(release)),
      log_(*database_),
      chains_(*database_),
      recovery_(*database_),
      records_(*database_),
      accounts_(*database_),
      cases_(*database_),
      held_(*database_, log_),
      facts_(*database_, log_),
      history_(*database_),
      ledger_(*database_, log_),
      aid_(*database_),
      reference_(*database_),
      inbox_(*database_),
      restores_(*database_),
      verification_(*database_, log_),
      registers_(*database_) {}

// SQLite takes its snapshot at the first read, so one is made at once.
Result<std::unique_ptr<SqliteReader>> SqliteReader::Begin(
    std::unique_ptr<sqlite::Database> database, Release release) {
  TILIK_ASSIGN_OR_RETURN(sqlite::Transaction transaction,
                         sqlite::Transaction::BeginRead(*database));
  {
    Result<bool> row = database->Prepare(kEpoch).Step();
    if (!row.ok()) return row.status();
  }
  return std::unique_ptr<SqliteReader>(
      new SqliteReader(std::move(database), std::move(transaction), std::move(release)));
}

SqliteReader::~SqliteReader() {
  transaction_.reset();
  release_(std::move(database_));
}

Result<FeedPage> SqliteReader::Feed(std::uint64_t village, std::uint64_t after,
                                    std::size_t max_bytes) {
  return records_.Feed(village, after, max_bytes, cases_);
}

Result<v1::InboxPage> SqliteReader::Inbox(const ChainId& chain, std::uint64_t after,
                                          std::size_t max_bytes) {
  return inbox_.Page(chain, after, max_bytes);
}

Result<v1::ReferencePage> SqliteReader::Reference(const std::set<std::uint64_t>& villages,
                                                  std::uint64_t after, std::size_t max_bytes) {
  return reference_.Page(villages, after, max_bytes);
}

Result<std::optional<ChainRow>> SqliteReader::Chain(const ChainId& chain) {
  return chains_.Find(chain);
}

Result<std::optional<v1::KeptRequest>> SqliteReader::BundleRequest(const ChainId& chain) {
  return BundleRequestTable(*database_).Find(chain);
}

Result<std::vector<ReceiptFacts>> SqliteReader::Custody(const ChainId& chain, std::uint64_t after,
                                                        std::size_t limit) {
  return log_.Custody(chain, after, limit);
}

Result<std::optional<merge::RecordState>> SqliteReader::Record(const RecordId& record) {
  return records_.Find(record);
}

Result<std::vector<RecordId>> SqliteReader::Members(const RecordId& parent) {
  return records_.Members(parent);
}

Result<std::vector<merge::HistoryRow>> SqliteReader::History(const RecordId& record) {
  return history_.OfRecord(record);
}

Result<std::vector<merge::FactRow>> SqliteReader::FactsOf(const RecordId& record) {
  return facts_.OfRecord(record);
}

Result<std::vector<merge::LineState>> SqliteReader::LinesOf(const RecordId& recipient) {
  TILIK_ASSIGN_OR_RETURN(std::vector<LineId> ids, ledger_.OfRecipients({recipient}));
  std::map<LineId, merge::LineState> lines;
  TILIK_RETURN_IF_ERROR(ledger_.LoadInto(ids, lines));
  std::vector<merge::LineState> result;
  for (auto& [id, line] : lines) result.push_back(std::move(line));
  return result;
}

Result<std::optional<merge::LineState>> SqliteReader::Line(const LineId& line) {
  std::map<LineId, merge::LineState> lines;
  TILIK_RETURN_IF_ERROR(ledger_.LoadInto({line}, lines));
  if (lines.empty()) return std::optional<merge::LineState>();
  return std::optional<merge::LineState>(std::move(lines.begin()->second));
}

Result<std::vector<v1::Programme>> SqliteReader::Programmes() { return reference_.Programmes(); }

Result<std::vector<FoundRecord>> SqliteReader::FindRecords(const std::string& text, int limit) {
  return records_.FindByText(text, limit);
}

Result<std::vector<merge::CaseFile>> SqliteReader::Cases(bool open_only, std::uint64_t after_number,
                                                         int limit) {
  return cases_.After(after_number, open_only, limit);
}

Result<std::vector<merge::CaseFile>> SqliteReader::CasesOfKind(merge::CaseKind kind,
                                                               std::uint64_t after_number,
                                                               int limit) {
  return cases_.OfKind(kind, after_number, limit);
}

// Its own, and those of officers' days that rest on what was done there.
Result<std::vector<merge::CaseFile>> SqliteReader::SignalsAbout(const RecordId& record) {
  TILIK_ASSIGN_OR_RETURN(std::vector<merge::CaseFile> files, cases_.SignalsOf(record));
  TILIK_ASSIGN_OR_RETURN(std::set<merge::ChainDay> days, DeedTable(*database_).DaysOf(record));
  for (const merge::ChainDay& day : days) {
    for (v1::Signal signal : merge::kSignalsOfDays) {
      TILIK_ASSIGN_OR_RETURN(std::optional<merge::CaseFile> file,
                             cases_.FindSignal(merge::SignalOf(day, signal)));
      const bool rests_here =
          file.has_value() &&
          std::any_of(file->evidence.begin(), file->evidence.end(),
                      [&](const merge::Evidence& evidence) { return evidence.about == record; });
      if (rests_here) files.push_back(*std::move(file));
    }
  }
  return files;
}

Result<std::optional<merge::CaseFile>> SqliteReader::Case(std::uint64_t number) {
  return cases_.Find(number);
}

Result<std::vector<RecapRow>> SqliteReader::Recap(const std::string& programme) {
  return ledger_.Recap(programme);
}

Status SqliteReader::ForEachLine(const std::string& programme, const std::string& period,
                                 const std::function<Status(const merge::LineState&)>& visit) {
  TILIK_ASSIGN_OR_RETURN(std::vector<LineId> ids, ledger_.OfPeriod(programme, period));
  for (std::size_t from = 0; from < ids.size(); from += kLinesAtATime) {
    const std::size_t to = std::min(ids.size(), from + kLinesAtATime);
    std::map<LineId, merge::LineState> lines;
    TILIK_RETURN_IF_ERROR(ledger_.LoadInto({ids.begin() + static_cast<std::ptrdiff_t>(from),
                                            ids.begin() + static_cast<std::ptrdiff_t>(to)},
                                           lines));
    for (const auto& [id, line] : lines) TILIK_RETURN_IF_ERROR(visit(line));
  }
  return Status();
}

Result<std::vector<PlaceName>> SqliteReader::PlaceNames() { return aid_.PlaceNames(); }

Result<std::vector<EvidenceRow>> SqliteReader::EvidenceOf(const LineId& line) {
  return aid_.EvidenceOf(line);
}

Result<std::vector<UnlistedRow>> SqliteReader::Unlisted(const std::string& programme) {
  return aid_.Unlisted(programme);
}

Result<std::vector<StockRow>> SqliteReader::Stock() { return aid_.Stock(); }

Result<std::vector<Sp2dRow>> SqliteReader::Sp2d(const std::string& programme) {
  return aid_.Sp2d(programme);
}

Result<std::vector<merge::EligibilityFact>> SqliteReader::Eligibility(
    const std::string& programme) {
  return aid_.Eligibility(programme);
}

Status SqliteReader::ForEachLogEntry(std::uint64_t from_arrival,
                                     const std::function<Status(const LogEntry&)>& visit) {
  return log_.ForEach(from_arrival, visit);
}

Result<std::optional<LogEntry>> SqliteReader::EntryByLink(const ChainId& chain, const Link& link) {
  TILIK_ASSIGN_OR_RETURN(std::optional<LogEntry> entry, log_.ByLink(link));
  if (entry.has_value() && entry->chain != chain) entry.reset();
  return entry;
}

Result<v1::LogHead> SqliteReader::Head() {
  TILIK_ASSIGN_OR_RETURN(LogTable::Head last, log_.Last());
  v1::LogHead head;
  head.set_count(last.count);
  head.set_hash(last.hash.str());
  sqlite::Statement statement = database_->Prepare(kEpoch);
  TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
  if (row) head.set_epoch(statement.UInt(0));
  return head;
}

Result<v1::LogHead> SqliteReader::HeadAt(std::uint64_t count) {
  TILIK_ASSIGN_OR_RETURN(ContentHash hash, log_.HeadAt(count));
  v1::LogHead head;
  head.set_count(count);
  head.set_hash(hash.str());
  sqlite::Statement statement = database_->Prepare(kEpochAt);
  TILIK_ASSIGN_OR_RETURN(bool row, statement.Bind(1, count).Step());
  if (row) head.set_epoch(statement.UInt(0));
  return head;
}

Result<std::vector<ChainRow>> SqliteReader::Chains() { return chains_.All(); }

Result<std::vector<Account>> SqliteReader::Accounts() { return accounts_.All(); }

Result<std::map<std::uint64_t, std::set<std::string>>> SqliteReader::DestroyedBodies() {
  return DestroyedTable(*database_).All();
}

Result<std::vector<LogEntry>> SqliteReader::AwaitingSignature() {
  TILIK_ASSIGN_OR_RETURN(std::vector<std::uint64_t> arrivals, held_.AwaitingSignature());
  std::vector<LogEntry> entries;
  for (std::uint64_t arrival : arrivals) {
    TILIK_ASSIGN_OR_RETURN(std::optional<LogEntry> entry, log_.ByArrival(arrival));
    if (!entry.has_value()) return Status::Corrupt("a set that waits is not in the log");
    entries.push_back(*std::move(entry));
  }
  return entries;
}

Result<std::vector<RestoreRow>> SqliteReader::Restores() { return restores_.All(); }

Result<std::vector<Witness>> SqliteReader::Witnesses() { return restores_.Witnesses(); }

Result<std::vector<std::uint64_t>> SqliteReader::Returned(std::uint64_t epoch,
                                                          std::uint64_t after) {
  return restores_.Returned(epoch, after);
}

Result<std::set<std::uint64_t>> SqliteReader::ReturnedEpochs() {
  return restores_.ReturnedEpochs();
}

Result<std::vector<HeldBranch>> SqliteReader::HeldBranches(std::uint64_t case_number) {
  std::vector<HeldBranch> branches;
  sqlite::Statement statement = database_->Prepare(kHeldSets);
  statement.Bind(1, case_number);
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
    if (!row) return branches;
    const ChainId chain = statement.Fixed<ChainId>(0);
    const auto number = static_cast<std::uint32_t>(statement.Int(1));
    if (branches.empty() || branches.back().chain != chain || branches.back().branch != number) {
      branches.push_back({chain, number, statement.UInt(2), 0, statement.Fixed<Link>(3), 0,
                          Instant{statement.Int(4)}});
    }
    branches.back().last_seq = statement.UInt(2);
    ++branches.back().sets;
  }
}

Result<Reader::Counts> SqliteReader::Count() {
  sqlite::Statement statement = database_->Prepare(kCounts);
  TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
  Counts counts;
  if (!row) return counts;
  int column = 0;
  for (std::uint64_t* count :
       {&counts.log_entries, &counts.households, &counts.families, &counts.persons,
        &counts.open_cases, &counts.lines, &counts.visits, &counts.handovers, &counts.held}) {
    *count = statement.UInt(column++);
  }
  return counts;
}

}  // namespace tilik::storage
