// Review: visits are approved, returned and answered; samples decide what a village may be approved
// by (domain.md §3.3).
#include <algorithm>

#include "proto/contract/change_set.h"
#include "sync-server/merge/merger.h"

namespace tilik::merge {
namespace {

FactId FactNamed(const v1::FactRef& fact) {
  return {Link::FromRaw(fact.link()).value_or(Link()), fact.operation()};
}

bool IsRemoval(v1::VisitOutcome outcome) {
  return outcome == v1::VISIT_OUTCOME_TIDAK_DITEMUKAN || outcome == v1::VISIT_OUTCOME_PINDAH ||
         outcome == v1::VISIT_OUTCOME_BAGIAN_DARI_RUMAH_TANGGA_LAIN ||
         outcome == v1::VISIT_OUTCOME_GANDA || outcome == v1::VISIT_OUTCOME_MENINGGAL_SEMUA_ANGGOTA;
}

std::uint32_t FlagsOf(const v1::Visit& visit, std::uint32_t shortest_s) {
  std::uint32_t flags = 0;
  if (IsRemoval(visit.outcome())) flags |= kFlagRemoval;
  if (visit.overruled_size() > 0) flags |= kFlagOverruled;
  if (visit.has_answers()) flags |= kFlagAnswer;
  // A form filled in by a program says no duration.
  if (visit.outcome() == v1::VISIT_OUTCOME_SELESAI && visit.duration_s() > 0 &&
      visit.duration_s() < shortest_s) {
    flags |= kFlagHasty;
  }
  return flags;
}

std::uint32_t FlagsOf(const v1::MusdesResult& result) {
  std::uint32_t flags = 0;
  if (result.finding() == v1::MUSDES_FINDING_USULAN_BARU) {
    flags |= kFlagProposal;
  } else if (result.finding() != v1::MUSDES_FINDING_DITEMUKAN ||
             result.ability() == v1::ABILITY_MAMPU) {
    flags |= kFlagRemoval;
  }
  return flags;
}

bool WasHeld(const v1::Outcome& outcome) {
  if (outcome.kind() == v1::OUTCOME_KIND_HELD) return true;
  return std::any_of(
      outcome.fields().begin(), outcome.fields().end(),
      [](const v1::FieldOutcome& fields) { return fields.kind() == v1::OUTCOME_KIND_HELD; });
}

}  // namespace

std::uint64_t TaskNumberOf(const Review& review) {
  return review.arrival * static_cast<std::uint64_t>(kMaxOperations) + review.fact.operation;
}

std::vector<FactId> DrawFrom(const CampaignVillage& of, const std::string& seed,
                             std::vector<FactId> clean) {
  std::vector<std::pair<ContentHash, FactId>> shuffled;
  for (const FactId& fact : clean) {
    std::string named = "tilik/sample/1";
    named += '\0' + of.campaign + '\0' + std::to_string(of.village) + '\0' + seed;
    named += fact.link.str() + std::to_string(fact.operation);
    shuffled.emplace_back(HashOf(named), fact);
  }
  std::sort(shuffled.begin(), shuffled.end());
  const std::size_t share = (shuffled.size() + kSampleOneIn - 1) / kSampleOneIn;
  shuffled.resize(std::min(shuffled.size(), std::max(kLeastSample, share)));
  std::vector<FactId> drawn;
  for (const auto& [order, fact] : shuffled) drawn.push_back(fact);
  return drawn;
}

void Merger::AwaitReview(std::uint32_t index, const RecordId& named, std::uint64_t village,
                         const std::string& campaign, std::uint32_t flags) {
  Review& review = loaded_.reviews[IdOf(index)];
  review.fact = IdOf(index);
  review.chain = context_->chain;
  review.seq = context_->seq;
  review.arrival = context_->arrival;
  review.household = named;
  review.village = village;
  review.campaign = campaign;
  review.flags = context_ == deciding_ ? flags : flags | kFlagHeld;
  delta_.reviews.insert(review.fact);
}

void Merger::AwaitReviewOf(std::uint32_t index, const v1::Visit& visit, const RecordId& named,
                           std::uint64_t village) {
  AwaitReview(index, named, village, visit.campaign(),
              FlagsOf(visit, codebooks_.signals().shortest_visit_s().value()));
  if (!visit.has_answers() || visit.outcome() == v1::VISIT_OUTCOME_BELUM_BERTEMU) return;
  auto returned = loaded_.reviews.find(FactNamed(visit.answers()));
  if (returned == loaded_.reviews.end() || returned->second.state != ReviewState::kReturned) return;
  if (FindLive(returned->second.household) != FindLive(named)) return;
  SetReview(returned->second, ReviewState::kAnswered, returned->second.decided);
}

void Merger::AwaitReviewOf(std::uint32_t index, const v1::MusdesResult& result,
                           const RecordId& named, std::uint64_t village) {
  const std::uint32_t flags = FlagsOf(result);
  if (flags != 0) AwaitReview(index, named, village, result.campaign(), flags);
}

// What the whole set says about the visits in it: what it proposes, and what of it is contested.
void Merger::FlagReviews(const v1::ChangeSet& set) {
  std::uint32_t flags = 0;
  for (const v1::Operation& operation : set.operations()) {
    const v1::ProposeStatus& proposed = operation.propose_status();
    if (operation.has_propose_status() && proposed.status() != v1::RECORD_STATUS_ACTIVE) {
      flags |= kFlagRemoval;
    }
    if (operation.create_record().kind() == v1::RECORD_KIND_HOUSEHOLD) flags |= kFlagProposal;
  }
  for (const OutcomeRow& row : delta_.outcomes) {
    const v1::Outcome& outcome = row.outcome;
    if (outcome.link() != context_->link.raw() ||
        outcome.operation() >= static_cast<std::uint32_t>(set.operations_size())) {
      continue;
    }
    // A status always waits for a decision.
    const v1::Operation& operation = set.operations(static_cast<int>(outcome.operation()));
    if (!operation.has_propose_status() && WasHeld(outcome)) flags |= kFlagContested;
  }
  if (flags == 0) return;
  for (const FactId& id : delta_.reviews) {
    if (id.link == context_->link) loaded_.reviews.at(id).flags |= flags;
  }
}

// Also ends its task, when it leaves the returned.
void Merger::SetReview(Review& review, ReviewState state, std::uint64_t decided) {
  if (review.state == ReviewState::kReturned && state != ReviewState::kReturned) EndTask(review);
  review.state = state;
  review.decided = decided;
  delta_.reviews.insert(review.fact);
}

void Merger::EndTask(const Review& review) {
  TaskRow& row = delta_.tasks.emplace_back();
  row.chain = review.chain;
  row.task.set_number(TaskNumberOf(review));
  row.task.set_record(review.household.str());
  row.task.set_closed(true);
}

void Merger::TellReview(const Review& review, v1::OutcomeKind kind, const std::string& reason) {
  OutcomeRow row;
  row.chain = review.chain;
  row.outcome.set_seq(review.seq);
  row.outcome.set_operation(review.fact.operation);
  row.outcome.set_link(review.fact.link.str());
  row.outcome.set_kind(kind);
  row.outcome.set_record(review.household.str());
  row.outcome.set_reason(reason);
  delta_.outcomes.push_back(std::move(row));
}

// Which visit a reviewer means; null, and refused, when it cannot be reviewed now.
Review* Merger::ReviewableOrRefuse(std::uint32_t index, const v1::FactRef& fact) {
  auto found = loaded_.reviews.find(FactNamed(fact));
  std::string why;
  if (found == loaded_.reviews.end()) {
    why = "no such visit waits for review";
  } else if (found->second.retracted) {
    why = "the visit was withdrawn";
  } else if (found->second.state == ReviewState::kApproved) {
    why = "the visit is approved already, and an approval is final";
  } else if (found->second.state == ReviewState::kAnswered) {
    why = "a later visit answers this one; review that";
  }
  if (why.empty()) return &found->second;
  Report(index, v1::OUTCOME_KIND_REFUSED, nullptr, 0, why);
  return nullptr;
}

void Merger::ReturnVisit(std::uint32_t index, const v1::ReturnVisit& back) {
  Review* review = ReviewableOrRefuse(index, back.visit());
  if (review == nullptr) return;
  SetReview(*review, ReviewState::kReturned, deciding_->arrival);
  auto sample = loaded_.samples.find({review->campaign, review->village});
  if (review->in_sample && sample != loaded_.samples.end() &&
      sample->second.state == SampleState::kReading) {
    sample->second.state = SampleState::kFailed;
    delta_.samples.insert(sample->first);
  }
  TaskRow& row = delta_.tasks.emplace_back();
  row.chain = review->chain;
  row.task.set_number(TaskNumberOf(*review));
  row.task.set_record(review->household.str());
  row.task.mutable_visit()->set_link(review->fact.link.str());
  row.task.mutable_visit()->set_operation(review->fact.operation);
  row.task.set_returned_ms(context_->arrived.ms);
  for (const v1::QuestionComment& said : back.comments()) {
    v1::Comment* comment = row.task.add_comments();
    const v1::Concept* about = codebooks_.ConceptOf(said.field());
    if (about != nullptr) comment->set_variable(about->name());
    comment->set_text(said.text());
    comment->set_record(said.record());
  }
  TellReview(*review, v1::OUTCOME_KIND_RETURNED, back.comments(0).text());
  Report(index, v1::OUTCOME_KIND_APPLIED, nullptr);
}

void Merger::ApproveVisit(std::uint32_t index, const v1::ApproveVisit& approve) {
  Review* review = ReviewableOrRefuse(index, approve.visit());
  if (review == nullptr) return;
  const bool was_returned = review->state == ReviewState::kReturned;
  SetReview(*review, ReviewState::kApproved, deciding_->arrival);
  if (was_returned) TellReview(*review, v1::OUTCOME_KIND_APPLIED, "disetujui");
  Report(index, v1::OUTCOME_KIND_APPLIED, nullptr);
}

void Merger::DrawSample(std::uint32_t index, const v1::DrawSample& draw) {
  const CampaignVillage of{draw.campaign(), draw.village()};
  auto earlier = loaded_.samples.find(of);
  if (earlier != loaded_.samples.end() && earlier->second.state != SampleState::kPassed) {
    return Report(index, v1::OUTCOME_KIND_REFUSED, nullptr, 0,
                  earlier->second.state == SampleState::kReading
                      ? "the sample of this village is being read"
                      : "the sample of this village failed: its visits are read singly");
  }
  std::vector<FactId> clean;
  for (const auto& [id, review] : loaded_.reviews) {
    if (review.campaign == of.campaign && review.village == of.village && review.flags == 0 &&
        review.state == ReviewState::kUnreviewed && !review.retracted) {
      clean.push_back(id);
    }
  }
  if (clean.empty()) {
    return Report(index, v1::OUTCOME_KIND_REFUSED, nullptr, 0,
                  "no clean visit of this village waits for review");
  }
  Sample& sample = loaded_.samples[of];
  sample = Sample{of, draw.seed(), deciding_->arrival, 0, SampleState::kReading};
  for (const FactId& id : DrawFrom(of, draw.seed(), std::move(clean))) {
    loaded_.reviews.at(id).in_sample = true;
    delta_.reviews.insert(id);
    ++sample.size;
  }
  delta_.samples.insert(of);
  Report(index, v1::OUTCOME_KIND_APPLIED, nullptr);
}

void Merger::ApproveVillage(std::uint32_t index, const v1::ApproveVillage& approve) {
  const CampaignVillage of{approve.campaign(), approve.village()};
  auto found = loaded_.samples.find(of);
  if (found == loaded_.samples.end() || found->second.state != SampleState::kReading) {
    return Report(index, v1::OUTCOME_KIND_REFUSED, nullptr, 0,
                  "a village is approved after its sample was drawn and read");
  }
  std::vector<Review*> together;
  for (auto& [id, review] : loaded_.reviews) {
    if (review.campaign != of.campaign || review.village != of.village || review.retracted ||
        review.state != ReviewState::kUnreviewed) {
      continue;
    }
    if (review.in_sample) {
      return Report(index, v1::OUTCOME_KIND_REFUSED, nullptr, 0,
                    "some of the sample is not read yet");
    }
    if (review.flags == 0 && review.arrival <= found->second.drawn) together.push_back(&review);
  }
  for (Review* review : together) {
    SetReview(*review, ReviewState::kApproved, deciding_->arrival);
  }
  found->second.state = SampleState::kPassed;
  delta_.samples.insert(of);
  Report(index, v1::OUTCOME_KIND_APPLIED, nullptr);
}

}  // namespace tilik::merge
