// Reviews, samples, campaigns and versions: what a merge needs of them, and what it changed.
#include "sync-server/storage/sqlite_writer.h"

namespace tilik::storage {
namespace {

constexpr char kRedirect[] =
    "INSERT OR REPLACE INTO redirection (record, arrival, redirected_to) VALUES (?, ?, ?)";

}  // namespace

// With the sample of its village: returning a visit of the sample makes that fail.
Status SqliteWriter::LoadReview(const merge::FactId& id, std::uint64_t arrival,
                                merge::WorkingSet& into) {
  if (!into.reviews.contains(id)) {
    TILIK_ASSIGN_OR_RETURN(std::optional<merge::Review> review,
                           reviews_.Find(arrival, id.operation));
    if (!review.has_value()) return Status();
    into.reviews.emplace(id, *std::move(review));
  }
  const merge::Review& review = into.reviews.at(id);
  const merge::CampaignVillage of{review.campaign, review.village};
  if (into.samples.contains(of)) return Status();
  TILIK_ASSIGN_OR_RETURN(std::optional<merge::Sample> sample, reviews_.SampleOf(of));
  if (sample.has_value()) into.samples.emplace(of, *std::move(sample));
  return Status();
}

Status SqliteWriter::LoadVerification(const merge::Keys& keys, merge::WorkingSet& into) {
  for (const merge::CampaignVillage& of : keys.reviews) {
    TILIK_ASSIGN_OR_RETURN(std::vector<merge::Review> reviews,
                           reviews_.Of(of.campaign, of.village));
    for (merge::Review& review : reviews) into.reviews.emplace(review.fact, std::move(review));
    TILIK_ASSIGN_OR_RETURN(std::optional<merge::Sample> sample, reviews_.SampleOf(of));
    if (sample.has_value()) into.samples.emplace(of, *std::move(sample));
  }
  for (const std::string& name : keys.ratifications) {
    TILIK_ASSIGN_OR_RETURN(std::optional<merge::Ratification> version, ratifications_.Find(name));
    if (version.has_value()) into.ratifications.emplace(name, *std::move(version));
  }
  return Status();
}

Status SqliteWriter::SaveVerification(const merge::Delta& delta, const merge::WorkingSet& merged,
                                      const LogEntry& entry) {
  for (const merge::FactId& id : delta.reviews) {
    const merge::Review& review = merged.reviews.at(id);
    TILIK_ASSIGN_OR_RETURN(std::uint64_t area, areas_.Of(review.village));
    TILIK_RETURN_IF_ERROR(reviews_.Save(review, area));
  }
  for (const merge::CampaignVillage& of : delta.samples) {
    TILIK_RETURN_IF_ERROR(reviews_.SaveSample(merged.samples.at(of)));
  }
  for (const std::string& name : delta.campaigns) {
    TILIK_RETURN_IF_ERROR(reference_.SaveCampaign(merged.campaigns.at(name)));
  }
  for (const merge::CampaignVillage& of : delta.prelists) {
    TILIK_RETURN_IF_ERROR(reference_.SavePrelist(merged.prelists.at(of)));
  }
  for (const std::string& name : delta.ratifications) {
    TILIK_RETURN_IF_ERROR(ratifications_.Save(merged.ratifications.at(name)));
  }
  for (const merge::Decreed& decreed : delta.decreed) {
    TILIK_ASSIGN_OR_RETURN(std::uint64_t proposed, ArrivalOf(decreed.proposal.link));
    TILIK_RETURN_IF_ERROR(ratifications_.SaveDecreed(decreed, proposed));
  }
  for (merge::TaskRow row : delta.tasks) {
    if (!row.task.closed()) {
      TILIK_ASSIGN_OR_RETURN(std::optional<ChainRow> reviewer, chains_.Find(entry.chain));
      if (reviewer.has_value()) row.task.set_returned_by(reviewer->person);
    }
    TILIK_RETURN_IF_ERROR(tasks_.Save(row));
  }
  for (const RecordId& id : delta.redirected) {
    sqlite::Statement redirect = database_.Prepare(kRedirect);
    redirect.Bind(1, id).Bind(2, entry.arrival);
    const RecordId& into = merged.records.at(id).redirected_to;
    if (!into.none()) redirect.Bind(3, into);
    TILIK_RETURN_IF_ERROR(redirect.Run());
  }
  return Status();
}

}  // namespace tilik::storage
