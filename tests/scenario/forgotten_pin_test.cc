// "Saya lupa PIN": an officer far from the office, a phone call, and nothing is lost
// (protocol.md §5).
#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "tests/scenario/district.h"

namespace tilik::scenario {
namespace {

using testing::Each;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr char kNahak[] = "530214200100017";
constexpr char kTaek[] = "530214200100018";
constexpr char kNewPin[] = "135791";

class AForgottenPin : public testing::Test {
 protected:
  void SetUp() override {
    district.MakeRecoveryMaster();
    district.Close();
    district.Open();
    dorkas = &district.Enrol("Dorkas Selan", kBenlutu);
  }

  // The officer cannot open the phone, calls, and types what the supervisor reads.
  v1::UnlockView CallTheOffice() {
    dorkas->Type(kNewPin);
    EXPECT_EQ(dorkas->Tilik({"status"}).exit_code, kLocked);
    return dorkas->UnlockWith(district.UnlockCodeFor(dorkas->AskToBeUnlocked()));
  }

  // The district hears of the new enrolment, and then there is no signal for anything else.
  void HaveTheEnrolmentAnsweredOnly() {
    district.line().LoseAnswersTo("Hello");
    dorkas->SyncEnds(kNoConnection);
    district.line().NoSignal();
    EXPECT_FALSE(dorkas->Status().enrolling());
  }

