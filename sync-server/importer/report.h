// What became of an imported file, for the office that has to put the rest in order: every row and
// cell that was not taken, by file, line and column, and counts that account for every row.
//
// Plain data; the importers fill it, the command line prints it as Indonesian text or as JSON.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <map>
#include <string>
#include <vector>

#include "tilik/v1/import_report.pb.h"

namespace tilik::importer {

// What can be the matter with a row or a cell.
enum class Problem : std::uint8_t {
  kUnknownColumn = 1,
  kUnreadableRow,
  kMissingKey,
  kRepeatedKey,
  kUnknownVillage,
  kOutsideDistrict,
  kUnknownHousehold,
  kRefusedHousehold,
  kUnknownValue,
  kAsWritten,
  kNoKkNotUsed,
  kOverConfirmed,
  // of a danom
  kNoQuantity,
  kUnreadableQuantity,
  kAmbiguousQuantity,
  kOtherUnit,
  kUnknownRecipient,
  kAmbiguousRecipient,
  kVillageDiffers,
  kVillageFromRecipient,
  kLineDiffers,
  // of the civil registry's answers
  kNoResult,
  kUnknownPerson,
  kAmbiguousPerson,
  kNikDiffers,
  kDashQuantity,
  kZeroQuantity,
  kUnknownPeriod,
  kPeriodAsWritten,
  kOutsideChannel,
  kResemblesProgramme,
  kRecipientTwice,
  kRecipientMerged,
  kRecipientClosed,
  // of payers' reports
  kUnknownProgramme,
  kUnknownResult,
  kNoSuchLine,
};

// What it did to the row or cell.
enum class Effect : std::uint8_t { kRowRefused = 1, kCellLeftOut, kKeptAsWritten, kNoted };
Effect EffectOf(Problem problem);
const char* WordFor(Problem problem);  // "desa_tidak_dikenal"
const char* WordFor(Effect effect);    // "baris_ditolak"
const char* WordFor(v1::DanomLineFate fate);

// Something a cell may have meant, as a fixes file would write it.
struct Suggested {
  std::string value;
  std::string name;
};

struct Finding {
  Problem problem = Problem::kUnreadableRow;
  std::string file;
  std::uint64_t line = 0;    // from 1; 0: the file as a whole
  std::uint32_t column = 0;  // from 1; 0: the row as a whole
  std::string column_name;
  std::string key;
  std::string words;  // Indonesian
  std::vector<Suggested> suggestions = {};
};

// Counts everything, lists the first thousand of each problem: a file with one wrong column has
// 90,000 findings, and nobody reads them.
class Findings {
 public:
  static constexpr std::uint64_t kListedPerProblem = 1000;

  void Add(Finding finding);
  std::uint64_t Count(Problem problem) const;
  const std::map<Problem, std::uint64_t>& counts() const { return counts_; }
  const std::vector<Finding>& listed() const { return listed_; }

 private:
  std::map<Problem, std::uint64_t> counts_;
  std::vector<Finding> listed_;
};

// rows = created + changed + unchanged + refused, but for families, which no row names.
struct RowCounts {
  std::uint64_t rows = 0;
  std::uint64_t created = 0;
  std::uint64_t changed = 0;
  std::uint64_t unchanged = 0;
  std::uint64_t refused = 0;
  // In this importer's earlier files and not in this one. Nothing is done to them.
  std::uint64_t vanished = 0;
};

struct RegistryReport {
  std::uint32_t as_of = 0;
  RowCounts households;
  RowCounts families;
  RowCounts persons;
  std::uint64_t change_sets = 0;
  // Of values that differ from the importer's last file.
  std::uint64_t values_in_force = 0;
  std::uint64_t values_waiting = 0;     // for a decision
  std::uint64_t values_superseded = 0;  // by a later observation
  std::uint64_t cells_without_data = 0;
  // The last file said something and this one says nothing: what was said is kept.
  std::uint64_t cells_emptied = 0;
  std::uint64_t persons_moved = 0;  // to another family or household
  Findings findings;
};

struct LineFate {
  std::uint64_t line = 0;  // of the file
  v1::DanomLineFate fate = v1::DANOM_LINE_FATE_UNSPECIFIED;
};

// What the defined lines of one programme and period add up to.
struct DanomTotal {
  std::uint64_t lines = 0;
  std::int64_t quantity = 0;  // thousandths
  std::string unit;
};

struct DanomReport {
  bool confirmed = false;  // else a preview: what would become of every line
  std::uint64_t skipped = 0;
  std::vector<Suggested> remembered_places;  // code, as typed
  std::map<std::pair<std::string, std::string>, DanomTotal> totals;
  std::uint64_t defined = 0;
  std::uint64_t unchanged = 0;
  std::uint64_t differing = 0;
  std::uint64_t refused = 0;
  std::vector<std::string> new_programmes;
  std::uint64_t change_sets = 0;
  Findings findings;
  std::vector<LineFate> fates;  // of every row, in the file's order
};

struct CivilRowOutcome {
  std::uint64_t line = 0;  // of the file
  v1::CivilRowFate fate = v1::CIVIL_ROW_FATE_UNSPECIFIED;
};

struct CivilReport {
  bool preview = false;  // nothing was written
  // Of the answers recorded or replaced.
  std::uint64_t matched = 0;
  std::uint64_t not_matched = 0;
  std::uint64_t deaths_proposed = 0;
  std::uint64_t change_sets = 0;
  Findings findings;
  std::vector<CivilRowOutcome> rows;  // all of them, in the file's order

  std::uint64_t Count(v1::CivilRowFate fate) const;
};

struct RealisationReport {
  std::uint64_t rows = 0;
  std::uint64_t recorded = 0;
  std::uint64_t unchanged = 0;
  std::uint64_t refused = 0;
  std::uint64_t change_sets = 0;
  Findings findings;
};

// For people, in Indonesian.
void Print(const RegistryReport& report, std::ostream& out);
void Print(const DanomReport& report, std::ostream& out);
void Print(const CivilReport& report, std::ostream& out);
void Print(const RealisationReport& report, std::ostream& out);

// For machines.
v1::RegistryImportReport ToMessage(const RegistryReport& report);
v1::DanomImportReport ToMessage(const DanomReport& report);
v1::CivilImportReport ToMessage(const CivilReport& report);
v1::RealisationImportReport ToMessage(const RealisationReport& report);

}  // namespace tilik::importer
