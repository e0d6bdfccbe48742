// A line without TLS on which bits flip, one in each sync. Most are caught by a checksum, a
// signature or a hash, some hit what nobody reads; none costs anything, and none is blamed on the
// officer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scenario/district.h"

namespace tilik::scenario {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

// A sync with one visit sends 2 kB and receives 1.5 kB, what the district knows of the phone first.
constexpr std::uint64_t kSent = 2'200;
constexpr std::uint64_t kReceived = 1'500;
// A flip in the head of a message may leave one side waiting for what will never come, for a
// minute.
constexpr std::uint64_t kSentStep = 290;
constexpr std::uint64_t kReceivedStep = 190;

class AGarbledLine : public testing::Test {
 protected:
  void SyncOnce(std::uint64_t at) {
    const Ending ending = dorkas.Tilik({"sync"});
    EXPECT_NE(ending.exit_code, -1) << "bit " << at;
    EXPECT_NE(ending.exit_code, kRefused) << "bit " << at << ending.out;
    if (ending.exit_code != kDone) {
      EXPECT_THAT(ending.out, HasSubstr("Semua pekerjaan tetap tersimpan")) << "bit " << at;
    }
    EXPECT_EQ(dorkas.Status().enrol_anew(), "") << "bit " << at;
  }

  void ExpectEverythingOnce(std::uint64_t visits) {
    district.line().Clear();
    dorkas.Sync();
    EXPECT_EQ(dorkas.Status().waiting_sets(), 0u);
    EXPECT_THAT(district.Verify().gaps(), IsEmpty());
    EXPECT_EQ(static_cast<std::uint64_t>(district.Show(KeyOf(kHane, 0)).visits_size()), visits);
    EXPECT_EQ(Said(dorkas.Show(KeyOf(kHane, 0)), "luas_lantai"),
              Said(district.Show(KeyOf(kHane, 0)), "luas_lantai"));
  }

  District district{FamiliesOf(kHane, 2)};
  Phone& dorkas = district.Enrol("Dorkas Selan", kHane);
};

TEST_F(AGarbledLine, OnTheWayToTheDistrictCostsNothing) {
  std::uint64_t visits = 0;
  for (std::uint64_t at = 0; at < kSent; at += kSentStep) {
    dorkas.Visit(FloorVisit(KeyOf(kHane, 0), 30 + static_cast<int>(++visits)));
    district.line().GarbleSending(at);
    SyncOnce(at);
  }
  ExpectEverythingOnce(visits);
}

TEST_F(AGarbledLine, OnTheWayBackCostsNothing) {
  std::uint64_t visits = 0;
  for (std::uint64_t at = 0; at < kReceived; at += kReceivedStep) {
    dorkas.Visit(FloorVisit(KeyOf(kHane, 0), 30 + static_cast<int>(++visits)));
    district.line().GarbleReceiving(at);
    SyncOnce(at);
  }
  ExpectEverythingOnce(visits);
}

}  // namespace
}  // namespace tilik::scenario
