#include <gtest/gtest.h>

#include "proto/contract/region.h"

namespace tilik {
namespace {

TEST(RegionCode, IsReadWithAndWithoutDots) {
  const auto village = VillageCode::Parse("53.02.01.2001");
  ASSERT_TRUE(village);
  EXPECT_EQ(village->number(), 5302012001u);
  EXPECT_EQ(VillageCode::Parse("5302012001"), village);
  EXPECT_EQ(VillageCode::Parse("530201.2001"), village);
  EXPECT_EQ(village->Text(), "53.02.01.2001");
}

TEST(RegionCode, KnowsWhatItLiesIn) {
  const VillageCode village = *VillageCode::Parse("53.02.01.2001");
  EXPECT_EQ(KecamatanOf(village).Text(), "53.02.01");
  EXPECT_EQ(DistrictOf(village).Text(), "53.02");
  EXPECT_EQ(DistrictOf(KecamatanOf(village)).Text(), "53.02");
  EXPECT_EQ(ProvinceOf(DistrictOf(village)).Text(), "53");
}

TEST(RegionCode, RefusesWhatIsNoCode) {
  for (const char* text : {"", "5", "53.0", "53.02.1", "5.302", "53..02", ".5302", "5302.", "53 02",
                           "5a02", "53.020", "10.02", "09.02", "-302"}) {
    EXPECT_FALSE(DistrictCode::Parse(text)) << text;
  }
  EXPECT_FALSE(VillageCode::Parse("53.02.01.20.01"));
  EXPECT_FALSE(VillageCode::Parse("53020120011"));
}

TEST(RegionCode, FromNumberKeepsToItsLevel) {
  EXPECT_FALSE(ProvinceCode::FromNumber(10));
  EXPECT_TRUE(ProvinceCode::FromNumber(11));
  EXPECT_TRUE(ProvinceCode::FromNumber(99));
  EXPECT_FALSE(ProvinceCode::FromNumber(100));
  EXPECT_FALSE(VillageCode::FromNumber(530201));
  EXPECT_FALSE(DistrictCode::FromNumber(5302012001));
}

}  // namespace
}  // namespace tilik
