// What happens to values when several people say different things about one household (protocol.md
// §4.1–3).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/merge/registry_in_memory.h"

namespace tilik::merge {
namespace {

constexpr Field kFloor = 103;              // lantai: latest observation
constexpr Field kRooms = 108;              // jumlah_kamar: latest observation
constexpr Field kBuilding = 100;           // sta_bangunan, tied to
constexpr Field kLand = 101;               // sta_lahan
constexpr Field kHead = field::kHeadName;  // hold

class Fields : public ::testing::Test {
 protected:
  Fields() {
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

TEST_F(Fields, TwoOfficersOnDifferentFieldsBothLand) {
  registry.Receive(yuliana, {Edit(home, 1, {{kFloor, Code(6)}})}, 10);
  registry.Receive(dominggus, {Edit(home, 1, {{kRooms, std::int64_t{3}}})}, 11);
  EXPECT_EQ(registry.ValueOf(home, kFloor), Code(6));
  EXPECT_EQ(registry.ValueOf(home, kRooms), Value(std::int64_t{3}));
  EXPECT_TRUE(registry.OpenCases().empty());
}

TEST_F(Fields, HoldKeepsTheAcceptedValueAndOneCaseHoldsTheOther) {
  registry.Receive(yuliana, {Edit(home, 1, {{kHead, std::string("Yosef Nahak Seran")}})}, 10);
  Delta second =
      registry.Receive(dominggus, {Edit(home, 1, {{kHead, std::string("Yoseph Nahak")}})}, 20);
  EXPECT_EQ(registry.ValueOf(home, kHead), Value(std::string("Yosef Nahak Seran")));
  ASSERT_EQ(registry.OpenCases().size(), 1u);
  const CaseFile& file = *registry.OpenCases().front();
  ASSERT_EQ(file.proposals.size(), 1u);
  EXPECT_EQ(file.proposals[0].answers.at(kHead).value, Value(std::string("Yoseph Nahak")));
  EXPECT_EQ(file.proposals[0].base_revision, 1u);
  ASSERT_EQ(second.outcomes.size(), 1u);
  EXPECT_EQ(second.outcomes[0].outcome.fields(0).kind(), v1::OUTCOME_KIND_HELD);
}

TEST_F(Fields, TheSameValueTwiceIsNoConflict) {
  registry.Receive(yuliana, {Edit(home, 1, {{kHead, std::string("Yoseph Nahak")}})}, 10);
  registry.Receive(dominggus, {Edit(home, 1, {{kHead, std::string("Yoseph Nahak")}})}, 20);
  EXPECT_TRUE(registry.OpenCases().empty());
  EXPECT_EQ(registry.Record(home).revision, 3u);
}

TEST_F(Fields, TheLaterLookWinsInWhateverOrderItArrives) {
  for (bool later_first : {false, true}) {
    RegistryInMemory other;
    Hand importer = RegistryInMemory::Account(90);
    other.Receive(importer, {CreateHousehold(home, {{kFloor, Code(9)}})}, 0);
    Hand early = RegistryInMemory::Officer(1);
    Hand late = RegistryInMemory::Officer(2);
    auto early_look = [&] { other.Receive(early, {Edit(home, 1, {{kFloor, Code(6)}})}, 10); };
    auto late_look = [&] { other.Receive(late, {Edit(home, 1, {{kFloor, Code(2)}})}, 20); };
    if (later_first) late_look();
    early_look();
    if (!later_first) late_look();
    EXPECT_EQ(other.ValueOf(home, kFloor), Code(2)) << "later first: " << later_first;
    EXPECT_TRUE(other.OpenCases().empty());
  }
}

TEST_F(Fields, AgreeingWithALaterLookDoesNotLetAnEarlierOneWin) {
  // Dominggus looked at minute 50. Yuliana, who had not seen that, agreed at 10 and corrected
  // herself at 20.
  registry.Receive(dominggus, {Edit(home, 1, {{kFloor, Code(6)}})}, 50);
  registry.Receive(yuliana, {Edit(home, 1, {{kFloor, Code(6)}})}, 10);
  registry.Receive(yuliana, {Edit(home, 1, {{kFloor, Code(9)}})}, 20);
  EXPECT_EQ(registry.ValueOf(home, kFloor), Code(6));
}

TEST_F(Fields, AnOfficerCorrectsHimselfWhateverHisClockSays) {
  registry.Receive(dominggus, {Edit(home, 1, {{kFloor, Code(6)}})}, 5);
  registry.Receive(yuliana, {Edit(home, 1, {{kFloor, Code(2)}})}, 30);
  registry.Receive(yuliana, {Edit(home, 1, {{kFloor, Code(1)}})}, 8);  // the clock was set back
  EXPECT_EQ(registry.ValueOf(home, kFloor), Code(1));
}

TEST_F(Fields, UnknownNeverReplacesAnAnswerItHasNotSeen) {
  registry.Receive(yuliana, {Edit(home, 1, {{kHead, std::string("Yosef N.")}})}, 10);
  registry.Receive(dominggus,
                   {Edit(home, 1, {{kHead, Absent::kRefused}, {kFloor, Absent::kUnknown}})}, 20);
  EXPECT_EQ(registry.ValueOf(home, kHead), Value(std::string("Yosef N.")));
  EXPECT_TRUE(registry.OpenCases().empty());
  // Of the floor nobody else had said anything since: knowingly replaced.
  EXPECT_EQ(registry.ValueOf(home, kFloor), Value(Absent::kUnknown));
}

TEST_F(Fields, AnAnswerReplacesUnknownRefusedAndBlankHoweverLateTheyWereSaid) {
  for (const Absent nothing : {Absent::kUnknown, Absent::kRefused, Absent::kBlank}) {
    const RecordId house = Id(static_cast<std::uint8_t>(20 + static_cast<int>(nothing)));
    registry.Receive(office, {CreateHousehold(house, {{kFloor, Code(9)}})}, 0);
    registry.Receive(yuliana, {Edit(house, 1, {{kFloor, nothing}})}, 30);
    ASSERT_EQ(registry.ValueOf(house, kFloor), Value(nothing));
    registry.Receive(dominggus, {Edit(house, 1, {{kFloor, Code(2)}})}, 10);
    EXPECT_EQ(registry.ValueOf(house, kFloor), Code(2));
    registry.Receive(yuliana, {Edit(house, 2, {{kFloor, nothing}})}, 40);
    EXPECT_EQ(registry.ValueOf(house, kFloor), Code(2)) << "she has not seen it";
  }
}

TEST_F(Fields, AGroupOfWhichNothingIsKnownReplacesNoGroup) {
  registry.Receive(office, {Edit(home, 1, {{kBuilding, Code(1)}, {kLand, Code(1)}})}, 1);
  registry.Receive(yuliana, {Edit(home, 2, {{kBuilding, Code(1)}, {kLand, Code(3)}})}, 10);
  registry.Receive(dominggus,
                   {Edit(home, 2, {{kBuilding, Absent::kRefused}, {kLand, Absent::kSkipped}})}, 20);
  EXPECT_EQ(registry.ValueOf(home, kLand), Code(3));
  registry.Receive(dominggus,
                   {Edit(home, 2, {{kBuilding, Absent::kBlank}, {kLand, Absent::kUnknown}})}, 21);
  EXPECT_EQ(registry.ValueOf(home, kBuilding), Code(1));
}

TEST_F(Fields, NotCheckedChangesNothing) {
  v1::Operation operation;
  operation.mutable_change_fields()->set_record(home.str());
  operation.mutable_change_fields()->set_base_revision(1);
  Answers answers;
  answers[kFloor] = {Code(2), How::kNotChecked};
  answers[kRooms] = {Absent::kNotAsked, How::kAsked};
  WriteColumns(answers, operation.mutable_change_fields()->mutable_values());
  registry.Receive(yuliana, {operation}, 10);
  EXPECT_EQ(registry.ValueOf(home, kFloor), Code(9));
  EXPECT_EQ(registry.Record(home).revision, 1u);
}

TEST_F(Fields, GroupedQuestionsMergeAsOne) {
  registry.Receive(office, {Edit(home, 1, {{kBuilding, Code(1)}, {kLand, Code(1)}})}, 1);
  registry.Receive(yuliana, {Edit(home, 2, {{kBuilding, Code(2)}, {kLand, Absent::kSkipped}})}, 10);
  registry.Receive(dominggus, {Edit(home, 2, {{kBuilding, Code(1)}, {kLand, Code(3)}})}, 20);
  // Never "rented" together with "on state land": the later look wins with both.
  EXPECT_EQ(registry.ValueOf(home, kBuilding), Code(1));
  EXPECT_EQ(registry.ValueOf(home, kLand), Code(3));
}

TEST_F(Fields, AnOwnUnsentEditKeepsItsOlderBase) {
  registry.Receive(dominggus, {Edit(home, 1, {{kHead, std::string("Yoseph Nahak")}})}, 5);
  // Yuliana edited at revision 1, a background pull fetched revision 2 under the open form, she
  // edited again.
  registry.Receive(yuliana, {Edit(home, 1, {{kHead, std::string("Yosef Nahak Bere")}})}, 10);
  registry.Receive(
      yuliana, {EditWithOlderBase(home, 2, {{kHead, std::string("Yosef N. Bere")}}, kHead, 1)}, 12);
  EXPECT_EQ(registry.ValueOf(home, kHead), Value(std::string("Yoseph Nahak")));
  ASSERT_EQ(registry.OpenCases().size(), 1u);
  ASSERT_EQ(registry.OpenCases().front()->proposals.size(), 1u);
  EXPECT_EQ(registry.OpenCases().front()->proposals[0].answers.at(kHead).value,
            Value(std::string("Yosef N. Bere")));
}

TEST_F(Fields, ALateSetNeverBeatsALaterOneOfItsOwnChain) {
  registry.ReceiveAs(yuliana, 3, {Edit(home, 1, {{kFloor, Code(2)}})}, 30);
  registry.ReceiveAs(yuliana, 2, {Edit(home, 1, {{kFloor, Code(6)}})}, 40);
  EXPECT_EQ(registry.ValueOf(home, kFloor), Code(2));
}

TEST_F(Fields, ALateSetThatAgreesWithALaterOneOnlyMakesItsLookLater) {
  registry.ReceiveAs(yuliana, 3, {Edit(home, 1, {{kFloor, Code(2)}})}, 30);
  registry.ReceiveAs(yuliana, 2, {Edit(home, 1, {{kFloor, Code(2)}})}, 40);
  registry.Receive(dominggus, {Edit(home, 1, {{kFloor, Code(6)}})}, 35);
  EXPECT_EQ(registry.ValueOf(home, kFloor), Code(2)) << "it was seen so at 40";
  EXPECT_EQ(registry.Record(home).revision, 2u);
}

TEST_F(Fields, ALateSetDoesNotBeatItsChainThroughWhatOthersKnowinglyMadeOfIt) {
  registry.ReceiveAs(yuliana, 3, {Edit(home, 1, {{kFloor, Code(2)}})}, 30);
  registry.Receive(dominggus, {Edit(home, 2, {{kFloor, Code(6)}})}, 31);
  registry.ReceiveAs(yuliana, 2, {Edit(home, 1, {{kFloor, Code(1)}})}, 60);
  EXPECT_EQ(registry.ValueOf(home, kFloor), Code(6));
}

TEST_F(Fields, WhatCameBetweenOwnEditsIsNotForgotten) {
  registry.Receive(dominggus, {Edit(home, 1, {{kHead, std::string("Yoseph")}})}, 5);  // revision 2
  registry.Receive(yuliana, {Edit(home, 2, {{kHead, std::string("Yosef N")}})}, 10);  // knows it
  registry.Receive(yuliana, {Edit(home, 1, {{kHead, std::string("Yosef Bere")}})},
                   12);  // written before knowing it
  EXPECT_EQ(registry.ValueOf(home, kHead), Value(std::string("Yosef N")));
  EXPECT_EQ(registry.OpenCases().size(), 1u);
}

TEST_F(Fields, ARestoredServersNumbersAreNotTrusted) {
  // Revision 3 was lost with the crash; in the new epoch another change takes its number.
  registry.Receive(yuliana, {Edit(home, 1, {{kHead, std::string("A")}})},
                   5);  // revision 2, in the backup
  registry.epoch = 2;
  registry.Receive(dominggus, {Edit(home, 2, {{kHead, std::string("B")}})},
                   6);  // revision 3 of epoch 2
  Hand third = RegistryInMemory::Officer(3);
  registry.Receive(third, {Edit(home, 3, {{kHead, std::string("C")}})},
                   7);  // base: the lost revision 3 of epoch 1
  EXPECT_EQ(registry.ValueOf(home, kHead), Value(std::string("B")));
  EXPECT_EQ(registry.OpenCases().size(), 1u);
}

TEST_F(Fields, ARecordLostByTheRestoreAndMadeAgainHasNoneOfItsOldNumbers) {
  const RecordId again = Id(14);
  registry.epoch = 2;
  registry.Receive(dominggus, {CreateHousehold(again, {{kHead, std::string("B")}})}, 6);
  registry.Receive(yuliana, {Edit(again, 5, {{kHead, std::string("C")}})},
                   7);  // saw revision 5 of epoch 1
  EXPECT_EQ(registry.ValueOf(again, kHead), Value(std::string("B")));
  EXPECT_EQ(registry.OpenCases().size(), 1u);
}

TEST_F(Fields, OfTwoLooksAtOneMomentTheLaterOfOneChainWins) {
  Hand importer = RegistryInMemory::Account(93);
  registry.Receive(importer, {Edit(home, 0, {{kFloor, Code(6)}})}, 40);
  registry.Receive(importer, {Edit(home, 0, {{kFloor, Code(2)}})}, 40);
  EXPECT_EQ(registry.ValueOf(home, kFloor), Code(2));
}

TEST_F(Fields, OfTwoLooksAtOneMomentTheGreaterLinkWinsInWhateverOrder) {
  registry.Receive(yuliana, {Edit(home, 1, {{kFloor, Code(6)}})}, 40);
  registry.Receive(dominggus, {Edit(home, 1, {{kFloor, Code(2)}})}, 40);
  EXPECT_EQ(registry.ValueOf(home, kFloor), Code(2));
  registry.Receive(dominggus, {Edit(home, 1, {{kRooms, std::int64_t{2}}})}, 41);
  registry.Receive(yuliana, {Edit(home, 1, {{kRooms, std::int64_t{6}}})}, 41);
  EXPECT_EQ(registry.ValueOf(home, kRooms), Value(std::int64_t{2}));
}

TEST_F(Fields, ABaseOfTheNewEpochCountsInItsOwnNumbers) {
  registry.Receive(yuliana, {Edit(home, 1, {{kHead, std::string("A")}})}, 5);
  registry.epoch = 2;
  registry.Receive(dominggus, {Edit(home, 2, {{kHead, std::string("B")}})}, 6);
  // What was on the screen is revision 3 of epoch 2; the form itself was begun before the restore.
  v1::Operation knows = Edit(home, 3, {{kHead, std::string("C")}});
  knows.mutable_change_fields()->set_base_epoch(2);
  Hand third = RegistryInMemory::Officer(3);
  registry.Receive(third, {knows}, 7);
  EXPECT_EQ(registry.ValueOf(home, kHead), Value(std::string("C")));
  v1::Operation shown = EditWithOlderBase(home, 1, {{kHead, std::string("D")}}, kHead, 4);
  shown.mutable_change_fields()->mutable_exceptions(0)->set_epoch(2);
  Hand fourth = RegistryInMemory::Officer(4);
  registry.Receive(fourth, {shown}, 8);
  EXPECT_EQ(registry.ValueOf(home, kHead), Value(std::string("D")));
  EXPECT_TRUE(registry.OpenCases().empty());
}

TEST_F(Fields, AHouseholdOfNoKnownVillageIsNowhereUntilSomebodySays) {
  const RecordId family = Id(11);
  registry.Receive(office, {CreateBelow(v1::RECORD_KIND_FAMILY, family, home, {})}, 0);
  const Delta lost =
      registry.Receive(office, {Edit(home, 1, {{field::kVillage, Absent::kUnknown}})}, 5);
  EXPECT_EQ(registry.Record(home).village, 0u);
  EXPECT_EQ(registry.Record(family).village, 0u);
  EXPECT_EQ(lost.left.size(), 2u);
  const auto nenas = static_cast<std::int64_t>(kNenas);
  const Delta found = registry.Receive(office, {Edit(home, 2, {{field::kVillage, nenas}})}, 6);
  EXPECT_EQ(registry.Record(family).village, kNenas);
  EXPECT_TRUE(found.left.empty()) << "they left no village";
  registry.Receive(office, {Edit(home, 3, {{field::kVillage, -nenas}})}, 7);
  EXPECT_EQ(registry.Record(home).village, 0u);
}

TEST_F(Fields, AFamilyThatLivesWithNobodyKnownStaysWhereItWas) {
  const RecordId family = Id(11);
  registry.Receive(office, {CreateBelow(v1::RECORD_KIND_FAMILY, family, home, {})}, 0);
  registry.Receive(office, {Edit(family, 1, {{field::kHousehold, Absent::kUnknown}})}, 5);
  EXPECT_TRUE(registry.Record(family).parent.none());
  EXPECT_EQ(registry.Record(family).village, kFatumnasi);
}

TEST_F(Fields, AnExceptionIsTheBaseOfItsField) {
  registry.Receive(dominggus, {Edit(home, 1, {{kHead, std::string("Yoseph")}})}, 5);
  // The record's base is old, this field's is not: it was shown anew.
  registry.Receive(yuliana, {EditWithOlderBase(home, 1, {{kHead, std::string("Yosef")}}, kHead, 2)},
                   9);
  EXPECT_EQ(registry.ValueOf(home, kHead), Value(std::string("Yosef")));
}

TEST_F(Fields, WhileACaseIsOpenEveryChangeJoinsIt) {
  registry.Receive(yuliana, {Edit(home, 1, {{kHead, std::string("A")}})}, 5);
  registry.Receive(dominggus, {Edit(home, 1, {{kHead, std::string("B")}})}, 6);
  Hand third = RegistryInMemory::Officer(3);
  registry.Receive(third, {Edit(home, 2, {{kHead, std::string("C")}})}, 7);  // knows A, and yet
  EXPECT_EQ(registry.ValueOf(home, kHead), Value(std::string("A")));
  ASSERT_EQ(registry.OpenCases().size(), 1u);
  EXPECT_EQ(registry.OpenCases().front()->proposals.size(), 2u);
}

TEST_F(Fields, GoingBackToTheAcceptedValueWithdrawsTheProposal) {
  registry.Receive(yuliana, {Edit(home, 1, {{kHead, std::string("A")}})}, 5);
  registry.Receive(dominggus, {Edit(home, 1, {{kHead, std::string("B")}})}, 6);
  registry.Receive(dominggus, {Edit(home, 2, {{kHead, std::string("A")}})}, 7);
  EXPECT_TRUE(registry.OpenCases().empty());
  EXPECT_EQ(registry.ValueOf(home, kHead), Value(std::string("A")));
}

TEST_F(Fields, WhatAnotherRegisterAnsweredIsNotAnOfficersToSay) {
  const RecordId maria = Id(11);
  registry.Receive(
      office,
      {CreateHousehold(Id(9), {}), CreateBelow(v1::RECORD_KIND_FAMILY, Id(10), Id(9), {}),
       CreateBelow(v1::RECORD_KIND_PERSON, maria, Id(10), {})},
      0);
  const Said matched = {{field::kCivilResult, Coded{50, 1}}, {field::kCivilChecked, 20251210}};
  const Said not_matched = {{field::kCivilResult, Coded{50, 2}}, {field::kCivilChecked, 20251214}};
  Delta said = registry.Receive(yuliana, {Edit(maria, 1, matched)}, 5);
  EXPECT_EQ(said.outcomes[0].outcome.fields(0).kind(), v1::OUTCOME_KIND_REFUSED);
  EXPECT_EQ(registry.ValueOf(maria, field::kCivilResult), Value(Absent::kNotAsked));
  registry.Receive(office, {Edit(maria, 1, matched)}, 6);
  registry.Receive(yuliana, {Edit(maria, 2, not_matched)}, 7);
  EXPECT_EQ(registry.ValueOf(maria, field::kCivilResult), Value(Coded{50, 1}));
  EXPECT_TRUE(registry.OpenCases().empty());
}

}  // namespace
}  // namespace tilik::merge
