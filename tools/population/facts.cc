#include "tools/population/facts.h"

#include <utility>

#include "proto/regions/regions.h"
#include "tools/population/chance.h"

namespace tilik::population {
namespace {

constexpr std::uint64_t kNtt = 53;
constexpr int kHouseholdsPerVillage = 226;
constexpr std::uint64_t kVillageStream = 1;

constexpr std::array<std::pair<int, int>, 21> kListedHouseholds = {{
    {5301, 52724}, {5302, 92261}, {5303, 36854}, {5304, 25229}, {5305, 31014}, {5306, 30900},
    {5307, 42393}, {5308, 34655}, {5309, 13255}, {5310, 42820}, {5311, 38003}, {5312, 22617},
    {5313, 17643}, {5314, 21365}, {5315, 41228}, {5316, 15396}, {5317, 12458}, {5318, 53171},
    {5319, 41748}, {5320, 17295}, {5321, 33917},
}};

constexpr std::array<int, 8> kChildrenInNtt = {2, 6, 14, 23, 24, 17, 10, 4};
constexpr std::array<int, 6> kChildrenElsewhere = {6, 24, 38, 21, 8, 3};

People PeopleOf(DistrictCode district) {
  if (ProvinceOf(district).number() != kNtt) return People::kMuslimMajority;
  switch (district.number()) {
    case 5311:
    case 5312:
    case 5317:
    case 5318:
      return People::kSumba;
    case 5306:
    case 5307:
    case 5308:
    case 5309:
    case 5310:
    case 5313:
    case 5315:
    case 5316:
    case 5319:
      return People::kFlores;
    default:
      return People::kTimor;
  }
}

}  // namespace

Profile ProfileOf(DistrictCode district) {
  Profile profile;
  profile.people = PeopleOf(district);
  if (profile.people == People::kMuslimMajority) {
    profile.children = kChildrenElsewhere;
  } else {
    profile.children = kChildrenInNtt;
  }
  profile.desil = {1087, 1918, 1517, 1032};
  return profile;
}

int HouseholdsOf(DistrictCode district) {
  for (const auto& [code, households] : kListedHouseholds) {
    if (district.number() == static_cast<std::uint64_t>(code)) return households;
  }
  return kHouseholdsPerVillage * static_cast<int>(Regions::BuiltIn().VillagesIn(district).size());
}

int VillageWeight(std::uint64_t seed, VillageCode village) {
  Chance chance = Chance::Of(seed, kVillageStream, village.number());
  const std::int64_t part = chance.Between(0, 1000);
  return 40 + static_cast<int>(260 * part * part * part / 1'000'000'000);
}

}  // namespace tilik::population
