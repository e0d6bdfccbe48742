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
  v1::Operation account;
  account.mutable_keep_account()->set_name("Kepala Dinas");
  account.mutable_keep_account()->set_role(v1::ACCOUNT_ROLE_HEAD);
  Delta refused = registry.Receive(supervisor, {Removal(), account}, 6);
  EXPECT_EQ(Last(refused), v1::OUTCOME_KIND_REFUSED);
  EXPECT_TRUE(registry.state.held.empty());
}

TEST_F(SecondSignature, IsNotAnOfficersToGive) {
  ProposeRemoval(10);
  registry.Receive(supervisor, {Removal()}, 6);
  registry.Receive(yuliana, {Sign(supervisor)}, 7);
  EXPECT_EQ(Status(10), v1::RECORD_STATUS_ACTIVE);
}

}  // namespace
}  // namespace tilik::merge
