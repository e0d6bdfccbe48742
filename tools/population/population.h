// A district's registry made up from a seed: what is true first, then what is wrongly listed.
//
// Households are made one after the other, village by village, and written at once; what is kept
// is one kecamatan's civil registry and the latest few households. The same order makes the same
// bytes on every machine.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <optional>

#include "proto/contract/region.h"
#include "tools/population/dirt.h"

namespace tilik::population {

struct Order {
  DistrictCode district;
  std::optional<KecamatanCode> kecamatan = std::nullopt;  // only this one
  int households = 0;
  std::uint64_t seed = 0;
  std::uint32_t as_of = 0;  // yyyymmdd
  DirtRates dirt = {};
};

// Four files: the ministry's two, a sample danom, and the truth behind the dirt.
struct Files {
  std::ostream& rumah_tangga;
  std::ostream& anggota;
  std::ostream& danom;
  std::ostream& kebenaran;
};

struct Totals {
  std::int64_t households = 0;
  std::int64_t families = 0;
  std::int64_t people = 0;
  std::int64_t entitlements = 0;
  std::int64_t defects = 0;
};

// The district, or the kecamatan, must exist (Regions). Errors of writing show in the streams.
Totals Make(const Order& order, const Files& files);

}  // namespace tilik::population
