// What two people must sign (protocol.md §1, Account).
#include <gtest/gtest.h>

#include "sync-server/merge/second_signature.h"
#include "tests/unit/merge/registry_in_memory.h"

namespace tilik::merge {
namespace {

v1::Operation Sign(const Hand& hand, bool refuse = false) {
  v1::Operation operation;
  operation.mutable_countersign()->set_link(RegistryInMemory::LinkOf(hand.chain, hand.seq).str());
  operation.mutable_countersign()->set_refuse(refuse);
  operation.mutable_countersign()->set_reason("belum yakin");
  return operation;
}

class SecondSignature : public ::testing::Test {
 protected:
  SecondSignature() {
    registry.second_signatures = true;
    for (std::uint8_t n = 0; n < 12; ++n) {
      registry.Receive(supervisor, {CreateHousehold(Id(static_cast<std::uint8_t>(10 + n)), {})}, 0);
    }
  }

  void ProposeRemoval(std::uint8_t n) {
    registry.Receive(yuliana,
                     {Propose(Id(n), 1, v1::RECORD_STATUS_ASLEEP, v1::STATUS_REASON_PINDAH)}, 5);
  }
  v1::Operation Removal() const {
    const CaseFile& file = *registry.OpenCases().at(0);
    return Decision(file, registry.Record(file.key.record).revision, v1::CHOICE_ACCEPT,
                    &file.proposals[0]);
  }
  v1::RecordStatus Status(std::uint8_t n) const { return registry.Record(Id(n)).status; }
  static v1::OutcomeKind Last(const Delta& delta) { return delta.outcomes.back().outcome.kind(); }

