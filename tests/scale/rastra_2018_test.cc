// Rice in NTT, 2018, at full size (domain.md §2.1): the pagu was fixed by the ministry, verivali
// removed 460 families in Manggarai Timur, and 15 in Sumba Barat were double for three months.
// 55,650 kg could not be delivered, and the printed table contradicts itself. Every kilogram must
// be explained at every moment, and the printed table's mistakes named.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scale/rice_district.h"

namespace tilik::scale {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::int64_t kKilogram = 1000;

std::int64_t Undelivered(const v1::RecapLine& total) {
  std::int64_t undelivered = 0;
  for (const v1::ReasonQuantity& part : total.undelivered()) undelivered += part.quantity();
  return undelivered;
}

void ExpectEveryKilogramExplained(RiceDistrict& district) {
  const v1::RecapLine total = district.Total();
  EXPECT_EQ(total.entitled(), total.delivered() + Undelivered(total) + total.open());
  EXPECT_THAT(total.findings(), IsEmpty());
}

// As the ministry's planning document prints them.
console::PrintedRow Printed(std::uint64_t region, const std::string& name, std::int64_t pagu,
                            std::int64_t delivered, std::int64_t percent_hundredths,
                            std::int64_t remainder) {
  return {region,
          name,
          pagu * kKilogram,
          delivered * kKilogram,
          percent_hundredths,
          remainder * kKilogram};
}

TEST(Rastra2018, ManggaraiTimurExplainsEveryKilogram) {
  RiceDistrict district(53'19, 25'875, 10);
  EXPECT_EQ(district.Total().open(), 3'105'000 * kKilogram);
  ExpectEveryKilogramExplained(district);
  district.VerivaliRemoves(0, 460);
  ExpectEveryKilogramExplained(district);
  district.HandOut(460, district.families(), 0, 6);
  ExpectEveryKilogramExplained(district);
  district.HandOut(460, district.families(), 6, 12);
  ExpectEveryKilogramExplained(district);

  const v1::RecapLine total = district.Total();
  EXPECT_EQ(total.entitled(), 3'105'000 * kKilogram);
  EXPECT_EQ(total.delivered(), 3'049'800 * kKilogram);
  EXPECT_EQ(total.open(), 0);
  ASSERT_EQ(total.undelivered_size(), 1);
  EXPECT_EQ(total.undelivered(0).reason(), v1::NON_DELIVERY_REASON_MAMPU);
  EXPECT_EQ(total.undelivered(0).quantity(), 55'200 * kKilogram);
  EXPECT_THAT(console::FindingsOf(
                  Printed(53'19, "Manggarai Timur", 3'105'000, 3'049'800, 98'22, 55'200), &total),
              IsEmpty());
}

TEST(Rastra2018, SumbaBaratShowsWhatThePrintedTableGotWrong) {
  RiceDistrict district(53'12, 14'053, 10);
  district.HandOut(0, district.families(), 0, 9);
  ExpectEveryKilogramExplained(district);
  district.NotHandedOut(0, 15, 9, 12, v1::NON_DELIVERY_REASON_GANDA);
  district.HandOut(15, district.families(), 9, 12);
  ExpectEveryKilogramExplained(district);

  const v1::RecapLine total = district.Total();
  EXPECT_EQ(total.entitled(), 1'686'360 * kKilogram);
  EXPECT_EQ(total.delivered(), 1'685'910 * kKilogram);
  EXPECT_EQ(Undelivered(total), 450 * kKilogram);
  EXPECT_EQ(total.open(), 0);
  EXPECT_THAT(
      console::FindingsOf(Printed(53'12, "Numba Barat", 1'686'360, 1'686'360, 99'97, 450), &total),
      ElementsAre(HasSubstr("tertulis \"Numba Barat\""), HasSubstr("tidak sama dengan pagu"),
                  HasSubstr("menurut angkanya sendiri 100,00 %"), HasSubstr("(selisih 450)")));
}

}  // namespace
}  // namespace tilik::scale
