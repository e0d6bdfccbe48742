// Ratified versions, the ministry's answers, and a version's contents read back from the history.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "proto/sqlite/database.h"
#include "sync-server/merge/reviewed.h"
#include "sync-server/storage/verification_store.h"

namespace tilik::storage {

class RatificationTable {
 public:
  explicit RatificationTable(sqlite::Database& database) : database_(database) {}

  Result<std::optional<merge::Ratification>> Find(const std::string& name);
  Result<std::vector<merge::Ratification>> All();
  Status Save(const merge::Ratification& ratification);

  // `arrival`: of the set that made the proposal.
  Status SaveDecreed(const merge::Decreed& decreed, std::uint64_t arrival);
  Result<std::vector<merge::Decreed>> AllDecreed();

  // See VerificationReader::ForEachFrozen. A record whose every value is reviewed and which nothing
  // touched since `through` is taken as it stands; only the others are read from their history.
  Status ForEachFrozen(std::uint64_t through, const merge::Approvals& approvals,
                       const std::function<Status(const merge::FrozenRecord&)>& visit);

 private:
  sqlite::Database& database_;
};

}  // namespace tilik::storage
