#include "tools/population/dirt.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "proto/contract/identity.h"
#include "proto/contract/region.h"
#include "tests/unit/population/made_registry.h"
#include "tools/population/names.h"

namespace tilik::population {
namespace {

const MadeRegistry& Tts() {
  static const MadeRegistry made = Make(OrderFor("53.02", 5'000, 11));
  return made;
}

// Of persons who live where they are listed; copies of households have rates of their own.
double ShareOf(const std::string& kind) {
  const auto copies = Tts().TruthOf("rumah_tangga_ganda");
  double count = 0;
  double all = 0;
  for (const Row& person : Tts().people) all += copies.count(person.at("IDBDT")) == 0;
  for (const auto& [key, row] : Tts().TruthOf(kind)) count += copies.count(row.at("IDBDT")) == 0;
  return count / all;
}

TEST(Dirt, ComesAtTheRatesThatAuditsFound) {
  EXPECT_NEAR(ShareOf("nik_tidak_sah"), 0.11, 0.01);
  EXPECT_NEAR(ShareOf("nik_kosong"), 0.06, 0.008);
  EXPECT_NEAR(ShareOf("nik_ganda"), 0.001, 0.0008);
  EXPECT_NEAR(ShareOf("nik_kk_tertukar"), 0.004, 0.002);
  EXPECT_NEAR(ShareOf("beda_nama"), 0.05, 0.008);
  EXPECT_NEAR(ShareOf("meninggal"), 0.01, 0.004);
}

TEST(Dirt, OfHouseholdsToo) {
  EXPECT_NEAR(static_cast<double>(Tts().TruthOf("pindah").size()) / 5'000, 0.015, 0.006);
  EXPECT_NEAR(static_cast<double>(Tts().TruthOf("mampu").size()) / 5'000, 0.02, 0.007);
  EXPECT_NEAR(static_cast<double>(Tts().TruthOf("rumah_tangga_ganda").size()) / 5'000, 0.004,
              0.003);
}

TEST(Dirt, NoneWhenNoneIsAskedFor) {
  Order order = OrderFor("53.02", 200, 1);
  order.dirt = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  EXPECT_TRUE(Make(order).truth.empty());
}

TEST(Truth, SaysWhatIsWrittenInTheFiles) {
  std::map<std::string, const Row*> records;
  for (const Row& household : Tts().households) records[household.at("IDBDT")] = &household;
  for (const Row& person : Tts().people) records[person.at("IDARTBDT")] = &person;
  for (const Row& row : Tts().truth) {
    const bool of_person = !row.at("IDARTBDT").empty();
    const auto record = records.find(row.at(of_person ? "IDARTBDT" : "IDBDT"));
    ASSERT_NE(record, records.end());
    EXPECT_EQ(record->second->at("IDBDT"), row.at("IDBDT"));
    if (!row.at("kolom").empty()) {
      EXPECT_EQ(record->second->at(row.at("kolom")), row.at("tertulis"));
      EXPECT_NE(row.at("tertulis"), row.at("sebenarnya"));
    }
    if (!row.at("terkait").empty()) {
      EXPECT_TRUE(records.count(row.at("terkait"))) << row.at("terkait");
    }
    EXPECT_FALSE(row.at("temuan").empty());
  }
}

TEST(Truth, NamesARightNikForEveryWrongOne) {
  int refused = 0;
  int of_somebody_else = 0;
  for (const auto& [key, row] : Tts().TruthOf("nik_tidak_sah")) {
    ASSERT_TRUE(Nik::Parse(row.at("sebenarnya")).ok()) << key;
    Nik::Parse(row.at("tertulis")).ok() ? ++of_somebody_else : ++refused;
  }
  EXPECT_NEAR(static_cast<double>(of_somebody_else) / (refused + of_somebody_else), 0.25, 0.04);
}

TEST(Truth, ANikOfAnotherPersonIsReallyListedForHim) {
  std::map<std::string, std::string> nik_of;
  for (const Row& person : Tts().people) nik_of[person.at("IDARTBDT")] = person.at("NIK");
  const auto doubled = Tts().TruthOf("nik_ganda");
  EXPECT_FALSE(doubled.empty());
  for (const auto& [key, row] : doubled) {
    EXPECT_EQ(nik_of.at(row.at("terkait")), row.at("tertulis"));
    EXPECT_NE(row.at("terkait"), key);
  }
}

TEST(Truth, ACopyOfAHouseholdKeepsItsCard) {
  std::map<std::string, std::set<std::string>> cards;
  const auto swapped = Tts().TruthOf("nik_kk_tertukar");
  for (const Row& person : Tts().people) {
    if (!swapped.count(person.at("IDARTBDT"))) {
      cards[person.at("IDBDT")].insert(person.at("NoKK"));
    }
  }
  for (const auto& [key, row] : Tts().TruthOf("rumah_tangga_ganda")) {
    for (const std::string& card : cards[key]) {
      EXPECT_TRUE(cards[row.at("terkait")].count(card)) << key;
    }
  }
}

TEST(Truth, WhoMovedLivesInAnotherPlaceAndWhoDiedHadBeenBorn) {
  for (const auto& [key, row] : Tts().TruthOf("pindah")) {
    EXPECT_TRUE(VillageCode::Parse(row.at("tertulis")));
    EXPECT_TRUE(VillageCode::Parse(row.at("sebenarnya")));
    EXPECT_NE(row.at("tertulis"), row.at("sebenarnya"));
  }
  std::map<std::string, std::string> born;
  for (const Row& person : Tts().people) born[person.at("IDARTBDT")] = person.at("TglLahir");
  for (const auto& [key, row] : Tts().TruthOf("meninggal")) {
    std::string died = row.at("sebenarnya");
    EXPECT_TRUE(IsDate(static_cast<std::uint32_t>(std::stoul(died)), false));
    EXPECT_GE(died.insert(6, 1, '-').insert(4, 1, '-'), born.at(key));
  }
}

TEST(Misspelt, IsAlwaysAnotherSpelling) {
  Chance chance(3);
  for (const char* name : {"MUHAMMAD YUSUF", "YOHANES SELAN", "SITI", "ANI", "MARTHA DA SILVA"}) {
    for (int n = 0; n < 200; ++n) EXPECT_NE(Misspelt(chance, name), name);
  }
}

}  // namespace
}  // namespace tilik::population