  RegistryInMemory registry;
  Hand supervisor = RegistryInMemory::Account(90);
  Hand head = RegistryInMemory::Account(91);
  Hand yuliana = RegistryInMemory::Officer(1);
};

TEST_F(SecondSignature, NothingAppliesBeforeBoth) {
  ProposeRemoval(10);
  Delta first = registry.Receive(supervisor, {Removal()}, 6);
  EXPECT_EQ(Last(first), v1::OUTCOME_KIND_HELD);
  EXPECT_EQ(Status(10), v1::RECORD_STATUS_ACTIVE);
  EXPECT_TRUE(first.records.empty());
  Delta second = registry.Receive(head, {Sign(supervisor)}, 7);
  EXPECT_EQ(Status(10), v1::RECORD_STATUS_ASLEEP);
  EXPECT_TRUE(registry.state.held.empty());
  EXPECT_EQ(registry.Record(Id(10)).status_stamp.origin.chain, supervisor.chain)
      << "who decided is who signed first";
  EXPECT_EQ(Last(second), v1::OUTCOME_KIND_APPLIED);
}

TEST_F(SecondSignature, OneAccountDoesNotSignTwice) {
  ProposeRemoval(10);
  registry.Receive(supervisor, {Removal()}, 6);
  const Hand first = supervisor;
  EXPECT_EQ(Last(registry.Receive(supervisor, {Sign(first)}, 7)), v1::OUTCOME_KIND_REFUSED);
  // Nor under the chain it has in another epoch.
  Hand later = RegistryInMemory::Account(92);
  later.name = supervisor.name;
  EXPECT_EQ(Last(registry.Receive(later, {Sign(first)}, 8)), v1::OUTCOME_KIND_REFUSED);
  EXPECT_EQ(Status(10), v1::RECORD_STATUS_ACTIVE);
  registry.Receive(head, {Sign(first)}, 9);
  EXPECT_EQ(Status(10), v1::RECORD_STATUS_ASLEEP);
}

TEST_F(SecondSignature, RevisionsAreCheckedAtTheSecond) {
  ProposeRemoval(10);
  registry.Receive(supervisor, {Removal()}, 6);
  registry.Receive(yuliana, {Edit(Id(10), 1, {{103, Code(6)}})}, 7);
  Delta signed_late = registry.Receive(head, {Sign(supervisor)}, 8);
  EXPECT_EQ(Status(10), v1::RECORD_STATUS_ACTIVE);
  EXPECT_TRUE(registry.state.held.empty()) << "it is settled: refused";
  int refused = 0;
  for (const OutcomeRow& row : signed_late.outcomes) {
    refused += row.chain == supervisor.chain && row.outcome.kind() == v1::OUTCOME_KIND_REFUSED;
  }
  EXPECT_EQ(refused, 1);
  EXPECT_EQ(registry.OpenCases().size(), 1u);
}

TEST_F(SecondSignature, MayBeRefused) {
  ProposeRemoval(10);
  registry.Receive(supervisor, {Removal()}, 6);
  registry.Receive(head, {Sign(supervisor, /*refuse=*/true)}, 7);
  EXPECT_EQ(Status(10), v1::RECORD_STATUS_ACTIVE);
  EXPECT_TRUE(registry.state.held.empty());
  EXPECT_EQ(Last(registry.Receive(head, {Sign(supervisor)}, 8)), v1::OUTCOME_KIND_REFUSED);
}

TEST_F(SecondSignature, KeepingSomebodyNeedsNone) {
  ProposeRemoval(10);
  v1::Operation keep = Removal();
  keep.mutable_decide()->set_choice(v1::CHOICE_KEEP);
  registry.Receive(supervisor, {keep}, 6);
  EXPECT_TRUE(registry.OpenCases().empty());
}

TEST_F(SecondSignature, IsAskedOfAMassDecision) {
  std::vector<v1::Operation> decisions;
  for (std::uint8_t n = 0; n < 11; ++n) {
    registry.Receive(yuliana,
                     {Propose(Id(static_cast<std::uint8_t>(10 + n)), 1, v1::RECORD_STATUS_ASLEEP,
                              v1::STATUS_REASON_PINDAH)},
                     5);
  }
  for (const CaseFile* file : registry.OpenCases()) {
    decisions.push_back(Decision(*file, 1, v1::CHOICE_KEEP));
  }
  ASSERT_GT(static_cast<int>(decisions.size()), kMostDecisionsAlone);
  registry.Receive(supervisor, decisions, 6);
  EXPECT_EQ(registry.OpenCases().size(), 11u);
  registry.Receive(head, {Sign(supervisor)}, 7);
  EXPECT_TRUE(registry.OpenCases().empty());
}

TEST_F(SecondSignature, DoesNotMixWithWhatCannotWait) {
  ProposeRemoval(10);
  std::vector<v1::Operation> of_people(9);
  of_people[0].mutable_keep_account()->set_name("Kepala Dinas");
  of_people[1].mutable_admit_enrolment();
  of_people[2].mutable_assign_villages();
  of_people[3].mutable_revoke_enrolment();
  of_people[4].mutable_close_gap();
  of_people[5].mutable_begin_epoch();
  of_people[6].mutable_confirm_enrolment();
  of_people[7].mutable_unlock_enrolment();
  of_people[8] = Sign(head);
  for (const v1::Operation& operation : of_people) {
    const Delta refused = registry.Receive(supervisor, {Removal(), operation}, 6);
    ASSERT_EQ(refused.outcomes.size(), 2u);
    for (const OutcomeRow& row : refused.outcomes) {
      EXPECT_EQ(row.outcome.kind(), v1::OUTCOME_KIND_REFUSED) << operation.kind_case();
    }
    EXPECT_TRUE(registry.state.held.empty());
  }
}

TEST_F(SecondSignature, IsAskedOnlyOfWhatStrikesSomebodyOff) {
  CaseFile imagined;
  imagined.number = 99;
  registry.Receive(supervisor, {Decision(imagined, 0, v1::CHOICE_ACCEPT)}, 6);
  EXPECT_TRUE(registry.state.held.empty()) << "of a case that is not there, nobody";

  Hand dominggus = RegistryInMemory::Officer(2);
  registry.Receive(yuliana, {Edit(Id(11), 1, {{field::kHeadName, std::string("A")}})}, 5);
  registry.Receive(dominggus, {Edit(Id(11), 1, {{field::kHeadName, std::string("B")}})}, 6);
  const CaseFile names = *registry.OpenCases().at(0);
  registry.Receive(supervisor, {Decision(names, 2, v1::CHOICE_ACCEPT, &names.proposals[0])}, 7);
  EXPECT_EQ(registry.ValueOf(Id(11), field::kHeadName), Value(std::string("B")));

  // Of two proposals the one to let him stay is taken.
  ProposeRemoval(10);
  registry.Receive(dominggus,
                   {Propose(Id(10), 1, v1::RECORD_STATUS_ACTIVE, v1::STATUS_REASON_LAINNYA)}, 6);
  const CaseFile status = *registry.OpenCases().at(0);
  registry.Receive(supervisor, {Decision(status, 1, v1::CHOICE_ACCEPT, &status.proposals[1])}, 7);
  EXPECT_EQ(Status(10), v1::RECORD_STATUS_ACTIVE);
  EXPECT_TRUE(registry.OpenCases().empty());
}

TEST_F(SecondSignature, OfTwoSetsThatWaitOnlyTheNamedOneGoesOn) {
  ProposeRemoval(10);
  registry.Receive(supervisor, {Removal()}, 6);
  const Hand first = supervisor;
  Hand roaming = RegistryInMemory::Officer(3);
  registry.Receive(roaming, {Edit(Id(40), 0, {{103, Code(6)}})}, 6);
  v1::Operation destroy;
  destroy.mutable_order_destruction()->add_records(Id(12).str());
  registry.Receive(supervisor, {destroy}, 7);
  EXPECT_EQ(registry.state.held.size(), 3u);
  registry.Receive(head, {Sign(first)}, 8);
  EXPECT_EQ(Status(10), v1::RECORD_STATUS_ASLEEP);
  EXPECT_EQ(registry.state.held.size(), 2u);
}

TEST_F(SecondSignature, WhatASignedOrderDestroysIsNotChangedBehindIt) {
  v1::Operation destroy;
  destroy.mutable_order_destruction()->add_records(Id(12).str());
  registry.Receive(supervisor, {destroy, Edit(Id(12), 1, {{103, Code(6)}})}, 6);
  ASSERT_EQ(registry.state.held.size(), 2u);
  registry.Receive(head, {Sign(supervisor)}, 7);
  EXPECT_TRUE(registry.state.held.empty());
  EXPECT_EQ(registry.ValueOf(Id(12), 103), Value(Absent::kNotAsked));
}

TEST_F(SecondSignature, IsNotAnOfficersToGive) {
  ProposeRemoval(10);
  registry.Receive(supervisor, {Removal()}, 6);
  registry.Receive(yuliana, {Sign(supervisor)}, 7);
  EXPECT_EQ(Status(10), v1::RECORD_STATUS_ACTIVE);
}

}  // namespace
}  // namespace tilik::merge
