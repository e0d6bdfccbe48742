// A phone that nobody brought to town for a month (architecture.md §6).
#include <gtest/gtest.h>

#include "tests/scenario/district.h"

namespace tilik::scenario {
namespace {

constexpr char kNahak[] = "530214200100017";
constexpr char kTaek[] = "530214200100018";

TEST(AMonthWithoutSync, TakesTheRegistryFromThePhoneAndNothingOfTheOfficers) {
  District district({NahakFamily(), TaekFamily()});
  Phone& dorkas = district.Enrol("Dorkas Selan", kBenlutu);
  dorkas.Visit(Completed(kNahak, R"("answers": {"luas_lantai": 42})"));
  dorkas.DaysPass(29);
  EXPECT_EQ(dorkas.Status().villages(0).households(), 2u);
  dorkas.DaysPass(1);
  const v1::StatusView status = dorkas.Status();
  EXPECT_TRUE(status.expired());
  EXPECT_EQ(status.villages(0).households(), 1u) << "the one with unsent work";
  EXPECT_EQ(status.waiting_sets(), 1u);
  EXPECT_EQ(Said(dorkas.Show(kNahak), "luas_lantai"), "42");
  EXPECT_NE(dorkas.Tilik({"show", kTaek}).exit_code, kDone);

  EXPECT_EQ(dorkas.Sync().receipts(), 1u);
  EXPECT_FALSE(dorkas.Status().expired());
  EXPECT_EQ(dorkas.Status().villages(0).households(), 2u);
  EXPECT_EQ(Said(district.Show(kNahak), "luas_lantai"), "42");
}

}  // namespace
}  // namespace tilik::scenario
