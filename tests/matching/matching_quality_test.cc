// How well people listed twice are found in made districts with the dirt that audits describe:
// copies of households with names spelt otherwise, numbers missing or mistyped, birth dates turned
// round; beside them twins, namesakes of small villages, and people who carry another's number.
#include <gtest/gtest.h>

#include <cstdio>

#include "tests/matching/district_people.h"

namespace tilik::matching {
namespace {

constexpr double kPrecision = 0.95;
constexpr double kRecall = 0.90;
constexpr int kHouseholds = 5'000;

void ExpectGood(const char* district, std::uint64_t seed) {
  const Quality quality = QualityIn(district, kHouseholds, seed);
  std::printf(
      "%s seed %llu: %zu people, %zu listed twice, precision %.3f, recall %.3f, %zu more of one "
      "NIK\n",
      district, static_cast<unsigned long long>(seed), quality.people, quality.listed_twice,
      quality.Precision(), quality.Recall(), quality.with_one_nik);
  EXPECT_GE(quality.listed_twice, 40u) << "too few to say anything";
  EXPECT_GT(quality.with_one_nik, 0u) << "one number on two people is asked about too";
  EXPECT_GE(quality.Precision(), kPrecision);
  EXPECT_GE(quality.Recall(), kRecall);
  if (!testing::Test::HasFailure()) return;
  for (const std::string& pair : quality.wrong) std::printf("  two people: %s\n", pair.c_str());
  for (const std::string& pair : quality.missed) std::printf("  not found: %s\n", pair.c_str());
}

// The points were tuned on these.
TEST(MatchingQuality, InTimorWhereClansAreFew) { ExpectGood("53.02", 11); }
TEST(MatchingQuality, WhereMostAreMuslims) { ExpectGood("18.04", 12); }
TEST(MatchingQuality, InSumba) { ExpectGood("53.11", 13); }

// And never on these.
TEST(MatchingQuality, OfDistrictsNobodyTunedFor) {
  ExpectGood("53.02", 90'001);
  ExpectGood("18.04", 90'002);
  ExpectGood("53.07", 90'003);
}

}  // namespace
}  // namespace tilik::matching
