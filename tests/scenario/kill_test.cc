// Batteries fall out and servers lose power. What was said to be saved or received is there.
#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <random>
#include <set>
#include <thread>

#include "tests/scenario/district.h"

namespace tilik::scenario {
namespace {

using std::chrono::steady_clock;
using testing::IsEmpty;

// Moments spread over the time that the same command takes when it is left alone.
class Moments {
 public:
  explicit Moments(steady_clock::duration undisturbed) : undisturbed_(undisturbed) {}
  void WaitForOne() {
    std::uniform_real_distribution<double> part(0.2, 1.1);
    std::this_thread::sleep_for(std::chrono::duration<double>(undisturbed_) * part(dice_));
  }

 private:
  std::mt19937 dice_{20261122};
  steady_clock::duration undisturbed_;
};

template <typename Deed>
steady_clock::duration TimeOf(Deed deed) {
  const auto began = steady_clock::now();
  deed();
  return steady_clock::now() - began;
}

std::string FloorOf(int n, int area) {
  return Completed(KeyOf(kHane, n), R"("answers": {"luas_lantai": )" + std::to_string(area) + "}");
}

TEST(ABatteryFallingOut, LosesNoVisitThatWasReportedSaved) {
  constexpr int kFalls = 40;
  District district(FamiliesOf(kHane, kFalls));
  Phone& dorkas = district.Enrol("Dorkas Selan", kHane);
  Moments moments(TimeOf([&] { dorkas.Visit(FloorOf(0, 60)); }));
  std::map<std::uint64_t, std::string> reported = {{1, dorkas.Log().entries(0).link()}};  // by seq
  for (int n = 0; n < kFalls; ++n) {
    Process visit(dorkas.CommandFor({"visit", "-"}, FloorOf(n, 61 + n)));
    moments.WaitForOne();
    v1::SavedView saved;
    if (google::protobuf::util::JsonStringToMessage(visit.KillNow().out, &saved).ok()) {
      for (const v1::SavedSetView& set : saved.sets()) reported[set.seq()] = set.link();
    }
    // A PIN is counted before it is tried; opened once, the phone forgets that it was not answered.
    EXPECT_GE(dorkas.Status().waiting_sets(), reported.size());
  }
  std::map<std::uint64_t, std::string> there;
  const v1::LogView log = dorkas.Log();
  for (const v1::LogEntryView& entry : log.entries()) there[entry.seq()] = entry.link();
  for (const auto& [seq, link] : reported) EXPECT_EQ(there[seq], link) << "of number " << seq;
  ASSERT_FALSE(there.empty());
  EXPECT_EQ(there.rbegin()->first, there.size()) << "the chain has no hole";

  EXPECT_EQ(dorkas.Sync().receipts(), there.size());
  EXPECT_THAT(district.Verify().gaps(), IsEmpty());
}

TEST(ABatteryFallingOut, DuringASyncLeavesAPhoneThatGoesOnWhereItWas) {
  constexpr int kFalls = 20;
  constexpr int kHouseholds = 500;
  District district(FamiliesOf(kHane, kHouseholds));
  district.Enrol("Dorkas Selan", kHane).Visit(FloorOf(kFalls, 60));
  const std::uint64_t sets_before = district.Verify().change_sets();
  Phone markus(district.FileCalled("markus") / "home");
  markus.Enrol(district.line().Address(), district.Invite("Markus Liu", kHane));
  Phone whole(district.FileCalled("whole") / "home");
  whole.Enrol(district.line().Address(), district.Invite("Elias Tefa", kHane));
  Moments moments(TimeOf([&] { whole.Sync(); }));
  std::uint32_t visits = 0;
  for (int n = 0; n < kFalls; ++n) {
    Process sync(markus.CommandFor({"sync"}));
    moments.WaitForOne();
    sync.KillNow();
    if (markus.Tilik({"show", KeyOf(kHane, n)}).exit_code != kDone) continue;  // not here yet
    markus.Visit(FloorOf(n, 70 + n));
    ++visits;
  }
  markus.Sync();
  EXPECT_EQ(markus.Status().villages(0).households(), static_cast<std::uint32_t>(kHouseholds));
  EXPECT_EQ(markus.Status().waiting_sets(), 0u);
  const v1::VerifyReport verified = district.Verify();
  EXPECT_EQ(verified.change_sets() - sets_before, visits + 2u) << "and two enrolments";
  EXPECT_THAT(verified.gaps(), IsEmpty());
}

TEST(APowerCutAtTheOffice, LosesNothingThatWasReceiptedAndTakesNothingTwice) {
  constexpr int kCuts = 12;
  constexpr int kVisitsEach = 3;
  District district(FamiliesOf(kHane, 8));
  Phone& dorkas = district.Enrol("Dorkas Selan", kHane);
  dorkas.Visit(FloorOf(0, 50));
  Moments moments(TimeOf([&] { dorkas.Sync(); }));
  const std::uint64_t sets_before = district.Verify().change_sets();
  for (int cut = 0; cut < kCuts; ++cut) {
    for (int n = 0; n < kVisitsEach; ++n) dorkas.Visit(FloorOf(n, 60 + cut));
    Process sync(dorkas.CommandFor({"sync"}));
    moments.WaitForOne();
    district.Crash();
    sync.Wait();
    district.Open();
  }
  std::set<std::uint64_t> arrivals;
  std::size_t receipted = 0;
  const v1::LogView log = dorkas.Log();
  for (const v1::LogEntryView& entry : log.entries()) {
    if (entry.arrival() == 0) continue;
    ++receipted;
    arrivals.insert(entry.arrival());
  }
  EXPECT_EQ(arrivals.size(), receipted) << "no two sets came as one number";
  district.Verify();

  dorkas.Sync();
  EXPECT_EQ(dorkas.Status().waiting_sets(), 0u);
  const v1::VerifyReport verified = district.Verify();
  EXPECT_EQ(verified.change_sets() - sets_before, static_cast<std::uint64_t>(kCuts * kVisitsEach));
  EXPECT_THAT(verified.gaps(), IsEmpty());
  EXPECT_EQ(Said(district.Show(KeyOf(kHane, 1)), "luas_lantai"), std::to_string(60 + kCuts - 1));
  EXPECT_EQ(district.Show(KeyOf(kHane, 1)).visits_size(), kCuts);
}

}  // namespace
}  // namespace tilik::scenario
