// The Reader of the SQLite store: one read transaction over all tables.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "proto/sqlite/database.h"
#include "sync-server/storage/aid_table.h"
#include "sync-server/storage/case_table.h"
#include "sync-server/storage/fact_table.h"
#include "sync-server/storage/ledger_table.h"
#include "sync-server/storage/log_table.h"
#include "sync-server/storage/people_table.h"
#include "sync-server/storage/record_table.h"
#include "sync-server/storage/recovery_table.h"
#include "sync-server/storage/reference_table.h"
#include "sync-server/storage/register_table.h"
#include "sync-server/storage/registry_store.h"
#include "sync-server/storage/restore_table.h"
#include "sync-server/storage/verification_reader.h"

namespace tilik::storage {

// Holds its connection until it goes away, then hands it to `release`.
class SqliteReader final : public Reader {
 public:
  using Release = std::function<void(std::unique_ptr<sqlite::Database>)>;
  static Result<std::unique_ptr<SqliteReader>> Begin(std::unique_ptr<sqlite::Database> database,
                                                     Release release);
  ~SqliteReader() override;

  Result<FeedPage> Feed(std::uint64_t village, std::uint64_t after, std::size_t max_bytes) override;
  Result<v1::InboxPage> Inbox(const ChainId& chain, std::uint64_t after,
                              std::size_t max_bytes) override;
  Result<v1::ReferencePage> Reference(const std::set<std::uint64_t>& villages, std::uint64_t after,
                                      std::size_t max_bytes) override;
  Result<std::optional<ChainRow>> Chain(const ChainId& chain) override;
  Result<std::optional<v1::KeptRequest>> BundleRequest(const ChainId& chain) override;
  Result<std::vector<ReceiptFacts>> Custody(const ChainId& chain, std::uint64_t after,
                                            std::size_t limit) override;

  Result<std::optional<merge::RecordState>> Record(const RecordId& record) override;
  Result<std::vector<RecordId>> Members(const RecordId& parent) override;
  Result<std::vector<merge::HistoryRow>> History(const RecordId& record) override;
  Result<std::vector<merge::FactRow>> FactsOf(const RecordId& record) override;
  Result<std::vector<merge::LineState>> LinesOf(const RecordId& recipient) override;
  Result<std::optional<merge::LineState>> Line(const LineId& line) override;
  Result<std::vector<v1::Programme>> Programmes() override;
  Result<std::vector<FoundRecord>> FindRecords(const std::string& text, int limit) override;
  Result<std::vector<merge::CaseFile>> CasesOfKind(merge::CaseKind kind, std::uint64_t after_number,
                                                   int limit) override;
  Result<std::vector<merge::CaseFile>> SignalsAbout(const RecordId& record) override;
  Result<std::vector<merge::CaseFile>> Cases(bool open_only, std::uint64_t after_number,
                                             int limit) override;
  Result<std::optional<merge::CaseFile>> Case(std::uint64_t number) override;
  Result<std::vector<RecapRow>> Recap(const std::string& programme) override;
  Status ForEachLine(const std::string& programme, const std::string& period,
                     const std::function<Status(const merge::LineState&)>& visit) override;
  Result<std::vector<PlaceName>> PlaceNames() override;
  Result<std::vector<EvidenceRow>> EvidenceOf(const LineId& line) override;
  Result<std::vector<UnlistedRow>> Unlisted(const std::string& programme) override;
  Result<std::vector<StockRow>> Stock() override;
  Result<std::vector<Sp2dRow>> Sp2d(const std::string& programme) override;
  Result<std::vector<merge::EligibilityFact>> Eligibility(const std::string& programme) override;

  VerificationReader& verification() override { return verification_; }
  RegisterReader& registers() override { return registers_; }

  Status ForEachLogEntry(std::uint64_t from_arrival,
                         const std::function<Status(const LogEntry&)>& visit) override;
  Result<std::optional<LogEntry>> EntryByLink(const ChainId& chain, const Link& link) override;
  Result<v1::LogHead> Head() override;
  Result<v1::LogHead> HeadAt(std::uint64_t count) override;
  Result<std::vector<ChainRow>> Chains() override;
  Result<std::vector<Account>> Accounts() override;
  Result<std::map<std::uint64_t, std::set<std::string>>> DestroyedBodies() override;
  Result<std::vector<LogEntry>> AwaitingSignature() override;
  Result<std::vector<RestoreRow>> Restores() override;
  Result<std::vector<Witness>> Witnesses() override;
  Result<std::vector<std::uint64_t>> Returned(std::uint64_t epoch, std::uint64_t after) override;
  Result<std::set<std::uint64_t>> ReturnedEpochs() override;
  Result<std::vector<HeldBranch>> HeldBranches(std::uint64_t case_number) override;
  RecoveryRegister& recovery() override { return recovery_; }
  Result<Counts> Count() override;

  // For what compares or copies whole tables.
  sqlite::Database& database() { return *database_; }

 private:
  SqliteReader(std::unique_ptr<sqlite::Database> database, sqlite::Transaction transaction,
               Release release);

  std::unique_ptr<sqlite::Database> database_;
  std::optional<sqlite::Transaction> transaction_;
  Release release_;
  LogTable log_;
  ChainTable chains_;
  RecoveryTable recovery_;
  RecordTable records_;
  AccountTable accounts_;
  CaseTable cases_;
  HeldTable held_;
  FactTable facts_;
  HistoryTable history_;
  LedgerTable ledger_;
  AidTable aid_;
  ReferenceTable reference_;
  InboxTable inbox_;
  RestoreTable restores_;
  SqliteVerificationReader verification_;
  SqliteRegisterReader registers_;
};

}  // namespace tilik::storage
