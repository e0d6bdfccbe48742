// Which visits are read singly, and what a reviewer may no longer say (domain.md §3.3).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/merge/registry_in_memory.h"

namespace tilik::merge {
namespace {

using testing::SizeIs;

constexpr char kCampaign[] = "verivali-2026-11";

class ReviewAnswers : public testing::Test {
 protected:
  ReviewAnswers() {
    for (std::uint8_t n = 1; n <= 8; ++n) registry.Receive(office, {CreateHousehold(Id(n), {})}, 0);
  }

  static v1::Operation VisitTo(std::uint8_t n, v1::VisitOutcome outcome = v1::VISIT_OUTCOME_SELESAI,
                               const std::string& campaign = kCampaign) {
    v1::Operation operation;
    operation.mutable_visit()->set_household(Id(n).str());
    operation.mutable_visit()->set_outcome(outcome);
    operation.mutable_visit()->set_campaign(campaign);
    return operation;
  }
  static v1::Operation Answering(std::uint8_t n, const FactId& fact,
                                 v1::VisitOutcome outcome = v1::VISIT_OUTCOME_SELESAI) {
    v1::Operation operation = VisitTo(n, outcome);
    operation.mutable_visit()->mutable_answers()->set_link(fact.link.str());
    return operation;
  }
  static v1::Operation Approve(const FactId& fact) {
    v1::Operation operation;
    operation.mutable_approve_visit()->mutable_visit()->set_link(fact.link.str());
    return operation;
  }
  static v1::Operation Return(const FactId& fact, Field field = 0) {
    v1::Operation operation;
    operation.mutable_return_visit()->mutable_visit()->set_link(fact.link.str());
    v1::QuestionComment* comment = operation.mutable_return_visit()->add_comments();
    comment->set_text("diukur lagi");
    comment->set_field(field);
    return operation;
  }
  static v1::Operation Draw() {
    v1::Operation operation;
    operation.mutable_draw_sample()->set_campaign(kCampaign);
    operation.mutable_draw_sample()->set_village(kFatumnasi);
    operation.mutable_draw_sample()->set_seed(std::string(16, 's'));
    return operation;
  }
  static v1::Operation ApproveTogether() {
    v1::Operation operation;
    operation.mutable_approve_village()->set_campaign(kCampaign);
    operation.mutable_approve_village()->set_village(kFatumnasi);
    return operation;
  }
  FactId Visited(const v1::Operation& visit) {
    registry.Receive(dorkas, {visit}, 10);
    return {RegistryInMemory::LinkOf(dorkas.chain, dorkas.seq), 0};
  }
  // How an account's operation fared, and why.
  std::string Refusal(const v1::Operation& operation) {
    const Delta delta = registry.Receive(office, {operation}, 20);
    const v1::Outcome& outcome = delta.outcomes.back().outcome;
    return outcome.kind() == v1::OUTCOME_KIND_REFUSED ? outcome.reason() : "";
  }
  ReviewState StateOf(const FactId& fact) const { return registry.state.reviews.at(fact).state; }
  std::uint32_t FlagsOf(const FactId& fact) const { return registry.state.reviews.at(fact).flags; }

