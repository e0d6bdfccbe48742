#include "client/screens/moments.h"

#include "gtest/gtest.h"

namespace tilik::screens {
namespace {

TEST(Clocks, ADayIsTheDayOfTheZone) {
  const Instant late{1'795'363'200'000 - 3'600'000};  // 2026-11-22T15:00:00Z
  EXPECT_EQ(DayAt(late, 0), 20261122u);
  EXPECT_EQ(DayAt(late, 9 * 60), 20261123u) << "in Jayapura it is past midnight";
  EXPECT_EQ(TimeText(late, 8 * 60), "2026-11-22T23:00:00+08:00");
  EXPECT_EQ(TimeText({}, 0), "");
}

}  // namespace
}  // namespace tilik::screens
