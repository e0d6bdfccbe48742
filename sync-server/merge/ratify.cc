// Campaigns, minutes' results, pengesahan and penetapan: what is told rather than merged.
#include "sync-server/merge/merger.h"

namespace tilik::merge {

void Merger::DefineCampaign(std::uint32_t index, const v1::Campaign& campaign) {
  loaded_.campaigns[campaign.name()] = campaign;
  delta_.campaigns.insert(campaign.name());
  Report(index, v1::OUTCOME_KIND_APPLIED, nullptr);
}

void Merger::SetPrelist(std::uint32_t index, const v1::SetPrelist& prelist) {
  const CampaignVillage of{prelist.campaign(), prelist.village()};
  loaded_.prelists[of] = prelist;
  delta_.prelists.insert(of);
  Report(index, v1::OUTCOME_KIND_APPLIED, nullptr);
}

void Merger::MusdesResult(std::uint32_t index, const v1::Operation& operation) {
  const v1::MusdesResult& result = operation.musdes_result();
  const RecordId named = IdOfBytes(result.household());
  RecordState* household = FindLive(named);
  if (household == nullptr) return Hold(index, operation, HeldBecause::kUnknownRecord, named, 0);
  if (HoldIfOutside(index, operation, household->id, household->village)) return;
  KeepFact(index, operation, named, household->village);
  AwaitReviewOf(index, result, named, household->village);
  Report(index, v1::OUTCOME_KIND_APPLIED, household);
}

// As minutes are: about a village, by whoever says so; the newest word of a campaign stands.
void Merger::VillageNotVerified(std::uint32_t index, const v1::Operation& operation) {
  KeepFact(index, operation, RecordId(), operation.village_not_verified().village());
  Report(index, v1::OUTCOME_KIND_APPLIED, nullptr);
}

void Merger::Ratify(std::uint32_t index, const v1::Ratify& ratify) {
  if (loaded_.ratifications.count(ratify.name()) > 0) {
    return Report(index, v1::OUTCOME_KIND_REFUSED, nullptr, 0,
                  "a version of this name is ratified already, and a version never changes");
  }
  if (ratify.through() >= context_->arrival) {
    return Report(index, v1::OUTCOME_KIND_REFUSED, nullptr, 0,
                  "a version holds only what was in the log before it");
  }
  Ratification& version = loaded_.ratifications[ratify.name()];
  version.said = ratify;
  version.arrival = deciding_->arrival;
  delta_.ratifications.insert(ratify.name());
  Report(index, v1::OUTCOME_KIND_APPLIED, nullptr);
}

void Merger::RecordUpload(std::uint32_t index, const v1::RecordUpload& upload) {
  auto version = loaded_.ratifications.find(upload.ratification());
  if (version == loaded_.ratifications.end()) {
    return Report(index, v1::OUTCOME_KIND_REFUSED, nullptr, 0, "no such version is ratified");
  }
  version->second.uploaded = upload.date();
  version->second.upload_reference = upload.reference();
  delta_.ratifications.insert(upload.ratification());
  Report(index, v1::OUTCOME_KIND_APPLIED, nullptr);
}

// Whoever proposed something learns the answer.
void Merger::RecordDecree(std::uint32_t index, const v1::RecordDecree& decree) {
  for (const v1::DecreedProposal& answer : decree.answers()) {
    const FactId id{Link::FromRaw(answer.proposal().link()).value_or(Link()),
                    answer.proposal().operation()};
    auto proposal = loaded_.reviews.find(id);
    if (proposal == loaded_.reviews.end()) continue;
    delta_.decreed.push_back({id, decree.number(), decree.date(), decree.ratification(),
                              answer.accepted(), answer.reason()});
    std::string words = (answer.accepted() ? "ditetapkan: " : "ditolak: ") + decree.number();
    if (!answer.reason().empty()) words += " (" + answer.reason() + ")";
    TellReview(proposal->second,
               answer.accepted() ? v1::OUTCOME_KIND_APPLIED : v1::OUTCOME_KIND_REFUSED, words);
  }
  Report(index, v1::OUTCOME_KIND_APPLIED, nullptr);
}

}  // namespace tilik::merge
