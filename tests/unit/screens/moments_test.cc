#include "client/screens/moments.h"

#include "gtest/gtest.h"

namespace tilik::screens {
namespace {

TEST(Moments, AreToldByTheWallClockOfTheirZone) {
  const Instant late{1'795'363'200'000 - 3'600'000};  // 2026-11-22T15:00:00Z
  EXPECT_EQ(TimeText(late, 8 * 60), "2026-11-22T23:00:00+08:00");
  EXPECT_EQ(TimeText(late, 9 * 60), "2026-11-23T00:00:00+09:00") << "in Jayapura it is midnight";
  EXPECT_EQ(TimeText(Instant{-1}, -90), "1969-12-31T22:29:59-01:30");
  EXPECT_EQ(TimeText({}, 0), "");
  EXPECT_EQ(MomentInFull(late, 8 * 60), "22-11-2026 23.00");
  EXPECT_EQ(MonthWords(202608, "id"), "Agustus 2026");
  EXPECT_EQ(MonthWords(202608, "en"), "August 2026");
}

}  // namespace
}  // namespace tilik::screens
