// The files of a made registry, read back the way an importer would read them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tools/population/population.h"

namespace tilik::population {

using Row = std::map<std::string, std::string>;  // column → cell

struct MadeRegistry {
  std::vector<std::string> files;  // rumah_tangga, anggota, danom, kebenaran as bytes
  std::vector<Row> households;
  std::vector<Row> people;
  std::vector<Row> danom;
  std::vector<Row> truth;
  Totals totals;

  // Truth rows of one kind, by IDARTBDT, or by IDBDT where the household is meant.
  std::map<std::string, Row> TruthOf(const std::string& kind) const;
};

Order OrderFor(const char* district, int households, std::uint64_t seed);
MadeRegistry Make(const Order& order);

}  // namespace tilik::population
