// Two households that were taken for one, and are two after all (protocol.md §4, Duplicates).
#include <gtest/gtest.h>

#include "tests/unit/merge/registry_in_memory.h"

namespace tilik::merge {
namespace {

constexpr Field kFloor = 103;
constexpr Field kRooms = 108;
constexpr Field kHead = field::kHeadName;

class Unmerge : public ::testing::Test {
 protected:
  Unmerge() {
    registry.Receive(
        office,
        {CreateHousehold(yosef, {{kHead, std::string("Yosef Nahak")}, {kRooms, two}}),
         CreateHousehold(yoseph, {{kHead, std::string("Yoseph Nahak")}, {kFloor, Code(9)}})},
        0);
  }

  void Merged(std::vector<Field> take = {}) {
    registry.Receive(
        supervisor, {MergeOf(registry.Record(yosef), registry.Record(yoseph), std::move(take))}, 5);
    ASSERT_EQ(registry.Record(yoseph).redirected_to, yosef);
  }
  Delta Parted() {
    return registry.Receive(supervisor, {UnmergeOf(registry.Record(yosef), yoseph)}, 50);
  }
  Value Of(const RecordId& record, Field field) const { return registry.ValueOf(record, field); }

  const Value two = std::int64_t{2};
  RegistryInMemory registry;
  Hand office = RegistryInMemory::Account(90);
  Hand supervisor = RegistryInMemory::Account(91);
  Hand yuliana = RegistryInMemory::Officer(1);
  Hand dominggus = RegistryInMemory::Officer(2);
  RecordId yosef = Id(10);
  RecordId yoseph = Id(13);
};

TEST_F(Unmerge, GivesEachRecordWhatItWas) {
  Merged({kHead});
  ASSERT_EQ(Of(yosef, kHead), Value(std::string("Yoseph Nahak")));
  ASSERT_EQ(Of(yosef, kFloor), Code(9));
  const std::uint64_t used =
      std::max(registry.Record(yosef).revision, registry.Record(yoseph).revision);
  Parted();
  EXPECT_EQ(Of(yosef, kHead), Value(std::string("Yosef Nahak")));
  EXPECT_EQ(Of(yosef, kFloor), Value(Absent::kNotAsked)) << "it never had one";
  EXPECT_EQ(Of(yosef, kRooms), two);
  EXPECT_EQ(Of(yoseph, kHead), Value(std::string("Yoseph Nahak")));
  EXPECT_EQ(Of(yoseph, kFloor), Code(9));
  EXPECT_TRUE(registry.Record(yoseph).redirected_to.none());
  EXPECT_TRUE(registry.Record(yosef).absorbed.empty());
  EXPECT_GT(registry.Record(yosef).revision, used);
  EXPECT_EQ(registry.Record(yoseph).revision, registry.Record(yosef).revision);
}

TEST_F(Unmerge, GivesEachRecordTheChangesThatNamedIt) {
  Merged();
  // Offline since before the merge, each in front of the house he was sent to.
  registry.Receive(yuliana, {Edit(yoseph, 1, {{kFloor, Code(6)}})}, 20);
  registry.Receive(dominggus, {Edit(yosef, 1, {{kRooms, std::int64_t{3}}})}, 21);
  ASSERT_EQ(Of(yosef, kFloor), Code(6));
  Parted();
  EXPECT_EQ(Of(yoseph, kFloor), Code(6));
  EXPECT_EQ(Of(yosef, kFloor), Value(Absent::kNotAsked));
  EXPECT_EQ(Of(yosef, kRooms), Value(std::int64_t{3}));
  EXPECT_EQ(Of(yoseph, kRooms), Value(Absent::kNotAsked));
}

TEST_F(Unmerge, ALookThatLostOnlyToTheOtherHouseCountsForItsOwn) {
  registry.Receive(dominggus, {Edit(yosef, 1, {{kFloor, Code(2)}})}, 30);
  Merged();
  registry.Receive(yuliana, {Edit(yoseph, 1, {{kFloor, Code(6)}})}, 20);
  ASSERT_EQ(Of(yosef, kFloor), Code(2)) << "the later look of the two";
  Parted();
  EXPECT_EQ(Of(yosef, kFloor), Code(2));
  EXPECT_EQ(Of(yoseph, kFloor), Code(6)) << "nobody else looked at this floor since";
}

TEST_F(Unmerge, WhoEditsWithTheMergedValueOnTheScreenHasNotSeenThePartedOne) {
  Merged({kHead});
  const std::uint64_t seen = registry.Record(yosef).revision;
  Parted();
  registry.Receive(yuliana, {Edit(yosef, seen, {{kHead, std::string("Yoseph N.")}})}, 60);
  EXPECT_EQ(Of(yosef, kHead), Value(std::string("Yosef Nahak"))) << "nothing overwritten silently";
  ASSERT_EQ(registry.OpenCases().size(), 1u);
  EXPECT_EQ(registry.OpenCases()[0]->key.kind, CaseKind::kConflict);
  // Of the record that nothing was taken from, what an officer saw before the merge still holds.
  registry.Receive(dominggus, {Edit(yoseph, 1, {{kHead, std::string("Yoseph Nahak Seran")}})}, 61);
  EXPECT_EQ(Of(yoseph, kHead), Value(std::string("Yoseph Nahak Seran")));
}

TEST_F(Unmerge, AnOfficersOwnChainGoesOnInTheRecordItNamed) {
  Merged();
  registry.Receive(yuliana, {Edit(yoseph, 1, {{kFloor, Code(6)}})}, 20);
  Parted();
  // Not synced since; her base is still what she pulled before the merge.
  registry.Receive(yuliana, {Edit(yoseph, 1, {{kFloor, Code(2)}})}, 70);
  EXPECT_EQ(Of(yoseph, kFloor), Code(2));
  EXPECT_TRUE(registry.OpenCases().empty());
}

TEST_F(Unmerge, DividesAnOpenCaseByWhoWasNamed) {
  registry.Receive(office, {Edit(yosef, 1, {{kHead, std::string("Yosef N.")}})}, 1);
  registry.Receive(office, {Edit(yoseph, 1, {{kHead, std::string("Yoseph N.")}})}, 1);
  Merged();
  registry.Receive(yuliana, {Edit(yoseph, 1, {{kHead, std::string("Yusuf")}})}, 20);
  registry.Receive(dominggus, {Edit(yosef, 1, {{kHead, std::string("Josef")}})}, 21);
  ASSERT_EQ(registry.OpenCases().size(), 1u);
  ASSERT_EQ(registry.OpenCases()[0]->proposals.size(), 2u);
  Parted();
  ASSERT_EQ(registry.OpenCases().size(), 2u);
  for (const CaseFile* file : registry.OpenCases()) {
    ASSERT_EQ(file->proposals.size(), 1u);
    EXPECT_EQ(file->proposals[0].origin.named, file->key.record);
  }
  // Each can be decided by itself.
  const CaseFile& first = *registry.OpenCases()[0];
  Delta decided = registry.Receive(supervisor,
                                   {Decision(first, registry.Record(first.key.record).revision,
                                             v1::CHOICE_ACCEPT, &first.proposals[0])},
                                   80);
  EXPECT_EQ(decided.outcomes.back().outcome.kind(), v1::OUTCOME_KIND_APPLIED);
}

TEST_F(Unmerge, DividesWhatWasProposedAndHeldByWhoWasNamed) {
  Hand far = RegistryInMemory::Officer(4);
  far.villages = {};
  Merged();
  registry.Receive(yuliana, {Propose(yosef, 1, v1::RECORD_STATUS_ASLEEP, v1::STATUS_REASON_PINDAH)},
                   20);
  registry.Receive(dominggus,
                   {Propose(yoseph, 1, v1::RECORD_STATUS_ASLEEP, v1::STATUS_REASON_MENINGGAL)}, 21);
  v1::Operation visit;
  visit.mutable_visit()->set_household(yoseph.str());
  visit.mutable_visit()->set_outcome(v1::VISIT_OUTCOME_SELESAI);
  registry.Receive(far, {Edit(yosef, 1, {{kFloor, Code(6)}})}, 22);
  registry.Receive(far, {Edit(yoseph, 1, {{kFloor, Code(2)}})}, 23);
  registry.Receive(far, {visit}, 24);
  registry.Receive(far, {CreateHousehold(yoseph, {})}, 25);
  registry.Receive(
      far, {Propose(yoseph, 1, v1::RECORD_STATUS_NOT_ELIGIBLE, v1::STATUS_REASON_MAMPU)}, 26);
  ASSERT_EQ(registry.OpenCases().size(), 2u) << "one of the status, one of what is held";
  Parted();
  ASSERT_EQ(registry.OpenCases().size(), 4u);
  std::map<std::pair<CaseKind, RecordId>, std::size_t> proposals;
  for (const CaseFile* file : registry.OpenCases()) {
    proposals[{file->key.kind, file->key.record}] = file->proposals.size();
  }
  EXPECT_EQ((proposals[{CaseKind::kStatus, yosef}]), 1u);
  EXPECT_EQ((proposals[{CaseKind::kStatus, yoseph}]), 1u);
  EXPECT_EQ((proposals[{CaseKind::kOutsideAssignment, yosef}]), 1u);
  EXPECT_EQ((proposals[{CaseKind::kOutsideAssignment, yoseph}]), 4u);
  // What was held for the one that was parted off is released as his.
  for (const CaseFile* file : registry.OpenCases()) {
    if (file->key.kind != CaseKind::kOutsideAssignment || file->key.record != yoseph) continue;
    registry.Receive(supervisor,
                     {Decision(*file, registry.Record(yoseph).revision, v1::CHOICE_RELEASE)}, 80);
    break;
  }
  EXPECT_EQ(Of(yoseph, kFloor), Code(2));
  EXPECT_EQ(Of(yosef, kFloor), Value(Absent::kNotAsked));
  EXPECT_EQ(registry.state.held.size(), 1u);
}

TEST_F(Unmerge, ACaseOfTheOneThatGoesGoesWhole) {
  Merged();
  registry.Receive(dominggus,
                   {Propose(yoseph, 1, v1::RECORD_STATUS_ASLEEP, v1::STATUS_REASON_PINDAH)}, 21);
  const std::uint64_t number = registry.OpenCases().at(0)->number;
  Parted();
  ASSERT_EQ(registry.OpenCases().size(), 1u);
  EXPECT_EQ(registry.OpenCases()[0]->number, number);
  EXPECT_EQ(registry.OpenCases()[0]->key.record, yoseph);
}

TEST_F(Unmerge, OfNobodyOrOfTwoThatWereNeverOneIsRefused) {
  RecordState nobody;
  nobody.id = Id(77);
  for (const v1::Operation& wrong :
       {UnmergeOf(nobody, yoseph), UnmergeOf(registry.Record(yosef), Id(77)),
        UnmergeOf(registry.Record(yosef), yoseph)}) {
    const Delta refused = registry.Receive(supervisor, {wrong}, 50);
    EXPECT_EQ(refused.outcomes.back().outcome.kind(), v1::OUTCOME_KIND_REFUSED);
  }
}

TEST_F(Unmerge, TakesAlongWhatTheSameSetSaidBefore) {
  Merged();
  const std::uint64_t seen = registry.Record(yosef).revision;
  v1::Operation parting = UnmergeOf(registry.Record(yosef), yoseph);
  parting.mutable_unmerge_records()->set_survivor_revision(seen + 1);
  registry.Receive(supervisor, {Edit(yoseph, 1, {{kFloor, Code(6)}}), parting}, 50);
  EXPECT_EQ(Of(yoseph, kFloor), Code(6));
  EXPECT_EQ(Of(yosef, kFloor), Value(Absent::kNotAsked));
}

TEST_F(Unmerge, AValueDecidedWhileTheyWereOneIsTheNamedOnes) {
  registry.Receive(office, {Edit(yosef, 1, {{kHead, std::string("Yosef N.")}})}, 1);
  Merged();
  registry.Receive(yuliana, {Edit(yosef, 1, {{kHead, std::string("Yusuf")}})}, 20);
  const CaseFile& file = *registry.OpenCases().at(0);
  registry.Receive(
      supervisor,
      {Decision(file, registry.Record(yosef).revision, v1::CHOICE_ACCEPT, &file.proposals[0])}, 30);
  ASSERT_EQ(Of(yosef, kHead), Value(std::string("Yusuf")));
  Parted();
  EXPECT_EQ(Of(yosef, kHead), Value(std::string("Yusuf")));
  EXPECT_EQ(Of(yoseph, kHead), Value(std::string("Yoseph Nahak")));
}

TEST_F(Unmerge, ALookThatLostToALaterOneOfItsOwnHouseStaysLost) {
  Merged();
  registry.Receive(yuliana, {Edit(yoseph, 1, {{kFloor, Code(6)}})}, 40);
  registry.Receive(dominggus, {Edit(yoseph, 1, {{kFloor, Code(2)}})}, 30);
  registry.Receive(dominggus, {Edit(yoseph, 1, {{kFloor, Absent::kUnknown}})}, 60);
  Parted();
  EXPECT_EQ(Of(yoseph, kFloor), Code(6));
}

TEST_F(Unmerge, AnEditOfASecondTwinKnowsNothingOfWhatTheFirstBrought) {
  const RecordId josef = Id(14);
  registry.Receive(office, {CreateHousehold(josef, {{kRooms, std::int64_t{4}}})}, 0);
  Merged({kHead});
  registry.Receive(supervisor, {MergeOf(registry.Record(yosef), registry.Record(josef))}, 6);
  registry.Receive(yuliana, {Edit(josef, 1, {{kHead, std::string("Josef")}})}, 20);
  EXPECT_EQ(Of(yosef, kHead), Value(std::string("Yoseph Nahak")));
  ASSERT_EQ(registry.OpenCases().size(), 1u);
  // Nor does one of the first know what was said since they are one.
  registry.Receive(
      supervisor,
      {Decision(*registry.OpenCases()[0], registry.Record(yosef).revision, v1::CHOICE_KEEP)}, 30);
  registry.Receive(dominggus, {Edit(yoseph, 1, {{kHead, std::string("Yoseph N.")}})}, 40);
  EXPECT_EQ(Of(yosef, kHead), Value(std::string("Yoseph Nahak")));
  EXPECT_EQ(registry.OpenCases().size(), 1u);
}

TEST_F(Unmerge, OnlyTheNewestMergeAndOnlyAsSeen) {
  const RecordId josef = Id(14);
  registry.Receive(office, {CreateHousehold(josef, {{kRooms, std::int64_t{4}}})}, 0);
  Merged();
  registry.Receive(supervisor, {MergeOf(registry.Record(yosef), registry.Record(josef), {kRooms})},
                   6);
  Parted();
  EXPECT_EQ(registry.Record(yoseph).redirected_to, yosef) << "another was merged in since";

  v1::Operation stale = UnmergeOf(registry.Record(yosef), josef);
  registry.Receive(yuliana, {Edit(yosef, registry.Record(yosef).revision, {{kFloor, Code(1)}})}, 9);
  registry.Receive(supervisor, {stale}, 10);
  EXPECT_EQ(registry.Record(josef).redirected_to, yosef) << "the record moved";

  registry.Receive(supervisor, {UnmergeOf(registry.Record(yosef), josef)}, 11);
  EXPECT_EQ(Of(yosef, kRooms), two);
  EXPECT_EQ(Of(yosef, kFloor), Code(1)) << "said of the survivor itself";
  Parted();
  EXPECT_TRUE(registry.Record(yoseph).redirected_to.none());
  EXPECT_EQ(Of(yoseph, kFloor), Code(9));
  EXPECT_EQ(Of(yosef, kFloor), Code(1));
}

TEST_F(Unmerge, ALaterMergeIsPossibleAgain) {
  Merged();
  Parted();
  Merged();
  registry.Receive(yuliana, {Edit(yoseph, 1, {{kFloor, Code(6)}})}, 70);
  EXPECT_EQ(Of(yosef, kFloor), Code(6));
  Parted();
  EXPECT_EQ(Of(yoseph, kFloor), Code(6));
}

// Yoseph into Yosef, and Yosef into Josef; both were wrong.
TEST_F(Unmerge, WhatNamedARecordFollowsItThroughTwoMergesTakenBack) {
  const RecordId josef = Id(14);
  registry.Receive(office, {CreateHousehold(josef, {{kRooms, std::int64_t{4}}})}, 0);
  Merged();
  registry.Receive(supervisor, {MergeOf(registry.Record(josef), registry.Record(yosef))}, 6);
  registry.Receive(yuliana, {Edit(yoseph, 1, {{kFloor, Code(6)}})}, 20);
  registry.Receive(dominggus, {Edit(yosef, 1, {{kRooms, std::int64_t{3}}})}, 21);
  registry.Receive(supervisor, {UnmergeOf(registry.Record(josef), yosef)}, 30);
  EXPECT_EQ(Of(yosef, kFloor), Code(6));
  EXPECT_EQ(Of(yosef, kRooms), Value(std::int64_t{3}));
  Parted();
  EXPECT_EQ(Of(yosef, kFloor), Value(Absent::kNotAsked));
  EXPECT_EQ(Of(yosef, kRooms), Value(std::int64_t{3})) << "Dominggus stood in front of it";
  EXPECT_EQ(Of(yoseph, kFloor), Code(6)) << "and Yuliana in front of this one";
}

TEST_F(Unmerge, EntitlementsAndPeopleGoBackWithTheirId) {
  const RecordId family = Id(20);
  registry.Receive(office, {CreateBelow(v1::RECORD_KIND_FAMILY, family, yoseph, {})}, 0);
  registry.Receive(office, {Entitle(Line(1), yoseph, 10'000)}, 0);
  Merged();
  registry.Receive(yuliana, {Propose(yosef, 1, v1::RECORD_STATUS_ASLEEP, v1::STATUS_REASON_PINDAH)},
                   6);
  const CaseFile& removal = *registry.OpenCases().at(0);
  registry.Receive(supervisor,
                   {Decision(removal, registry.Record(yosef).revision, v1::CHOICE_ACCEPT,
                             &removal.proposals[0])},
                   7);
  ASSERT_EQ(TallyOf(registry.state.lines.at(Line(1))).open, 0) << "his status closed it";
  Parted();
  EXPECT_EQ(TallyOf(registry.state.lines.at(Line(1))).open, 10'000)
      << "this family never moved away";
  EXPECT_EQ(registry.Record(yosef).status, v1::RECORD_STATUS_ASLEEP);
  EXPECT_EQ(registry.Record(yoseph).status, v1::RECORD_STATUS_ACTIVE);
  EXPECT_EQ(registry.Record(family).parent, yoseph);
}

TEST_F(Unmerge, PeopleWhoMovedWithTheMergeMoveBack) {
  const RecordId far = Id(15);
  const RecordId family = Id(20);
  registry.Receive(office, {CreateHousehold(far, {}, kNenas)}, 0);
  registry.Receive(office, {CreateBelow(v1::RECORD_KIND_FAMILY, family, far, {})}, 0);
  registry.Receive(supervisor, {MergeOf(registry.Record(yosef), registry.Record(far))}, 5);
  ASSERT_EQ(registry.Record(family).village, kFatumnasi);
  Delta parted = registry.Receive(supervisor, {UnmergeOf(registry.Record(yosef), far)}, 6);
  EXPECT_EQ(registry.Record(family).village, kNenas);
  EXPECT_EQ(registry.Record(far).village, kNenas);
  EXPECT_EQ(parted.left.size(), 1u);
}

}  // namespace
}  // namespace tilik::merge
