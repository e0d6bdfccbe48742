#include "sync-server/importer/quantity.h"

#include <gtest/gtest.h>

#include <initializer_list>

namespace tilik::importer {
namespace {

using Kind = Quantity::Kind;

QuantityReading Having(std::initializer_list<const char*> texts) {
  QuantityReading reading;
  for (const char* text : texts) reading.Note(text);
  return reading;
}

std::int64_t Thousandths(const QuantityReading& reading, const char* text) {
  const Quantity quantity = reading.Read(text);
  EXPECT_EQ(quantity.kind, Kind::kNumber) << text;
  return quantity.thousandths;
}

TEST(Quantity, ZeroIsZeroAndBlankIsNoData) {
  const QuantityReading reading;
  EXPECT_EQ(Thousandths(reading, "0"), 0);
  EXPECT_EQ(reading.Read("").kind, Kind::kNoData);
  EXPECT_EQ(reading.Read(" - ").kind, Kind::kNoData);
}

TEST(Quantity, ReadsWhatOfficesWrite) {
  const QuantityReading reading;
  EXPECT_EQ(Thousandths(reading, "10"), 10'000);
  EXPECT_EQ(Thousandths(reading, "7,5"), 7'500);
  EXPECT_EQ(Thousandths(reading, "0.125"), 125);
  EXPECT_EQ(Thousandths(reading, "Rp 200.000,-"), 200'000'000);
  EXPECT_EQ(Thousandths(reading, "Rp. 1.250.000"), 1'250'000'000);
  EXPECT_EQ(Thousandths(reading, "1.250,50"), 1'250'500);
  EXPECT_EQ(Thousandths(reading, "1,250.50"), 1'250'500);
}

TEST(Quantity, RefusesWhatIsNone) {
  const QuantityReading reading;
  for (const char* text : {"sepuluh", "-5", "1.25.000", "1..0", ".5", "5.", "1.2.3", "1,0001",
                           "99999999999999999", "1,250.50.50", "10 kg"}) {
    EXPECT_EQ(reading.Read(text).kind, Kind::kUnreadable) << text;
  }
}

TEST(Quantity, OneMarkBeforeThreeDigitsIsThousandsWhenTheFileHasNoOther) {
  EXPECT_EQ(Thousandths(Having({"1.250", "10"}), "1.250"), 1'250'000);
  EXPECT_EQ(Thousandths(Having({"1,250", "10"}), "1,250"), 1'250'000);
}

TEST(Quantity, OtherNumbersOfTheFileDecide) {
  EXPECT_EQ(Thousandths(Having({"1.250", "7.5"}), "1.250"), 1'250);
  EXPECT_EQ(Thousandths(Having({"1.250", "7,5"}), "1.250"), 1'250'000);
  EXPECT_EQ(Thousandths(Having({"10,500", "1.250.000"}), "10,500"), 10'500);
}

TEST(Quantity, MixedMarksLeaveOnlyTheDoubtfulRowsInDoubt) {
  const QuantityReading mixed = Having({"1.250", "1,250", "10", "200"});
  EXPECT_EQ(mixed.Read("1.250").kind, Kind::kAmbiguous);
  EXPECT_EQ(mixed.Read("1,250").kind, Kind::kAmbiguous);
  EXPECT_EQ(Thousandths(mixed, "200"), 200'000);
  const QuantityReading both = Having({"7.5", "1.250.000", "1.250"});
  EXPECT_EQ(both.Read("1.250").kind, Kind::kAmbiguous);
  EXPECT_EQ(Thousandths(both, "7.5"), 7'500);
}

}  // namespace
}  // namespace tilik::importer
