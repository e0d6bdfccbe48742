// Which of the looks and words of a merged household's time are whose, when it is parted again
// (parting.h).
#include <gtest/gtest.h>

#include "tests/unit/merge/registry_in_memory.h"

namespace tilik::merge {
namespace {

constexpr Field kFloor = 103;
constexpr Field kRooms = 108;
constexpr Field kHead = field::kHeadName;

class Parting : public ::testing::Test {
 protected:
  Parting() {
    registry.Receive(
        office,
        {CreateHousehold(yosef, {{kHead, std::string("Yosef Nahak")}, {kRooms, Rooms(2)}}),
         CreateHousehold(yoseph, {{kHead, std::string("Yoseph Nahak")}, {kFloor, Code(9)}})},
        0);
  }

  static Value Rooms(std::int64_t count) { return count; }
  void Join(const RecordId& retired) {
    registry.Receive(supervisor, {MergeOf(registry.Record(yosef), registry.Record(retired))}, 5);
    ASSERT_EQ(registry.Record(retired).redirected_to, yosef);
  }
  void Part(const RecordId& retired) {
    registry.Receive(supervisor, {UnmergeOf(registry.Record(yosef), retired)}, 90);
    ASSERT_TRUE(registry.Record(retired).redirected_to.none());
  }
  Value Of(const RecordId& record, Field field) const { return registry.ValueOf(record, field); }
  Instant SeenAt(const RecordId& record, Field field) const {
    const Slot slot = Codebooks::BuiltIn().SlotOf(field);
    return registry.Record(record).slots.at(slot).last.origin.observed;
  }
  static Instant Minute(std::int64_t minute) { return {minute * 60'000}; }

  RegistryInMemory registry;
  Hand office = RegistryInMemory::Account(90);
  Hand supervisor = RegistryInMemory::Account(91);
  Hand yuliana = RegistryInMemory::Officer(1);
  Hand dominggus = RegistryInMemory::Officer(2);
  RecordId yosef = Id(10);
  RecordId yoseph = Id(13);
};

TEST_F(Parting, ALookThatLostToTheOtherHouseIsTheOnlyOneOfItsOwn) {
  registry.Receive(dominggus, {Edit(yosef, 1, {{kRooms, Rooms(3)}})}, 30);
  Join(yoseph);
  registry.Receive(yuliana, {Edit(yoseph, 1, {{kRooms, Rooms(5)}})}, 20);
  ASSERT_EQ(Of(yosef, kRooms), Rooms(3)) << "the later look of the two";
  Part(yoseph);
  EXPECT_EQ(Of(yosef, kRooms), Rooms(3));
  EXPECT_EQ(Of(yoseph, kRooms), Rooms(5)) << "nobody ever counted them before";
}

TEST_F(Parting, ALateSetOfAChainBeatsNoLaterOneHereEither) {
  Join(yoseph);
  registry.ReceiveAs(yuliana, 2, {Edit(yoseph, 1, {{kFloor, Code(6)}})}, 40);
  registry.ReceiveAs(yuliana, 1, {Edit(yoseph, 1, {{kFloor, Code(2)}})}, 50);
  Part(yoseph);
  EXPECT_EQ(Of(yoseph, kFloor), Code(6));
}

TEST_F(Parting, AnotherBranchOfTheChainIsAnotherHand) {
  Hand clone = RegistryInMemory::CloneOf(yuliana);
  registry.Receive(clone, {Edit(yosef, 1, {{kFloor, Code(1)}})}, 60);
  Join(yoseph);
  registry.Receive(clone, {Edit(yoseph, 1, {{kFloor, Code(6)}})}, 30);
  registry.Receive(yuliana, {Edit(yoseph, 1, {{kFloor, Code(2)}})}, 40);
  Part(yoseph);
  EXPECT_EQ(Of(yoseph, kFloor), Code(2)) << "the later look at this house";
}

TEST_F(Parting, ALostWordOnWhatIsHeldIsLost) {
  Join(yoseph);
  registry.Receive(yuliana, {Edit(yoseph, 1, {{kHead, Absent::kRefused}})}, 40);
  Part(yoseph);
  EXPECT_EQ(Of(yoseph, kHead), Value(std::string("Yoseph Nahak")));
}

TEST_F(Parting, WhoAgreedWithTheMergedValueLookedAtTheHouseHeNamed) {
  Join(yoseph);
  registry.Receive(yuliana, {Edit(yoseph, 1, {{kFloor, Code(9)}})}, 40);
  registry.Receive(yuliana, {Edit(yoseph, 1, {{kFloor, Code(9)}})}, 45);
  Part(yoseph);
  EXPECT_EQ(Of(yoseph, kFloor), Code(9));
  EXPECT_EQ(SeenAt(yoseph, kFloor), Minute(45));
}

TEST_F(Parting, ADecidedValueWasSeenWhenWhoProposedItLooked) {
  Join(yoseph);
  registry.Receive(yuliana, {Edit(yosef, 1, {{kHead, std::string("Yosef N.")}})}, 30);
  registry.Receive(dominggus, {Edit(yosef, 1, {{kHead, std::string("Josef")}})}, 40);
  const CaseFile& file = *registry.OpenCases().at(0);
  registry.Receive(
      supervisor,
      {Decision(file, registry.Record(yosef).revision, v1::CHOICE_ACCEPT, &file.proposals[0])}, 80);
  ASSERT_EQ(SeenAt(yosef, kHead), Minute(40)) << "he who decided looked at papers";
  Part(yoseph);
  EXPECT_EQ(Of(yosef, kHead), Value(std::string("Josef")));
  EXPECT_EQ(SeenAt(yosef, kHead), Minute(40));
}

TEST_F(Parting, WhatWasSaidOfAThirdThatCameAndWentIsNeithers) {
  const RecordId josef = Id(14);
  registry.Receive(office, {CreateHousehold(josef, {})}, 0);
  Join(yoseph);
  Join(josef);
  registry.Receive(yuliana, {Edit(josef, 1, {{kFloor, Code(1)}})}, 40);
  Part(josef);
  ASSERT_EQ(Of(josef, kFloor), Code(1));
  Part(yoseph);
  EXPECT_EQ(Of(yosef, kFloor), Value(Absent::kNotAsked));
  EXPECT_EQ(Of(yoseph, kFloor), Code(9));
}

}  // namespace
}  // namespace tilik::merge
