#include "proto/regions/regions.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <string>

namespace tilik {
namespace {

const Regions& regions = Regions::BuiltIn();

DistrictCode District(const char* text) { return *DistrictCode::Parse(text); }

TEST(Regions, HoldsTheWholeCountry) {
  std::size_t districts = 0;
  std::size_t kecamatan = 0;
  std::size_t villages = 0;
  EXPECT_EQ(regions.Provinces().size(), 38u);
  for (const ProvinceCode province : regions.Provinces()) {
    for (const DistrictCode district : regions.DistrictsIn(province)) {
      ++districts;
      kecamatan += regions.KecamatanIn(district).size();
      villages += regions.VillagesIn(district).size();
    }
  }
  EXPECT_EQ(districts, 514u);
  EXPECT_EQ(kecamatan, 7'285u);
  EXPECT_EQ(villages, 83'762u);
}

TEST(Regions, EveryRegionHasAName) {
  for (const ProvinceCode province : regions.Provinces()) {
    EXPECT_FALSE(regions.NameOf(province).empty());
    for (const DistrictCode district : regions.DistrictsIn(province)) {
      EXPECT_FALSE(regions.NameOf(district).empty()) << district.Text();
      for (const VillageCode village : regions.VillagesIn(district)) {
        ASSERT_FALSE(regions.NameOf(village).empty()) << village.Text();
        ASSERT_FALSE(regions.NameOf(KecamatanOf(village)).empty()) << village.Text();
      }
    }
  }
}

TEST(Regions, NamesTimorTengahSelatan) {
  const DistrictCode tts = District("53.02");
  EXPECT_EQ(regions.NameOf(tts), "Kabupaten Timor Tengah Selatan");
  EXPECT_EQ(regions.NameOf(*ProvinceCode::FromNumber(53)), "Nusa Tenggara Timur");
  EXPECT_EQ(regions.KecamatanIn(tts).size(), 32u);
  EXPECT_EQ(regions.NameOf(*KecamatanCode::Parse("53.02.02")), "Mollo Selatan");
}

TEST(Regions, NamesVillagesAsTheyAreWritten) {
  EXPECT_EQ(regions.NameOf(*VillageCode::Parse("11.01.01.2001")), "Keude Bakongan");
  EXPECT_EQ(regions.NameOf(*VillageCode::Parse("35.13.15.2017")), "Soka\"an");
  EXPECT_EQ(regions.NameOf(*VillageCode::Parse("12.07.28.1007")), "Lubuk Pakam I,II");
}

TEST(Regions, ListsChildrenInCodeOrder) {
  const auto villages = regions.VillagesIn(District("53.02"));
  EXPECT_TRUE(std::is_sorted(villages.begin(), villages.end()));
  std::size_t by_kecamatan = 0;
  for (const KecamatanCode kecamatan : regions.KecamatanIn(District("53.02"))) {
    for (const VillageCode village : regions.VillagesIn(kecamatan)) {
      ASSERT_EQ(villages[by_kecamatan++], village);
    }
  }
  EXPECT_EQ(by_kecamatan, villages.size());
}

TEST(Regions, AnUnknownCodeHasNoNameAndNoChildren) {
  EXPECT_TRUE(regions.NameOf(District("53.99")).empty());
  EXPECT_TRUE(regions.KecamatanIn(District("53.99")).empty());
  EXPECT_FALSE(regions.KecamatanExists(539999));
  EXPECT_FALSE(regions.KecamatanExists(0));
  EXPECT_FALSE(regions.KecamatanExists(5302));
  EXPECT_TRUE(regions.KecamatanExists(530201));
}

// The district that a name means, dotted; "?" when the name alone does not decide.
std::string DistrictMeant(const char* typed, std::uint64_t province = 0) {
  const auto found = regions.Search<4>(typed, province);
  if (found.empty()) return "-";
  if (found.size() > 1 && found[0].distance == found[1].distance) return "?";
  return found[0].code.Text();
}

TEST(RegionSearch, UnderstandsHowOfficesWriteDistricts) {
  EXPECT_EQ(DistrictMeant("Kabupaten Timor Tengah Selatan"), "53.02");
  EXPECT_EQ(DistrictMeant("timor tengah selatan"), "53.02");
  EXPECT_EQ(DistrictMeant("TTS"), "53.02");
  EXPECT_EQ(DistrictMeant("Kab. TTS"), "53.02");
  EXPECT_EQ(DistrictMeant("Matim"), "53.19");
  EXPECT_EQ(DistrictMeant("Numba Barat", 53), "53.12");
  EXPECT_EQ(DistrictMeant("Dompus"), "52.05");
  EXPECT_EQ(DistrictMeant("Kab. Kupang"), "53.01");
  EXPECT_EQ(DistrictMeant("Kota Kupang"), "53.71");
}

TEST(RegionSearch, LeavesAnAmbiguousNameOpen) {
  EXPECT_EQ(DistrictMeant("Kupang"), "?");
  const auto found = regions.Search<4>("Kupang", 53);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].distance, 0);
  EXPECT_EQ(found[1].distance, 0);
}

TEST(RegionSearch, BlanksDoNotCount) {
  const auto apart = regions.Search<10>("Karang Rejo", 1872);
  const auto joined = regions.Search<10>("Karangrejo", 1872);
  ASSERT_FALSE(apart.empty());
  EXPECT_EQ(apart[0].distance, 0);
  ASSERT_FALSE(joined.empty());
  EXPECT_EQ(apart[0].code, joined[0].code);
}

TEST(RegionSearch, StaysWithinTheRegionNamed) {
  for (const auto& village : regions.Search<10>("Desa Oinlasi", 5302)) {
    EXPECT_EQ(DistrictOf(village.code).Text(), "53.02");
  }
  EXPECT_FALSE(regions.Search<10>("Desa Oinlasi", 5302).empty());
  EXPECT_TRUE(regions.Search<10>("Oinlasi", 3171).empty());
  EXPECT_EQ(DistrictMeant("Ende", 52), "-");
}

TEST(RegionSearch, ListsTheNearestFirstAndNeverMoreThanTen) {
  const auto found = regions.Search<10>("Sukamaju");
  ASSERT_EQ(found.size(), 10u);
  for (std::size_t i = 1; i < found.size(); ++i) {
    EXPECT_LE(found[i - 1].distance, found[i].distance);
  }
  EXPECT_TRUE(regions.Search<4>("").empty());
  EXPECT_TRUE(regions.Search<4>("Atlantis di Laut Dalam").empty());
  EXPECT_EQ(regions.Search<2>("NTT").at(0).code.number(), 53u);
}

}  // namespace
}  // namespace tilik
