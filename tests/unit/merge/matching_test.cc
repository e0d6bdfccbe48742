// Pairs of people: who is asked about as one person twice, and who surely is two. The points are
// match_points.h's; here stand the stories behind them.
#include "sync-server/merge/matching.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sync-server/merge/match_points.h"

namespace tilik::merge {
namespace {

using testing::HasSubstr;

constexpr std::uint64_t kBenlutu = 5302142001;
constexpr std::uint64_t kHane = 5302142003;

RecordId FamilyNo(std::uint8_t n) {
  RecordId id;
  id.data()[0] = n;
  return id;
}

PersonProfile Yohanes() {
  PersonProfile person;
  person.name = "YOHANES NAHAK";
  person.mother = "MARIA BERE";
  person.nik = "5302141403850001";
  person.no_kk = "5302141203120001";
  person.birth = 19850314;
  person.sex = 1;
  person.village = kBenlutu;
  person.family = FamilyNo(1);
  return person;
}

// The same man as another household's form has him.
PersonProfile TypedAgain() {
  PersonProfile person = Yohanes();
  person.nik = "";
  person.no_kk = "";
  person.family = FamilyNo(2);
  return person;
}

bool IsAsked(const PersonProfile& a, const PersonProfile& b) {
  const int points = Compare(a, b).points;
  EXPECT_EQ(points, Compare(b, a).points) << "whichever comes first";
  return points >= points::kOpen;
}

TEST(OnePersonTwice, UnderAnotherSpellingWithoutANumber) {
  PersonProfile again = TypedAgain();
  again.name = "Johanis Nahak";
  EXPECT_TRUE(IsAsked(Yohanes(), again));
  again.mother = "";
  EXPECT_TRUE(IsAsked(Yohanes(), again)) << "name, day and village suffice";
}

TEST(OnePersonTwice, WithADigitOfTheNikWrong) {
  PersonProfile again = TypedAgain();
  again.nik = "5302141403850011";
  again.name = "YOHANES";
  EXPECT_FALSE(IsAsked(Yohanes(), again))
      << "half a village is called so, and another serial is another man";
  again.nik = "5302141403580001";
  again.name = "Nahak";
  EXPECT_TRUE(IsAsked(Yohanes(), again)) << "two digits changed places";
}

TEST(OnePersonTwice, BornOnTheDayOfHisMonth) {
  PersonProfile one = Yohanes();
  one.birth = 19850304;
  PersonProfile again = TypedAgain();
  again.birth = 19850403;
  EXPECT_TRUE(IsAsked(one, again));
}

TEST(OnePersonTwice, OfWhomOnlyTheYearOfBirthIsKnown) {
  PersonProfile again = TypedAgain();
  again.birth = 19850101;
  again.no_kk = Yohanes().no_kk;
  EXPECT_TRUE(IsAsked(Yohanes(), again));
}

TEST(OnePersonTwice, WithNikAndNoKkMixedUp) {
  PersonProfile again = TypedAgain();
  again.nik = Yohanes().no_kk;
  EXPECT_TRUE(IsAsked(Yohanes(), again));
}

TEST(OnePersonTwice, AnEqualNikIsAskedAboutWhateverElseIsSaid) {
  PersonProfile other;
  other.name = "PETRUS TEFA";
  other.nik = Yohanes().nik;
  other.birth = 19600102;
  other.sex = 2;
  other.village = kHane;
  EXPECT_TRUE(IsAsked(Yohanes(), other));
}

TEST(TwoPeople, TwinsWithCardsOfOneDay) {
  PersonProfile twin = Yohanes();
  twin.name = "YOSEF NAHAK";
  twin.nik = "5302141403850002";
  EXPECT_FALSE(IsAsked(Yohanes(), twin));
  twin.nik = "";
  EXPECT_FALSE(IsAsked(Yohanes(), twin));
}

TEST(TwoPeople, TwinsWhoseNamesDifferByALetter) {
  PersonProfile rini = Yohanes();
  rini.name = "RINI NAHAK";
  rini.sex = 2;
  rini.nik = "5302145403850001";
  PersonProfile rina = rini;
  rina.name = "RINA NAHAK";
  rina.nik = "5302145403850002";
  EXPECT_FALSE(IsAsked(rini, rina));
  rina.nik = "";
  rini.nik = "";
  EXPECT_FALSE(IsAsked(rini, rina));
  PersonProfile reni = rini;
  reni.name = "RENI NAHAK";
  EXPECT_FALSE(IsAsked(rini, reni)) << "they sound alike";
}

TEST(TwoPeople, FatherAndSonOfOneName) {
  PersonProfile father = Yohanes();
  father.birth = 19600314;
  father.nik = "5302141403600001";
  father.mother = "ANA TEFA";
  EXPECT_FALSE(IsAsked(Yohanes(), father));
  father.nik = "";
  father.mother = "";
  EXPECT_FALSE(IsAsked(Yohanes(), father));
}

TEST(TwoPeople, HusbandAndWifeOfOneName) {
  PersonProfile wife = Yohanes();
  wife.sex = 2;
  wife.nik = "";
  wife.mother = "";
  EXPECT_FALSE(IsAsked(Yohanes(), wife));
}

TEST(TwoPeople, NeighboursOfACommonName) {
  PersonProfile neighbour = TypedAgain();
  neighbour.mother = "ADOLFINA TSE";
  neighbour.birth = 19850920;
  EXPECT_FALSE(IsAsked(Yohanes(), neighbour));
}

TEST(TwoPeople, OldPeopleAllBornOnNewYearsDay) {
  PersonProfile one = TypedAgain();
  one.birth = 19500101;
  PersonProfile other = one;
  other.family = FamilyNo(3);
  other.mother = "";
  EXPECT_FALSE(IsAsked(one, other)) << "name, village and 1 January say little";
}

TEST(Reasons, AreInPlainWordsTheWeightiestFirst) {
  PersonProfile again = TypedAgain();
  again.village = kHane;
  const std::string words = Compare(Yohanes(), again).Words();
  EXPECT_THAT(words,
              HasSubstr("skor 85: nama sama (+38), tanggal lahir sama (+30), nama ibu sama (+15)"));
}

}  // namespace
}  // namespace tilik::merge
