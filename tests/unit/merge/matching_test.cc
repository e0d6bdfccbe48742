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

// What Compare says of two numbers, whatever else there is.
bool Says(const PersonProfile& a, const PersonProfile& b, const std::string& words) {
  return Compare(a, b).Words().find(words) != std::string::npos;
}

PersonProfile WithNik(const std::string& nik, std::uint32_t birth = 0) {
  PersonProfile person;
  person.nik = nik;
  person.birth = birth;
  return person;
}

TEST(OnePersonTwice, WithANumberThatWasCopiedBadly) {
  const PersonProfile right = WithNik("5302141403850001");
  for (const char* copied : {"530214140385001", "53021414038500011", "5302141403850091",
                             "5302141430850001", "5302141403850000", "5302143703850001"}) {
    EXPECT_TRUE(Says(right, WithNik(copied), "NIK hampir sama") ||
                Says(right, WithNik(copied), "NIK sama kecuali nomor urutnya"))
        << copied;
    EXPECT_EQ(Compare(right, WithNik(copied)).points, Compare(WithNik(copied), right).points);
  }
  for (const char* other : {"5302141403", "7301062509720004", "5302141403850001530214"}) {
    EXPECT_FALSE(Says(right, WithNik(other), "NIK hampir sama")) << other;
  }
}

TEST(OnePersonTwice, ANumberThatCannotBeIsNobodysOwn) {
  const PersonProfile one = WithNik("0000000000000000");
  EXPECT_FALSE(Says(one, one, "NIK sama"));
  EXPECT_TRUE(Says(WithNik("5302141403850001"), WithNik("7301062509720004"), "NIK berbeda"));
  EXPECT_FALSE(Says(one, WithNik("7301062509720004"), "NIK berbeda")) << "it says nothing";
}

TEST(OnePersonTwice, OfOneFamilyANikInTheColumnOfTheKkSaysNothing) {
  PersonProfile one = Yohanes();
  PersonProfile other = TypedAgain();
  other.nik = one.no_kk;
  other.no_kk = one.no_kk;
  EXPECT_FALSE(Says(one, other, "tertulis sebagai No KK"));
  EXPECT_TRUE(Says(one, other, "No KK sama"));
  other.no_kk = "5302141203120010";
  EXPECT_TRUE(Says(one, other, "No KK hampir sama"));
  other.no_kk = "7301062509180077";
  EXPECT_FALSE(Says(one, other, "No KK hampir sama"));
}

TEST(OnePersonTwice, BornAboutThen) {
  PersonProfile one;
  one.birth = 19850314;
  auto says = [&](std::uint32_t birth) {
    PersonProfile other;
    other.birth = birth;
    return Compare(one, other).reasons.at(0).words;
  };
  EXPECT_EQ(says(19850324), "tanggal lahir hampir sama") << "the month";
  EXPECT_EQ(says(19850514), "tanggal lahir hampir sama") << "the day";
  EXPECT_EQ(says(19860314), "tanggal lahir hampir sama") << "a year off";
  EXPECT_EQ(says(19860324), "tanggal lahir berbeda");
  EXPECT_EQ(says(19860414), "tanggal lahir berbeda");
  EXPECT_EQ(says(19850920), "tahun lahir sama, tanggal lain");
  EXPECT_EQ(says(19860701), "tahun lahir sama, tanggal lain") << "1 July is said for any day";
  EXPECT_EQ(says(19850000), "tahun lahir sama") << "and so is none at all";
  EXPECT_EQ(says(19851231), "tahun lahir sama");
}

TEST(OnePersonTwice, OfAMotherWhoseNameIsHalfKnown) {
  PersonProfile one = Yohanes();
  PersonProfile other = TypedAgain();
  for (const char* mother : {"MARIA", "BERE", "MARIA BERRE SERAN"}) {
    other.mother = mother;
    EXPECT_TRUE(Says(one, other, "nama ibu mirip")) << mother;
  }
  other.mother = "MARYA BERE";
  EXPECT_FALSE(Says(one, other, "nama ibu berbeda"));
}

TEST(OnePersonTwice, WhereverNobodyWroteDownThePlace) {
  PersonProfile nowhere = TypedAgain();
  nowhere.village = 0;
  EXPECT_FALSE(Says(Yohanes(), nowhere, "desa sama"));
  EXPECT_FALSE(Says(Yohanes(), nowhere, "kecamatan sama"));
  EXPECT_FALSE(Says(nowhere, nowhere, "desa sama"));
  nowhere.village = kHane;
  EXPECT_TRUE(Says(Yohanes(), nowhere, "kecamatan sama"));
  nowhere.village = 7301062001;
  EXPECT_FALSE(Says(Yohanes(), nowhere, "kecamatan sama"));
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
