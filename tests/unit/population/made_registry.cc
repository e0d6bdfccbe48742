#include "tests/unit/population/made_registry.h"

#include <sstream>

#include "proto/csv/csv.h"

namespace tilik::population {
namespace {

std::vector<Row> Read(const std::string& file) {
  std::istringstream in(file);
  csv::Reader reader(in);
  csv::Row cells;
  std::vector<Row> rows;
  TILIK_CHECK(reader.Next(&cells).value(), "a file has a header");
  const csv::Header header(cells);
  while (reader.Next(&cells).value()) {
    Row row;
    for (std::size_t i = 0; i < cells.size(); ++i) row[header.names()[i]] = cells[i].text;
    rows.push_back(row);
  }
  return rows;
}

}  // namespace

std::map<std::string, Row> MadeRegistry::TruthOf(const std::string& kind) const {
  std::map<std::string, Row> found;
  for (const Row& row : truth) {
    const std::string& person = row.at("IDARTBDT");
    if (row.at("jenis") == kind) found[person.empty() ? row.at("IDBDT") : person] = row;
  }
  return found;
}

Order OrderFor(const char* district, int households, std::uint64_t seed) {
  return {.district = *DistrictCode::Parse(district),
          .households = households,
          .seed = seed,
          .as_of = 20251101};
}

MadeRegistry Make(const Order& order) {
  std::ostringstream rumah_tangga;
  std::ostringstream anggota;
  std::ostringstream danom;
  std::ostringstream kebenaran;
  MadeRegistry made;
  made.totals = Make(order, Files{rumah_tangga, anggota, danom, kebenaran});
  made.files = {rumah_tangga.str(), anggota.str(), danom.str(), kebenaran.str()};
  made.households = Read(made.files[0]);
  made.people = Read(made.files[1]);
  made.danom = Read(made.files[2]);
  made.truth = Read(made.files[3]);
  return made;
}

}  // namespace tilik::population
