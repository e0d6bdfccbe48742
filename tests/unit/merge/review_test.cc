// Review: what an approval makes of a visit's values, and how a village is approved together.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sync-server/merge/reviewed.h"
#include "tests/unit/merge/registry_in_memory.h"

namespace tilik::merge {
namespace {

using testing::Contains;
using testing::Eq;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr Field kFloor = 103;  // lantai: the later look wins
constexpr char kCampaign[] = "verivali-2026-11";

v1::Operation VisitTo(const RecordId& household,
                      v1::VisitOutcome outcome = v1::VISIT_OUTCOME_SELESAI) {
  v1::Operation operation;
  operation.mutable_visit()->set_household(household.str());
  operation.mutable_visit()->set_outcome(outcome);
  operation.mutable_visit()->set_campaign(kCampaign);
  return operation;
}

template <typename Named>
void Name(const FactId& fact, Named* ref) {
  ref->set_link(fact.link.str());
  ref->set_operation(fact.operation);
}

v1::Operation Approve(const FactId& fact) {
  v1::Operation operation;
  Name(fact, operation.mutable_approve_visit()->mutable_visit());
  return operation;
}

v1::Operation Return(const FactId& fact, const std::string& text = "luas lantai ditanyakan lagi") {
  v1::Operation operation;
  Name(fact, operation.mutable_return_visit()->mutable_visit());
  operation.mutable_return_visit()->add_comments()->set_text(text);
  return operation;
}

v1::Operation Draw(char seed = 's') {
  v1::Operation operation;
  operation.mutable_draw_sample()->set_campaign(kCampaign);
  operation.mutable_draw_sample()->set_village(kFatumnasi);
  operation.mutable_draw_sample()->set_seed(std::string(16, seed));
  return operation;
}

v1::Operation ApproveTogether() {
  v1::Operation operation;
  operation.mutable_approve_village()->set_campaign(kCampaign);
  operation.mutable_approve_village()->set_village(kFatumnasi);
  return operation;
}

class ReviewTest : public testing::Test {
 protected:
  RegistryInMemory registry;
  Hand office = RegistryInMemory::Account(90);
  Hand dorkas = RegistryInMemory::Officer(1);
  Hand markus = RegistryInMemory::Officer(2);
  std::vector<HistoryRow> history;
  std::uint8_t next_household = 1;

  // Merges one set and keeps what it wrote down, as the store does.
  Delta Receive(Hand& hand, std::vector<v1::Operation> operations, std::int64_t observed) {
    Delta delta = registry.Receive(hand, std::move(operations), observed);
    history.insert(history.end(), delta.history.begin(), delta.history.end());
    return delta;
  }

  RecordId Listed() {
    const RecordId id = Id(next_household++);
    Receive(office, {CreateHousehold(id, {{kFloor, Code(9)}})}, 0);
    return id;
  }

  // A visit to a household of its own, with nothing odd about it.
  FactId CleanVisit() {
    Receive(dorkas, {VisitTo(Listed())}, 10);
    return LastOf(dorkas, 0);
  }

  static FactId LastOf(const Hand& hand, std::uint32_t operation) {
    return {RegistryInMemory::LinkOf(hand.chain, hand.seq), operation};
  }

  const Review& ReviewOf(const FactId& fact) { return registry.state.reviews.at(fact); }

  v1::OutcomeKind Said(const Delta& delta) { return delta.outcomes.back().outcome.kind(); }

