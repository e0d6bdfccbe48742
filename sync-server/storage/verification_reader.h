// VerificationReader on SQLite, inside a SqliteReader's transaction.
#pragma once

#include "proto/sqlite/database.h"
#include "sync-server/storage/fact_table.h"
#include "sync-server/storage/log_table.h"
#include "sync-server/storage/ratification_table.h"
#include "sync-server/storage/reference_table.h"
#include "sync-server/storage/review_table.h"
#include "sync-server/storage/verification_store.h"

namespace tilik::storage {

class SqliteVerificationReader final : public VerificationReader {
 public:
  SqliteVerificationReader(sqlite::Database& database, LogTable& log);

  Result<std::vector<v1::Campaign>> Campaigns() override;
  Result<std::vector<v1::SetPrelist>> Prelists(const std::string& campaign) override;
  Result<std::vector<RecordId>> HouseholdsOf(std::uint64_t village,
                                             v1::RecordStatus status) override;
  Result<std::map<RecordId, RecordId>> Redirects() override;
  Result<std::vector<VisitRow>> Visits(const std::set<std::string>& campaigns) override;
  Result<std::vector<NotVerifiedRow>> NotVerified(const std::string& campaign) override;
  Result<std::vector<merge::Review>> Reviews(const std::string& campaign,
                                             std::uint64_t village) override;
  Result<std::optional<merge::Review>> ReviewOf(const merge::FactId& fact) override;
  Result<std::vector<merge::Sample>> Samples(const std::string& campaign) override;
  Result<std::optional<v1::Task>> TaskOf(const merge::Review& review) override;
  Result<std::optional<merge::FactRow>> Fact(const merge::FactId& fact) override;
  Result<std::vector<merge::Ratification>> Ratifications() override;
  Result<std::vector<merge::Decreed>> DecreedProposals() override;
  Status ForEachFrozen(std::uint64_t through,
                       const std::function<Status(const merge::FrozenRecord&)>& visit) override;

 private:
  sqlite::Database& database_;
  LogTable& log_;
  FactTable facts_;
  ReferenceTable reference_;
  ReviewTable reviews_;
  TaskTable tasks_;
  RatificationTable ratifications_;
};

}  // namespace tilik::storage