  RegistryInMemory registry;
  Hand office = RegistryInMemory::Account(90);
  Hand dorkas = RegistryInMemory::Officer(1);
};

TEST_F(ReviewAnswers, EveryVisitThatTakesAHouseholdOffTheListIsReadSingly) {
  for (const v1::VisitOutcome outcome :
       {v1::VISIT_OUTCOME_TIDAK_DITEMUKAN, v1::VISIT_OUTCOME_PINDAH,
        v1::VISIT_OUTCOME_BAGIAN_DARI_RUMAH_TANGGA_LAIN, v1::VISIT_OUTCOME_GANDA,
        v1::VISIT_OUTCOME_MENINGGAL_SEMUA_ANGGOTA}) {
    EXPECT_EQ(FlagsOf(Visited(VisitTo(1, outcome))), kFlagRemoval)
        << v1::VisitOutcome_Name(outcome);
  }
  EXPECT_EQ(FlagsOf(Visited(VisitTo(1, v1::VISIT_OUTCOME_BELUM_BERTEMU))), 0u);
  v1::Operation overruled = VisitTo(1);
  overruled.mutable_visit()->add_overruled();
  EXPECT_EQ(FlagsOf(Visited(overruled)), kFlagOverruled);
}

TEST_F(ReviewAnswers, NothingIsReviewedThatIsNotThereOrAnsweredAlready) {
  const FactId nothing{RegistryInMemory::LinkOf(dorkas.chain, 99), 0};
  EXPECT_EQ(Refusal(Approve(nothing)), "no such visit waits for review");
  const FactId visit = Visited(VisitTo(1));
  EXPECT_EQ(Refusal(Return(visit)), "");
  Visited(Answering(1, visit));
  ASSERT_EQ(StateOf(visit), ReviewState::kAnswered);
  EXPECT_EQ(Refusal(Approve(visit)), "a later visit answers this one; review that");
}

TEST_F(ReviewAnswers, ATaskNamesTheQuestionAndMayBeGivenAgain) {
  const FactId visit = Visited(VisitTo(1));
  const Delta first = registry.Receive(office, {Return(visit, 103)}, 20);
  ASSERT_THAT(first.tasks, SizeIs(1));
  EXPECT_EQ(first.tasks[0].task.comments(0).variable(), "lantai");
  const Delta again = registry.Receive(office, {Return(visit)}, 21);
  ASSERT_THAT(again.tasks, SizeIs(1)) << "the same task, not ended and not a second";
  EXPECT_FALSE(again.tasks[0].task.closed());
  EXPECT_EQ(again.tasks[0].task.number(), first.tasks[0].task.number());
  EXPECT_EQ(Refusal(Approve(visit)), "") << "a reviewer may think better of it";
  EXPECT_EQ(StateOf(visit), ReviewState::kApproved);
}

TEST_F(ReviewAnswers, ATaskStaysUntilSomebodyWasMet) {
  const FactId visit = Visited(VisitTo(1));
  registry.Receive(office, {Return(visit)}, 20);
  const FactId not_met = Visited(Answering(1, visit, v1::VISIT_OUTCOME_BELUM_BERTEMU));
  EXPECT_EQ(StateOf(visit), ReviewState::kReturned);
  Visited(Answering(1, not_met));
  EXPECT_EQ(StateOf(not_met), ReviewState::kUnreviewed) << "nobody asked anything of that one";
  Visited(Answering(1, {RegistryInMemory::LinkOf(dorkas.chain, 99), 0}));
  EXPECT_EQ(StateOf(visit), ReviewState::kReturned);
}

TEST_F(ReviewAnswers, AVillageIsApprovedAfterASampleOfWhatIsCleanThere) {
  EXPECT_EQ(Refusal(Draw()), "no clean visit of this village waits for review");
  EXPECT_EQ(Refusal(ApproveTogether()),
            "a village is approved after its sample was drawn and read");
  const FactId returned = Visited(VisitTo(1));
  const FactId withdrawn = Visited(VisitTo(2));
  registry.Receive(office, {Return(returned)}, 20);
  registry.Receive(dorkas, {Withdraw(withdrawn.link)}, 11);
  EXPECT_EQ(Refusal(Draw()), "no clean visit of this village waits for review");
  const FactId clean = Visited(VisitTo(3));
  EXPECT_EQ(Refusal(Draw()), "");
  registry.Receive(office, {Approve(clean)}, 21);
  EXPECT_EQ(Refusal(ApproveTogether()), "");
  const FactId next = Visited(VisitTo(4));
  EXPECT_EQ(Refusal(Draw()), "") << "what came since is another sample";
  EXPECT_EQ(Refusal(ApproveTogether()), "some of the sample is not read yet");
  EXPECT_EQ(StateOf(next), ReviewState::kUnreviewed);
}

// One commit holds the sets of many officers; a village's sample is of that village and campaign.
TEST_F(ReviewAnswers, OtherVillagesAndCampaignsOfTheCommitAreNotDrawn) {
  registry.Receive(office, {CreateHousehold(Id(9), {}, kNenas)}, 0);
  dorkas.villages.insert(kNenas);
  registry.BeginCommit();
  const FactId elsewhere = Visited(VisitTo(9));
  const FactId earlier = Visited(VisitTo(1, v1::VISIT_OUTCOME_SELESAI, "verivali-2026-05"));
  const FactId here = Visited(VisitTo(2));
  registry.Receive(office, {Draw()}, 20);
  registry.Receive(office, {Approve(here)}, 21);
  registry.Receive(office, {ApproveTogether()}, 22);
  registry.EndCommit();
  EXPECT_TRUE(registry.state.reviews.at(here).in_sample);
  EXPECT_EQ(StateOf(here), ReviewState::kApproved);
  for (const FactId& other : {elsewhere, earlier}) {
    EXPECT_FALSE(registry.state.reviews.at(other).in_sample);
    EXPECT_EQ(StateOf(other), ReviewState::kUnreviewed);
  }
}

}  // namespace
}  // namespace tilik::merge
