// What the officer sees while own changes are on their way (protocol.md §2 "Base", §3.4).
#include "client/core/overlay.h"

#include "district.h"
#include "gtest/gtest.h"

namespace tilik::client {
namespace {

constexpr Field kFloor = 900;
constexpr Field kRoof = 901;

OwnChange Change(std::uint64_t seq, Field field, const std::string& text, Base base = {1, 5}) {
  OwnChange change;
  change.seq = seq;
  change.base = base;
  change.values[field] = Typed(text);
  return change;
}

OwnOutcome Decided(Fate fate, std::uint64_t revision, std::uint64_t epoch = 1) {
  OwnOutcome outcome;
  outcome.whole = {fate, 0};
  outcome.resulting_revision = revision;
  outcome.epoch = epoch;
  return outcome;
}

ServerState At(Base at, const std::string& floor) {
  ServerState server;
  server.at = at;
  server.values[kFloor] = Typed(floor);
  return server;
}

std::string FloorShown(const ServerState& server, const std::vector<OwnChange>& changes) {
  return std::get<std::string>(Replay(server, changes).fields.at(kFloor).shown.value);
}

TEST(Overlay, AnUnsentEditIsShownOverTheServersValueAndBesideIt) {
  Shown shown = Replay(At({1, 5}, "tanah"), {Change(1, kFloor, "semen")});
  EXPECT_EQ(shown.fields.at(kFloor).shown, Typed("semen"));
  EXPECT_EQ(shown.fields.at(kFloor).server, Typed("tanah"));
  EXPECT_TRUE(shown.fields.at(kFloor).own);
  EXPECT_EQ(shown.fields.at(kFloor).fate.fate, Fate::kUnsent);
}

TEST(Overlay, APullNeverHidesAnUnsentEdit) {
  OwnChange change = Change(1, kFloor, "semen");
  for (std::uint64_t revision = 5; revision < 50; ++revision) {
    EXPECT_EQ(FloorShown(At({1, revision}, "keramik"), {change}), "semen");
  }
  EXPECT_EQ(FloorShown(At({2, 900}, "keramik"), {change}), "semen");
}

TEST(Overlay, OtherFieldsOfTheRecordFollowTheServer) {
  ServerState server = At({1, 6}, "keramik");
  server.values[kRoof] = Typed("seng");
  Shown shown = Replay(server, {Change(1, kFloor, "semen")});
  EXPECT_FALSE(shown.fields.at(kRoof).own);
  EXPECT_EQ(shown.fields.at(kRoof).shown, Typed("seng"));
}

TEST(Overlay, TheLaterOfTwoOwnEditsIsShown) {
  EXPECT_EQ(
      FloorShown(At({1, 5}, "tanah"), {Change(1, kFloor, "semen"), Change(2, kFloor, "keramik")}),
      "keramik");
}

TEST(Overlay, TheOutcomeAloneDoesNotDropIt) {
  OwnChange change = Change(1, kFloor, "semen");
  change.outcome = Decided(Fate::kApplied, 7);
  EXPECT_EQ(FloorShown(At({1, 6}, "tanah"), {change}), "semen");
  EXPECT_FALSE(IsOver(change, At({1, 6}, "tanah")));
}

TEST(Overlay, TheRowAloneDoesNotDropIt) {
  EXPECT_EQ(FloorShown(At({1, 7}, "kayu"), {Change(1, kFloor, "semen")}), "semen");
}

TEST(Overlay, OutcomeAndRowTogetherDropIt) {
  OwnChange change = Change(1, kFloor, "semen");
  change.outcome = Decided(Fate::kSuperseded, 7);
  EXPECT_EQ(FloorShown(At({1, 7}, "kayu"), {change}), "kayu");
  EXPECT_TRUE(IsOver(change, At({1, 8}, "kayu")));
}

TEST(Overlay, EveryDecisionEndsItAndNothingElseDoes) {
  for (Fate fate : {Fate::kApplied, Fate::kSuperseded, Fate::kReturned, Fate::kRefused}) {
    OwnChange change = Change(1, kFloor, "semen");
    change.outcome = Decided(fate, 7);
    EXPECT_TRUE(IsOver(change, At({1, 7}, "kayu")));
  }
  for (Fate fate : {Fate::kHeld, Fate::kQuarantined, Fate::kReceived}) {
    OwnChange change = Change(1, kFloor, "semen");
    change.outcome = Decided(fate, 7);
    EXPECT_FALSE(IsOver(change, At({1, 99}, "kayu")));
  }
}

TEST(Overlay, AFieldThatIsHeldStaysWhileItsNeighboursAreDone) {
  OwnChange change = Change(1, kFloor, "semen");
  change.values[kRoof] = Typed("genteng");
  change.outcome = Decided(Fate::kApplied, 7);
  change.outcome->fields[kFloor] = {Fate::kHeld, 12};
  ServerState server = At({1, 7}, "tanah");
  server.values[kRoof] = Typed("genteng");
  Shown shown = Replay(server, {change});
  EXPECT_TRUE(shown.fields.at(kFloor).own);
  EXPECT_EQ(shown.fields.at(kFloor).fate.case_number, 12u);
  EXPECT_FALSE(shown.fields.at(kRoof).own);
  EXPECT_FALSE(IsOver(change, server));
}

TEST(Overlay, ARowOfTheOldEpochIsNotTheRowTheOutcomeNames) {
  OwnChange change = Change(1, kFloor, "semen");
  change.outcome = Decided(Fate::kApplied, 7, 2);
  EXPECT_FALSE(IsOver(change, At({1, 40}, "tanah"))) << "revision 40 of before the restore";
  EXPECT_TRUE(IsOver(change, At({2, 7}, "semen")));
}

TEST(Overlay, NotAskedAndNotCheckedHideNothing) {
  OwnChange change = Change(1, kFloor, "semen");
  change.values[kFloor] = {Absent::kNotAsked, How::kAsked};
  EXPECT_EQ(FloorShown(At({1, 5}, "tanah"), {change}), "tanah");
  change.values[kFloor] = {std::string("semen"), How::kNotChecked};
  EXPECT_EQ(FloorShown(At({1, 5}, "tanah"), {change}), "tanah");
}

TEST(Overlay, AProposedStatusIsShownUntilItIsDecided) {
  ServerState server = At({1, 5}, "tanah");
  server.status = v1::RECORD_STATUS_ACTIVE;
  OwnChange change;
  change.seq = 3;
  change.base = {1, 5};
  change.status = v1::RECORD_STATUS_ASLEEP;
  EXPECT_EQ(Replay(server, {change}).status.shown, v1::RECORD_STATUS_ASLEEP);
  change.outcome = Decided(Fate::kHeld, 6);
  server.at.revision = 9;
  EXPECT_EQ(Replay(server, {change}).status.fate.fate, Fate::kHeld);
  change.outcome = Decided(Fate::kRefused, 9);
  EXPECT_EQ(Replay(server, {change}).status.shown, v1::RECORD_STATUS_ACTIVE);
}

TEST(Overlay, AChangeMergedIntoAnotherRecordWaitsForThatRecordsRow) {
  OwnChange change = Change(1, kFloor, "semen");
  change.outcome = Decided(Fate::kApplied, 30);
  change.other_row = Base{1, 29};
  EXPECT_FALSE(IsOver(change, At({1, 99}, "tanah")));
  change.other_row = Base{1, 30};
  EXPECT_TRUE(IsOver(change, At({1, 6}, "tanah")));
}

TEST(Rows, NothingReplacesAHigherRevisionWithinAnEpoch) {
  EXPECT_TRUE(Replaces({1, 6}, {1, 5}));
  EXPECT_TRUE(Replaces({1, 5}, {1, 5}));
  EXPECT_FALSE(Replaces({1, 4}, {1, 5}));
  EXPECT_TRUE(Replaces({2, 1}, {1, 5})) << "pulled rows are replaced when the epoch changes";
}

TEST(Rows, ALeftRowRemovesWhatIsOlderOrStillThere) {
  EXPECT_TRUE(Removes({1, 9}, kOelbubuk, {1, 8}, kNoinbila)) << "older";
  EXPECT_TRUE(Removes({1, 9}, kOelbubuk, {1, 9}, kOelbubuk)) << "still in that village";
  EXPECT_FALSE(Removes({1, 9}, kOelbubuk, {1, 9}, kNoinbila)) << "it arrived elsewhere already";
}

TEST(Bases, AnOlderEpochIsTheOlderBaseWhateverItsNumber) {
  EXPECT_LT((Base{1, 500}), (Base{2, 3}));
  EXPECT_LT((Base{2, 3}), (Base{2, 4}));
}

TEST(Overlay, ALaterWordAboutOneFieldLeavesTheOthersDecided) {
  v1::Outcome first;
  first.set_kind(v1::OUTCOME_KIND_APPLIED);
  first.set_resulting_revision(6);
  v1::FieldOutcome* held = first.add_fields();
  held->add_fields(kFloor);
  held->set_kind(v1::OUTCOME_KIND_HELD);
  held->set_case_number(7);
  // The supervisor accepts it: only the floor is spoken of.
  v1::Outcome later;
  later.set_resulting_revision(9);
  v1::FieldOutcome* accepted = later.add_fields();
  accepted->add_fields(kFloor);
  accepted->set_kind(v1::OUTCOME_KIND_APPLIED);

  const v1::Outcome folded = FoldOutcome(first, later);
  EXPECT_EQ(folded.kind(), v1::OUTCOME_KIND_APPLIED);
  EXPECT_EQ(folded.resulting_revision(), 9u);
  ASSERT_EQ(folded.fields_size(), 1);
  EXPECT_EQ(folded.fields(0).kind(), v1::OUTCOME_KIND_APPLIED);
  EXPECT_EQ(ReadOutcome(folded, 1).fields.at(kFloor).fate, Fate::kApplied);
}

}  // namespace
}  // namespace tilik::client
