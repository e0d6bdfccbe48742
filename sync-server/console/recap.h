// The realisation table as offices print it (domain.md §3.6), and what is wrong with a printed one.
//
// Totals are counted from the lines, never taken from anywhere else; units are never mixed, so
// totals stand per programme. Whatever does not add up becomes a finding beside its row.
#pragma once

#include <istream>
#include <string>
#include <vector>

#include "sync-server/storage/registry_store.h"
#include "tilik/v1/console.pb.h"

namespace tilik::console {

enum class AreaLevel { kVillage, kKecamatan, kDistrict };

// The code of the area at this level that a village is in, and what it is called.
std::uint64_t AreaAt(AreaLevel level, std::uint64_t village);
std::string NameAt(AreaLevel level, std::uint64_t area);

struct RecapOptions {
  AreaLevel level = AreaLevel::kKecamatan;
  bool by_period = false;
};

// Aid without a list stands beside the entitlements of its programme, area and period, in columns
// of its own.
v1::RecapTable MakeRecap(const std::vector<storage::RecapRow>& rows,
                         const std::vector<storage::UnlistedRow>& unlisted,
                         const std::vector<v1::Programme>& programmes, const RecapOptions& options);

// One row of a printed table, for comparison. Quantities in thousandths.
struct PrintedRow {
  std::uint64_t region = 0;
  std::string name;  // as printed
  std::int64_t entitled = 0;
  std::int64_t delivered = 0;
  std::int64_t percent_hundredths = 0;
  std::int64_t remainder = 0;
};

// Reads columns region_code, name_as_printed, pagu_kg_year, delivered_kg_as_printed,
// percent_as_printed, remainder_kg_as_printed. kInvalid names line and column.
Result<std::vector<PrintedRow>> ReadPrintedTable(std::istream& csv);

// What the printed row contradicts: itself, the region's name, or the counted row of the same
// region (may be null).
std::vector<std::string> FindingsOf(const PrintedRow& printed, const v1::RecapLine* counted);

}  // namespace tilik::console
