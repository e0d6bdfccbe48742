// What an order of destruction leaves (UU 27/2022, protocol.md §2).
#include <gtest/gtest.h>

#include "sync-server/merge/naming.h"
#include "tests/unit/merge/registry_in_memory.h"

namespace tilik::merge {
namespace {

constexpr Field kFloor = 103;
constexpr Field kHead = field::kHeadName;

v1::Operation Destroy(const RecordId& record) {
  v1::Operation operation;
  operation.mutable_order_destruction()->add_records(record.str());
  operation.mutable_order_destruction()->set_letter_number("800/12");
  return operation;
}

class Destruction : public ::testing::Test {
 protected:
  Destruction() {
    registry.Receive(
        office, {CreateHousehold(home, {{kHead, std::string("Yosef Nahak")}, {kFloor, Code(9)}})},
        0);
  }
  RegistryInMemory registry;
  Hand office = RegistryInMemory::Account(90);
  Hand yuliana = RegistryInMemory::Officer(1);
  Hand dominggus = RegistryInMemory::Officer(2);
  RecordId home = Id(10);
};

TEST_F(Destruction, StampsStayAndValuesDoNot) {
  const RecordState before = registry.Record(home);
  Delta delta = registry.Receive(office, {Destroy(home)}, 9);
  const RecordState& after = registry.Record(home);
  EXPECT_EQ(after.revision, before.revision);
  ASSERT_EQ(after.slots.size(), before.slots.size());
  for (const auto& [slot, state] : after.slots) {
    EXPECT_TRUE(state.answers.empty());
    EXPECT_EQ(state.last, before.slots.at(slot).last);
  }
  EXPECT_EQ(delta.destroyed, std::set<RecordId>{home});
}

TEST_F(Destruction, ReachesWhatWasMergedIn) {
  const RecordId twin = Id(13);
  registry.Receive(office, {CreateHousehold(twin, {{kHead, std::string("Yoseph")}})}, 0);
  registry.Receive(office, {MergeOf(registry.Record(home), registry.Record(twin))}, 5);
  Delta delta = registry.Receive(office, {Destroy(home)}, 9);
  EXPECT_EQ(delta.destroyed.size(), 2u);
  for (const auto& [slot, state] : registry.Record(home).absorbed[0].before)
    EXPECT_TRUE(state.answers.empty());
}

TEST_F(Destruction, ClearsWhatWasProposedAndRefusesWhatWaited) {
  registry.Receive(yuliana, {Edit(home, 1, {{kHead, std::string("A")}})}, 5);
  registry.Receive(dominggus, {Edit(home, 1, {{kHead, std::string("B")}})}, 6);
  Hand roaming = RegistryInMemory::Officer(3);
  roaming.villages = {kNenas};
  registry.Receive(roaming, {Edit(home, 1, {{kFloor, Code(6)}})}, 7);
  ASSERT_EQ(registry.state.held.size(), 1u);
  registry.Receive(office, {Destroy(home)}, 9);
  EXPECT_TRUE(registry.state.held.empty());
  for (const CaseFile* file : registry.OpenCases()) {
    for (const Proposal& proposal : file->proposals) EXPECT_TRUE(proposal.answers.empty());
  }
}

TEST_F(Destruction, OfNobodyIsRefusedAndOfOneTwiceIsDoneOnce) {
  Delta nobody = registry.Receive(office, {Destroy(Id(77))}, 8);
  EXPECT_EQ(nobody.outcomes.back().outcome.kind(), v1::OUTCOME_KIND_REFUSED);
  v1::Operation twice = Destroy(home);
  twice.mutable_order_destruction()->add_records(home.str());
  EXPECT_EQ(registry.Receive(office, {twice}, 9).destroyed.size(), 1u);
}

TEST_F(Destruction, LeavesNothingInCasesThatNameHimSecondOrAreClosed) {
  const std::map<Field, Value> kk = {{field::kNoKk, std::string("5302141203120001")}};
  registry.Receive(office,
                   {CreateBelow(v1::RECORD_KIND_FAMILY, Id(20), home, kk),
                    CreateBelow(v1::RECORD_KIND_FAMILY, Id(21), home, kk)},
                   0);
  const CaseFile pair = *registry.OpenCases().at(0);
  ASSERT_EQ(pair.key.other, Id(21));
  ASSERT_NE(pair.why.find("5302141203120001"), std::string::npos);
  registry.BeginCommit();
  registry.Receive(office, {Decision(pair, 1, v1::CHOICE_NOT_A_PROBLEM)}, 8);
  registry.Receive(office, {Destroy(Id(21))}, 9);
  registry.EndCommit();
  const CaseFile& after = registry.state.cases.at(pair.number);
  EXPECT_EQ(after.why, "dimusnahkan atas perintah");
  EXPECT_EQ(after.settlement, after.why);
}

TEST_F(Destruction, WhatIsSaidAnewIsKept) {
  registry.Receive(office, {Destroy(home)}, 9);
  registry.Receive(yuliana, {Edit(home, 1, {{kFloor, Code(6)}})}, 10);
  EXPECT_EQ(registry.ValueOf(home, kFloor), Code(6));
}

// A photo needs no operation to be of somebody; one that proves a handover is that one's.
TEST_F(Destruction, APhotoAloneSpeaksOfWhomItShows) {
  v1::ChangeSet set;
  set.add_attachments()->set_record(home.str());
  EXPECT_TRUE(SpeaksOf(set, {home}));
  EXPECT_FALSE(SpeaksOf(set, {Id(11)}));
  *set.add_operations() = HandOver(Line(1), 10'000);
  EXPECT_FALSE(SpeaksOf(set, {home}));
  *set.add_operations() = Edit(home, 1, {{kFloor, Code(6)}});
  EXPECT_TRUE(SpeaksOf(set, {home}));

  v1::ChangeSet of_nobody;
  of_nobody.add_attachments();
  EXPECT_FALSE(SpeaksOf(of_nobody, {home}));
  v1::ChangeSet of_aid;
  of_aid.add_attachments()->set_record(home.str());
  of_aid.add_operations()->mutable_handover_without_list();
  EXPECT_FALSE(SpeaksOf(of_aid, {home}));
  of_aid.mutable_operations(0)->mutable_add_evidence();
  EXPECT_FALSE(SpeaksOf(of_aid, {home}));
}

TEST_F(Destruction, EverythingThatNamesHimSpeaksOfHim) {
  v1::Operation visit;
  visit.mutable_visit()->set_household(home.str());
  v1::Operation follow_up;
  follow_up.mutable_follow_up()->set_record(home.str());
  for (const v1::Operation& operation :
       {visit, follow_up, CreateHousehold(home, {}),
        Propose(home, 1, v1::RECORD_STATUS_ASLEEP, v1::STATUS_REASON_PINDAH),
        CreateBelow(v1::RECORD_KIND_FAMILY, Id(20), home, {})}) {
    EXPECT_TRUE(SpeaksOf(operation, {home})) << operation.kind_case();
    EXPECT_FALSE(SpeaksOf(operation, {Id(99)})) << operation.kind_case();
  }
  EXPECT_FALSE(SpeaksOf(Entitle(Line(1), home, 10'000), {home})) << "money stays accounted for";
}

TEST_F(Destruction, WhatAnOperationNamesIsTakenAsGivenLater) {
  v1::Operation decision;
  decision.mutable_decide()->set_case_number(12);
  decision.mutable_decide()->mutable_proposal()->set_link(std::string(32, 7));
  Names names;
  AddNames(decision, names);
  EXPECT_EQ(names.cases, std::set<std::uint64_t>{12});
  EXPECT_EQ(names.links.size(), 1u);
  AddNames(Entitle(Line(1), home, 10'000), names);
  EXPECT_EQ(names.ids.count(home.str()), 0u) << "a danom names a whole district";
}

}  // namespace
}  // namespace tilik::merge
