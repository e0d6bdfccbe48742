#include "proto/contract/calendar.h"

#include <gtest/gtest.h>

#include <limits>

namespace tilik {
namespace {

constexpr std::int64_t kDay = 86'400'000;

TEST(Calendar, EveryDayOfFourHundredYearsFollowsTheOneBefore) {
  std::uint32_t before = DayOf(Instant{DaysSinceEpoch(18000101) * kDay}, 0);
  EXPECT_EQ(before, 18000101u);
  for (std::int64_t days = DaysSinceEpoch(18000102); days <= DaysSinceEpoch(22000101); ++days) {
    const std::uint32_t day = DayOf(Instant{days * kDay + kDay - 1}, 0);
    ASSERT_EQ(DaysSinceEpoch(day), days) << day;
    ASSERT_TRUE(day == before + 1 || day % 100 == 1) << before << " " << day;
    before = day;
  }
}

TEST(Calendar, KnowsDaysThatAreKnown) {
  EXPECT_EQ(DaysSinceEpoch(19700101), 0);
  EXPECT_EQ(DaysSinceEpoch(20000229), 11016);
  EXPECT_EQ(DaysSinceEpoch(20261122), 20779);
  EXPECT_EQ(DayOf(Instant{-1}, 0), 19691231u);
}

TEST(Calendar, ADayBeginsInTheDistrictsZone) {
  const Instant late{DaysSinceEpoch(20261122) * kDay + 17 * 3'600'000};  // 17:00 UTC
  EXPECT_EQ(DayOf(late, 0), 20261122u);
  EXPECT_EQ(DayOf(late, 8 * 60), 20261123u);  // WITA
}

TEST(Calendar, ACampaignEndsOnItsDayOrTheLastOfItsMonth) {
  v1::Campaign campaign;
  campaign.set_period("2026-02");
  campaign.set_cut_off_day(17);
  EXPECT_EQ(CutOffOf(campaign), 20260217u);
  campaign.set_cut_off_day(31);
  EXPECT_EQ(CutOffOf(campaign), 20260228u);
  campaign.set_cut_off_day(0);
  EXPECT_EQ(CutOffOf(campaign), 0u) << "it has none";
  campaign.set_cut_off_day(17);
  for (const char* stage : {"tahap 1", "2026/02", "2026-II", "2026"}) {
    campaign.set_period(stage);
    EXPECT_EQ(CutOffOf(campaign), 0u) << stage;
  }
}

TEST(Calendar, ADayNobodyStatedHasNoWords) {
  EXPECT_EQ(DayWords(20260217), "2026-02-17");
  EXPECT_EQ(DayWords(0), "");
}

TEST(Calendar, ImpossibleMomentsAreTheFirstOrTheLastDay) {
  EXPECT_EQ(DayOf(Instant{std::numeric_limits<std::int64_t>::min() / 2}, 0), 10101u);
  EXPECT_EQ(DayOf(Instant{std::numeric_limits<std::int64_t>::max() / 2}, 0), 99991231u);
}

}  // namespace
}  // namespace tilik
