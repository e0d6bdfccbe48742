// The Writer of the SQLite store: one transaction over all tables.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>

#include "proto/sqlite/database.h"
#include "sync-server/storage/aid_table.h"
#include "sync-server/storage/case_table.h"
#include "sync-server/storage/deed_table.h"
#include "sync-server/storage/fact_table.h"
#include "sync-server/storage/ledger_table.h"
#include "sync-server/storage/log_table.h"
#include "sync-server/storage/people_table.h"
#include "sync-server/storage/person_index.h"
#include "sync-server/storage/ratification_table.h"
#include "sync-server/storage/record_table.h"
#include "sync-server/storage/recovery_table.h"
#include "sync-server/storage/reference_table.h"
#include "sync-server/storage/register_table.h"
#include "sync-server/storage/registry_store.h"
#include "sync-server/storage/restore_table.h"
#include "sync-server/storage/review_table.h"
#include "sync-server/storage/second_log.h"

namespace tilik::storage {

// Everything it remembers (row numbers, the log's head, positions) is good for its transaction
// only: nobody else can write while it lives. `release` is called when it is gone, with the epoch
// that is then in force.
class SqliteWriter final : public Writer, private merge::LinkIndex {
 public:
  using Release = std::function<void(std::uint64_t epoch)>;
  // `second_log` may be null.
  static Result<std::unique_ptr<Writer>> Begin(sqlite::Database& database, SecondLog* second_log,
                                               std::uint64_t epoch, Release release);
  ~SqliteWriter() override;

  Result<std::optional<ChainRow>> LoadChain(const ChainId& chain) override;
  Status SaveChain(const ChainRow& chain) override;
  const merge::LinkIndex& links() override { return *this; }
  Result<std::optional<LogEntry>> EntryByLink(const ChainId& chain, const Link& link) override;
  Result<std::optional<LogEntry>> EntryBySeq(const ChainId& chain, std::uint32_t branch,
                                             std::uint64_t seq) override;
  Result<std::uint64_t> NextArrival() override;
  Status AppendLog(const LogEntry& entry) override;
  Status SetLogState(std::uint64_t arrival, LogEntry::State state, Instant observed) override;
  Status SetLogBranch(std::uint64_t arrival, std::uint32_t branch) override;
  Result<std::optional<SessionRow>> LoadSession(std::uint64_t epoch, std::uint64_t number) override;
  Result<std::uint64_t> AddSession(const SessionRow& session) override;

  Status Load(const merge::Keys& keys, merge::WorkingSet& into) override;
  Status Save(const merge::Delta& delta, const merge::WorkingSet& merged,
              const LogEntry& entry) override;
  const std::optional<Destroyed>& destroyed() const override { return destroyed_; }
  Status DestroyAgain(const std::set<RecordId>& records, const std::set<Link>& links) override;
  Result<bool> WasDestroyed(const Link& link) override;
  Status NoteDestroyed(std::uint64_t arrival, const std::set<std::string>& ids) override;
  Status GiveCase(const merge::CaseFile& file) override;
  Result<std::optional<LogEntry>> EntryOf(const Link& link) override;

  Result<std::optional<merge::RecordState>> LoadRecord(const RecordId& record) override;
  Result<std::optional<Imported>> LoadImported(const std::string& importer,
                                               const std::string& key) override;
  Status SaveImported(const std::string& importer, const std::string& key,
                      const Imported& imported) override;
  Result<std::uint64_t> LastRevisionWith(const RecordId& record, Slot slot, const Answers& answers,
                                         const Codebooks& codebooks) override;

  Status SaveAccount(const Account& account) override;
  Status SaveBundleRequest(const ChainId& chain, const v1::KeptRequest& kept) override;
  Status AddEnrolCode(const EnrolCode& code) override;
  Result<std::optional<EnrolCode>> TakeEnrolCode(const std::string& code, Instant now) override;
  RecoveryRegister& recovery() override { return recovery_; }

