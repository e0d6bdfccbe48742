// Sessions with a district over lines that break (protocol.md §3).
#include "client/core/sync.h"

#include "gmock/gmock.h"
#include "household.h"

namespace tilik::client {
namespace {

using ::testing::ElementsAre;

class Sync : public OneHousehold {
 protected:
  void SetUp() override {
    device_ = Must(Device::Enrol(phone_.host, district_.Order(), district_));
    SendHousehold(5, 9);
    ASSERT_TRUE(Session().ok());
    district_.calls.clear();
  }

  Result<SyncReport> Session() { return device_->Sync(district_, {}); }

  v1::ChangeSet Body(std::uint64_t seq) { return Must(OpenBody(district_.arrived.at(seq).body)); }

  // A sector of the phone's flash gave way under the second body.
  void DamageSecondSet() {
    std::string home = device_->home();
    device_.reset();
    {
      Secret key = Must(OpenVault(phone_.host, home, kPin)).database_key;
      auto store = Must(Store::Open(phone_.host, home, key));
      ASSERT_OK(store->database().Execute(
          "UPDATE outbox SET body = CAST(substr(body, 2) || 'x' AS BLOB) WHERE seq = 2"));
    }
    device_ = Must(Device::Unlock(phone_.host, home, kPin));
  }

