#include "client/core/capture_words.h"

#include "client/core/capture_quantity.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tilik/v1/verification.pb.h"

namespace tilik::client {
namespace {

using testing::HasSubstr;

v1::Item Rice() {
  v1::Item item;
  item.set_code("beras");
  item.set_unit("kg");
  return item;
}

v1::Item Money() {
  v1::Item item;
  item.set_code("IDR");
  item.set_unit("Rp");
  return item;
}

std::int64_t Amount(const std::string& text, const v1::Item& item) {
  Wording why;
  return ParseQuantity(text, item, &why).value_or(-1);
}

std::string Refusal(const std::string& text, const v1::Item& item) {
  Wording why;
  EXPECT_FALSE(ParseQuantity(text, item, &why)) << text;
  return why.id;
}

TEST(Words, AreForgivenCaseSpacesAndPunctuation) {
  for (const char* typed : {"tidak ditemukan", "TIDAK DITEMUKAN", "tidak_ditemukan",
                            " Tidak-Ditemukan ", "not found", "tidak ketemu"}) {
    EXPECT_EQ(ValueOf(kVisitOutcomes, typed), v1::VISIT_OUTCOME_TIDAK_DITEMUKAN) << typed;
  }
}

TEST(Words, OutcomesHaveNoNumbersBecauseFormsNumberThemDifferently) {
  EXPECT_EQ(ValueOf(kVisitOutcomes, "5"), std::nullopt);
  EXPECT_EQ(ValueOf(kVisitOutcomes, ""), std::nullopt);
  EXPECT_EQ(ValueOf(kVisitOutcomes, "gandaa"), std::nullopt);
}

TEST(Words, ARefusalCanListWhatIsAccepted) {
  EXPECT_EQ(AcceptedWords(kDocumentStates), "ditunjukkan, tidak dibawa, tidak punya");
}

TEST(Words, WhatThisProgramDoesNotKnowIsShownAsItsNumber) {
  EXPECT_EQ(WordFor(kVisitOutcomes, v1::VISIT_OUTCOME_GANDA, "id"), "ganda");
  EXPECT_EQ(WordFor(kVisitOutcomes, v1::VISIT_OUTCOME_GANDA, "en"), "duplicate");
  EXPECT_EQ(WordFor(kVisitOutcomes, 99, "id"), "99");
}

TEST(Days, AreReadInTheOrdersPeopleWrite) {
  for (const char* typed :
       {"2026-11-02", "02-11-2026", "2/11/2026", "02.11.2026", "20261102", "2026-11-2"}) {
    EXPECT_EQ(ParseDay(typed), 20261102u) << typed;
  }
  for (const char* typed :
       {"", "2026-02-30", "besok", "2026-11", "11-2026-02", "20261", "1-1-26"}) {
    EXPECT_EQ(ParseDay(typed), std::nullopt) << typed;
  }
  EXPECT_EQ(DayText(20261102), "2026-11-02");
}

TEST(Quantities, AreExactThousandths) {
  EXPECT_EQ(Amount("10 kg", Rice()), 10'000);
  EXPECT_EQ(Amount("10kg", Rice()), 10'000);
  EXPECT_EQ(Amount("10", Rice()), 10'000);
  EXPECT_EQ(Amount("0,5 KG", Rice()), 500);
  EXPECT_EQ(Amount("7,125", Rice()), 7'125);
  EXPECT_EQ(Amount("55.650 kg", Rice()), 55'650'000);
}

TEST(Quantities, RupiahIsWrittenInManyWays) {
  for (const char* typed : {"Rp200.000", "Rp 200.000", "Rp. 200.000", "rp200000", "200000",
                            "200.000", "IDR 200000", "Rp200.000,00"}) {
    EXPECT_EQ(Amount(typed, Money()), 200'000'000) << typed;
  }
}

TEST(Quantities, WhatCanBeReadInTwoWaysIsRefusedWithAnExample) {
  EXPECT_THAT(Refusal("10.5 kg", Rice()), HasSubstr("0,5 kg"));
  EXPECT_THAT(Refusal("200,000", Money()), HasSubstr("Rp200.000"));
  for (const char* typed : {"", "kg", "-5 kg", "1.00.000", "1000.000", "10,", ",5", "1,2,3",
                            "10-12", "9999999999999"}) {
    Refusal(typed, Rice());
  }
}

TEST(Quantities, AnotherUnitIsNamed) {
  EXPECT_THAT(Refusal("2 karung", Rice()), HasSubstr("karung"));
  EXPECT_THAT(Refusal("Rp200.000", Rice()), HasSubstr("kg"));
  EXPECT_THAT(Refusal("10 kg", Money()), HasSubstr("Rp"));
}

TEST(Quantities, JsonNumbersArePlain) {
  Wording why;
  google::protobuf::Value value;
  value.set_number_value(10.5);
  EXPECT_EQ(ParseQuantity(value, Rice(), &why), 10'500);
  value.set_number_value(200000);
  EXPECT_EQ(ParseQuantity(value, Money(), &why), 200'000'000);
  for (const double bad : {-1.0, 0.00001, 1e30}) {
    value.set_number_value(bad);
    EXPECT_EQ(ParseQuantity(value, Rice(), &why), std::nullopt) << bad;
  }
  value.set_bool_value(true);
  EXPECT_EQ(ParseQuantity(value, Rice(), &why), std::nullopt);
}

TEST(Quantities, AreShownAsIndonesiansWriteThem) {
  EXPECT_EQ(QuantityText(200'000'000, Money()), "Rp200.000");
  EXPECT_EQ(QuantityText(10'000, Rice()), "10 kg");
  EXPECT_EQ(QuantityText(55'650'500, Rice()), "55.650,5 kg");
  EXPECT_EQ(QuantityText(-500, Rice()), "-0,5 kg");
}

}  // namespace
}  // namespace tilik::client
