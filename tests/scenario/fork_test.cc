// One key, two histories: a phone that was cloned, one that was put back from an old copy, sets
// that never come. Everything is kept, nothing is believed without a person (protocol.md §3.2).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scenario/bare_phone.h"
#include "tests/scenario/district.h"

namespace tilik::scenario {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr char kNahak[] = "530214200100017";
constexpr char kTaek[] = "530214200100018";

class TwoHistories : public testing::Test {
 protected:
  District district{{NahakFamily(), TaekFamily()}};
  Phone& dorkas = district.Enrol("Dorkas Selan", kBenlutu);
};

TEST_F(TwoHistories, AClonedPhonesWorkIsKeptAndNothingOfItIsAppliedUnseen) {
  dorkas.Visit(FloorVisit(kNahak, 42));
  dorkas.Sync();
  Phone thief = dorkas.CopyTo(district.FileCalled("curian"));
  dorkas.Visit(FloorVisit(kNahak, 45));
  dorkas.Sync();
  thief.Visit(FloorVisit(kTaek, 90));
  thief.Visit(FloorVisit(kNahak, 90));
  EXPECT_THAT(thief.SyncSaysWhatIsWrong(), HasSubstr("other work under this device's name"));

  EXPECT_EQ(Said(district.Show(kNahak), "luas_lantai"), "45");
  EXPECT_EQ(Said(district.Show(kTaek), "luas_lantai"), "24");
  EXPECT_EQ(district.DeviceOf("Dorkas Selan").state(), "bercabang");
  auto cases = district.Cases();
  ASSERT_THAT(cases, SizeIs(1));
  EXPECT_EQ(cases.front().about(), "Dorkas Selan");
  ASSERT_THAT(cases.front().proposals(), SizeIs(1)) << "one branch";
  EXPECT_THAT(cases.front().proposals(0).words(), HasSubstr("2 simpanan"));
  EXPECT_EQ(thief.Status().waiting_sets(), 0u) << "every set of it is in custody";

  // From now on the true phone's work waits as well: the office cannot tell them apart by links.
  dorkas.Visit(FloorVisit(kTaek, 26));
  dorkas.SyncSaysWhatIsWrong();
  EXPECT_EQ(Said(district.Show(kTaek), "luas_lantai"), "24");
  EXPECT_THAT(district.Cases().front().proposals(), SizeIs(2));
  EXPECT_EQ(dorkas.Status().waiting_sets(), 0u);

  // Another officer's work on the same households waits for nothing.
  Phone& markus = district.Enrol("Markus Liu", kBenlutu);
  markus.Visit(FloorVisit(kTaek, 25));
  markus.Sync();
  EXPECT_EQ(Said(district.Show(kTaek), "luas_lantai"), "25");
  district.Verify();
}

TEST_F(TwoHistories, ASupervisorReleasesOneBranchAndRefusesTheOther) {
  Phone thief = dorkas.CopyTo(district.FileCalled("curian"));
  dorkas.Visit(FloorVisit(kNahak, 42));
  dorkas.Sync();
  thief.Visit(FloorVisit(kTaek, 90));
  thief.SyncSaysWhatIsWrong();
  dorkas.Visit(FloorVisit(kTaek, 26));
  dorkas.Visit(FloorVisit(kTaek, 27));
  dorkas.SyncSaysWhatIsWrong();
  v1::CaseView one = district.Cases().front();
  ASSERT_THAT(one.proposals(), SizeIs(2));
  const bool true_first = one.proposals(0).words().starts_with("cabang 0");
  const std::string hers = one.proposals(true_first ? 0 : 1).link();
  const std::string his = one.proposals(true_first ? 1 : 0).link();

  district.Decide(one.number(), "lepas", {"--branch", hers});
  EXPECT_EQ(Said(district.Show(kTaek), "luas_lantai"), "27") << "in the order of its chain";
  one = district.Cases().front();
  ASSERT_THAT(one.proposals(), SizeIs(1)) << "the other branch waits on";
  EXPECT_EQ(one.proposals(0).link(), his);
  district.Decide(one.number(), "tolak", {"--branch", his});
  EXPECT_THAT(district.Cases(), IsEmpty());
  EXPECT_EQ(Said(district.Show(kTaek), "luas_lantai"), "27");

  // No decision makes the chain trusted again.
  dorkas.Visit(FloorVisit(kTaek, 28));
  dorkas.SyncSaysWhatIsWrong();
  EXPECT_EQ(Said(district.Show(kTaek), "luas_lantai"), "27");
  EXPECT_THAT(district.Cases(), SizeIs(1));
  district.Verify();
}

TEST_F(TwoHistories, APhonePutBackFromAnOldCopyEnrolsAnewAndLosesNothing) {
  dorkas.Visit(FloorVisit(kNahak, 42));
  dorkas.Sync();
  Phone old = dorkas.CopyTo(district.FileCalled("salinan"));
  dorkas.Visit(FloorVisit(kNahak, 45));
  dorkas.Sync();
  old.Sync();
  EXPECT_THAT(district.Cases(), IsEmpty()) << "an old copy that did nothing forks nothing";

  old.Visit(FloorVisit(kTaek, 26));
  EXPECT_THAT(old.SyncSaysWhatIsWrong(), HasSubstr("other work under this device's name"));
  EXPECT_THAT(district.Cases(), SizeIs(1));
  EXPECT_EQ(old.Status().waiting_sets(), 0u);

  // The officer goes on under a new enrolment.
  Phone& anew = district.Enrol("Dorkas Selan", kBenlutu);
  anew.Visit(FloorVisit(kTaek, 27));
  anew.Sync();
  EXPECT_EQ(Said(district.Show(kTaek), "luas_lantai"), "27");
  district.Decide(district.Cases().front().number(), "lepas");
  EXPECT_EQ(Said(district.Show(kTaek), "luas_lantai"), "27") << "an earlier look wins nothing";
  EXPECT_EQ(district.Show(kTaek).visits_size(), 2) << "but it was made";
  EXPECT_EQ(Said(district.Show(kNahak), "luas_lantai"), "45");
  district.Verify();
}

class AGap : public testing::Test {
 protected:
  // Three sets, of which the second never leaves the phone.
  void SetUp() override {
    for (std::int64_t area : {41, 42, 43}) phone.Write({FloorArea(district.Show(kNahak), area)});
    ASSERT_TRUE(phone.Push(phone.Part(1, 1)).ok());
    ASSERT_TRUE(phone.Push(phone.Part(3, 3)).ok());
    EXPECT_EQ(Said(district.Show(kNahak), "luas_lantai"), "41") << "the third waits";
  }