  Value ReviewedFloor(const RecordId& household) {
    Approvals approvals;
    for (const auto& [id, review] : registry.state.reviews) {
      if (review.state == ReviewState::kApproved) approvals.Add(id.link, review.decided);
    }
    std::vector<HistoryRow> own;
    for (const HistoryRow& row : history) {
      if (row.record == household) own.push_back(row);
    }
    auto reviewed = ReviewedAnswers(own, approvals, registry.arrivals);
    auto slot = reviewed.find(Codebooks::BuiltIn().SlotOf(kFloor));
    return slot == reviewed.end() ? Value(Absent::kNotAsked) : slot->second.at(kFloor).value;
  }
};

TEST_F(ReviewTest, AValueCountsAsReviewedOnceItsVisitIsApproved) {
  const RecordId household = Listed();
  Receive(dorkas, {Edit(household, 1, {{kFloor, Code(6)}}), VisitTo(household)}, 10);
  EXPECT_EQ(registry.ValueOf(household, kFloor), Code(6)) << "the working registry shows it";
  EXPECT_EQ(ReviewedFloor(household), Code(9)) << "what the import said";
  Receive(office, {Approve(LastOf(dorkas, 1))}, 20);
  EXPECT_EQ(ReviewedFloor(household), Code(6));
}

TEST_F(ReviewTest, TheOlderOfTwoVisitsMayBeApprovedAloneAndLater) {
  const RecordId household = Listed();
  Receive(dorkas, {Edit(household, 1, {{kFloor, Code(6)}}), VisitTo(household)}, 10);
  const FactId older = LastOf(dorkas, 1);
  Receive(markus, {Edit(household, 2, {{kFloor, Code(2)}}), VisitTo(household)}, 20);
  const FactId newer = LastOf(markus, 1);
  Receive(office, {Approve(older)}, 30);
  EXPECT_EQ(ReviewedFloor(household), Code(6));
  Receive(office, {Approve(newer)}, 40);
  EXPECT_EQ(ReviewedFloor(household), Code(2));
}

TEST_F(ReviewTest, ApprovingTheOlderVisitLastDoesNotBringItsValueBack) {
  const RecordId household = Listed();
  Receive(dorkas, {Edit(household, 1, {{kFloor, Code(6)}}), VisitTo(household)}, 10);
  const FactId older = LastOf(dorkas, 1);
  Receive(markus, {Edit(household, 2, {{kFloor, Code(2)}}), VisitTo(household)}, 20);
  Receive(office, {Approve(LastOf(markus, 1))}, 30);
  Receive(office, {Approve(older)}, 40);
  EXPECT_EQ(ReviewedFloor(household), Code(2));
}

TEST_F(ReviewTest, AConfirmationCountsAsItsVisitsValue) {
  const RecordId household = Listed();
  Receive(dorkas, {Edit(household, 1, {{kFloor, Code(6)}}), VisitTo(household)}, 10);
  Receive(markus, {Edit(household, 2, {{kFloor, Code(6)}}), VisitTo(household)}, 20);
  Receive(office, {Approve(LastOf(markus, 1))}, 30);
  EXPECT_EQ(ReviewedFloor(household), Code(6)) << "Dorkas's visit was never approved";
}

TEST_F(ReviewTest, AReturnedVisitKeepsItsValuesAndItsOfficerHasATask) {
  const RecordId household = Listed();
  Receive(dorkas, {Edit(household, 1, {{kFloor, Code(6)}}), VisitTo(household)}, 10);
  const FactId visit = LastOf(dorkas, 1);
  const Delta back = Receive(office, {Return(visit)}, 20);
  EXPECT_EQ(registry.ValueOf(household, kFloor), Code(6));
  EXPECT_EQ(ReviewOf(visit).state, ReviewState::kReturned);
  ASSERT_THAT(back.tasks, SizeIs(1));
  EXPECT_EQ(back.tasks[0].chain, dorkas.chain);
  EXPECT_EQ(back.tasks[0].task.comments(0).text(), "luas lantai ditanyakan lagi");
  EXPECT_EQ(back.outcomes.front().outcome.kind(), v1::OUTCOME_KIND_RETURNED);

  v1::Operation answer = VisitTo(household);
  Name(visit, answer.mutable_visit()->mutable_answers());
  const Delta answered = Receive(dorkas, {answer}, 30);
  EXPECT_EQ(ReviewOf(visit).state, ReviewState::kAnswered);
  EXPECT_EQ(ReviewOf(LastOf(dorkas, 0)).flags, kFlagAnswer);
  ASSERT_THAT(answered.tasks, SizeIs(1));
  EXPECT_TRUE(answered.tasks[0].task.closed());
  EXPECT_EQ(answered.tasks[0].task.number(), back.tasks[0].task.number());
}

TEST_F(ReviewTest, AnApprovalIsFinal) {
  const FactId visit = CleanVisit();
  Receive(office, {Approve(visit)}, 20);
  EXPECT_EQ(Said(Receive(office, {Return(visit)}, 30)), v1::OUTCOME_KIND_REFUSED);
  EXPECT_EQ(ReviewOf(visit).state, ReviewState::kApproved);
}

TEST_F(ReviewTest, AnAnswerBelongsToTheHouseholdOfWhatItAnswers) {
  const FactId visit = CleanVisit();
  Receive(office, {Return(visit)}, 20);
  v1::Operation elsewhere = VisitTo(Listed());
  Name(visit, elsewhere.mutable_visit()->mutable_answers());
  Receive(dorkas, {elsewhere}, 30);
  EXPECT_EQ(ReviewOf(visit).state, ReviewState::kReturned);
}

TEST_F(ReviewTest, AReviewedVisitIsNoLongerWithdrawnByItsAuthorAlone) {
  const FactId visit = CleanVisit();
  Receive(office, {Approve(visit)}, 20);
  const Delta withdrawn = Receive(dorkas, {Withdraw(visit.link, visit.operation)}, 30);
  EXPECT_EQ(Said(withdrawn), v1::OUTCOME_KIND_HELD);
  EXPECT_FALSE(ReviewOf(visit).retracted);
}

TEST_F(ReviewTest, WhatIsOddAboutAVisitIsReadSingly) {
  const RecordId gone = Listed();
  Receive(dorkas, {VisitTo(gone, v1::VISIT_OUTCOME_PINDAH)}, 10);
  EXPECT_EQ(ReviewOf(LastOf(dorkas, 0)).flags, kFlagRemoval);

  const RecordId fresh = Id(next_household++);
  Receive(dorkas, {CreateHousehold(fresh, {{kFloor, Code(9)}}), VisitTo(fresh)}, 11);
  EXPECT_EQ(ReviewOf(LastOf(dorkas, 1)).flags, kFlagProposal);

  v1::Operation hasty = VisitTo(Listed());
  hasty.mutable_visit()->set_duration_s(20);
  Receive(dorkas, {hasty}, 12);
  EXPECT_EQ(ReviewOf(LastOf(dorkas, 0)).flags, kFlagHasty);

  const RecordId disputed = Listed();
  Receive(markus, {Edit(disputed, 1, {{field::kAddress, std::string("RT 7")}})}, 12);
  Receive(dorkas, {Edit(disputed, 0, {{field::kAddress, std::string("RT 3")}}), VisitTo(disputed)},
          13);
  EXPECT_EQ(ReviewOf(LastOf(dorkas, 1)).flags, kFlagContested);
}

class SampleTest : public ReviewTest {
 protected:
  std::vector<FactId> sample() {
    std::vector<FactId> drawn;
    for (const auto& [id, review] : registry.state.reviews) {
      if (review.in_sample) drawn.push_back(id);
    }
    return drawn;
  }
  int CountOf(ReviewState state) {
    int count = 0;
    for (const auto& [id, review] : registry.state.reviews) count += review.state == state;
    return count;
  }
};

TEST_F(SampleTest, TenAreReadAndThenTheOthersAreApprovedTogether) {
  for (int i = 0; i < 30; ++i) CleanVisit();
  Receive(office, {Draw()}, 20);
  ASSERT_THAT(sample(), SizeIs(10));
  EXPECT_EQ(Said(Receive(office, {ApproveTogether()}, 21)), v1::OUTCOME_KIND_REFUSED)
      << "nobody has read the sample yet";
  for (const FactId& visit : sample()) Receive(office, {Approve(visit)}, 22);
  EXPECT_EQ(Said(Receive(office, {ApproveTogether()}, 23)), v1::OUTCOME_KIND_APPLIED);
  EXPECT_EQ(CountOf(ReviewState::kApproved), 30);
}

TEST_F(SampleTest, AFailedSampleOpensTheWholeVillage) {
  for (int i = 0; i < 30; ++i) CleanVisit();
  Receive(office, {Draw()}, 20);
  Receive(office, {Return(sample().front())}, 21);
  for (const FactId& visit : sample()) Receive(office, {Approve(visit)}, 22);
  EXPECT_EQ(Said(Receive(office, {ApproveTogether()}, 23)), v1::OUTCOME_KIND_REFUSED);
  EXPECT_EQ(Said(Receive(office, {Draw('t')}, 24)), v1::OUTCOME_KIND_REFUSED)
      << "and no second draw makes it good";
  EXPECT_EQ(CountOf(ReviewState::kUnreviewed), 20);
}

TEST_F(SampleTest, NobodyDrawsAgainUntilHeLikesIt) {
  for (int i = 0; i < 30; ++i) CleanVisit();
  Receive(office, {Draw('a')}, 20);
  const std::vector<FactId> first = sample();
  EXPECT_EQ(Said(Receive(office, {Draw('b')}, 21)), v1::OUTCOME_KIND_REFUSED);
  EXPECT_EQ(sample(), first);
}

TEST_F(SampleTest, OddVisitsAndThoseThatCameAfterTheDrawStayOpen) {
  for (int i = 0; i < 12; ++i) CleanVisit();
  Receive(dorkas, {VisitTo(Listed(), v1::VISIT_OUTCOME_PINDAH)}, 10);
  const FactId odd = LastOf(dorkas, 0);
  Receive(office, {Draw()}, 20);
  const FactId late = CleanVisit();
  for (const FactId& visit : sample()) Receive(office, {Approve(visit)}, 22);
  Receive(office, {ApproveTogether()}, 23);
  EXPECT_THAT(sample(), Not(Contains(odd)));
  EXPECT_EQ(ReviewOf(odd).state, ReviewState::kUnreviewed);
  EXPECT_EQ(ReviewOf(late).state, ReviewState::kUnreviewed);
  EXPECT_EQ(CountOf(ReviewState::kApproved), 12);
}

TEST(DrawFrom, TakesOneInTwentyAndFollowsFromTheSeedAlone) {
  std::vector<FactId> clean;
  for (std::uint32_t i = 0; i < 400; ++i) clean.push_back({Link(), i});
  const CampaignVillage of{kCampaign, kFatumnasi};
  const std::vector<FactId> drawn = DrawFrom(of, std::string(16, 'a'), clean);
  EXPECT_THAT(drawn, SizeIs(20));
  std::reverse(clean.begin(), clean.end());
  EXPECT_THAT(DrawFrom(of, std::string(16, 'a'), clean), Eq(drawn));
  EXPECT_THAT(DrawFrom(of, std::string(16, 'b'), clean), Not(Eq(drawn)));
  EXPECT_THAT(DrawFrom(of, std::string(16, 'a'), {}), IsEmpty());
}

TEST(VersionDigest, HoldsWhatIsSaidAndNotHowItCameAbout) {
  v1::Ratify letter;
  letter.set_name("2026-11");
  FrozenRecord record;
  record.id = Id(1);
  record.answers[kFloor] = {Code(9), How::kSeen};
  VersionDigest seen(letter);
  seen.Add(record);
  record.answers[kFloor].how = How::kAsked;
  VersionDigest asked(letter);
  asked.Add(record);
  EXPECT_EQ(seen.hash(), asked.hash());
  record.answers[kFloor].value = Code(6);
  VersionDigest other(letter);
  other.Add(record);
  EXPECT_NE(seen.hash(), other.hash());
  letter.set_letter_number("470/12");
  EXPECT_NE(VersionDigest(letter).hash(), VersionDigest(v1::Ratify()).hash());
}

}  // namespace
}  // namespace tilik::merge
