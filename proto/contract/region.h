// Kemendagri region codes: province 2, district 4, kecamatan 6, village 10 digits,
// written 53.02.01.2001.
//
// Codes are numbers inside and dotted text outside. What a code is called, and whether it exists
// today, is data: proto/regions knows, and the client's core does without.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tilik {

// One level of the tree. `Digits` keeps a village from being passed where a district is meant.
template <int Digits>
class RegionCode {
 public:
  // With or without dots, which stand only where a level ends; exactly `Digits` digits, province
  // part 11–99.
  static std::optional<RegionCode> Parse(std::string_view text);
  static std::optional<RegionCode> FromNumber(std::uint64_t number);
  std::uint64_t number() const { return number_; }
  std::string Text() const;  // dotted

  friend bool operator==(const RegionCode&, const RegionCode&) = default;
  friend auto operator<=>(const RegionCode&, const RegionCode&) = default;

 private:
  explicit RegionCode(std::uint64_t number) : number_(number) {}
  std::uint64_t number_;
};

using ProvinceCode = RegionCode<2>;
using DistrictCode = RegionCode<4>;
using KecamatanCode = RegionCode<6>;
using VillageCode = RegionCode<10>;

DistrictCode DistrictOf(VillageCode village);
KecamatanCode KecamatanOf(VillageCode village);
DistrictCode DistrictOf(KecamatanCode kecamatan);
ProvinceCode ProvinceOf(DistrictCode district);

}  // namespace tilik
