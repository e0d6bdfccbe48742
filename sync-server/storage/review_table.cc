#include "sync-server/storage/review_table.h"

#include "sync-server/storage/row_codec.h"

namespace tilik::storage {
namespace {

#define TILIK_REVIEW_COLUMNS                                                              \
  "SELECT r.arrival, r.operation, r.village, r.campaign, r.household, r.flags, r.state, " \
  "r.in_sample, r.retracted, r.decided, c.chain, s.seq, s.link FROM review AS r "         \
  "JOIN change_set AS s ON s.arrival = r.arrival JOIN chain AS c ON c.number = s.chain "
constexpr char kFind[] = TILIK_REVIEW_COLUMNS "WHERE r.arrival = ? AND r.operation = ?";
constexpr char kOf[] = TILIK_REVIEW_COLUMNS
    "WHERE (?1 = '' OR r.campaign = ?1) AND (?2 = 0 OR r.village = ?2) "
    "ORDER BY r.arrival, r.operation";
constexpr char kOfVillage[] =
    TILIK_REVIEW_COLUMNS "WHERE r.campaign = ? AND r.village = ? ORDER BY r.arrival, r.operation";
constexpr char kSave[] =
    "INSERT INTO review (arrival, operation, area, village, campaign, household, flags, state, "
    "in_sample, retracted, decided) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (arrival, operation) DO UPDATE SET flags = excluded.flags, "
    "state = excluded.state, in_sample = excluded.in_sample, retracted = excluded.retracted, "
    "decided = excluded.decided";
constexpr char kApprovals[] =
    "SELECT s.link, r.decided FROM review AS r JOIN change_set AS s ON s.arrival = r.arrival "
    "WHERE r.state = 2";
constexpr char kSample[] =
    "SELECT campaign, village, seed, drawn, size, state FROM village_sample "
    "WHERE campaign = ? AND village = ?";
constexpr char kSamples[] =
    "SELECT campaign, village, seed, drawn, size, state FROM village_sample "
    "WHERE ?1 = '' OR campaign = ?1 ORDER BY campaign, village";
constexpr char kSaveSample[] =
    "INSERT OR REPLACE INTO village_sample (campaign, village, seed, drawn, size, state) "
    "VALUES (?, ?, ?, ?, ?, ?)";
constexpr char kVisits[] =
    "SELECT f.arrival, f.operation, s.link, f.record, f.village, f.campaign, f.outcome, "
    "f.observed, c.chain, coalesce(r.state, 1) FROM fact AS f "
    "JOIN change_set AS s ON s.arrival = f.arrival JOIN chain AS c ON c.number = s.chain "
    "LEFT JOIN review AS r ON r.arrival = f.arrival AND r.operation = f.operation "
    "WHERE f.kind = 3 AND NOT f.retracted AND f.campaign = ? ORDER BY f.arrival, f.operation";

constexpr char kChain[] = "SELECT number, inbox_position FROM chain WHERE chain = ?";
constexpr char kSetInboxPosition[] = "UPDATE chain SET inbox_position = ? WHERE number = ?";
constexpr char kSaveTask[] =
    "INSERT OR REPLACE INTO task (number, chain, position, closed, message) VALUES (?, ?, ?, ?, ?)";
constexpr char kTask[] = "SELECT message FROM task WHERE number = ?";

merge::Review ReadReview(const sqlite::Statement& row) {
  merge::Review review;
  review.arrival = row.UInt(0);
  review.fact = {row.Fixed<Link>(12), static_cast<std::uint32_t>(row.Int(1))};
  review.village = row.UInt(2);
  review.campaign = row.Text(3);
  review.household = row.Fixed<RecordId>(4);
  review.flags = static_cast<std::uint32_t>(row.Int(5));
  review.state = static_cast<merge::ReviewState>(row.Int(6));
  review.in_sample = row.Int(7) != 0;
  review.retracted = row.Int(8) != 0;
  review.decided = row.UInt(9);
  review.chain = row.Fixed<ChainId>(10);
  review.seq = row.UInt(11);
  return review;
}

merge::Sample ReadSample(const sqlite::Statement& row) {
  merge::Sample sample;
  sample.of = {std::string(row.Text(0)), row.UInt(1)};
  sample.seed = row.Blob(2);
  sample.drawn = row.UInt(3);
  sample.size = static_cast<std::uint32_t>(row.Int(4));
  sample.state = static_cast<merge::SampleState>(row.Int(5));
  return sample;
}

}  // namespace

Result<std::optional<merge::Review>> ReviewTable::Find(std::uint64_t arrival,
                                                       std::uint32_t operation) {
  sqlite::Statement statement = database_.Prepare(kFind);
  TILIK_ASSIGN_OR_RETURN(bool row, statement.Bind(1, arrival).Bind(2, operation).Step());
  if (!row) return std::optional<merge::Review>();
  return std::optional<merge::Review>(ReadReview(statement));
}

Result<std::vector<merge::Review>> ReviewTable::Of(const std::string& campaign,
                                                   std::uint64_t village) {
  std::vector<merge::Review> reviews;
  const bool indexed = !campaign.empty() && village != 0;
  sqlite::Statement statement = database_.Prepare(indexed ? kOfVillage : kOf);
  statement.BindText(1, campaign).Bind(2, village);
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
    if (!row) return reviews;
    reviews.push_back(ReadReview(statement));
  }
}

