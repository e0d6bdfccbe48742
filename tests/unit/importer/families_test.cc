#include "sync-server/importer/families.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tilik::importer {
namespace {

using testing::ElementsAre;

const std::string kA = "5302010101100001";
const std::string kB = "5302010101100002";
const std::string kNik = "5302011403850001";  // a man's: as a No KK it looks possible

std::vector<std::string> WordsOf(const FamilyReading& reading) {
  std::vector<std::string> words;
  for (const FamilyGroup& family : reading.families) words.push_back(family.word);
  return words;
}

TEST(Families, AreReadByNoKk) {
  const FamilyReading reading = ReadFamilies({{"", kA, 1}, {"", kB, 2}, {"", kA, 1}});
  EXPECT_THAT(WordsOf(reading), ElementsAre(kA, kB));
  EXPECT_THAT(reading.families[0].members, ElementsAre(0, 2));
  EXPECT_EQ(reading.families[0].no_kk, (Answer{kA, How::kUnspecified}));
}

TEST(Families, AMissingNoKkIsReadByTheFamilysNumber) {
  const FamilyReading reading = ReadFamilies({{"", kA, 1}, {"", "", 1}, {"", "", 2}, {"", "", 0}});
  EXPECT_THAT(WordsOf(reading), ElementsAre(kA, "nuk2", "-"));
  EXPECT_THAT(reading.families[0].members, ElementsAre(0, 1));
  EXPECT_EQ(reading.families[1].no_kk, std::nullopt);
}

TEST(Families, AWrongNoKkStaysAsWrittenWhenNobodyHasABetterOne) {
  const FamilyReading reading = ReadFamilies({{"", "12345", 1}, {"", "12345", 1}});
  EXPECT_THAT(WordsOf(reading), ElementsAre("nuk1"));
  EXPECT_EQ(reading.families[0].no_kk, (Answer{std::string("12345"), How::kAsWritten}));
  EXPECT_TRUE(reading.no_kk_not_used.empty());
}

TEST(Families, AWrongNoKkJoinsTheFamilyOfItsNumberAndIsSaid) {
  const FamilyReading reading = ReadFamilies({{"", "12345", 1}, {"", kA, 1}});
  EXPECT_THAT(WordsOf(reading), ElementsAre(kA));
  EXPECT_EQ(reading.families[0].no_kk, (Answer{kA, How::kUnspecified}));
  EXPECT_THAT(reading.no_kk_not_used, ElementsAre(0));
}

TEST(Families, ASwappedNikAndNoKkMakesNoFamilyOfItsOwn) {
  const FamilyReading reading = ReadFamilies({{kA, kNik, 1}, {"", kA, 1}, {"", kA, 1}});
  EXPECT_THAT(WordsOf(reading), ElementsAre(kA));
  EXPECT_THAT(reading.families[0].members, ElementsAre(0, 1, 2));
}

TEST(Families, OneNoKkUnderTwoNumbersIsTwoFamilies) {
  const FamilyReading reading = ReadFamilies({{"", kA, 1}, {"", kA, 2}, {"", kA, 1}});
  EXPECT_THAT(WordsOf(reading), ElementsAre(kA + "/nuk1", kA + "/nuk2"));
  EXPECT_EQ(reading.families[1].no_kk, (Answer{kA, How::kUnspecified}));
}

TEST(Families, TheSameNumberInAnotherSpellingIsTheSameFamily) {
  const FamilyReading reading = ReadFamilies({{"", kA, 1}, {"", "5302 0101 0110 0001", 1}});
  EXPECT_THAT(WordsOf(reading), ElementsAre(kA));
  EXPECT_TRUE(reading.no_kk_not_used.empty());
}

TEST(Families, NobodyIsNoFamily) { EXPECT_TRUE(ReadFamilies({}).families.empty()); }

}  // namespace
}  // namespace tilik::importer
