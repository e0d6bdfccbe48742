// The tables that generate.cc writes from idn-area-data at build time: one per level of the tree,
// each in code order, so that the children of a region are one stretch of the next level's table.
//
// 91,599 regions take 2.1 MB in the program's read-only pages. Nothing is parsed at start.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tilik::regions {

struct Table {
  const std::uint64_t* codes;  // ascending
  const std::uint32_t* ends;   // of each name within `names`
  const char* names;           // one behind the other
  std::size_t size;
};

extern const Table kProvinces;
extern const Table kDistricts;
extern const Table kKecamatan;
extern const Table kVillages;

// What people call a region that is neither its name nor a misspelling of it (aliases.csv).
struct Alias {
  std::uint64_t code;
  const char* name;
};
extern const Alias kAliases[];
extern const std::size_t kAliasCount;

}  // namespace tilik::regions