  Status AddRestore(const RestoreRow& restore) override;
  Status NoteWitness(const Witness& witness) override;
  Status NoteReturned(const ReceiptFacts& facts) override;
  Status ForgetCodesAndSessions() override;
  Result<std::set<std::string>> AccountNames() override;

  Status SaveCodebook(const v1::Codebook& codebook) override;
  Status SaveVillageName(const v1::VillageName& name) override;
  Status BeginEpoch(std::uint64_t epoch) override;

  Status Commit() override;

 private:
  SqliteWriter(sqlite::Database& database, SecondLog* second_log, sqlite::Transaction transaction,
               std::uint64_t epoch, Release release);

  std::vector<merge::LoggedLink> LinksAt(const ChainId& chain, std::uint64_t seq) const override;

  // --- loading.cc ---
  struct Closure;
  Status LoadRecords(Closure& closure, merge::WorkingSet& into);
  Status LoadFacts(const merge::Keys& keys, Closure& closure, merge::WorkingSet& into);
  Status LoadCases(const merge::Keys& keys, Closure& closure, merge::WorkingSet& into);
  Status LoadLines(const merge::Keys& keys, Closure& closure, merge::WorkingSet& into);
  Status LoadSets(const std::set<Link>& sets, merge::WorkingSet& into);
  Status LoadIdentities(const merge::Keys& keys, merge::WorkingSet& into);
  Status LoadDeeds(const merge::Keys& keys, merge::WorkingSet& into);

  // --- verification.cc ---
  Status LoadReview(const merge::FactId& id, std::uint64_t arrival, merge::WorkingSet& into);
  Status LoadVerification(const merge::Keys& keys, merge::WorkingSet& into);
  Status SaveVerification(const merge::Delta& delta, const merge::WorkingSet& merged,
                          const LogEntry& entry);

  // --- saving.cc ---
  Status SaveRecords(const merge::Delta& delta, const merge::WorkingSet& merged);
  Status SaveHistory(const merge::Delta& delta, const merge::WorkingSet& merged);
  Status SaveCases(const merge::Delta& delta, const merge::WorkingSet& merged);
  Status SaveHeld(const merge::Delta& delta, const merge::WorkingSet& merged);
  Status CarryOut(const std::set<RecordId>& records);
  Status SaveLedger(const merge::Delta& delta, const merge::WorkingSet& merged);
  Result<std::uint64_t> ArrivalOf(const Link& link);

  // Remembers the first thing that went wrong with the database itself.
  Status Note(Status status);
  Result<LogTable::Head*> Head();

  sqlite::Database& database_;
  SecondLog* second_log_;
  std::uint64_t epoch_;           // in force
  std::uint64_t next_epoch_ = 0;  // from the commit on; 0: the same
  Release release_;
  std::optional<sqlite::Transaction> transaction_;
  mutable Status failure_;

  mutable LogTable log_;
  ChainTable chains_;
  SessionTable sessions_;
  AccountTable accounts_;
  EnrolCodeTable codes_;
  ImportedTable imported_;
  RecoveryTable recovery_;
  Areas areas_;
  RecordTable records_;
  PersonIndex people_;
  CaseTable cases_;
  HeldTable held_;
  FactTable facts_;
  HistoryTable history_;
  LedgerTable ledger_;
  AidTable aid_;
  RegisterTable registers_;
  ReferenceTable reference_;
  InboxTable inbox_;
  RestoreTable restores_;
  ReviewTable reviews_;
  TaskTable tasks_;
  RatificationTable ratifications_;
  DeedTable deeds_;

  std::optional<LogTable::Head> head_;
  std::uint64_t next_arrival_ = 0;
  std::map<ChainId, std::uint64_t> chain_numbers_;
  // Arrivals of links that this transaction has met: most facts are of the set being saved.
  std::unordered_map<Link, std::uint64_t> arrivals_;
  std::optional<Destroyed> destroyed_;
  // For the second log, written at Commit.
  std::vector<LogEntry> unwritten_;
};

}  // namespace tilik::storage
