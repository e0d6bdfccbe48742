// What a decision may say of each kind of case, and what it then does (protocol.md §4.4–5).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/merge/registry_in_memory.h"

namespace tilik::merge {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr Field kFloor = 103;
constexpr Field kHead = field::kHeadName;
constexpr std::int64_t kTenKilos = 10'000;

class Decisions : public ::testing::Test {
 protected:
  Decisions() {
    registry.Receive(office, {CreateHousehold(home, {{kHead, std::string("Yosef Nahak")}})}, 0);
    registry.Receive(office, {Entitle(Line(1), home, kTenKilos)}, 0);
  }

  const CaseFile& TheCase() const { return *registry.OpenCases().at(0); }
  std::uint64_t Revision() const {
    auto record = registry.state.records.find(TheCase().key.record);
    return record == registry.state.records.end() ? 0 : record->second.revision;
  }
  Delta Decide(v1::Choice choice, const Proposal* proposal = nullptr) {
    return registry.Receive(supervisor, {Decision(TheCase(), Revision(), choice, proposal)}, 90);
  }
  void ExpectUnfit(std::initializer_list<v1::Choice> choices) {
    for (const v1::Choice choice : choices) {
      EXPECT_EQ(Said(Decide(choice)), v1::OUTCOME_KIND_REFUSED) << v1::Choice_Name(choice);
      EXPECT_THAT(registry.OpenCases(), SizeIs(1)) << v1::Choice_Name(choice);
    }
  }
  static v1::OutcomeKind Said(const Delta& delta) { return delta.outcomes.back().outcome.kind(); }
  static Link SetOf(const Hand& hand, std::uint64_t seq) {
    return RegistryInMemory::LinkOf(hand.chain, seq);
  }
  Tally Count() const { return TallyOf(registry.state.lines.at(Line(1))); }
  Delta HandOut(Hand& hand, std::int64_t quantity) {
    return registry.Receive(hand, {HandOver(Line(1), quantity)}, 5);
  }
  v1::Operation Mistaken(const Hand& hand, std::uint64_t seq) const {
    v1::Operation decision = Decision(TheCase(), 0, v1::CHOICE_ACCEPT);
    decision.mutable_decide()->mutable_proposal()->set_link(SetOf(hand, seq).str());
    return decision;
  }

