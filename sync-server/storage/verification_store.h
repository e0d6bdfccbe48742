// What the office asks of verivali: campaigns, visits under review, coverage, ratified versions.
// A part of the store's seam (registry_store.h) of its own, answered from the same snapshot.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "proto/contract/status.h"
#include "sync-server/merge/review_state.h"
#include "sync-server/merge/reviewed.h"

namespace tilik::storage {

// A visit as coverage counts it. A few dozen bytes: a district has 92,000 in a campaign.
struct VisitRow {
  merge::FactId fact;
  std::uint64_t arrival = 0;
  RecordId household;  // as named; see VerificationReader::Redirects
  std::uint64_t village = 0;
  std::string campaign;
  v1::VisitOutcome outcome = v1::VISIT_OUTCOME_UNSPECIFIED;
  Instant observed;
  ChainId chain;
  merge::ReviewState state = merge::ReviewState::kUnreviewed;
};

// Why a village was not verified, as the newest word of anybody has it.
struct NotVerifiedRow {
  std::uint64_t village = 0;
  ChainId chain;
  Instant observed;
  v1::VillageNotVerified said;
};

class VerificationReader {
 public:
  virtual ~VerificationReader() = default;

  virtual Result<std::vector<v1::Campaign>> Campaigns() = 0;
  // Of every village that has one.
  virtual Result<std::vector<v1::SetPrelist>> Prelists(const std::string& campaign) = 0;
  // Households of a village that stand for themselves and have this status, in order of id.
  virtual Result<std::vector<RecordId>> HouseholdsOf(std::uint64_t village,
                                                     v1::RecordStatus status) = 0;
  // Records that were merged into another, and into which; one step each.
  virtual Result<std::map<RecordId, RecordId>> Redirects() = 0;

  // Visits that were not withdrawn, in order of arrival.
  virtual Result<std::vector<VisitRow>> Visits(const std::set<std::string>& campaigns) = 0;
  virtual Result<std::vector<NotVerifiedRow>> NotVerified(const std::string& campaign) = 0;

  // An empty campaign or village 0: of all. Withdrawn ones are left out.
  virtual Result<std::vector<merge::Review>> Reviews(const std::string& campaign,
                                                     std::uint64_t village) = 0;
  virtual Result<std::optional<merge::Review>> ReviewOf(const merge::FactId& fact) = 0;
  virtual Result<std::vector<merge::Sample>> Samples(const std::string& campaign) = 0;
  virtual Result<std::optional<v1::Task>> TaskOf(const merge::Review& review) = 0;
  // What a visit or musdes result says in full.
  virtual Result<std::optional<merge::FactRow>> Fact(const merge::FactId& fact) = 0;

  // In order of their log entries.
  virtual Result<std::vector<merge::Ratification>> Ratifications() = 0;
  virtual Result<std::vector<merge::Decreed>> DecreedProposals() = 0;
  // The registry as its newest reviewed values were after log entry `through`, in order of record
  // id. Records of which nothing reviewed is known, and those merged into another by then, are
  // not in it.
  virtual Status ForEachFrozen(std::uint64_t through,
                               const std::function<Status(const merge::FrozenRecord&)>& visit) = 0;
};

}  // namespace tilik::storage
