#include "sync-server/storage/verification_reader.h"

#include <algorithm>

namespace tilik::storage {
namespace {

constexpr char kHouseholds[] =
    "SELECT record FROM record WHERE village = ? AND kind = 1 AND redirected_to IS NULL "
    "AND status = ? ORDER BY record";
constexpr char kRedirects[] =
    "SELECT record, redirected_to FROM record WHERE redirected_to IS NOT NULL";
constexpr char kNotVerified[] =
    "SELECT arrival, operation FROM fact WHERE kind = 26 AND NOT retracted AND campaign = ? "
    "ORDER BY arrival, operation";

}  // namespace

SqliteVerificationReader::SqliteVerificationReader(sqlite::Database& database, LogTable& log)
    : database_(database),
      log_(log),
      facts_(database, log),
      reference_(database),
      reviews_(database),
      tasks_(database),
      ratifications_(database) {}

Result<std::vector<v1::Campaign>> SqliteVerificationReader::Campaigns() {
  return reference_.Campaigns();
}

Result<std::vector<v1::SetPrelist>> SqliteVerificationReader::Prelists(
    const std::string& campaign) {
  return reference_.Prelists(campaign);
}

Result<std::vector<RecordId>> SqliteVerificationReader::HouseholdsOf(std::uint64_t village,
                                                                     v1::RecordStatus status) {
  std::vector<RecordId> households;
  sqlite::Statement statement = database_.Prepare(kHouseholds);
  statement.Bind(1, village).Bind(2, static_cast<int>(status));
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
    if (!row) return households;
    households.push_back(statement.Fixed<RecordId>(0));
  }
}

Result<std::map<RecordId, RecordId>> SqliteVerificationReader::Redirects() {
  std::map<RecordId, RecordId> redirects;
  sqlite::Statement statement = database_.Prepare(kRedirects);
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
    if (!row) return redirects;
    redirects[statement.Fixed<RecordId>(0)] = statement.Fixed<RecordId>(1);
  }
}

Result<std::vector<VisitRow>> SqliteVerificationReader::Visits(
    const std::set<std::string>& campaigns) {
  std::vector<VisitRow> all;
  for (const std::string& campaign : campaigns) {
    TILIK_ASSIGN_OR_RETURN(std::vector<VisitRow> visits, reviews_.Visits(campaign));
    std::move(visits.begin(), visits.end(), std::back_inserter(all));
  }
  std::stable_sort(all.begin(), all.end(), [](const VisitRow& left, const VisitRow& right) {
    return left.arrival < right.arrival;
  });
  return all;
}

Result<std::vector<NotVerifiedRow>> SqliteVerificationReader::NotVerified(
    const std::string& campaign) {
  std::vector<NotVerifiedRow> rows;
  sqlite::Statement statement = database_.Prepare(kNotVerified);
  statement.BindText(1, campaign);
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
    if (!row) return rows;
    TILIK_ASSIGN_OR_RETURN(
        std::optional<merge::FactRow> fact,
        facts_.Find(statement.UInt(0), static_cast<std::uint32_t>(statement.Int(1))));
    if (!fact.has_value()) continue;
    rows.push_back({fact->village, fact->origin.chain, fact->origin.observed,
                    fact->operation.village_not_verified()});
  }
}

Result<std::vector<merge::Review>> SqliteVerificationReader::Reviews(const std::string& campaign,
                                                                     std::uint64_t village) {
  TILIK_ASSIGN_OR_RETURN(std::vector<merge::Review> reviews, reviews_.Of(campaign, village));
  std::erase_if(reviews, [](const merge::Review& review) { return review.retracted; });
  return reviews;
}

Result<std::optional<merge::Review>> SqliteVerificationReader::ReviewOf(const merge::FactId& fact) {
  TILIK_ASSIGN_OR_RETURN(std::optional<std::uint64_t> arrival, log_.ArrivalOf(fact.link));
  if (!arrival.has_value()) return std::optional<merge::Review>();
  return reviews_.Find(*arrival, fact.operation);
}

Result<std::vector<merge::Sample>> SqliteVerificationReader::Samples(const std::string& campaign) {
  return reviews_.Samples(campaign);
}

Result<std::optional<v1::Task>> SqliteVerificationReader::TaskOf(const merge::Review& review) {
  return tasks_.Find(merge::TaskNumberOf(review));
}

Result<std::optional<merge::FactRow>> SqliteVerificationReader::Fact(const merge::FactId& fact) {
  TILIK_ASSIGN_OR_RETURN(std::optional<std::uint64_t> arrival, log_.ArrivalOf(fact.link));
  if (!arrival.has_value()) return std::optional<merge::FactRow>();
  return facts_.Find(*arrival, fact.operation);
}

Result<std::vector<merge::Ratification>> SqliteVerificationReader::Ratifications() {
  return ratifications_.All();
}

Result<std::vector<merge::Decreed>> SqliteVerificationReader::DecreedProposals() {
  return ratifications_.AllDecreed();
}

Status SqliteVerificationReader::ForEachFrozen(
    std::uint64_t through, const std::function<Status(const merge::FrozenRecord&)>& visit) {
  TILIK_ASSIGN_OR_RETURN(merge::Approvals approvals, reviews_.AllApprovals());
  return ratifications_.ForEachFrozen(through, approvals, visit);
}

}  // namespace tilik::storage
