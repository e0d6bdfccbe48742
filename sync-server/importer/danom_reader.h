// One row of a danom on its way to a line of entitlements: whom it means, where, how much, and
// whether it may stand there. What stands in its way is reported cell by cell.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "sync-server/importer/danom_fixes.h"
#include "sync-server/importer/danom_places.h"
#include "sync-server/importer/danom_programmes.h"
#include "sync-server/importer/quantity.h"
#include "sync-server/importer/recipients.h"
#include "sync-server/importer/table.h"

namespace tilik::importer {

struct DanomRow {
  LineFix fix;
  v1::EntitlementLine line;  // all but its id
  const v1::Programme* programme = nullptr;
  bool new_programme = false;
  Place place;
  // Places that the office's decision on this row names from now on.
  std::vector<v1::Operation> remembered;
};

// Reads the table's rows one after another: a key counts once, a recipient twice is said. Serves
// one import.
class DanomReader {
 public:
  DanomReader(Table& table, const QuantityReading& quantities, storage::Reader& reader,
              DanomProgrammes& programmes, DanomPlaces& places)
      : table_(table),
        quantities_(quantities),
        reader_(reader),
        programmes_(programmes),
        places_(places),
        programme_(table.Find("programme")),
        period_(table.Find("period")),
        idbdt_(table.Find("IDBDT")),
        no_kk_(table.Find("NoKK")),
        nik_(table.Find("NIK")),
        name_(table.Find("name")),
        village_(table.Find("village")),
        quantity_(table.Find("quantity")),
        unit_(table.Find("unit")),
        key_(table.Find("external_key")) {}

  // The table's current row, with `row.fix` as decided. False: it is refused and was reported; a
  // programme it would have been the first of is forgotten again.
  Result<bool> Read(storage::Writer& writer, DanomRow& row);
  // Something about the row as read that somebody should know.
  void NoteDifference(const std::string& words) {
    Note(Problem::kLineDiffers, quantity_, "berbeda dari yang sudah dijanjikan: " + words);
  }

 private:
  void Refuse(Problem problem, std::optional<std::size_t> column, std::string words,
              std::vector<Suggested> suggestions = {});
  void Note(Problem problem, std::optional<std::size_t> column, std::string words,
            std::vector<Suggested> suggestions = {});
  std::string Known(std::optional<std::size_t> column) const;
  bool ReadPeriod(DanomRow& row);
  bool ReadKeys(DanomRow& row);
  bool ReadProgramme(DanomRow& row);
  bool ReadQuantity(DanomRow& row);
  Result<bool> FindRecipient(storage::Writer& writer, DanomRow& row);
  bool Settle(const DanomRow& row, std::uint64_t of_recipient, v1::EntitlementLine& line);
  bool IsPaidThere(const DanomRow& row);

  Table& table_;
  const QuantityReading& quantities_;
  storage::Reader& reader_;
  DanomProgrammes& programmes_;
  DanomPlaces& places_;
  const std::optional<std::size_t> programme_, period_, idbdt_, no_kk_, nik_, name_, village_,
      quantity_, unit_, key_;

  std::string row_key_;  // as the finding calls the row
  std::unordered_set<std::string> keys_seen_;
  std::unordered_map<std::string, std::uint64_t> recipients_seen_;  // → line of the file
};

}  // namespace tilik::importer
