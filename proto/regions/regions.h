// The regions of Indonesia by name: 38 provinces, 514 districts, 7,285 kecamatan, 83,762 villages
// (decree 300.2.2-2138/2025, from the npm package idn-area-data, compiled in).
//
// For the server, the tools and the tests; a device needs the names of its own villages only and
// gets them by pull. Immutable; may be read from any thread. What is not in it may still be a code
// of yesterday: regions split and get renamed, so an unknown code is a question, not an error.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "proto/contract/region.h"

namespace tilik {

// A region that a typed name may mean.
template <int Digits>
struct Suggestion {
  RegionCode<Digits> code;
  std::string_view name;
  int distance;  // letters that differ; 0: the name itself or a known alias
};

class Regions {
 public:
  static const Regions& BuiltIn();

  // As the decree writes it ("Kabupaten Timor Tengah Selatan", "Oinlasi"); empty: not there today.
  template <int Digits>
  std::string_view NameOf(RegionCode<Digits> code) const;
  // For the first six digits of a NIK or No KK, which may be of a kecamatan that is no more.
  bool KecamatanExists(std::uint32_t six_digits) const;

  // In code order; empty for a region that is not there today.
  std::vector<ProvinceCode> Provinces() const;
  std::vector<DistrictCode> DistrictsIn(ProvinceCode province) const;
  std::vector<KecamatanCode> KecamatanIn(DistrictCode district) const;
  std::vector<VillageCode> VillagesIn(KecamatanCode kecamatan) const;
  std::vector<VillageCode> VillagesIn(DistrictCode district) const;

  // What `typed` may mean among the regions below `within` (the number of a code of any higher
  // level; 0: the whole country), nearest first, then in code order, at most ten. Case, blanks and
  // punctuation do not count; "Kab.", "Kota", "Kec.", "Desa" and the like may lead. One letter in
  // four may be wrong. Two results at distance 0 mean that the name alone does not decide
  // ("Kupang").
  template <int Digits>
  std::vector<Suggestion<Digits>> Search(std::string_view typed, std::uint64_t within = 0) const;

 private:
  Regions() = default;
};

}  // namespace tilik