Status ReviewTable::Save(const merge::Review& review, std::uint64_t area) {
  return database_.Prepare(kSave)
      .Bind(1, review.arrival)
      .Bind(2, review.fact.operation)
      .Bind(3, area)
      .Bind(4, review.village)
      .BindText(5, review.campaign)
      .Bind(6, review.household)
      .Bind(7, review.flags)
      .Bind(8, static_cast<int>(review.state))
      .Bind(9, review.in_sample ? 1 : 0)
      .Bind(10, review.retracted ? 1 : 0)
      .Bind(11, review.decided)
      .Run();
}

Result<merge::Approvals> ReviewTable::AllApprovals() {
  merge::Approvals approvals;
  sqlite::Statement statement = database_.Prepare(kApprovals);
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
    if (!row) return approvals;
    approvals.Add(statement.Fixed<Link>(0), statement.UInt(1));
  }
}

Result<std::optional<merge::Sample>> ReviewTable::SampleOf(const merge::CampaignVillage& of) {
  sqlite::Statement statement = database_.Prepare(kSample);
  TILIK_ASSIGN_OR_RETURN(bool row, statement.BindText(1, of.campaign).Bind(2, of.village).Step());
  if (!row) return std::optional<merge::Sample>();
  return std::optional<merge::Sample>(ReadSample(statement));
}

Result<std::vector<merge::Sample>> ReviewTable::Samples(const std::string& campaign) {
  std::vector<merge::Sample> samples;
  sqlite::Statement statement = database_.Prepare(kSamples);
  statement.BindText(1, campaign);
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
    if (!row) return samples;
    samples.push_back(ReadSample(statement));
  }
}

Status ReviewTable::SaveSample(const merge::Sample& sample) {
  return database_.Prepare(kSaveSample)
      .BindText(1, sample.of.campaign)
      .Bind(2, sample.of.village)
      .BindBlob(3, sample.seed)
      .Bind(4, sample.drawn)
      .Bind(5, sample.size)
      .Bind(6, static_cast<int>(sample.state))
      .Run();
}

Result<std::vector<VisitRow>> ReviewTable::Visits(const std::string& campaign) {
  std::vector<VisitRow> visits;
  sqlite::Statement statement = database_.Prepare(kVisits);
  statement.BindText(1, campaign);
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
    if (!row) return visits;
    VisitRow& visit = visits.emplace_back();
    visit.arrival = statement.UInt(0);
    visit.fact = {statement.Fixed<Link>(2), static_cast<std::uint32_t>(statement.Int(1))};
    visit.household = statement.Fixed<RecordId>(3);
    visit.village = statement.UInt(4);
    visit.campaign = statement.Text(5);
    visit.outcome = static_cast<v1::VisitOutcome>(statement.Int(6));
    visit.observed.ms = statement.Int(7);
    visit.chain = statement.Fixed<ChainId>(8);
    visit.state = static_cast<merge::ReviewState>(statement.Int(9));
  }
}

Status TaskTable::Save(const merge::TaskRow& row) {
  std::uint64_t number = 0;
  std::uint64_t position = 0;
  {
    sqlite::Statement statement = database_.Prepare(kChain);
    TILIK_ASSIGN_OR_RETURN(bool known, statement.Bind(1, row.chain).Step());
    if (!known) return Status();
    number = statement.UInt(0);
    position = statement.UInt(1) + 1;
  }
  const std::string message = row.task.SerializeAsString();
  TILIK_RETURN_IF_ERROR(database_.Prepare(kSaveTask)
                            .Bind(1, row.task.number())
                            .Bind(2, number)
                            .Bind(3, position)
                            .Bind(4, row.task.closed() ? 1 : 0)
                            .BindBlob(5, message)
                            .Run());
  return database_.Prepare(kSetInboxPosition).Bind(1, position).Bind(2, number).Run();
}

Result<std::optional<v1::Task>> TaskTable::Find(std::uint64_t number) {
  sqlite::Statement statement = database_.Prepare(kTask);
  TILIK_ASSIGN_OR_RETURN(bool row, statement.Bind(1, number).Step());
  if (!row) return std::optional<v1::Task>();
  v1::Task task;
  if (!task.ParseFromString(std::string(statement.Blob(0)))) {
    return Status::Corrupt("task " + std::to_string(number) + " is damaged");
  }
  return std::optional<v1::Task>(std::move(task));
}

}  // namespace tilik::storage