  bool FloorIsOwn() {
    return Must(device_->Show(kHousehold)).shown.fields.at(FieldNamed("lantai")).own;
  }
};

TEST_F(Sync, WithNothingNewIsOnePullBelowAKilobyte) {
  district_.villages.clear();
  for (std::uint64_t village = 0; village < 20; ++village) {
    district_.villages.push_back(kOelbubuk + village);
  }
  ++district_.assignment_revision;
  ASSERT_TRUE(Session().ok());
  district_.calls.clear();
  district_.bytes_asked = district_.bytes_answered = 0;
  SyncReport report = Must(Session());
  EXPECT_THAT(district_.calls, ElementsAre("Pull"));
  EXPECT_EQ(report.round_trips, 1u);
  EXPECT_LE(district_.bytes_asked + district_.bytes_answered, 1024u);
}

TEST_F(Sync, ATokenThatIsNoLongerGoodOpensAnew) {
  district_.ForgetTokens();
  ASSERT_TRUE(Session().ok());
  EXPECT_THAT(district_.calls, ElementsAre("Pull", "Hello", "Open", "Pull"));
}

TEST_F(Sync, WorkIsSentReceiptedAndNotSentAgain) {
  SaveFloor(6);
  SyncReport report = Must(Session());
  EXPECT_EQ(report.sent_sets, 1u);
  EXPECT_EQ(report.receipts, 1u);
  v1::ChangeSet body = Body(1);
  EXPECT_EQ(body.salt().size(), 16u);
  EXPECT_EQ(body.session().epoch(), 1u);
  EXPECT_EQ(body.operations(0).change_fields().base_revision(), 5u);
  EXPECT_EQ(body.operations(0).change_fields().base_epoch(), 0u) << "follows from the set's";
  EXPECT_EQ(body.oldest_epoch(), 1u);
  EXPECT_EQ(body.codebooks_size(), 1);
  ASSERT_TRUE(Session().ok());
  EXPECT_THAT(district_.push_sizes, ElementsAre(1));
  EXPECT_TRUE(Must(device_->Log(0, 1)).at(0).receipt.has_value());
}

TEST_F(Sync, AnAnswerLostAfterTheCommitIsAskedForAgainAndIsTheSame) {
  SaveFloor(6);
  district_.lose_answer_to = "Push";
  EXPECT_EQ(Session().status().code(), Code::kUnavailable);
  EXPECT_EQ(Must(device_->Status()).outbox.unsent, 1u);
  v1::Receipt first = district_.arrived.at(1).receipt;
  DropAndReopen();
  ASSERT_TRUE(Session().ok());
  EXPECT_EQ(Must(device_->Log(0, 1)).at(0).receipt->SerializeAsString(), first.SerializeAsString());
  EXPECT_EQ(district_.arrived.size(), 1u);
}

TEST_F(Sync, WithoutALineEverythingIsKept) {
  SaveFloor(6);
  district_.unreachable = true;
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Session().status().code(), Code::kUnavailable);
  EXPECT_EQ(Floor(), Seen(6));
  district_.unreachable = false;
  EXPECT_TRUE(Session().ok());
  EXPECT_EQ(district_.arrived.size(), 1u);
}

TEST_F(Sync, AWeeksWorkGoesInBatchesOfFifty) {
  for (int i = 0; i < 120; ++i) SaveFloor(i % 2 == 0 ? 6 : 7);
  ASSERT_TRUE(Session().ok());
  EXPECT_THAT(district_.push_sizes, ElementsAre(50, 50, 20));
  EXPECT_EQ(Body(120).highest_receipted(), 0u);
  SaveFloor(6);
  ASSERT_TRUE(Session().ok());
  EXPECT_EQ(Body(121).highest_receipted(), 120u);
}

TEST_F(Sync, AnOwnEditStaysOnTheScreenUntilOutcomeAndRowAreBothHere) {
  SaveFloor(6);
  ASSERT_TRUE(Session().ok());
  SendHousehold(7, 3);
  ASSERT_TRUE(Session().ok());
  EXPECT_EQ(Floor(), Seen(6)) << "the row without the outcome";
  district_.SendOutcome(OutcomeOf(1, 0, v1::OUTCOME_KIND_SUPERSEDED, 8));
  ASSERT_TRUE(Session().ok());
  EXPECT_EQ(Floor(), Seen(6)) << "the outcome names revision 8";
  SendHousehold(8, 3);
  ASSERT_TRUE(Session().ok());
  EXPECT_EQ(Floor(), Seen(3));
  EXPECT_FALSE(FloorIsOwn());
  EXPECT_EQ(Must(device_->Log(0, 1)).at(0).operations.at(0).fate.fate, Fate::kSuperseded);
}

TEST_F(Sync, AnEditBeforeTheOutcomeCarriesTheOlderBaseAsAnException) {
  SaveFloor(6);
  SendHousehold(6, 3);
  ASSERT_TRUE(Session().ok());
  SaveFloor(7);
  ASSERT_TRUE(Session().ok());
  const v1::ChangeFields change = Body(2).operations(0).change_fields();
  EXPECT_EQ(change.base_revision(), 6u);
  ASSERT_EQ(change.exceptions_size(), 1);
  EXPECT_EQ(change.exceptions(0).base_revision(), 5u);
  EXPECT_EQ(change.exceptions(0).epoch(), 0u) << "the change's own";

  ASSERT_OK(
      device_->MarkShownBeside(kHousehold, {device_->codebooks().SlotOf(FieldNamed("lantai"))}));
  SaveFloor(8);
  ASSERT_TRUE(Session().ok());
  EXPECT_EQ(Body(3).operations(0).change_fields().exceptions_size(), 0);
}

TEST_F(Sync, AnOutcomeOfAnotherBranchIsNotOurs) {
  SaveFloor(6);
  ASSERT_TRUE(Session().ok());
  v1::Outcome outcome = OutcomeOf(1, 0, v1::OUTCOME_KIND_REFUSED, 5);
  outcome.set_link(std::string(32, 'z'));
  district_.SendOutcome(outcome);
  ASSERT_TRUE(Session().ok());
  EXPECT_TRUE(FloorIsOwn());
}

TEST_F(Sync, AVillageComesInPagesAndALineThatBreaksBetweenThemLosesNone) {
  for (int i = 100; i < 130; ++i) {
    district_.Send(kOelbubuk, RowOf(NumberedRecord(i), v1::RECORD_KIND_PERSON, 1,
                                    {{field::kName, Typed("Orang " + std::to_string(i))}}));
  }
  district_.rows_per_page = 7;
  SyncSession broken = device_->NewSession();
  for (int i = 0; i < 3; ++i) {
    std::optional<SyncRequest> request = Must(broken.Next());
    ASSERT_TRUE(request.has_value());
    ASSERT_OK(broken.Answer(
        SyncAnswer{Must(district_.Call(request->method, request->bytes, request->token)), 0}));
  }
  EXPECT_EQ(broken.Answer(Status::Unavailable("the bus drove on")).code(), Code::kUnavailable);
  EXPECT_TRUE(broken.over());
  EXPECT_EQ(Must(device_->Status()).records, 22u) << "three whole pages";
  DropAndReopen();
  SyncReport report = Must(Session());
  EXPECT_EQ(report.pulled.rows, 9u) << "only what was missing";
  EXPECT_EQ(Must(device_->Status()).records, 31u);
}

TEST_F(Sync, APageThatDoesNotContinueIsRefusedWhole) {
  SyncSession session = device_->NewSession();
  Must(session.Next());
  v1::PullResponse response;
  response.set_epoch(1);
  response.set_assignment_revision(1);
  v1::VillagePage* page = response.add_villages();
  page->set_village(kOelbubuk);
  page->set_from(40);
  page->set_to(41);
  *page->add_rows() =
      RowOf(kHousehold, v1::RECORD_KIND_HOUSEHOLD, 99, {{FieldNamed("lantai"), Seen(1)}});
  EXPECT_EQ(session.Answer(SyncAnswer{response.SerializeAsString(), 0}).code(), Code::kConflict);
  EXPECT_EQ(Floor(), Seen(9));
}

TEST_F(Sync, ACaptivePortalsPageIsNoAnswer) {
  SyncSession session = device_->NewSession();
  Must(session.Next());
  EXPECT_EQ(session.Answer(SyncAnswer{"<html>Selamat datang di WiFi desa</html>", 0}).code(),
            Code::kUnavailable);
}

TEST_F(Sync, AReceiptTheDistrictDidNotSignIsNotCustody) {
  SaveFloor(6);
  SyncSession session = device_->NewSession();
  while (true) {
    std::optional<SyncRequest> request = Must(session.Next());
    ASSERT_TRUE(request.has_value());
    std::string answer = Must(district_.Call(request->method, request->bytes, request->token));
    if (request->method.ends_with("/Push")) {
      v1::PushResponse forged;
      ASSERT_TRUE(forged.ParseFromString(answer));
      forged.mutable_receipts(0)->set_arrival(77);
      EXPECT_EQ(session.Answer(SyncAnswer{forged.SerializeAsString(), 0}).code(), Code::kDenied);
      break;
    }
    ASSERT_OK(session.Answer(SyncAnswer{answer, 0}));
  }
  EXPECT_EQ(Must(device_->Status()).outbox.unsent, 1u);
}

TEST_F(Sync, ALostVillageGoesWhenNothingUnsentTouchesIt) {
  district_.villages = {kNoinbila};
  ++district_.assignment_revision;
  SaveFloor(6);
  district_.unreachable = true;
  EXPECT_FALSE(Session().ok());
  district_.unreachable = false;
  ASSERT_TRUE(Session().ok());
  EXPECT_EQ(Floor(), Seen(6)) << "its outcome is not here yet";
  district_.SendOutcome(OutcomeOf(1, 0, v1::OUTCOME_KIND_HELD, 5));
  ASSERT_TRUE(Session().ok());
  EXPECT_EQ(Floor(), Seen(6));
  district_.SendOutcome(OutcomeOf(1, 0, v1::OUTCOME_KIND_REFUSED, 5));
  ASSERT_TRUE(Session().ok());
  EXPECT_EQ(device_->Show(kHousehold).status().code(), Code::kNotFound);
  EXPECT_TRUE(Must(device_->Find("naisau")).records.empty());
}

TEST_F(Sync, ACloneKeepsWhatTheBackupsHaveOfTheOther) {
  SaveFloor(6);
  // The other one went on from here; its work is in both backups.
  district_.Believe(1, Link(std::array<std::uint8_t, 32>{1}));
  district_.Believe(2, Link(std::array<std::uint8_t, 32>{2}));
  district_.backed_up_through = 2;
  ASSERT_TRUE(Session().ok());
  EXPECT_EQ(Must(device_->Status()).outbox.unsent, 0u);
  EXPECT_EQ(Must(device_->Status()).outbox.held_bodies, 1u) << "this one's is in none";
}

TEST_F(Sync, AHouseholdThatHisOwnEditMovedAwayGoesWhenThatIsDecided) {
  SaveFloor(6);
  ASSERT_TRUE(Session().ok());
  district_.SendLeft(kOelbubuk, kHousehold, 6);
  ASSERT_TRUE(Session().ok());
  EXPECT_EQ(Floor(), Seen(6)) << "its outcome is not here yet";
  // The row of that revision is another village's, and never comes.
  district_.SendOutcome(OutcomeOf(1, 0, v1::OUTCOME_KIND_APPLIED, 6));
  ASSERT_TRUE(Session().ok());
  EXPECT_EQ(device_->Show(kHousehold).status().code(), Code::kNotFound);
}

TEST_F(Sync, AHouseholdMadeForAVillageThatIsNotHisGoesOnceItIsDecided) {
  const RecordId made = device_->NewRecordId();
  Work work;
  v1::CreateRecord* create = work.operations.emplace_back().mutable_create_record();
  create->set_record(made.str());
  create->set_kind(v1::RECORD_KIND_HOUSEHOLD);
  create->set_village(kNoinbila);
  WriteColumns({{field::kHeadName, Typed("Yosef Nahak")}}, create->mutable_values());
  ASSERT_TRUE(device_->Save(work).ok());
  ASSERT_TRUE(Session().ok());
  EXPECT_TRUE(device_->Show(made).ok()) << "nobody has decided yet";
  district_.SendOutcome(OutcomeOf(1, 0, v1::OUTCOME_KIND_APPLIED, 1));
  ASSERT_TRUE(Session().ok());
  EXPECT_EQ(device_->Show(made).status().code(), Code::kNotFound);
}

// What said that a set was lost left the phone after two backups, and the third had neither.
TEST_F(Sync, ALossIsDeclaredAgainWhenItsDeclarationIsLost) {
  for (std::uint32_t floor = 1; floor <= 3; ++floor) SaveFloor(floor);
  DamageSecondSet();
  ASSERT_TRUE(Session().ok());
  ASSERT_EQ(Body(4).operations(0).declare_lost().first_seq(), 2u);
  district_.backed_up_through = 4;
  ASSERT_TRUE(Session().ok());
  ASSERT_EQ(Must(device_->Status()).outbox.held_bodies, 0u);
  district_.Restore(1);
  district_.backed_up_through = 0;
  ASSERT_TRUE(Session().ok());
  const v1::ChangeSet again = Body(5);
  EXPECT_EQ(again.operations(0).declare_lost().first_seq(), 2u);
  EXPECT_EQ(again.operations(0).declare_lost().last_seq(), 4u);
  district_.ForgetTokens();
  EXPECT_EQ(Must(Session()).declared_lost, 0u) << "once is enough";
}

TEST_F(Sync, WhatIsSavedWhileASessionEndsIsNotWiped) {
  SaveFloor(6);
  district_.revoked = true;
  district_.backed_up_through = 1;
  SyncSession session = device_->NewSession();
  const SyncReport report = Must(RunSession(session, district_, {}));
  ASSERT_TRUE(report.must_wipe);
  SaveFloor(7);
  EXPECT_FALSE(Must(device_->Obey(report)));
  EXPECT_EQ(Must(device_->Status()).outbox.unsent, 1u);
  EXPECT_TRUE(Must(device_->Sync(district_, {})).revoked) << "and is sent with the next";
}

// Merged into one of a village that is not the officer's.
TEST_F(Sync, AHouseholdMergedIntoOneThatNeverComesGoesWithItsVillage) {
  SaveFloor(6);
  ASSERT_TRUE(Session().ok());
  v1::Outcome outcome = OutcomeOf(1, 0, v1::OUTCOME_KIND_APPLIED, 3);
  outcome.set_record(NumberedRecord(9).str());
  district_.SendOutcome(outcome);
  v1::RecordRow retired = RowOf(kHousehold, v1::RECORD_KIND_HOUSEHOLD, 6, {});
  retired.set_redirected_to(NumberedRecord(9).str());
  district_.Send(kOelbubuk, retired);
  ASSERT_TRUE(Session().ok());
  EXPECT_EQ(Must(device_->Status()).records, 1u);
  district_.villages = {kNoinbila};
  ++district_.assignment_revision;
  ASSERT_TRUE(Session().ok());
  EXPECT_EQ(Must(device_->Status()).records, 0u);
}

// Its edit was decided by moving the survivor out of the village: the row it waits for never comes.
TEST_F(Sync, AFamilyGoesWithTheSurvivorThatItsOwnEditMovedAway) {
  const RecordId survivor = NumberedRecord(8);
  const RecordId family = NumberedRecord(9);
  SaveFloor(6);
  v1::RecordRow retired = RowOf(kHousehold, v1::RECORD_KIND_HOUSEHOLD, 6, {});
  retired.set_redirected_to(survivor.str());
  district_.Send(kOelbubuk, RowOf(survivor, v1::RECORD_KIND_HOUSEHOLD, 3, {}));
  district_.Send(kOelbubuk, retired);
  district_.Send(kOelbubuk, RowOf(family, v1::RECORD_KIND_FAMILY, 1,
                                  {{field::kHousehold, Refer(kHousehold)}}));
  ASSERT_TRUE(Session().ok());
  v1::Outcome outcome = OutcomeOf(1, 0, v1::OUTCOME_KIND_APPLIED, 4);
  outcome.set_record(survivor.str());
  district_.SendOutcome(outcome);
  ASSERT_TRUE(Session().ok());
  district_.SendLeft(kOelbubuk, survivor, 4);
  district_.SendLeft(kOelbubuk, family, 1);
  ASSERT_TRUE(Session().ok());
  EXPECT_EQ(device_->Show(family).status().code(), Code::kNotFound);
}

// Parted and merged the other way round, and the line dropped before the new survivor's row.
TEST_F(Sync, OfTwoMergedTheOtherWayRoundTheNewSurvivorIsShown) {
  const RecordId other = NumberedRecord(8);
  auto floor = [](std::uint32_t code) { return Answers{{FieldNamed("lantai"), Seen(code)}}; };
  v1::RecordRow retired = RowOf(kHousehold, v1::RECORD_KIND_HOUSEHOLD, 6, floor(9));
  retired.set_redirected_to(other.str());
  district_.Send(kOelbubuk, retired);
  district_.Send(kOelbubuk, RowOf(other, v1::RECORD_KIND_HOUSEHOLD, 3, floor(6)));
  ASSERT_TRUE(Session().ok());
  ASSERT_EQ(Must(device_->Show(kHousehold)).record.id, other);

  v1::RecordRow retired_now = RowOf(other, v1::RECORD_KIND_HOUSEHOLD, 5, floor(6));
  retired_now.set_redirected_to(kHousehold.str());
  district_.Send(kOelbubuk, retired_now);
  ASSERT_TRUE(Session().ok());
  EXPECT_EQ(Must(device_->Show(kHousehold)).record.id, kHousehold);
  EXPECT_EQ(Must(device_->Show(other)).record.id, kHousehold);
  EXPECT_EQ(Floor(), Seen(9)) << "as it was last sent, until its row comes";

  district_.Send(kOelbubuk, RowOf(kHousehold, v1::RECORD_KIND_HOUSEHOLD, 8, floor(6)));
  ASSERT_TRUE(Session().ok());
  EXPECT_EQ(Must(device_->Show(other)).record.server.at.revision, 8u);
}

TEST_F(Sync, AHouseholdWhoseEditWasDecidedBeforeItLeftGoes) {
  SaveFloor(6);
  ASSERT_TRUE(Session().ok());
  district_.SendOutcome(OutcomeOf(1, 0, v1::OUTCOME_KIND_APPLIED, 6));
  ASSERT_TRUE(Session().ok());
  EXPECT_EQ(Floor(), Seen(6)) << "its row is not here yet";
  district_.SendLeft(kOelbubuk, kHousehold, 6);
  ASSERT_TRUE(Session().ok());
  EXPECT_EQ(device_->Show(kHousehold).status().code(), Code::kNotFound);
}

TEST_F(Sync, ARecordThatMovedIsKeptWhicheverVillageComesFirst) {
  district_.villages = {kOelbubuk, kNoinbila};
  ++district_.assignment_revision;
  district_.SendLeft(kOelbubuk, kHousehold, 6);
  district_.Send(kNoinbila, RowOf(kHousehold, v1::RECORD_KIND_HOUSEHOLD, 6,
                                  {{FieldNamed("lantai"), Seen(9)}}));
  ASSERT_TRUE(Session().ok());
  EXPECT_EQ(Must(device_->Show(kHousehold)).record.village, kNoinbila);

  district_.villages = {kNoinbila, kOelbubuk};
  ++district_.assignment_revision;
  district_.Send(kOelbubuk, RowOf(kHousehold, v1::RECORD_KIND_HOUSEHOLD, 7,
                                  {{FieldNamed("lantai"), Seen(9)}}));
  district_.SendLeft(kNoinbila, kHousehold, 7);
  ASSERT_TRUE(Session().ok());
  EXPECT_EQ(Must(device_->Show(kHousehold)).record.village, kOelbubuk);
}

TEST_F(Sync, ARestoredDistrictGetsEverythingItForgot) {
  SaveFloor(6);
  ASSERT_TRUE(Session().ok());
  district_.SendOutcome(OutcomeOf(1, 0, v1::OUTCOME_KIND_APPLIED, 6));
  SendHousehold(6, 6);
  ASSERT_TRUE(Session().ok());
  EXPECT_FALSE(FloorIsOwn());

  district_.Restore(0);
  SendHousehold(2, 9);
  ASSERT_TRUE(Session().ok());
  EXPECT_EQ(district_.arrived.size(), 1u) << "offered again";
  EXPECT_EQ(Floor(), Seen(6)) << "hidden by the own change again, though its revision fell to 2";
  EXPECT_EQ(Must(device_->Show(kHousehold)).record.server.at, (Base{2, 2}));
  district_.SendOutcome(OutcomeOf(1, 0, v1::OUTCOME_KIND_APPLIED, 3));
  SendHousehold(3, 6);
  ASSERT_TRUE(Session().ok());
  EXPECT_FALSE(FloorIsOwn());
}

TEST_F(Sync, BodiesLeaveOnlyWhenReceiptedAndBackedUp) {
  SaveFloor(6);
  SaveFloor(7);
  ASSERT_TRUE(Session().ok());
  EXPECT_EQ(Must(device_->Status()).outbox.held_bodies, 2u);
  district_.backed_up_through = 1;
  ASSERT_TRUE(Session().ok());
  EXPECT_EQ(Must(device_->Status()).outbox.held_bodies, 1u);
  district_.backed_up_through = 9;
  SaveFloor(8);
  ASSERT_TRUE(Session().ok());
  OutboxCounts counts = Must(device_->Status()).outbox;
  EXPECT_EQ(counts.held_bodies, 0u);
  EXPECT_EQ(counts.sets, 3u) << "links stay";
}

TEST_F(Sync, WhatWasLetGoAndIsMissingIsDeclaredLost) {
  SaveFloor(6);
  ASSERT_TRUE(Session().ok());
  district_.backed_up_through = 1;
  ASSERT_TRUE(Session().ok());
  district_.Restore(0);
  district_.backed_up_through = 0;
  SyncReport report = Must(Session());
  EXPECT_EQ(report.declared_lost, 1u);
  EXPECT_EQ(Body(2).operations(0).declare_lost().first_seq(), 1u);
  EXPECT_EQ(Must(Session()).declared_lost, 0u) << "once is enough";
}

TEST_F(Sync, ASetThatRottedOnTheDiskIsDeclaredLostAndTheOthersArrive) {
  for (int i = 0; i < 3; ++i) SaveFloor(6);
  DamageSecondSet();
  SyncReport report = Must(Session());
  EXPECT_EQ(report.declared_lost, 1u);
  EXPECT_TRUE(district_.arrived.contains(1));
  EXPECT_FALSE(district_.arrived.contains(2));
  EXPECT_TRUE(district_.arrived.contains(3));
  EXPECT_EQ(Body(4).operations(0).declare_lost().first_seq(), 2u);
  EXPECT_EQ(Must(device_->Log(3, 1)).at(0).operations.at(0).fate.fate, Fate::kLost);
}

TEST_F(Sync, ACopyOfTheHomePutBackIsNoticedAndAllItHasIsSent) {
  SaveFloor(6);
  district_.Believe(1, Link(std::array<std::uint8_t, 32>{1}));
  SyncReport report = Must(Session());
  EXPECT_NE(report.enrol_anew, "");
  EXPECT_THAT(district_.push_sizes, ElementsAre(1)) << "its work is custody all the same";

  EXPECT_EQ(SaveFloor(7).seq, 2u) << "the field never waits";
}

TEST_F(Sync, AFileOlderThanWhatTheDistrictHasNeedsANewEnrolment) {
  district_.Believe(1, Link(std::array<std::uint8_t, 32>{1}));
  district_.ForgetTokens();
  EXPECT_NE(Must(Session()).enrol_anew, "");
}

TEST_F(Sync, ARevokedPhoneSendsEverythingAndWipesWhenItIsSafe) {
  SaveFloor(6);
  district_.revoked = true;
  SyncReport report = Must(Session());
  EXPECT_TRUE(report.revoked);
  EXPECT_EQ(report.receipts, 1u);
  EXPECT_FALSE(report.must_wipe);
  EXPECT_EQ(std::count(district_.calls.begin(), district_.calls.end(), "Pull"), 0);
  district_.backed_up_through = 1;
  EXPECT_TRUE(Must(Session()).must_wipe);
  EXPECT_TRUE(Must(ListHomes(phone_.host)).empty());
}

TEST_F(Sync, AnAppTooOldToPullStillPushes) {
  SaveFloor(6);
  district_.minimum_app_version = 1000;
  SyncReport report = Must(Session());
  EXPECT_TRUE(report.app_too_old);
  EXPECT_EQ(report.receipts, 1u);
  EXPECT_THAT(district_.calls, ElementsAre("Hello", "Open", "Push"));
}

TEST_F(Sync, APhotoResumesAtTheByteWhereTheLineBroke) {
  Photo photo;
  photo.bytes.resize(300'000);
  phone_.random.Fill(photo.bytes.data(), photo.bytes.size());
  Work work;
  work.attachments = {Must(device_->AddPhoto(photo))};
  ASSERT_TRUE(device_->Save(work).ok());
  district_.lose_answer_to = "Append";
  EXPECT_EQ(Session().status().code(), Code::kUnavailable);
  EXPECT_EQ(Must(device_->Status()).photos.waiting, 1u);
  district_.calls.clear();
  DropAndReopen();
  SyncReport report = Must(Session());
  EXPECT_EQ(report.photos, 1u);
  EXPECT_EQ(district_.photos.at(HashOf(photo.bytes).str()), photo.bytes);
  EXPECT_EQ(std::count(district_.calls.begin(), district_.calls.end(), "Append"), 2);
  EXPECT_EQ(Must(device_->Status()).photos.waiting, 0u);

  district_.backed_up_through = 1;
  ASSERT_TRUE(Session().ok());
  EXPECT_TRUE(Must(phone_.files.List(PhotoFolder(device_->home()))).empty());
}

TEST_F(Sync, AServerThatDoesNotSpeakForTheDistrictGetsNoWork) {
  SaveFloor(6);
  SyncSession session = device_->NewSession();
  Must(session.Next());
  ASSERT_OK(
      session.Answer(SyncAnswer{Must(district_.Call("tilik.v1.SyncService/Hello", "", "")), 0}));
  SyncRequest open = *Must(session.Next());
  v1::OpenResponse forged;
  ASSERT_TRUE(forged.ParseFromString(Must(district_.Call(open.method, open.bytes, ""))));
  forged.mutable_head()->set_count(forged.head().count() + 1);
  EXPECT_EQ(session.Answer(SyncAnswer{forged.SerializeAsString(), 0}).code(), Code::kDenied);
  EXPECT_TRUE(session.over());
  EXPECT_TRUE(district_.arrived.empty());
}

}  // namespace
}  // namespace tilik::client
