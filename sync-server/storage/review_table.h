// Reviews, samples and the tasks that returned visits make.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "proto/sqlite/database.h"
#include "sync-server/merge/working_set.h"
#include "sync-server/storage/verification_store.h"

namespace tilik::storage {

class ReviewTable {
 public:
  explicit ReviewTable(sqlite::Database& database) : database_(database) {}

  Result<std::optional<merge::Review>> Find(std::uint64_t arrival, std::uint32_t operation);
  // An empty campaign or village 0: of all.
  Result<std::vector<merge::Review>> Of(const std::string& campaign, std::uint64_t village);
  Status Save(const merge::Review& review, std::uint64_t area);
  Result<merge::Approvals> AllApprovals();

  Result<std::optional<merge::Sample>> SampleOf(const merge::CampaignVillage& of);
  Result<std::vector<merge::Sample>> Samples(const std::string& campaign);
  Status SaveSample(const merge::Sample& sample);

  Result<std::vector<VisitRow>> Visits(const std::string& campaign);

 private:
  sqlite::Database& database_;
};

class TaskTable {
 public:
  explicit TaskTable(sqlite::Database& database) : database_(database) {}

  // Takes a new place in its chain's inbox. Tasks of a chain unknown here are dropped.
  Status Save(const merge::TaskRow& row);
  Result<std::optional<v1::Task>> Find(std::uint64_t number);

 private:
  sqlite::Database& database_;
};

}  // namespace tilik::storage
