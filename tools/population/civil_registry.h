// The office that hands out NIK and No KK within one kecamatan, each number once.
//
// A NIK names the kecamatan of first registration, so offices of a district share one number space.
// To stay apart without knowing of each other — memory must not grow with the district — each
// counts its own people from 0001 and those first registered elsewhere within its own stretch of
// 5000–9999.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>

#include "proto/contract/identity.h"
#include "proto/contract/region.h"

namespace tilik::population {

class CivilRegistry {
 public:
  // `place` of `places`: which of the district's kecamatan this is, in code order.
  CivilRegistry(KecamatanCode home, int place, int places);

  std::string NewNik(KecamatanCode first_registered, std::uint32_t birth_date, Sex sex);
  std::string NewNoKk(std::uint32_t recorded);

 private:
  int NextSerial(std::uint64_t without_serial, int first);

  const KecamatanCode home_;
  const int stretch_begin_;
  std::unordered_map<std::uint64_t, int> handed_out_;  // the first twelve digits, how many
};

}  // namespace tilik::population
