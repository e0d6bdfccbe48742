// What is known of real districts, so that made ones have their shape.
//
// Sources: Dinas Sosial NTT, Renstra 2019–2023 (household counts of 21 kabupaten; 744,779
// households with 3,320,325 people in 3,292 villages; largest listed village 955 families) and the
// desil counts of eleven villages of Ende in the same document.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "proto/contract/region.h"

namespace tilik::population {

// Which clan names and beliefs a district has.
enum class People : std::uint8_t { kTimor, kFlores, kSumba, kMuslimMajority };

struct Profile {
  People people = People::kMuslimMajority;
  // Weights of 0, 1, 2 … children that a couple has had. With NTT's, a household counts 4.46
  // persons on average.
  std::span<const int> children;
  // Weights of desil 1 to 4.
  std::array<int, 4> desil;
};

Profile ProfileOf(DistrictCode district);

// Households listed in the district: the real number where the source has it, else NTT's average of
// 226 a village.
int HouseholdsOf(DistrictCode district);

// Weight of one of a district's villages for its share of the households: few large ones, many
// small, the largest about 2.9 times the average as Roga in Ende is.
int VillageWeight(std::uint64_t seed, VillageCode village);

}  // namespace tilik::population
