// What this server does not know yet, or does not know whom it is about, waits and is not lost
// (protocol.md §3.7, §4.6).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/merge/registry_in_memory.h"

namespace tilik::merge {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

constexpr Field kFloor = 103;

class Waiting : public ::testing::Test {
 protected:
  Waiting() { registry.Receive(office, {CreateHousehold(home, {{kFloor, Code(9)}})}, 0); }

  void ExpectWaitsForANewerServer(const v1::Operation& operation) {
    const std::size_t before = registry.state.held.size();
    const Delta delta = registry.Receive(yuliana, {operation}, 5);
    EXPECT_EQ(delta.outcomes.back().outcome.kind(), v1::OUTCOME_KIND_HELD);
    ASSERT_THAT(registry.state.held, SizeIs(before + 1));
    EXPECT_EQ(registry.state.held.rbegin()->second.because, HeldBecause::kNewerVersion);
    EXPECT_EQ(registry.ValueOf(home, kFloor), Code(9));
  }
  static v1::OutcomeKind Said(const Delta& delta) { return delta.outcomes.back().outcome.kind(); }

  RegistryInMemory registry;
  Hand office = RegistryInMemory::Account(90);
  Hand supervisor = RegistryInMemory::Account(91);
  Hand yuliana = RegistryInMemory::Officer(1);
  Hand dominggus = RegistryInMemory::Officer(2);
  RecordId home = Id(10);
};

TEST_F(Waiting, AQuestionAnAnswersBookOrAnOperationOfTomorrow) {
  ExpectWaitsForANewerServer(Edit(home, 1, {{987'654, Code(1)}}));
  ExpectWaitsForANewerServer(Edit(home, 1, {{kFloor, Coded{987, 1}}}));
  ExpectWaitsForANewerServer(v1::Operation());
  // Columns of another length than this program reads.
  v1::Operation unreadable = Edit(home, 1, {{kFloor, Code(6)}});
  unreadable.mutable_change_fields()->mutable_values(0)->add_coded_fields(104);
  ExpectWaitsForANewerServer(unreadable);
  v1::Operation made = CreateHousehold(Id(30), {{kFloor, Code(6)}});
  made.mutable_create_record()->mutable_values(0)->add_coded_fields(104);
  ExpectWaitsForANewerServer(made);
  EXPECT_EQ(registry.state.records.count(Id(30)), 0u);
}

TEST_F(Waiting, ASetNobodyHereCanReadIsHeldAsOne) {
  SetContext context;
  context.chain = yuliana.chain;
  context.seq = 1;
  WorkingSet loaded;
  const Delta delta = HoldWhole(context, HeldBecause::kNewerVersion, 0, loaded);
  ASSERT_THAT(delta.held_added, SizeIs(1));
  EXPECT_EQ(loaded.held.begin()->second.because, HeldBecause::kNewerVersion);
  ASSERT_THAT(delta.outcomes, SizeIs(1));
  EXPECT_EQ(delta.outcomes[0].outcome.kind(), v1::OUTCOME_KIND_HELD);
}

TEST_F(Waiting, APersonMovesIntoAFamilyOnceSomebodyBringsIt) {
  const RecordId family = Id(20);
  const RecordId maria = Id(21);
  const RecordId coming = Id(22);
  registry.Receive(office,
                   {CreateBelow(v1::RECORD_KIND_FAMILY, family, home, {}),
                    CreateBelow(v1::RECORD_KIND_PERSON, maria, family, {})},
                   0);
  registry.Receive(yuliana, {Edit(maria, 1, {{field::kFamily, coming}})}, 5);
  EXPECT_EQ(registry.Record(maria).parent, family);
  EXPECT_THAT(registry.state.held, SizeIs(1));
  registry.Receive(dominggus, {CreateBelow(v1::RECORD_KIND_FAMILY, coming, home, {})}, 6);
  EXPECT_EQ(registry.Record(maria).parent, coming);
  registry.Receive(yuliana, {Edit(maria, 2, {{field::kFamily, family}})}, 7);
  EXPECT_EQ(registry.Record(maria).parent, family);
  EXPECT_THAT(registry.state.held, IsEmpty());
}

TEST_F(Waiting, WhatWaitsForOneRecordIsNotReleasedByAnother) {
  registry.Receive(yuliana, {Edit(Id(30), 0, {{kFloor, Code(6)}})}, 5);
  registry.Receive(yuliana, {Edit(Id(31), 0, {{kFloor, Code(2)}})}, 6);
  registry.BeginCommit();
  registry.Receive(dominggus, {Edit(Id(31), 0, {{kFloor, Code(3)}})}, 7);
  registry.Receive(dominggus, {CreateHousehold(Id(30), {})}, 8);
  registry.EndCommit();
  EXPECT_EQ(registry.ValueOf(Id(30), kFloor), Code(6));
  EXPECT_THAT(registry.state.held, SizeIs(2));
}

// Refusing what would make a household refuses what hangs on it, and nothing else.
TEST_F(Waiting, WhatHangsOnARefusedHouseholdIsRefusedWithIt) {
  Hand roaming = RegistryInMemory::Officer(3);
  roaming.villages = {kNenas};
  registry.Receive(yuliana, {CreateHousehold(Id(30), {}, kNenas)}, 5);
  registry.Receive(yuliana, {CreateBelow(v1::RECORD_KIND_FAMILY, Id(31), Id(30), {})}, 6);
  registry.Receive(yuliana, {CreateBelow(v1::RECORD_KIND_PERSON, Id(32), Id(31), {})}, 7);
  registry.Receive(dominggus, {Edit(Id(40), 0, {{kFloor, Code(3)}})}, 8);
  ASSERT_THAT(registry.OpenCases(), SizeIs(1));
  registry.Receive(supervisor, {Decision(*registry.OpenCases()[0], 0, v1::CHOICE_REFUSE)}, 9);
  ASSERT_THAT(registry.state.held, SizeIs(1));
  EXPECT_EQ(registry.state.held.begin()->second.waits_for, Id(40));
  EXPECT_EQ(registry.state.records.count(Id(30)), 0u);
}

TEST_F(Waiting, ARefusedHouseholdThatExistsByNowKeepsWhatHangsOnIt) {
  Hand roaming = RegistryInMemory::Officer(3);
  roaming.villages = {kNenas};
  registry.Receive(yuliana, {CreateHousehold(Id(30), {{kFloor, Code(6)}}, kNenas)}, 5);
  registry.Receive(roaming, {CreateHousehold(Id(30), {{kFloor, Code(2)}}, kNenas)}, 6);
  registry.Receive(roaming, {CreateBelow(v1::RECORD_KIND_FAMILY, Id(31), Id(30), {})}, 7);
  const CaseFile& file = *registry.OpenCases().at(0);
  registry.Receive(supervisor,
                   {Decision(file, registry.Record(Id(30)).revision, v1::CHOICE_REFUSE)}, 9);
  EXPECT_EQ(registry.ValueOf(Id(30), kFloor), Code(2));
  EXPECT_EQ(registry.state.records.count(Id(31)), 1u);
  EXPECT_THAT(registry.state.held, IsEmpty());
}

// --- the same record made by two ---

TEST_F(Waiting, AnIdIsOfOneKindForEver) {
  v1::Operation as_family = CreateBelow(v1::RECORD_KIND_FAMILY, home, home, {});
  EXPECT_EQ(Said(registry.Receive(yuliana, {as_family}, 5)), v1::OUTCOME_KIND_SUPERSEDED);
  EXPECT_EQ(registry.Record(home).kind, v1::RECORD_KIND_HOUSEHOLD);
}

TEST_F(Waiting, ARecordMadeAgainByWhoHasNoBusinessThereIsHeld) {
  Hand roaming = RegistryInMemory::Officer(3);
  roaming.villages = {kNenas};
  const Delta again = registry.Receive(roaming, {CreateHousehold(home, {{kFloor, Code(6)}})}, 5);
  EXPECT_EQ(Said(again), v1::OUTCOME_KIND_HELD);
  EXPECT_EQ(registry.ValueOf(home, kFloor), Code(9));
}

TEST_F(Waiting, AHouseholdStandsWhereItsAnswersSayAndARecordOfNothingExists) {
  registry.Receive(office,
                   {CreateHousehold(Id(30), {{field::kVillage, static_cast<std::int64_t>(kNenas)}}),
                    CreateHousehold(Id(31), {{field::kVillage, Absent::kUnknown}}, kNenas)},
                   0);
  EXPECT_EQ(registry.Record(Id(30)).village, kNenas) << "what was answered, not where it was made";
  v1::Operation bare;
  bare.mutable_create_record()->set_record(Id(32).str());
  bare.mutable_create_record()->set_kind(v1::RECORD_KIND_PERSON);
  registry.Receive(office, {bare}, 0);
  EXPECT_EQ(registry.Record(Id(32)).revision, 1u);
}

// --- what is told and changes no record ---

TEST_F(Waiting, WhatConcernsCustodyAndPeopleIsTakenAsSaid) {
  std::vector<v1::Operation> told(14);
  told[0].mutable_declare_lost();
  told[1].mutable_admit_enrolment();
  told[2].mutable_revoke_enrolment();
  told[3].mutable_begin_import();
  told[4].mutable_imported_key();
  told[5].mutable_keep_account();
  told[6].mutable_close_gap();
  told[7].mutable_begin_epoch();
  told[8].mutable_unlock_enrolment();
  told[9].mutable_define_programme()->mutable_programme()->set_code("bpnt");
  told[10].mutable_set_prelist()->set_campaign("verivali-2026-11");
  told[11].mutable_stock_movement()->set_village(kFatumnasi);
  told[12].mutable_record_sp2d()->set_date(20260217);
  told[13].mutable_remember_place()->set_village(kFatumnasi);
  const RecordState before = registry.Record(home);
  const Delta delta = registry.Receive(office, told, 5);
  ASSERT_THAT(delta.outcomes, SizeIs(told.size()));
  for (const OutcomeRow& row : delta.outcomes) {
    EXPECT_EQ(row.outcome.kind(), v1::OUTCOME_KIND_APPLIED) << row.outcome.operation();
  }
  EXPECT_EQ(registry.Record(home), before);
  EXPECT_EQ(registry.state.programmes.count("bpnt"), 1u);
  EXPECT_THAT(delta.facts, SizeIs(3)) << "stock, SP2D and place are facts by themselves";
}

}  // namespace
}  // namespace tilik::merge
