// An officer at the laptop: the app in a window, its battery, and the signal that comes and goes.
#include "tests/scenario/window.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scenario/district.h"

namespace tilik::scenario {
namespace {

using testing::HasSubstr;

constexpr char kNahak[] = "530214200100017";
constexpr char kPin[] = "246810";

v1::WorkState StateOf(const v1::ListVillageResponse& village, const std::string& name) {
  for (const v1::HouseholdListed& household : village.households()) {
    if (household.name() == name) return household.state();
  }
  ADD_FAILURE() << name << " is not listed";
  return v1::WORK_STATE_UNSPECIFIED;
}

TEST(AWindow, FollowsAVisitFromThePhoneToTheDecision) {
  District district({NahakFamily(), TaekFamily()});
  v1::EnrolInvitation invitation;
  district.Answer({"enrol-code", "--officer", "Dorkas Selan", "--villages", kBenlutu, "--server",
                   district.line().Address()},
                  &invitation);
  Phone dorkas(district.FileCalled("dorkas"));
  Window window(dorkas.home());

  window.Open();
  EXPECT_EQ(window.Enrol("Ini kodenya, Bu: " + invitation.text(), kPin).officer(), "Dorkas Selan");
  const v1::SyncProgressView first = window.Sync();
  EXPECT_TRUE(first.so_far().complete()) << first.problem().message();
  EXPECT_GT(first.so_far().bytes_received(), 0u);
  EXPECT_EQ(window.Today().villages(0).households(), 2u);
  EXPECT_EQ(StateOf(window.Village(kBenlutu), "Yosef Nahak"), v1::WORK_STATE_UNSPECIFIED);

  // The battery falls out; the visit is written down on the command line, far from any signal.
  window.Crash();
  district.line().NoSignal();
  dorkas.Visit(Completed(kNahak, R"("answers": {"jumlah_kamar": 3})"));

  window.Open();
  window.Unlock(kPin);
  EXPECT_EQ(window.Today().outbox().waiting_sets(), 1u);
  EXPECT_EQ(StateOf(window.Village(kBenlutu), "Yosef Nahak"), v1::WORK_STATE_SAVED);
  EXPECT_THAT(window.Sync().problem().kept(), HasSubstr("tetap tersimpan"));
  EXPECT_EQ(window.Today().outbox().waiting_sets(), 1u);

  district.line().Clear();
  EXPECT_EQ(window.Sync().so_far().receipts(), 1u);
  window.Sync();
  EXPECT_EQ(StateOf(window.Village(kBenlutu), "Yosef Nahak"), v1::WORK_STATE_DONE);
  EXPECT_EQ(window.Today().outbox().waiting_sets(), 0u);
  EXPECT_EQ(window.Close().exit_code, 0);
  EXPECT_EQ(dorkas.Status().waiting_sets(), 0u) << "the home is free for another program";
}

TEST(AWindow, LeavesAHomeAloneThatAnotherProgramHasOpen) {
  District district({NahakFamily()});
  Phone& dorkas = district.Enrol("Dorkas Selan", kBenlutu);
  Window window(dorkas.home());
  window.Open();
  window.Unlock(kPin);
  EXPECT_THAT(dorkas.Ends(kLocked, {"status"}).message(), HasSubstr("program lain"));
  window.Ask<v1::LockHomeResponse>("LockHome", v1::LockHomeRequest());
  EXPECT_EQ(dorkas.Status().waiting_sets(), 0u);
}

}  // namespace
}  // namespace tilik::scenario
