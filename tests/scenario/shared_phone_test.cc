// One phone, several officers: each with a PIN, a key, a file and a chain of their own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <list>

#include "proto/contract/bytes.h"
#include "tests/scenario/district.h"

namespace tilik::scenario {
namespace {

using testing::SizeIs;

constexpr char kNahak[] = "530214200100017";

std::string FloorOf(int area) {
  return Completed(kNahak, R"("answers": {"luas_lantai": )" + std::to_string(area) + "}");
}

TEST(ASharedPhone, ListsWhoIsThereAndOpensNothingOfOneWithThePinOfAnother) {
  District district({NahakFamily()});
  const std::filesystem::path home = district.FileCalled("shared") / "home";
  Phone dorkas(home);
  dorkas.Enrol(district.line().Address(), district.Invite("Dorkas Selan", kBenlutu));
  Phone markus(home);
  markus.Type("975310");
  markus.Enrol(district.line().Address(), district.Invite("Markus Liu", kBenlutu));

  ASSERT_THAT(dorkas.Homes().homes(), SizeIs(2));
  dorkas.Ends(kUsage, {"status"});
  dorkas.As("Dorkas Selan");
  markus.As("Markus Liu");
  dorkas.Sync();
  dorkas.Visit(FloorOf(42));
  EXPECT_EQ(dorkas.Status().waiting_sets(), 1u);
  EXPECT_EQ(markus.Status().waiting_sets(), 0u);
  EXPECT_EQ(markus.Status().villages_size(), 0) << "nothing is fetched into this file yet";

  markus.As("Dorkas Selan");
  markus.Ends(kLocked, {"status"});
  markus.As(dorkas.Status().enrolment());
  markus.Ends(kLocked, {"status"});

  markus.As("Markus Liu");
  markus.Sync();
  markus.Visit(FloorOf(43));
  markus.Sync();
  dorkas.Sync();
  EXPECT_EQ(district.Show(kNahak).visits_size(), 2);
  EXPECT_EQ(dorkas.Log().entries_size(), 1);
  EXPECT_EQ(markus.Log().entries_size(), 1);
  district.Verify();
}

TEST(ASharedPhone, OpensOneHomeForTheOfficerWhoForgotAndLeavesTheOtherAlone) {
  District district({NahakFamily()});
  district.MakeRecoveryMaster();
  district.Close();
  district.Open();
  const std::filesystem::path home = district.FileCalled("shared") / "home";
  Phone dorkas(home);
  dorkas.Enrol(district.line().Address(), district.Invite("Dorkas Selan", kBenlutu));
  Phone markus(home);
  markus.Enrol(district.line().Address(), district.Invite("Markus Liu", kBenlutu));
  dorkas.As("Dorkas Selan");
  markus.As("Markus Liu");
  const v1::UnlockCode code = district.UnlockCodeFor(dorkas.AskToBeUnlocked());
  EXPECT_EQ(code.officer(), "Dorkas Selan");
  markus.Ends(kLocked, {"unlock", "--code", code.code()});
  dorkas.Type("135791");
  dorkas.UnlockWith(code);
  dorkas.Sync();
  EXPECT_EQ(markus.Status().officer(), "Markus Liu");
}

TEST(AThief, WhoTriesPinsInManyWindowsAtOnceIsCountedForEach) {
  District district({NahakFamily()});
  Phone& dorkas = district.Enrol("Dorkas Selan", kBenlutu);
  dorkas.Type("000000");
  std::list<Process> windows;
  for (int i = 0; i < 4; ++i) windows.emplace_back(dorkas.CommandFor({"status"}));
  for (Process& window : windows) EXPECT_EQ(window.Wait().exit_code, kLocked);
  dorkas.Type("246810");
  dorkas.Ends(kLocked, {"status"});
}

TEST(AnEnrolment, WhoseAnswerIsLostIsFinishedWithTheSameCode) {
  District district({NahakFamily()});
  Phone dorkas(district.FileCalled("dorkas") / "home");
  const v1::EnrolInvitation invitation = district.Invite("Dorkas Selan", kBenlutu);
  district.line().LoseAnswersTo("Enrol");
  for (int i = 0; i < 2; ++i) {
    dorkas.Ends(kNoConnection, {"enrol", "--server", district.line().Address(), "--code",
                                invitation.code(), "--district", ToHex(invitation.district_key())});
  }
  district.line().Clear();
  const std::uint64_t chains = district.Verify().chains();
  dorkas.Enrol(district.line().Address(), invitation);
  dorkas.Sync();
  EXPECT_EQ(district.Verify().chains(), chains) << "the same enrolment, not another";
}

}  // namespace
}  // namespace tilik::scenario