  District district{{NahakFamily(), TaekFamily()}};
  Phone* dorkas = nullptr;
};

MATCHER(BroughtOneSet, "") { return arg.new_sets() == 1 && arg.missing().empty(); }

TEST_F(AForgottenPin, IsAnsweredByAPhoneCallAndLosesNothing) {
  EXPECT_EQ(dorkas->Status().recovery_slots(), 5u);
  const std::string before = dorkas->Status().enrolment();
  district.line().NoSignal();
  dorkas->Visit(FloorVisit(kNahak, 42));
  const v1::DraftView draft = dorkas->Begin(kTaek);

  const v1::UnlockView opened = CallTheOffice();
  EXPECT_EQ(opened.waiting_sets(), 1u);
  EXPECT_EQ(opened.drafts(), 1u);
  dorkas->SaveDraft(draft, FloorVisit(kTaek, 30));
  dorkas->Visit(FloorVisit(kNahak, 43));
  EXPECT_EQ(Said(dorkas->Show(kNahak), "luas_lantai"), "43");
  EXPECT_TRUE(dorkas->Status().enrolling());
  dorkas->SyncEnds(kNoConnection);

  district.line().Clear();
  EXPECT_EQ(dorkas->Sync().receipts(), 3u) << "the old chain's set and two of the new";
  const v1::StatusView status = dorkas->Status();
  EXPECT_NE(status.enrolment(), before);
  EXPECT_FALSE(status.enrolling());
  EXPECT_EQ(status.waiting_sets(), 0u);
  EXPECT_EQ(status.recovery_slots(), 5u) << "of the new enrolment";
  EXPECT_EQ(Said(district.Show(kNahak), "luas_lantai"), "43");
  EXPECT_EQ(Said(district.Show(kTaek), "luas_lantai"), "30");
  EXPECT_EQ(district.Show(kNahak).visits_size(), 2);
  EXPECT_THAT(district.Cases(), IsEmpty());
  EXPECT_THAT(district.Verify().gaps(), IsEmpty());

  dorkas->Sync();
  const v1::LogView log = dorkas->Log();
  for (const v1::LogEntryView& entry : log.entries()) {
    EXPECT_FALSE(entry.outcomes().empty()) << "what became of number " << entry.seq();
  }
}

TEST_F(AForgottenPin, OpensThePhoneOnceAndOnlyWithItsOwnCode) {
  Phone& markus = district.Enrol("Markus Liu", kBenlutu);
  const std::string request = dorkas->AskToBeUnlocked();
  const v1::UnlockCode code = district.UnlockCodeFor(request);
  EXPECT_EQ(code.officer(), "Dorkas Selan");
  markus.Type(kNewPin);
  markus.Ends(kLocked, {"unlock", "--code", code.code()});
  std::string mistyped = code.code();
  std::swap(mistyped[0], mistyped[mistyped[0] == mistyped[1] ? 2 : 1]);
  if (mistyped != code.code()) dorkas->Ends(kRefused, {"unlock", "--code", mistyped});

  EXPECT_EQ(district.UnlockCodeFor(request).code(), code.code()) << "read out once more";
  dorkas->Type(kNewPin);
  dorkas->UnlockWith(code);
  dorkas->Ends(kLocked, {"unlock", "--code", code.code()});
  dorkas->Sync();
  EXPECT_EQ(district.AskForUnlockCode(request).exit_code, kRefused) << "it was used";
  district.Verify();
}

TEST_F(AForgottenPin, CountsOnceHoweverOftenTheAnswerIsLost) {
  dorkas->Visit(FloorVisit(kNahak, 42));
  CallTheOffice();
  const std::uint64_t before = district.Verify().chains();
  district.line().LoseAnswersTo("Enrol");
  for (int i = 0; i < 3; ++i) dorkas->SyncEnds(kNoConnection);
  district.line().Clear();
  EXPECT_EQ(dorkas->Sync().receipts(), 1u);
  EXPECT_EQ(district.Verify().chains(), before + 1);
  EXPECT_EQ(dorkas->Status().recovery_slots(), 5u);
}

TEST_F(AForgottenPin, ForgottenAgainBeforeAnySyncOpensAgain) {
  district.line().NoSignal();
  for (int area : {41, 42, 43}) {
    dorkas->Visit(FloorVisit(kNahak, area));
    dorkas->Type("10000" + std::to_string(area));
    EXPECT_EQ(dorkas->UnlockWith(district.UnlockCodeFor(dorkas->AskToBeUnlocked())).waiting_sets(),
              static_cast<std::uint32_t>(area - 40));
  }
  district.line().Clear();
  EXPECT_EQ(dorkas->Sync().receipts(), 3u) << "of three chains, none of which has its key any more";
  EXPECT_EQ(Said(district.Show(kNahak), "luas_lantai"), "43");
  EXPECT_THAT(district.Verify().gaps(), IsEmpty());
}

TEST_F(AForgottenPin, LeavesWhatTheOldChainSaidToTheOffice) {
  const v1::SavedView visit = dorkas->Visit(FloorVisit(kNahak, 42));
  CallTheOffice();
  dorkas->Sync();
  const Ending withdrawn = dorkas->Tilik(
      {"visit", "--withdraw", std::to_string(visit.sets(0).seq()), "--reason", "salah rumah"});
  EXPECT_EQ(withdrawn.exit_code, kDone) << withdrawn.out;
  dorkas->Sync();
  EXPECT_EQ(Said(district.Show(kNahak), "luas_lantai"), "42") << "not withdrawn by another key";
  EXPECT_THAT(district.Cases(), SizeIs(1)) << "but proposed";
  district.Verify();
}

TEST_F(AForgottenPin, LetsTheOldChainsWorkTravelByCardWithTheNewOnes) {
  const std::filesystem::path card = district.FileCalled("titipan.tilik");
  const std::string before = dorkas->Status().enrolment();
  dorkas->Visit(FloorVisit(kNahak, 42));
  CallTheOffice();
  dorkas->Visit(FloorVisit(kTaek, 30));
  EXPECT_THAT(dorkas->Ends(kRefused, {"bundle", "export", "--to", card.string()}).message(),
              HasSubstr("must sync once"));
  HaveTheEnrolmentAnsweredOnly();

  EXPECT_EQ(dorkas->Export(card).sets(), 2u);
  const v1::BundleArrivalReport arrived = district.ImportBundles({card.string()});
  EXPECT_THAT(arrived.enrolments(), SizeIs(2)) << "each under its own chain's name";
  EXPECT_THAT(arrived.enrolments(), Each(BroughtOneSet()));
  EXPECT_EQ(Said(district.Show(kNahak), "luas_lantai"), "42");
  EXPECT_EQ(Said(district.Show(kTaek), "luas_lantai"), "30");

  const Ending closed =
      district.Server({"bundle", "reply", "--enrolment", before, "--to", card.string() + ".d"});
  EXPECT_THAT(closed.err, HasSubstr("closed")) << "nobody could open it";
  const v1::BundleImportView reply = dorkas->Import(district.ReplyTo(*dorkas).file());
  EXPECT_EQ(reply.receipts(), 2u);
  EXPECT_EQ(dorkas->Status().waiting_sets(), 0u);
  const v1::LogView log = dorkas->Log();
  for (const v1::LogEntryView& entry : log.entries()) {
    EXPECT_FALSE(entry.outcomes().empty()) << "what became of number " << entry.seq();
  }
  EXPECT_EQ(dorkas->Export(card).sets(), 0u);
  district.ImportBundles({card.string()});
  EXPECT_EQ(district.ReplyTo(*dorkas).receipts(), 0u) << "it has those of both chains";
  district.Verify();
}

TEST_F(AForgottenPin, IsReadmittedByCardWithEveryChainThatARestoreForgot) {
  const std::filesystem::path card = district.FileCalled("titipan.tilik");
  district.BackUp("senin");
  dorkas = &district.Enrol("Markus Liu", kBenlutu);
  dorkas->Visit(FloorVisit(kNahak, 42));
  CallTheOffice();
  dorkas->Visit(FloorVisit(kTaek, 30));
  HaveTheEnrolmentAnsweredOnly();
  dorkas->Export(card);
  district.Crash();
  district.RestoreFrom("senin");

  const v1::BundleArrivalReport arrived = district.ImportBundles({card.string()});
  EXPECT_THAT(arrived.enrolments(), SizeIs(2));
  EXPECT_THAT(arrived.enrolments(), Each(BroughtOneSet()));
  for (const v1::ArrivedEnrolment& one : arrived.enrolments()) EXPECT_TRUE(one.quarantined());
  EXPECT_EQ(Said(district.Show(kNahak), "luas_lantai"), "36") << "a person decides";
  const v1::BundleImportView reply = dorkas->Import(district.ReplyTo(*dorkas).file());
  EXPECT_EQ(reply.receipts(), 2u);
  EXPECT_EQ(reply.records_received(), 0u);
  EXPECT_TRUE(dorkas->Status().unconfirmed());
  district.Verify();
}

TEST_F(AForgottenPin, WithTheBatteryFallingOutMeanwhileIsOldOrNewAndNeverNeither) {
  dorkas->Visit(FloorVisit(kNahak, 42));
  for (int n = 0; n < 5; ++n) {
    const v1::UnlockCode code = district.UnlockCodeFor(dorkas->AskToBeUnlocked());
    dorkas->Type("20000" + std::to_string(n));
    Process unlock(dorkas->CommandFor({"unlock", "--code", code.code()}));
    std::this_thread::sleep_for(std::chrono::milliseconds(15 + 20 * n));
    unlock.KillNow();
    if (dorkas->Tilik({"status"}).exit_code != kDone) dorkas->UnlockWith(code);
    EXPECT_EQ(dorkas->Status().waiting_sets(), 1u);
    if (n % 2 == 1) {
      EXPECT_EQ(dorkas->Sync().receipts(), 1u);
      dorkas->Visit(FloorVisit(kNahak, 43 + n));
    }
  }
  dorkas->Sync();
  EXPECT_THAT(district.Verify().gaps(), IsEmpty());
}

TEST(AServerWithoutItsRecoveryMaster, ServesAllTheSameAndFillsSlotsOnceItHasIt) {
  District district({NahakFamily()});
  Phone& dorkas = district.Enrol("Dorkas Selan", kBenlutu);
  EXPECT_EQ(dorkas.Status().recovery_slots(), 0u);
  EXPECT_NE(dorkas.Tilik({"unlock"}).exit_code, kDone);
  const Ending inside =
      district.Server({"recovery", "init", "--recovery", (district.data() / "induk").string()});
  EXPECT_EQ(inside.exit_code, kRefused) << "it would be in every backup";

  district.MakeRecoveryMaster();
  district.Close();
  district.Open();
  dorkas.Visit(FloorVisit(kNahak, 42));
  dorkas.Sync();
  EXPECT_EQ(dorkas.Status().recovery_slots(), 5u);

  // Remembered after all: the secret that was read aloud is spent, and another takes its place.
  const std::string request = dorkas.AskToBeUnlocked();
  const v1::UnlockCode code = district.UnlockCodeFor(request);
  dorkas.Visit(FloorVisit(kNahak, 43));
  dorkas.Sync();
  EXPECT_EQ(dorkas.Status().recovery_slots(), 5u);
  EXPECT_NE(dorkas.AskToBeUnlocked(), request);
  dorkas.Type(kNewPin);
  dorkas.Ends(kLocked, {"unlock", "--code", code.code()});
  district.Verify();
}

}  // namespace
}  // namespace tilik::scenario
