#include "proto/contract/identity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tilik {
namespace {

using ::testing::HasSubstr;

constexpr std::optional<Sex> kSexUnknown;

Nik GivenNik(std::string_view digits) {
  Result<Nik> nik = Nik::Parse(digits);
  EXPECT_TRUE(nik.ok()) << nik.status().message();
  return *nik;
}

std::string WhyNotNik(std::string_view text) {
  Result<Nik> nik = Nik::Parse(text);
  EXPECT_FALSE(nik.ok()) << text;
  if (nik.ok()) return "it is one";
  EXPECT_EQ(nik.status().code(), Code::kInvalid);
  return nik.status().message();
}

std::string WhyNotKk(std::string_view text) {
  Result<NoKk> kk = NoKk::Parse(text);
  EXPECT_FALSE(kk.ok()) << text;
  if (kk.ok()) return "it is one";
  EXPECT_EQ(kk.status().code(), Code::kInvalid);
  return kk.status().message();
}

TEST(Nik, OfAMan) {
  Nik nik = GivenNik("5302011403850002");
  EXPECT_EQ(nik.region(), 530201u);
  EXPECT_EQ(nik.sex(), Sex::kMale);
  EXPECT_EQ(nik.birth_day(), 14);
  EXPECT_EQ(nik.birth_month(), 3);
  EXPECT_EQ(nik.birth_year_in_century(), 85);
}

TEST(Nik, OfAWomanHasFortyAddedToTheDay) {
  Nik nik = GivenNik("5302015403850002");
  EXPECT_EQ(nik.sex(), Sex::kFemale);
  EXPECT_EQ(nik.birth_day(), 14);

  EXPECT_EQ(GivenNik("5302014103850002").birth_day(), 1);
  EXPECT_EQ(GivenNik("5302017103850002").birth_day(), 31);
}

TEST(Nik, DaysBetweenTheSexesAreImpossible) {
  for (const char* day : {"00", "32", "39", "40", "72", "99"}) {
    EXPECT_THAT(WhyNotNik(std::string("530201") + day + "03850002"), HasSubstr("birth date"));
  }
}

TEST(Nik, MonthsAndDaysMustExist) {
  EXPECT_THAT(WhyNotNik("5302011400850002"), HasSubstr("birth date"));
  EXPECT_THAT(WhyNotNik("5302011413850002"), HasSubstr("birth date"));
  EXPECT_THAT(WhyNotNik("5302013104850002"), HasSubstr("birth date"));
  EXPECT_THAT(WhyNotNik("5302017104850002"), HasSubstr("birth date")) << "31 April of a woman";
}

TEST(Nik, TwentyNineFebruaryNeedsALeapYearInSomeCentury) {
  EXPECT_TRUE(Nik::Parse("5302012902840001").ok());
  EXPECT_TRUE(Nik::Parse("5302016902840001").ok());
  EXPECT_TRUE(Nik::Parse("5302012902000001").ok()) << "1900 had none, 2000 had one";
  EXPECT_THAT(WhyNotNik("5302012902850001"), HasSubstr("birth date"));
  EXPECT_THAT(WhyNotNik("5302013002840001"), HasSubstr("birth date"));
}

TEST(Nik, SerialsBeginAtOne) {
  EXPECT_THAT(WhyNotNik("5302011403850000"), HasSubstr("0000"));
  EXPECT_TRUE(Nik::Parse("5302011403850001").ok());
  EXPECT_TRUE(Nik::Parse("5302011403859999").ok());
}

TEST(Nik, IsSixteenDigitsHoweverTheyAreSpaced) {
  EXPECT_EQ(GivenNik(" 53.02.01-140385 0002 ").digits(), "5302011403850002");
  EXPECT_THAT(WhyNotNik(""), HasSubstr("empty"));
  EXPECT_THAT(WhyNotNik("   "), HasSubstr("empty"));
  EXPECT_THAT(WhyNotNik("530201140385002"), HasSubstr("15 digits"));
  EXPECT_THAT(WhyNotNik("53020114038500022"), HasSubstr("17 digits"));
  EXPECT_THAT(WhyNotNik("530201140385000O"), HasSubstr("not a digit"));
  EXPECT_THAT(WhyNotNik("5302011403850002."), HasSubstr("dot or dash"));
  EXPECT_THAT(WhyNotNik("-5302011403850002"), HasSubstr("dot or dash"));
  EXPECT_THAT(WhyNotNik("５３０２０１１４０３８５０００２"), HasSubstr("not a digit"));
  EXPECT_THAT(WhyNotNik("5,30201E+15"), HasSubstr("not a digit")) << "as a spreadsheet ruins it";
}

TEST(NoKk, IsReadLikeANik) {
  EXPECT_EQ(NoKk::Parse("530201 140385 0002")->digits(), "5302011403850002");
  EXPECT_THAT(WhyNotKk("5302011413850002"), HasSubstr("recording date"));
  EXPECT_THAT(WhyNotKk("5302013503850002"), HasSubstr("recording date"));
  EXPECT_THAT(WhyNotKk("5302011403850000"), HasSubstr("0000"));
  EXPECT_THAT(WhyNotKk("123"), HasSubstr("3 digits"));
}

TEST(NoKk, ADayAboveFortyIsAWomansNikInTheWrongBox) {
  EXPECT_THAT(WhyNotKk("5302015403850002"), HasSubstr("looks like a NIK"));
  EXPECT_THAT(WhyNotKk("5302014103850002"), HasSubstr("looks like a NIK"));
}

TEST(NikWarnings, NothingOddWhenAllAgrees) {
  NikWarnings odd = CompareNik(GivenNik("5302015403850002"), 1985'03'14, Sex::kFemale, true);
  EXPECT_FALSE(odd.birth_date_differs);
  EXPECT_FALSE(odd.sex_differs);
  EXPECT_FALSE(odd.region_unknown);
}

TEST(NikWarnings, OnlyWhatIsKnownOfTheBirthDateIsCompared) {
  Nik nik = GivenNik("5302015403850002");
  auto differs = [&nik](std::uint32_t date) {
    return CompareNik(nik, date, kSexUnknown, true).birth_date_differs;
  };
  EXPECT_FALSE(differs(0));
  EXPECT_FALSE(differs(1985'00'00));
  EXPECT_FALSE(differs(1985'03'00));
  EXPECT_FALSE(differs(2085'03'14)) << "the century is not in a NIK";
  EXPECT_TRUE(differs(1985'03'15));
  EXPECT_TRUE(differs(1985'04'14));
  EXPECT_TRUE(differs(1985'04'00));
  EXPECT_TRUE(differs(1986'00'00));
}

TEST(NikWarnings, SexAndRegionAreOnlyOdd) {
  NikWarnings odd = CompareNik(GivenNik("9999995403850002"), 0, Sex::kMale, false);
  EXPECT_TRUE(odd.sex_differs);
  EXPECT_TRUE(odd.region_unknown);
  EXPECT_FALSE(CompareNik(GivenNik("5302015403850002"), 0, kSexUnknown, true).sex_differs);
}

TEST(Date, ExistsInTheCalendar) {
  EXPECT_TRUE(IsDate(2024'02'29, false));
  EXPECT_FALSE(IsDate(2023'02'29, false));
  EXPECT_FALSE(IsDate(1900'02'29, false));
  EXPECT_TRUE(IsDate(2000'02'29, false));
  EXPECT_FALSE(IsDate(2024'04'31, false));
  EXPECT_FALSE(IsDate(2024'13'01, false));
  EXPECT_TRUE(IsDate(1900'01'01, false));
  EXPECT_FALSE(IsDate(1899'12'31, false));
  EXPECT_TRUE(IsDate(2199'12'31, false));
  EXPECT_FALSE(IsDate(2200'01'01, false));
  EXPECT_FALSE(IsDate(0, false));
  EXPECT_FALSE(IsDate(4'294'967'295u, true));
}

TEST(Date, MayBePartlyKnown) {
  EXPECT_TRUE(IsDate(1960'00'00, true));
  EXPECT_TRUE(IsDate(1960'05'00, true));
  EXPECT_FALSE(IsDate(1960'00'00, false));
  EXPECT_FALSE(IsDate(1960'05'00, false));
  EXPECT_FALSE(IsDate(1960'13'00, true));
  EXPECT_FALSE(IsDate(1960'00'17, true)) << "a day of no month";
  EXPECT_FALSE(IsDate(0, true));
}

TEST(Age, TurnsOnTheBirthday) {
  EXPECT_EQ(YearsBetween(2000'06'15, 2018'06'14), 17);
  EXPECT_EQ(YearsBetween(2000'06'15, 2018'06'15), 18);
  EXPECT_EQ(YearsBetween(2004'02'29, 2023'02'28), 18);
  EXPECT_EQ(YearsBetween(2004'02'29, 2023'03'01), 19);
  EXPECT_EQ(YearsBetween(1960'00'00, 2020'01'01), 60);
  EXPECT_EQ(YearsBetween(2020'05'05, 2020'05'05), 0);
}

}  // namespace
}  // namespace tilik