  District district{{NahakFamily()}};
  BarePhone phone{district.server(), district.Invite("Markus Liu", kBenlutu)};
};

TEST_F(AGap, IsClosedByDecisionAfterFourteenDaysOrForAReason) {
  const std::string enrolment = ToHex(phone.enrolment().raw());
  const Ending too_early = district.Server(
      {"device", "close-gap", "--enrolment", enrolment, "--reason", "HP jatuh ke laut"});
  EXPECT_EQ(too_early.exit_code, 3);
  EXPECT_THAT(too_early.err, HasSubstr("fourteen days"));
  ASSERT_THAT(district.Missing().sets(), SizeIs(1));
  EXPECT_EQ(district.Missing().sets(0).state(), "ditunggu");
  EXPECT_FALSE(district.Missing().sets(0).may_close());

  district.Order("Markus Liu", {"close-gap", "--early", "--reason", "HP jatuh ke laut"});
  EXPECT_EQ(Said(district.Show(kNahak), "luas_lantai"), "43");
  const v1::MissingReport missing = district.Missing();
  ASSERT_THAT(missing.sets(), SizeIs(1));
  EXPECT_EQ(missing.sets(0).first_seq(), 2u);
  EXPECT_EQ(missing.sets(0).state(), "ditutup dengan keputusan");
  EXPECT_EQ(missing.sets(0).reason(), "HP jatuh ke laut");
  EXPECT_THAT(district.Verify().gaps(), ElementsAre(HasSubstr("nomor 2 ditutup")));
  EXPECT_THAT(district.Show(kNahak).gaps(), ElementsAre(HasSubstr("nomor 2 ditutup")));

  // Found after all: it takes its place, beats nothing that came later in its own chain, and the
  // hole stays visible.
  ASSERT_TRUE(phone.Push(phone.Part(2, 2)).ok());
  EXPECT_EQ(Said(district.Show(kNahak), "luas_lantai"), "43");
  EXPECT_EQ(district.DeviceOf("Markus Liu").state(), "aktif");
  EXPECT_THAT(district.Verify().gaps(), SizeIs(1));
}

TEST_F(AGap, FilledWithWhatDoesNotFitBetweenItsNeighboursIsAFork) {
  district.Order("Markus Liu", {"close-gap", "--early", "--reason", "HP jatuh ke laut"});
  ASSERT_TRUE(phone.Push(phone.Instead(2, {FloorArea(district.Show(kNahak), 99)})).ok())
      << "it is taken into custody";
  EXPECT_EQ(Said(district.Show(kNahak), "luas_lantai"), "43");
  EXPECT_EQ(district.DeviceOf("Markus Liu").state(), "bercabang");
  EXPECT_THAT(district.Cases(), SizeIs(1));
  district.Verify();
}

TEST_F(AGap, DeclaredLostByItsDeviceLetsTheRestGoOn) {
  v1::Operation lost;
  lost.mutable_declare_lost()->set_first_seq(2);
  lost.mutable_declare_lost()->set_last_seq(2);
  lost.mutable_declare_lost()->set_reason("rusak di HP");
  phone.Write({lost});
  ASSERT_TRUE(phone.Push(phone.Part(4, 4)).ok());
  EXPECT_EQ(Said(district.Show(kNahak), "luas_lantai"), "43");
  EXPECT_THAT(district.Verify().gaps(), ElementsAre(HasSubstr("dinyatakan hilang oleh HP: rusak")));
}

}  // namespace
}  // namespace tilik::scenario
