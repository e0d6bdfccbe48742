#include "sync-server/console/reviewing.h"

#include <map>

#include "proto/contract/codebook.h"
#include "sync-server/console/verivali_words.h"
#include "sync-server/console/words.h"

namespace tilik::console {
namespace {

std::string SampleWords(const merge::Sample* sample, std::uint32_t read) {
  if (sample == nullptr) return "belum diambil";
  switch (sample->state) {
    case merge::SampleState::kReading:
      return "sedang dibaca (" + std::to_string(read) + " dari " + std::to_string(sample->size) +
             ")";
    case merge::SampleState::kPassed:
      return "lulus";
    case merge::SampleState::kFailed:
      return "gagal: seluruh desa dibaca satu per satu";
  }
  return "";
}

class People {
 public:
  explicit People(storage::Reader& reader) : reader_(reader) {}
  Result<std::string> Name(const ChainId& chain) {
    auto known = names_.find(chain);
    if (known != names_.end()) return known->second;
    TILIK_ASSIGN_OR_RETURN(std::optional<storage::ChainRow> row, reader_.Chain(chain));
    return names_[chain] = row.has_value() ? row->person : ToHex(chain.raw());
  }

 private:
  storage::Reader& reader_;
  std::map<ChainId, std::string> names_;
};

Status Fill(storage::Reader& reader, People& people, const merge::Review& review,
            v1::ReviewVisitView* view) {
  view->set_visit(FactText(review.fact));
  view->set_household(ToUuidText(review.household));
  TILIK_ASSIGN_OR_RETURN(*view->mutable_label(), NameOfHousehold(reader, review.household));
  view->set_village(review.village);
  view->set_village_name(VillageWords(review.village));
  view->set_campaign(review.campaign);
  TILIK_ASSIGN_OR_RETURN(*view->mutable_who(), people.Name(review.chain));
  view->set_state(ReviewWords(review.state));
  for (const std::string& word : FlagWords(review.flags)) view->add_flags(word);
  view->set_in_sample(review.in_sample);
  TILIK_ASSIGN_OR_RETURN(std::optional<merge::FactRow> fact,
                         reader.verification().Fact(review.fact));
  if (fact.has_value()) {
    const v1::Visit& visit = fact->operation.visit();
    view->set_observed_ms(fact->origin.observed.ms);
    view->set_outcome(fact->operation.has_musdes_result()
                          ? "musdes: " + FindingWords(fact->operation.musdes_result())
                          : OutcomeWords(visit.outcome()));
    if (visit.has_answers()) {
      view->set_answers(FactText(
          {Link::FromRaw(visit.answers().link()).value_or(Link()), visit.answers().operation()}));
    }
  }
  if (review.state != merge::ReviewState::kReturned) return Status();
  TILIK_ASSIGN_OR_RETURN(std::optional<v1::Task> task, reader.verification().TaskOf(review));
  if (!task.has_value()) return Status();
  for (const v1::Comment& said : task->comments()) {
    v1::ReviewCommentView* comment = view->add_comments();
    comment->set_field(said.variable());
    comment->set_text(said.text());
    if (const auto record = RecordId::FromRaw(said.record())) {
      comment->set_record(ToUuidText(*record));
    }
  }
  return Status();
}

}  // namespace

Result<v1::ReviewList> ListReviews(storage::Reader& reader, const ReviewQuery& query) {
  v1::ReviewList list;
  storage::VerificationReader& verivali = reader.verification();
  TILIK_ASSIGN_OR_RETURN(std::vector<merge::Review> reviews,
                         verivali.Reviews(query.campaign, query.village));
  TILIK_ASSIGN_OR_RETURN(std::vector<merge::Sample> samples, verivali.Samples(query.campaign));
  std::map<merge::CampaignVillage, const merge::Sample*> drawn;
  for (const merge::Sample& sample : samples) drawn[sample.of] = &sample;

  std::map<merge::CampaignVillage, v1::ReviewVillageView> villages;
  std::map<merge::CampaignVillage, std::uint32_t> read;
  People people(reader);
  for (const merge::Review& review : reviews) {
    const merge::CampaignVillage of{review.campaign, review.village};
    v1::ReviewVillageView& village = villages[of];
    const bool open = review.state == merge::ReviewState::kUnreviewed;
    if (open) village.set_unreviewed(village.unreviewed() + 1);
    if (open && review.flags != 0) village.set_flagged(village.flagged() + 1);
    if (review.state == merge::ReviewState::kApproved) village.set_approved(village.approved() + 1);
    if (review.state == merge::ReviewState::kReturned) village.set_returned(village.returned() + 1);
    if (review.in_sample && !open) ++read[of];
    const bool settled = review.state == merge::ReviewState::kApproved ||
                         review.state == merge::ReviewState::kAnswered;
    if ((settled && !query.all_states) || (query.sample_only && !review.in_sample)) continue;
    if (list.visits_size() >= query.limit) {
      list.set_more(true);
      continue;
    }
    TILIK_RETURN_IF_ERROR(Fill(reader, people, review, list.add_visits()));
  }
  for (auto& [of, village] : villages) {
    village.set_campaign(of.campaign);
    village.set_village(of.village);
    village.set_village_name(VillageWords(of.village));
    auto sample = drawn.find(of);
    village.set_sample(SampleWords(sample == drawn.end() ? nullptr : sample->second, read[of]));
    *list.add_villages() = std::move(village);
  }
  return list;
}

Result<v1::ProposalList> ListProposals(storage::Reader& reader, const std::string& campaign) {
  v1::ProposalList list;
  storage::VerificationReader& verivali = reader.verification();
  TILIK_ASSIGN_OR_RETURN(std::vector<merge::Review> reviews, verivali.Reviews(campaign, 0));
  TILIK_ASSIGN_OR_RETURN(std::vector<merge::Ratification> versions, verivali.Ratifications());
  TILIK_ASSIGN_OR_RETURN(std::vector<merge::Decreed> answers, verivali.DecreedProposals());
  std::map<merge::FactId, const merge::Decreed*> decreed;
  for (const merge::Decreed& answer : answers) decreed[answer.proposal] = &answer;
  People people(reader);
  for (const merge::Review& review : reviews) {
    const bool proposes = (review.flags & (merge::kFlagRemoval | merge::kFlagProposal)) != 0;
    if (!proposes || review.state == merge::ReviewState::kAnswered) continue;
    v1::ReviewVisitView shown;
    TILIK_RETURN_IF_ERROR(Fill(reader, people, review, &shown));
    v1::ProposalView* view = list.add_proposals();
    view->set_proposal(shown.visit());
    view->set_household(shown.household());
    view->set_label(shown.label());
    view->set_village_name(shown.village_name());
    view->set_who(shown.who());
    const bool new_one = (review.flags & merge::kFlagProposal) != 0;
    view->set_what(new_one ? "usulan baru" : "penghapusan: " + shown.outcome());
    view->set_state("diusulkan");
    for (const merge::Ratification& version : versions) {
      const bool within =
          review.state == merge::ReviewState::kApproved && review.decided <= version.said.through();
      if (!within) continue;
      view->set_state(version.uploaded != 0 ? "diunggah" : "disahkan");
      view->set_reason(version.said.letter_number());
      break;
    }
    auto answer = decreed.find(review.fact);
    if (answer == decreed.end()) continue;
    view->set_state(answer->second->accepted ? "ditetapkan" : "ditolak");
    view->set_reason(answer->second->number +
                     (answer->second->reason.empty() ? "" : ": " + answer->second->reason));
  }
  return list;
}

}  // namespace tilik::console
