// The same integer means different things in different codebooks.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/codebooks/built_in.h"

namespace tilik {
namespace {

using ::testing::HasSubstr;

bool Same(std::string_view question, const Value& a, const Value& b) {
  const Field field = FieldNamed(question);
  const bool same = Books().Same(field, a, b);
  EXPECT_EQ(same, Books().Same(field, b, a)) << "sameness has no direction";
  return same;
}

TEST(Same, EarthIsEarthThoughTheNumbersDiffer) {
  EXPECT_TRUE(Same("lantai", Dtks(9), Dtsen(8)));
  EXPECT_FALSE(Same("lantai", Dtks(8), Dtsen(8))) << "low-quality wood is not earth";
}

TEST(Same, TheSewageCodesSwappedPlaces) {
  EXPECT_TRUE(Same("buang_tinja", Dtks(3), Dtsen(4)));
  EXPECT_TRUE(Same("buang_tinja", Dtks(4), Dtsen(3)));
  EXPECT_FALSE(Same("buang_tinja", Dtks(3), Dtsen(3)));
}

TEST(Same, ATranslationThatLosesSomethingIsNotEquality) {
  EXPECT_FALSE(Same("lantai", Dtks(5), Dtsen(5)));
  EXPECT_FALSE(Same("atap", Dtks(4), Dtsen(2)));
  EXPECT_FALSE(Same("sumber_penerangan", Dtks(1), Dtsen(1)));
}

TEST(Same, WithinOneCodebookCodesSpeakForThemselves) {
  EXPECT_TRUE(Same("lantai", Dtks(9), Dtks(9)));
  EXPECT_FALSE(Same("lantai", Dtks(9), Dtks(8)));
}

TEST(Same, ContentIsComparedAsItStands) {
  EXPECT_TRUE(Same("nama", std::string("Yosefina"), std::string("Yosefina")));
  EXPECT_FALSE(Same("nama", std::string("Yosefina"), std::string("Josefina")));
  EXPECT_TRUE(Same("luas_lantai", std::int64_t{54}, std::int64_t{54}));
  EXPECT_FALSE(Same("luas_lantai", std::int64_t{54}, Absent::kUnknown));
  EXPECT_TRUE(Same("luas_lantai", Absent::kUnknown, Absent::kUnknown));
  EXPECT_FALSE(Same("luas_lantai", Absent::kUnknown, Absent::kRefused));
}

TEST(Same, NothingIsSaidOfCodebooksOrCodesNobodyKnows) {
  EXPECT_FALSE(Same("lantai", Dtks(9), Coded{7, 8}));
  EXPECT_FALSE(Same("lantai", Coded{1u << 16, 9}, Dtsen(8))) << "no number may wrap into another";
  EXPECT_FALSE(Same("lantai", Coded{kDtks, (1u << 16) + 9}, Dtsen(8)));
  EXPECT_FALSE(Books().Same(4'000, Dtks(1), Dtsen(1)));
}

struct Translated {
  std::optional<Value> value;
  std::string why;
};

Translated Translate(std::string_view question, const Value& value, CodebookNumber to) {
  Translated result;
  result.value = Books().Translate(FieldNamed(question), value, to, &result.why);
  return result;
}

TEST(Translate, WhatIsExactGoesBothWays) {
  EXPECT_EQ(Translate("lantai", Dtks(9), kDtsen).value, Dtsen(8));
  EXPECT_EQ(Translate("lantai", Dtsen(8), kDtks).value, Dtks(9));
  EXPECT_EQ(Translate("lantai", Dtks(9), kDtsen).why, "");
  EXPECT_EQ(Translate("lantai", Dtks(9), kDtks).value, Dtks(9));
}

TEST(Translate, WhatCannotBeMappedSaysWhy) {
  const Translated wood = Translate("lantai", Dtks(8), kDtsen);
  EXPECT_EQ(wood.value, std::nullopt);
  EXPECT_THAT(wood.why, HasSubstr("as if the house had improved"));
  const Translated light = Translate("sumber_penerangan", Dtks(1), kDtsen);
  EXPECT_EQ(light.value, std::nullopt);
  EXPECT_THAT(light.why, HasSubstr("meter"));
}

TEST(Translate, WhatIsLostIsNamed) {
  const Translated roof = Translate("atap", Dtks(4), kDtsen);
  EXPECT_EQ(roof.value, Dtsen(2));
  EXPECT_THAT(roof.why, HasSubstr("clay"));
}

TEST(Translate, AQuestionTheOtherDoesNotAskHasNoPlaceThere) {
  EXPECT_THAT(Translate("dinding", Dtks(1), kDtsen).why, HasSubstr("no question"));
  EXPECT_THAT(Translate("luas_lantai", std::int64_t{54}, kDtsen).why, HasSubstr("no question"));
  EXPECT_THAT(Translate("fasbab", Dtks(1), kDtsen).why, HasSubstr("not found"));
  EXPECT_THAT(Translate("fasbab", Dtsen(1), kDtks).why, HasSubstr("not found"));
  EXPECT_THAT(Translate("lantai", Dtks(1), 9).why, HasSubstr("codebook 9"));
}

TEST(Translate, ContentBothAskForGoesUnchanged) {
  const Value nik = std::string("5302015403850001");
  EXPECT_EQ(Translate("nik", nik, kDtsen).value, nik);
  EXPECT_EQ(Books().Translate(FieldNamed("dinding"), Dtks(1), kDtsen, nullptr), std::nullopt);
}

TEST(Translate, EveryExactCodeComesHomeAndEveryGapHasAReason) {
  for (const auto& [from, to] : {std::pair(kDtks, kDtsen), std::pair(kDtsen, kDtks)}) {
    for (const v1::Variable& variable : Books().Find(from)->variables()) {
      const Field field = Books().FieldOf(variable);
      for (const v1::Code& code : variable.codes()) {
        const Value value = Coded{from, code.code()};
        std::string why;
        const std::optional<Value> there = Books().Translate(field, value, to, &why);
        EXPECT_TRUE(there || !why.empty()) << variable.concept_name() << " " << code.code();
        EXPECT_EQ(there && why.empty(), there && Books().Same(field, value, *there))
            << variable.concept_name() << " " << code.code();
        if (there && why.empty()) {
          EXPECT_EQ(Books().Translate(field, *there, from, nullptr), value);
        }
      }
    }
  }
}

}  // namespace
}  // namespace tilik
