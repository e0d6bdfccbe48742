#include "proto/contract/region.h"

namespace tilik {
namespace {

constexpr std::uint64_t TenTo(int digits) { return digits == 0 ? 1 : 10 * TenTo(digits - 1); }

// A level of the tree ends after two, four and six digits.
bool LevelEndsAfter(int digits) { return digits == 2 || digits == 4 || digits == 6; }

template <int Digits>
RegionCode<Digits> Above(std::uint64_t number, int digits) {
  return *RegionCode<Digits>::FromNumber(number / TenTo(digits - Digits));
}

}  // namespace

template <int Digits>
std::optional<RegionCode<Digits>> RegionCode<Digits>::FromNumber(std::uint64_t number) {
  if (number < 11 * TenTo(Digits - 2) || number >= TenTo(Digits)) return std::nullopt;
  return RegionCode(number);
}

template <int Digits>
std::optional<RegionCode<Digits>> RegionCode<Digits>::Parse(std::string_view text) {
  std::uint64_t number = 0;
  int digits = 0;
  bool after_dot = false;
  for (const char c : text) {
    if (c == '.') {
      if (after_dot || !LevelEndsAfter(digits)) return std::nullopt;
      after_dot = true;
      continue;
    }
    if (c < '0' || c > '9' || digits == Digits) return std::nullopt;
    number = number * 10 + static_cast<std::uint64_t>(c - '0');
    ++digits;
    after_dot = false;
  }
  if (digits != Digits || after_dot) return std::nullopt;
  return FromNumber(number);
}

template <int Digits>
std::string RegionCode<Digits>::Text() const {
  std::string text;
  for (int digit = 0; digit < Digits; ++digit) {
    if (LevelEndsAfter(digit)) text += '.';
    text += static_cast<char>('0' + number_ / TenTo(Digits - 1 - digit) % 10);
  }
  return text;
}

template class RegionCode<2>;
template class RegionCode<4>;
template class RegionCode<6>;
template class RegionCode<10>;

DistrictCode DistrictOf(VillageCode village) { return Above<4>(village.number(), 10); }
KecamatanCode KecamatanOf(VillageCode village) { return Above<6>(village.number(), 10); }
DistrictCode DistrictOf(KecamatanCode kecamatan) { return Above<4>(kecamatan.number(), 6); }
ProvinceCode ProvinceOf(DistrictCode district) { return Above<2>(district.number(), 4); }

}  // namespace tilik
