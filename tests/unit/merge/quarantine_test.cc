// What is held whole, and how a person lets it go: branch by branch, within an assignment.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/merge/registry_in_memory.h"

namespace tilik::merge {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr Field kArea = 102;  // luas_lantai

class Quarantine : public ::testing::Test {
 protected:
  // A household of 20 m², and a phone whose clone went on from its first set.
  void SetUp() override {
    registry.Receive(office,
                     {CreateHousehold(Id(1), {{kArea, std::int64_t{20}}}),
                      CreateHousehold(Id(2), {{kArea, std::int64_t{30}}})},
                     1);
  }
  void Phone(std::uint64_t seq, const RecordId& about, std::int64_t area, std::uint32_t branch) {
    registry.ReceiveAs(ina, seq, {Edit(about, 1, {{kArea, area}})},
                       static_cast<std::int64_t>(10 * seq), true, branch);
  }
  const CaseFile& Case() { return *registry.OpenCases().at(0); }
  void Decide(v1::Choice choice, const Link& branch) {
    v1::Operation decision = Decision(Case(), 0, choice);
    if (!branch.none()) decision.mutable_decide()->set_branch(branch.str());
    registry.Receive(office, {decision}, 100);
  }
  std::int64_t AreaOf(const RecordId& id) {
    return std::get<std::int64_t>(registry.ValueOf(id, kArea));
  }

  RegistryInMemory registry;
  Hand office = RegistryInMemory::Account(200);
  Hand ina = RegistryInMemory::Officer(1);
};

TEST_F(Quarantine, ADecisionReleasesOneBranchAndTheOtherWaits) {
  Phone(2, Id(1), 21, 0);
  Phone(2, Id(2), 99, 1);
  Phone(3, Id(2), 98, 1);
  ASSERT_THAT(registry.OpenCases(), SizeIs(1));
  Decide(v1::CHOICE_RELEASE, RegistryInMemory::LinkOf(ina.chain, 2, 0));
  EXPECT_EQ(AreaOf(Id(1)), 21);
  EXPECT_EQ(AreaOf(Id(2)), 30);
  ASSERT_THAT(registry.OpenCases(), SizeIs(1)) << "the other branch is not settled";
  EXPECT_THAT(Case().settlement, HasSubstr("dilepas"));
  EXPECT_THAT(registry.state.held, SizeIs(2));

  Decide(v1::CHOICE_REFUSE, RegistryInMemory::LinkOf(ina.chain, 2, 1));
  EXPECT_EQ(AreaOf(Id(2)), 30);
  EXPECT_THAT(registry.OpenCases(), IsEmpty());
  EXPECT_THAT(registry.state.held, IsEmpty());
}

TEST_F(Quarantine, ABranchIsReleasedInChainOrderWithItsOwnBases) {
  Phone(3, Id(2), 98, 1);
  Phone(2, Id(2), 99, 1);
  registry.Receive(office, {Edit(Id(2), 1, {{kArea, std::int64_t{31}}})}, 50);
  Decide(v1::CHOICE_RELEASE, Link());
  EXPECT_EQ(AreaOf(Id(2)), 31) << "what the office saw later stands";
  EXPECT_THAT(registry.OpenCases(), IsEmpty());
}

TEST_F(Quarantine, ADecisionThatNamesNoBranchOfTheCaseSettlesNothing) {
  Phone(2, Id(1), 21, 0);
  Decide(v1::CHOICE_RELEASE, RegistryInMemory::LinkOf(ina.chain, 7, 3));
  EXPECT_EQ(AreaOf(Id(1)), 20);
  EXPECT_THAT(registry.OpenCases(), SizeIs(1));
}

TEST_F(Quarantine, WhatABranchBringsAfterItsDecisionIsANewCase) {
  Phone(2, Id(1), 21, 1);
  Decide(v1::CHOICE_RELEASE, Link());
  Phone(3, Id(1), 22, 1);
  EXPECT_EQ(AreaOf(Id(1)), 21) << "no decision makes the chain trusted again";
  EXPECT_THAT(registry.OpenCases(), SizeIs(1));
}

TEST_F(Quarantine, ASetOfPhotosAloneHoldsNothing) {
  registry.ReceiveAs(ina, 2, {}, 20, true, 1);
  EXPECT_THAT(registry.state.held, IsEmpty());
  EXPECT_THAT(registry.OpenCases(), IsEmpty());
}

TEST_F(Quarantine, NothingOfOthersWaitsBehindIt) {
  Phone(2, Id(1), 21, 1);
  Hand mina = RegistryInMemory::Officer(2);
  registry.Receive(mina, {Edit(Id(1), 1, {{kArea, std::int64_t{25}}})}, 40);
  EXPECT_EQ(AreaOf(Id(1)), 25);
}

TEST_F(Quarantine, AConfirmedEnrolmentIsHeldToItsAssignment) {
  ina.villages.clear();
  Phone(1, Id(1), 21, 0);
  registry.ReceiveAs(ina, 2, {CreateHousehold(Id(9), {}, kNenas)}, 20, true);
  v1::Operation assign;
  assign.mutable_assign_villages()->set_enrolment(ina.chain.str());
  assign.mutable_assign_villages()->add_villages(kFatumnasi);
  v1::Operation confirm;
  confirm.mutable_confirm_enrolment()->set_enrolment(ina.chain.str());
  registry.Receive(office, {assign, confirm}, 100);
  EXPECT_EQ(AreaOf(Id(1)), 21);
  ASSERT_THAT(registry.OpenCases(), SizeIs(1));
  EXPECT_EQ(Case().key.kind, CaseKind::kOutsideAssignment) << "Nenas is somebody else's";
}

}  // namespace
}  // namespace tilik::merge