  RegistryInMemory registry;
  Hand office = RegistryInMemory::Account(90);
  Hand supervisor = RegistryInMemory::Account(91);
  Hand yuliana = RegistryInMemory::Officer(1);
  Hand dominggus = RegistryInMemory::Officer(2);
  RecordId home = Id(10);
};

TEST_F(Decisions, OnACaseThatIsNotThereIsRefused) {
  CaseFile imagined;
  imagined.number = 77;
  const Delta decided = registry.Receive(supervisor, {Decision(imagined, 0, v1::CHOICE_KEEP)}, 90);
  EXPECT_EQ(Said(decided), v1::OUTCOME_KIND_REFUSED);
  EXPECT_EQ(decided.outcomes.back().outcome.reason(), "no such case");
}

TEST_F(Decisions, AConflictIsKeptOrOneOfItsProposalsIsTaken) {
  registry.Receive(yuliana, {Edit(home, 1, {{kHead, std::string("A")}})}, 5);
  registry.Receive(dominggus, {Edit(home, 1, {{kHead, std::string("B")}})}, 6);
  ExpectUnfit({v1::CHOICE_RELEASE, v1::CHOICE_NOT_A_PROBLEM, v1::CHOICE_ACCEPT});
  Proposal nobodys = TheCase().proposals[0];
  nobodys.operation = 9;
  EXPECT_EQ(Said(Decide(v1::CHOICE_ACCEPT, &nobodys)), v1::OUTCOME_KIND_REFUSED);
  EXPECT_EQ(registry.ValueOf(home, kHead), Value(std::string("A")));
  Decide(v1::CHOICE_ACCEPT, &TheCase().proposals[0]);
  EXPECT_EQ(registry.ValueOf(home, kHead), Value(std::string("B")));
}

TEST_F(Decisions, AStatusIsKeptOrOneOfItsProposalsIsTaken) {
  registry.Receive(yuliana, {Propose(home, 1, v1::RECORD_STATUS_ASLEEP, v1::STATUS_REASON_PINDAH)},
                   5);
  ExpectUnfit({v1::CHOICE_RELEASE, v1::CHOICE_CONFIRM, v1::CHOICE_ACCEPT});
  const Delta kept = Decide(v1::CHOICE_KEEP);
  EXPECT_EQ(registry.Record(home).status, v1::RECORD_STATUS_ACTIVE);
  EXPECT_EQ(kept.outcomes.front().chain, yuliana.chain);
  EXPECT_EQ(kept.outcomes.front().outcome.kind(), v1::OUTCOME_KIND_REFUSED);
}

TEST_F(Decisions, HeldWorkIsReleasedOrRefused) {
  Hand roaming = RegistryInMemory::Officer(3);
  roaming.villages = {kNenas};
  registry.Receive(roaming, {Edit(home, 1, {{kFloor, Code(6)}})}, 5);
  ExpectUnfit({v1::CHOICE_ACCEPT, v1::CHOICE_KEEP});
  EXPECT_EQ(registry.ValueOf(home, kFloor), Value(Absent::kNotAsked));
}

TEST_F(Decisions, OfTwoNamesakesOnlyTheirDifferenceIsSaidHere) {
  const std::map<Field, Value> family = {{field::kNoKk, std::string("5302141203120001")}};
  registry.Receive(office,
                   {CreateBelow(v1::RECORD_KIND_FAMILY, Id(11), home, family),
                    CreateBelow(v1::RECORD_KIND_FAMILY, Id(12), home, family)},
                   0);
  ASSERT_EQ(TheCase().key.kind, CaseKind::kDuplicate);
  EXPECT_THAT(TheCase().why, HasSubstr("No KK sama"));
  ExpectUnfit({v1::CHOICE_ACCEPT, v1::CHOICE_KEEP});
  Decide(v1::CHOICE_NOT_A_PROBLEM);
  EXPECT_THAT(registry.OpenCases(), IsEmpty());
}

// --- delivered above the entitlement ---

TEST_F(Decisions, WhatWasHandedOutTwiceStaysCountedUnlessItWasAMistake) {
  for (const v1::Choice choice : {v1::CHOICE_RETURN, v1::CHOICE_KEEP, v1::CHOICE_NOT_A_PROBLEM}) {
    HandOut(yuliana, kTenKilos);
    HandOut(dominggus, kTenKilos);
    ASSERT_EQ(TheCase().key.kind, CaseKind::kDoubleDelivery);
    const std::uint64_t number = TheCase().number;
    const std::int64_t excess = Count().excess;
    Decide(choice);
    EXPECT_EQ(Count().excess, excess);
    EXPECT_FALSE(registry.state.cases.at(number).open);
    EXPECT_EQ(registry.state.cases.at(number).settlement,
              choice == v1::CHOICE_RETURN ? "dikembalikan: dilihat bersama" : "dilihat bersama");
  }
}

TEST_F(Decisions, AMistakenHandoverIsWithdrawnAndItsOfficerIsTold) {
  HandOut(yuliana, kTenKilos);
  HandOut(dominggus, kTenKilos);
  ExpectUnfit({v1::CHOICE_RELEASE, v1::CHOICE_ACCEPT});
  const std::uint64_t number = TheCase().number;
  const Delta decided = registry.Receive(supervisor, {Mistaken(dominggus, 1)}, 90);
  EXPECT_EQ(Count().excess, 0);
  EXPECT_EQ(Count().delivered, kTenKilos);
  EXPECT_EQ(registry.state.cases.at(number).settlement, "dilihat bersama");
  EXPECT_EQ(decided.outcomes.front().chain, dominggus.chain);
  EXPECT_EQ(decided.outcomes.front().outcome.kind(), v1::OUTCOME_KIND_REFUSED);
}

TEST_F(Decisions, ACaseOfThreeHandoversGoesOnWhenOneOfThemWasAMistake) {
  HandOut(yuliana, kTenKilos);
  HandOut(dominggus, kTenKilos);
  HandOut(dominggus, kTenKilos);
  registry.Receive(supervisor, {Mistaken(dominggus, 1)}, 90);
  EXPECT_EQ(Count().excess, kTenKilos);
  ASSERT_THAT(registry.OpenCases(), SizeIs(1));
  EXPECT_EQ(Said(registry.Receive(supervisor, {Mistaken(dominggus, 1)}, 91)),
            v1::OUTCOME_KIND_REFUSED)
      << "it is withdrawn already";
  registry.Receive(supervisor, {Mistaken(dominggus, 2)}, 92);
  EXPECT_THAT(registry.OpenCases(), IsEmpty());
}

// --- facts that somebody wants withdrawn ---

TEST_F(Decisions, AFactKeptIsToldToEverybodyWhoWantedItGone) {
  HandOut(yuliana, kTenKilos);
  yuliana.receipted = 1;
  registry.Receive(yuliana, {Withdraw(SetOf(yuliana, 1))}, 6);
  registry.Receive(dominggus, {Withdraw(SetOf(yuliana, 1))}, 7);
  ASSERT_THAT(registry.OpenCases(), SizeIs(1));
  ExpectUnfit({v1::CHOICE_RELEASE, v1::CHOICE_REFUSE});
  const Delta kept = Decide(v1::CHOICE_KEEP);
  EXPECT_EQ(Count().delivered, kTenKilos);
  ASSERT_THAT(kept.outcomes, SizeIs(3));
  for (const OutcomeRow& told : {kept.outcomes[0], kept.outcomes[1]}) {
    EXPECT_EQ(told.outcome.kind(), v1::OUTCOME_KIND_REFUSED);
  }
}

TEST_F(Decisions, WhoAsksTwiceHasAskedOnce) {
  HandOut(yuliana, kTenKilos);
  yuliana.receipted = 1;
  registry.Receive(yuliana, {Withdraw(SetOf(yuliana, 1))}, 6);
  const Delta again = registry.Receive(yuliana, {Withdraw(SetOf(yuliana, 1))}, 7);
  EXPECT_THAT(TheCase().proposals, SizeIs(1));
  EXPECT_EQ(again.outcomes.back().outcome.kind(), v1::OUTCOME_KIND_SUPERSEDED);
  EXPECT_EQ(again.outcomes.back().outcome.seq(), 2u) << "the earlier of the two";
}

// --- what becomes of proposals ---

TEST_F(Decisions, AProposalThatComesLateNeverReplacesALaterOneOfItsChain) {
  registry.ReceiveAs(yuliana, 2,
                     {Propose(home, 1, v1::RECORD_STATUS_ASLEEP, v1::STATUS_REASON_PINDAH)}, 9);
  const Delta late = registry.ReceiveAs(
      yuliana, 1, {Propose(home, 1, v1::RECORD_STATUS_NOT_ELIGIBLE, v1::STATUS_REASON_MAMPU)}, 5);
  EXPECT_EQ(Said(late), v1::OUTCOME_KIND_SUPERSEDED);
  ASSERT_THAT(TheCase().proposals, SizeIs(1));
  EXPECT_EQ(TheCase().proposals[0].status, v1::RECORD_STATUS_ASLEEP);
}

TEST_F(Decisions, WhoAgreesWithTheAcceptedValueWithdrawsNobodyElsesProposal) {
  registry.Receive(yuliana, {Edit(home, 1, {{kHead, std::string("A")}})}, 5);
  registry.Receive(dominggus, {Edit(home, 1, {{kHead, std::string("B")}})}, 6);
  Hand markus = RegistryInMemory::Officer(3);
  registry.Receive(markus, {Edit(home, 1, {{kHead, std::string("A")}})}, 7);
  ASSERT_THAT(registry.OpenCases(), SizeIs(1));
  EXPECT_EQ(TheCase().proposals[0].origin.chain, dominggus.chain);
}

TEST_F(Decisions, NothingIsDecidedWhereAStatusIsAlreadyWhatIsProposed) {
  const Delta told = registry.Receive(
      yuliana, {Propose(home, 1, v1::RECORD_STATUS_ACTIVE, v1::STATUS_REASON_LAINNYA)}, 5);
  EXPECT_EQ(Said(told), v1::OUTCOME_KIND_APPLIED);
  EXPECT_THAT(registry.OpenCases(), IsEmpty());
}

TEST_F(Decisions, AStatusProposedForSomebodyNotYetKnownWaitsForHim) {
  const RecordId coming = Id(30);
  registry.Receive(yuliana,
                   {Propose(coming, 0, v1::RECORD_STATUS_ASLEEP, v1::STATUS_REASON_PINDAH)}, 5);
  EXPECT_THAT(registry.OpenCases(), IsEmpty());
  registry.Receive(dominggus, {CreateHousehold(coming, {})}, 6);
  ASSERT_THAT(registry.OpenCases(), SizeIs(1));
  EXPECT_EQ(TheCase().key.kind, CaseKind::kStatus);
  EXPECT_EQ(TheCase().proposals[0].origin.chain, yuliana.chain);
}

TEST_F(Decisions, AStatusProposedInAVillageOfOthersIsHeldBeforeItIsACase) {
  Hand roaming = RegistryInMemory::Officer(3);
  roaming.villages = {kNenas};
  registry.Receive(roaming, {Propose(home, 1, v1::RECORD_STATUS_ASLEEP, v1::STATUS_REASON_PINDAH)},
                   5);
  ASSERT_EQ(TheCase().key.kind, CaseKind::kOutsideAssignment);
  Decide(v1::CHOICE_RELEASE);
  ASSERT_THAT(registry.OpenCases(), SizeIs(1));
  EXPECT_EQ(TheCase().key.kind, CaseKind::kStatus);
}

}  // namespace
}  // namespace tilik::merge
