// What people decide, what waits for them, and what hangs on it (protocol.md §4.4–6, Duplicates).
#include <gtest/gtest.h>

#include "tests/unit/merge/registry_in_memory.h"

namespace tilik::merge {
namespace {

constexpr Field kFloor = 103;
constexpr Field kHead = field::kHeadName;

class Cases : public ::testing::Test {
 protected:
  Cases() {
    registry.Receive(office, {CreateHousehold(home, {{kHead, std::string("Yosef Nahak")}})}, 0);
  }

  const CaseFile& TheCase() const { return *registry.OpenCases().at(0); }

  RegistryInMemory registry;
  Hand office = RegistryInMemory::Account(90);
  Hand supervisor = RegistryInMemory::Account(91);
  Hand yuliana = RegistryInMemory::Officer(1);
  Hand dominggus = RegistryInMemory::Officer(2);
  RecordId home = Id(10);
};

TEST_F(Cases, StatusNeverChangesWithoutADecision) {
  registry.Receive(yuliana,
                   {Propose(home, 1, v1::RECORD_STATUS_NOT_ELIGIBLE, v1::STATUS_REASON_MAMPU)}, 5);
  registry.Receive(dominggus,
                   {Propose(home, 1, v1::RECORD_STATUS_ASLEEP, v1::STATUS_REASON_PINDAH)}, 6);
  EXPECT_EQ(registry.Record(home).status, v1::RECORD_STATUS_ACTIVE);
  ASSERT_EQ(registry.OpenCases().size(), 1u);
  EXPECT_EQ(TheCase().proposals.size(), 2u);
  registry.Receive(supervisor, {Decision(TheCase(), 1, v1::CHOICE_ACCEPT, &TheCase().proposals[1])},
                   9);
  EXPECT_EQ(registry.Record(home).status, v1::RECORD_STATUS_ASLEEP);
  EXPECT_EQ(registry.Record(home).status_reason, v1::STATUS_REASON_PINDAH);
  EXPECT_TRUE(registry.OpenCases().empty());
}

TEST_F(Cases, ADecisionOnWhatHasMovedIsRefused) {
  registry.Receive(yuliana, {Propose(home, 1, v1::RECORD_STATUS_ASLEEP, v1::STATUS_REASON_PINDAH)},
                   5);
  v1::Operation seen = Decision(TheCase(), 1, v1::CHOICE_ACCEPT, &TheCase().proposals[0]);
  registry.Receive(dominggus,
                   {Propose(home, 1, v1::RECORD_STATUS_ACTIVE, v1::STATUS_REASON_LAINNYA)}, 6);
  Delta decided = registry.Receive(supervisor, {seen}, 7);
  EXPECT_EQ(decided.outcomes.back().outcome.kind(), v1::OUTCOME_KIND_REFUSED);
  EXPECT_EQ(registry.Record(home).status, v1::RECORD_STATUS_ACTIVE);
  EXPECT_EQ(registry.OpenCases().size(), 1u);
}

TEST_F(Cases, TwoSupervisorsDecideTheSameCase) {
  registry.Receive(yuliana, {Edit(home, 1, {{kHead, std::string("A")}})}, 5);
  registry.Receive(dominggus, {Edit(home, 1, {{kHead, std::string("B")}})}, 6);
  v1::Operation keep = Decision(TheCase(), 2, v1::CHOICE_KEEP);
  v1::Operation accept = Decision(TheCase(), 2, v1::CHOICE_ACCEPT, &TheCase().proposals[0]);
  Hand second = RegistryInMemory::Account(92);
  registry.Receive(supervisor, {keep}, 8);
  Delta refused = registry.Receive(second, {accept}, 8);
  EXPECT_EQ(registry.ValueOf(home, kHead), Value(std::string("A")));
  EXPECT_EQ(refused.outcomes.back().outcome.kind(), v1::OUTCOME_KIND_REFUSED);
}

TEST_F(Cases, EvenKeepStampsTheField) {
  registry.Receive(yuliana, {Edit(home, 1, {{kHead, std::string("A")}})}, 5);
  registry.Receive(dominggus, {Edit(home, 1, {{kHead, std::string("B")}})}, 6);
  registry.Receive(supervisor, {Decision(TheCase(), 2, v1::CHOICE_KEEP)}, 8);
  // Yuliana does not know of the decision: her next edit is concurrent with it, though the value is
  // still hers.
  registry.Receive(yuliana, {Edit(home, 1, {{kHead, std::string("A lain")}})}, 9);
  EXPECT_EQ(registry.ValueOf(home, kHead), Value(std::string("A")));
  EXPECT_EQ(registry.OpenCases().size(), 1u);
}

TEST_F(Cases, ADecisionOnOneFieldSaysNothingOfTheOthers) {
  registry.Receive(yuliana, {Edit(home, 1, {{kHead, std::string("A")}})}, 5);
  registry.Receive(dominggus, {Edit(home, 1, {{kHead, std::string("B")}, {kFloor, Code(6)}})}, 6);
  Delta decided = registry.Receive(supervisor, {Decision(TheCase(), 3, v1::CHOICE_KEEP)}, 8);
  const OutcomeRow& told = decided.outcomes.at(0);
  EXPECT_EQ(told.chain, dominggus.chain);
  EXPECT_EQ(told.outcome.kind(), v1::OUTCOME_KIND_UNSPECIFIED);
  EXPECT_EQ(told.outcome.resulting_revision(), 4u);
  ASSERT_EQ(told.outcome.fields_size(), 1);
  EXPECT_EQ(told.outcome.fields(0).kind(), v1::OUTCOME_KIND_REFUSED);
  ASSERT_EQ(told.outcome.fields(0).fields_size(), 1);
  EXPECT_EQ(told.outcome.fields(0).fields(0), kHead);
}

TEST_F(Cases, WorkOutsideTheAssignmentIsHeldWithAllThatHangsOnIt) {
  const RecordId far = Id(20);
  const RecordId family = Id(21);
  registry.Receive(yuliana, {CreateHousehold(far, {{kFloor, Code(9)}}, kNenas)}, 5);
  registry.Receive(yuliana, {CreateBelow(v1::RECORD_KIND_FAMILY, family, far, {})}, 6);
  registry.Receive(yuliana, {Edit(home, 1, {{kFloor, Code(6)}})}, 7);
  EXPECT_EQ(registry.ValueOf(home, kFloor), Code(6)) << "held work blocks nothing behind it";
  EXPECT_EQ(registry.state.records.count(far), 0u);
  EXPECT_EQ(registry.state.held.size(), 2u);
  ASSERT_EQ(registry.OpenCases().size(), 1u);
  // The create goes on because a person says so; what hangs on it is its officer's own work
  // elsewhere, and so is held too until that is decided, not lost.
  registry.Receive(supervisor, {Decision(TheCase(), 0, v1::CHOICE_RELEASE)}, 9);
  EXPECT_EQ(registry.state.records.count(far), 1u);
  EXPECT_EQ(registry.ValueOf(far, kFloor), Code(9));
  EXPECT_EQ(registry.state.records.count(family), 1u);
  EXPECT_EQ(registry.Record(family).village, kNenas);
  EXPECT_TRUE(registry.state.held.empty());
}

TEST_F(Cases, RefusingAHeldCreateSettlesWhatHangsOnIt) {
  const RecordId far = Id(20);
  registry.Receive(yuliana, {CreateHousehold(far, {}, kNenas)}, 5);
  registry.Receive(yuliana, {CreateBelow(v1::RECORD_KIND_FAMILY, Id(21), far, {})}, 6);
  registry.Receive(yuliana, {CreateBelow(v1::RECORD_KIND_PERSON, Id(22), Id(21), {})}, 7);
  Delta refused = registry.Receive(supervisor, {Decision(TheCase(), 0, v1::CHOICE_REFUSE)}, 9);
  EXPECT_TRUE(registry.state.held.empty());
  EXPECT_EQ(refused.held_removed.size(), 3u);
  int told = 0;
  for (const OutcomeRow& row : refused.outcomes) {
    told += row.chain == yuliana.chain && row.outcome.kind() == v1::OUTCOME_KIND_REFUSED;
  }
  EXPECT_EQ(told, 3);
}

TEST_F(Cases, WhatNamesAnUnknownRecordWaitsForIt) {
  registry.Receive(dominggus, {Edit(Id(30), 1, {{kFloor, Code(6)}})}, 5);
  EXPECT_EQ(registry.state.held.size(), 1u);
  registry.Receive(yuliana, {CreateHousehold(Id(30), {{kFloor, Code(9)}})}, 4);
  EXPECT_TRUE(registry.state.held.empty());
  EXPECT_EQ(registry.ValueOf(Id(30), kFloor), Code(6)) << "the later look";
}

TEST_F(Cases, QuarantinedWorkIsReleasedWithItsOriginalBases) {
  registry.ReceiveAs(yuliana, 1, {Edit(home, 1, {{kHead, std::string("A")}})}, 5,
                     /*quarantined=*/true);
  registry.Receive(dominggus, {Edit(home, 1, {{kHead, std::string("B")}})}, 6);
  EXPECT_EQ(registry.ValueOf(home, kHead), Value(std::string("B")));
  registry.Receive(supervisor, {Decision(TheCase(), 0, v1::CHOICE_RELEASE)}, 9);
  EXPECT_EQ(registry.ValueOf(home, kHead), Value(std::string("B")));
  ASSERT_EQ(registry.OpenCases().size(), 1u);
  EXPECT_EQ(TheCase().key.kind, CaseKind::kConflict);
}

TEST_F(Cases, NobodyReleasesWhatHeHasNotSeen) {
  registry.ReceiveAs(yuliana, 1, {Edit(home, 1, {{kFloor, Code(6)}})}, 5, /*quarantined=*/true);
  v1::Operation seen = Decision(TheCase(), 0, v1::CHOICE_REFUSE);
  registry.ReceiveAs(yuliana, 2, {Edit(home, 1, {{kFloor, Code(2)}})}, 6, /*quarantined=*/true);
  registry.Receive(supervisor, {seen}, 7);
  EXPECT_EQ(registry.state.held.size(), 2u);
}

TEST_F(Cases, NobodyRefusesHeldWorkWithoutHavingSeenWhatOfItWasTakenBack) {
  Hand roaming = RegistryInMemory::Officer(3);
  roaming.villages = {kNenas};
  v1::Operation visit;
  visit.mutable_visit()->set_household(home.str());
  visit.mutable_visit()->set_outcome(v1::VISIT_OUTCOME_SELESAI);
  registry.Receive(roaming, {visit}, 5);
  v1::Operation seen = Decision(TheCase(), 1, v1::CHOICE_REFUSE);
  registry.Receive(roaming, {Withdraw(RegistryInMemory::LinkOf(roaming.chain, 1))}, 6);
  registry.Receive(supervisor, {seen}, 7);
  EXPECT_EQ(registry.state.held.size(), 2u);
  EXPECT_EQ(TheCase().proposals.size(), 2u);
}

TEST_F(Cases, AVisitTakenBackWhileItWasHeldDoesNotCountOnceReleased) {
  Hand roaming = RegistryInMemory::Officer(3);
  roaming.villages = {kNenas};
  v1::Operation visit;
  visit.mutable_visit()->set_household(home.str());
  visit.mutable_visit()->set_outcome(v1::VISIT_OUTCOME_SELESAI);
  registry.Receive(roaming, {visit}, 5);
  const FactId id{RegistryInMemory::LinkOf(roaming.chain, 1), 0};
  registry.Receive(roaming, {Withdraw(id.link)}, 6);
  ASSERT_EQ(registry.OpenCases().size(), 1u);
  registry.Receive(supervisor, {Decision(TheCase(), 1, v1::CHOICE_RELEASE)}, 9);
  EXPECT_TRUE(registry.state.facts.at(id).retracted);
  EXPECT_TRUE(registry.state.held.empty());
}

TEST_F(Cases, OnlyAccountsDecide) {
  registry.Receive(dominggus,
                   {Propose(home, 1, v1::RECORD_STATUS_ASLEEP, v1::STATUS_REASON_PINDAH)}, 5);
  registry.Receive(yuliana, {Decision(TheCase(), 1, v1::CHOICE_ACCEPT, &TheCase().proposals[0])},
                   6);
  EXPECT_EQ(registry.Record(home).status, v1::RECORD_STATUS_ACTIVE);
}

// --- duplicates ---

class Duplicates : public Cases {
 protected:
  Duplicates() {
    registry.Receive(office, {CreateBelow(v1::RECORD_KIND_FAMILY, family, home, {})}, 0);
    registry.Receive(office,
                     {CreateBelow(v1::RECORD_KIND_PERSON, maria, family,
                                  {{field::kName, std::string("Maria Bere")},
                                   {field::kNik, std::string("5302015708900001")}})},
                     0);
  }
  RecordId family = Id(11);
  RecordId maria = Id(12);
};

TEST_F(Duplicates, APersonWithoutNikLaterGetsOne) {
  registry.Receive(yuliana,
                   {CreateBelow(v1::RECORD_KIND_PERSON, Id(40), family,
                                {{field::kName, std::string("Yosefa")}})},
                   5);
  EXPECT_EQ(registry.Record(Id(40)).village, kFatumnasi);
  registry.Receive(yuliana, {Edit(Id(40), 1, {{field::kNik, std::string("5302014101990002")}})}, 9);
  EXPECT_EQ(registry.ValueOf(Id(40), field::kNik), Value(std::string("5302014101990002")));
  EXPECT_TRUE(registry.OpenCases().empty());
}

TEST_F(Duplicates, ANikThatIsSomebodyElsesIsTakenAndOpensACase) {
  registry.Receive(yuliana,
                   {CreateBelow(v1::RECORD_KIND_PERSON, Id(40), family,
                                {{field::kName, std::string("Maria Bere Seran")},
                                 {field::kNik, std::string("5302015708900001")}})},
                   5);
  EXPECT_EQ(registry.ValueOf(Id(40), field::kNik), Value(std::string("5302015708900001")));
  ASSERT_EQ(registry.OpenCases().size(), 1u);
  EXPECT_EQ(TheCase().key.kind, CaseKind::kDuplicate);
  registry.Receive(supervisor,
                   {Decision(TheCase(), registry.Record(TheCase().key.record).revision,
                             v1::CHOICE_NOT_A_PROBLEM)},
                   6);
  registry.Receive(yuliana, {Edit(Id(40), 1, {{field::kNik, Absent::kUnknown}})}, 7);
  registry.Receive(yuliana, {Edit(Id(40), 2, {{field::kNik, std::string("5302015708900001")}})}, 8);
  EXPECT_TRUE(registry.OpenCases().empty()) << "decided once, remembered";
}

TEST_F(Duplicates, LateEditsToARetiredIdLandOnTheSurvivor) {
  const RecordId twin = Id(13);
  registry.Receive(
      office, {CreateHousehold(twin, {{kHead, std::string("Yoseph Nahak")}, {kFloor, Code(9)}})},
      0);
  registry.Receive(supervisor, {MergeOf(registry.Record(home), registry.Record(twin))}, 5);
  EXPECT_EQ(registry.ValueOf(home, kFloor), Code(9))
      << "what the survivor did not know is taken over";
  // Offline since before the merge, still naming the twin: nobody touched the floor since, so it
  // applies.
  registry.Receive(yuliana, {Edit(twin, 1, {{kFloor, Code(6)}})}, 6);
  EXPECT_EQ(registry.ValueOf(home, kFloor), Code(6));
  // The head's name is the survivor's own, never seen by that officer: a case, not an overwrite.
  registry.Receive(yuliana, {Edit(twin, 1, {{kHead, std::string("Yoseph N.")}})}, 7);
  EXPECT_EQ(registry.ValueOf(home, kHead), Value(std::string("Yosef Nahak")));
  EXPECT_EQ(registry.OpenCases().size(), 1u);
}

TEST_F(Duplicates, WhatIsHeldForARetiredIdIsOneCaseOfTheSurvivor) {
  const RecordId twin = Id(13);
  registry.Receive(office, {CreateHousehold(twin, {})}, 0);
  registry.Receive(supervisor, {MergeOf(registry.Record(home), registry.Record(twin))}, 5);
  Hand roaming = RegistryInMemory::Officer(3);
  roaming.villages = {kNenas};
  registry.Receive(roaming, {Edit(twin, 1, {{kFloor, Code(6)}})}, 6);
  registry.Receive(roaming, {CreateHousehold(twin, {{kFloor, Code(2)}})}, 7);
  ASSERT_EQ(registry.OpenCases().size(), 1u);
  EXPECT_EQ(TheCase().key.record, home);
  EXPECT_EQ(TheCase().proposals.size(), 2u);
}

TEST_F(Duplicates, AnEditOfARetiredIdIsComparedWithWhatThatRecordKnew) {
  const RecordId twin = Id(13);
  registry.Receive(yuliana, {Edit(home, 1, {{kFloor, Code(6)}})}, 20);
  registry.Receive(office, {CreateHousehold(twin, {{kFloor, Code(9)}})}, 0);
  registry.Receive(dominggus, {Edit(twin, 1, {{kFloor, Code(2)}})}, 4);
  // The twin's floor was looked at early; that the survivor's was looked at late says nothing of
  // it.
  registry.Receive(supervisor, {MergeOf(registry.Record(home), registry.Record(twin), {kFloor})},
                   5);
  registry.Receive(yuliana, {Edit(twin, 1, {{kFloor, Code(3)}})}, 10);
  EXPECT_EQ(registry.ValueOf(home, kFloor), Code(3));
}

TEST_F(Duplicates, AnEditOfTheSurvivorDoesNotKnowWhatTheMergeBrought) {
  const RecordId twin = Id(13);
  registry.Receive(office, {CreateHousehold(twin, {{kHead, std::string("Yoseph Nahak")}})}, 0);
  registry.Receive(supervisor, {MergeOf(registry.Record(home), registry.Record(twin), {kHead})}, 5);
  registry.Receive(yuliana, {Edit(home, 1, {{kHead, std::string("Yosef N.")}})}, 6);
  EXPECT_EQ(registry.ValueOf(home, kHead), Value(std::string("Yoseph Nahak")));
  EXPECT_EQ(registry.OpenCases().size(), 1u);
}

TEST_F(Duplicates, MergesRefuseCyclesAndMovedRecords) {
  const RecordId twin = Id(13);
  registry.Receive(office, {CreateHousehold(twin, {})}, 0);
  v1::Operation stale = MergeOf(registry.Record(home), registry.Record(twin));
  registry.Receive(yuliana, {Edit(home, 1, {{kFloor, Code(6)}})}, 4);
  registry.Receive(supervisor, {stale}, 5);
  EXPECT_TRUE(registry.Record(twin).redirected_to.none());
  registry.Receive(supervisor, {MergeOf(registry.Record(home), registry.Record(twin))}, 6);
  EXPECT_EQ(registry.Record(twin).redirected_to, home);
  registry.Receive(supervisor, {MergeOf(registry.Record(twin), registry.Record(home))}, 7);
  EXPECT_TRUE(registry.Record(home).redirected_to.none());
}

TEST_F(Duplicates, PeopleOfARetiredHouseholdMoveToWhereTheSurvivorIs) {
  const RecordId there = Id(13);
  registry.Receive(office, {CreateHousehold(there, {}, kNenas)}, 0);
  Delta merged =
      registry.Receive(supervisor, {MergeOf(registry.Record(there), registry.Record(home))}, 5);
  EXPECT_EQ(registry.Record(maria).village, kNenas);
  EXPECT_EQ(registry.Record(family).village, kNenas);
  EXPECT_EQ(merged.left.size(), 2u);
}

TEST_F(Duplicates, AMovedHouseholdTakesItsPeopleAlong) {
  Hand roaming = RegistryInMemory::Officer(3);
  roaming.villages = {kFatumnasi, kNenas};
  Delta moved = registry.Receive(
      roaming, {Edit(home, 1, {{field::kVillage, static_cast<std::int64_t>(kNenas)}})}, 5);
  EXPECT_EQ(registry.Record(maria).village, kNenas);
  EXPECT_EQ(moved.left.size(), 3u);
}

}  // namespace
}  // namespace tilik::merge
