#include <istream>
#include <map>
#include <utility>

#include "proto/contract/folding.h"
#include "sync-server/importer/danom_reader.h"
#include "sync-server/importer/output.h"
#include "sync-server/storage/live_record.h"

namespace tilik::importer {
namespace {

constexpr char kDanomImporter[] = "danom-csv";
constexpr std::size_t kLinesPerBatch = 1000;
constexpr int kLinesPerSet = 400;

using Imported = storage::Writer::Imported;
using Fate = v1::DanomLineFate;

class DanomImport {
 public:
  DanomImport(const Run& run, Table& table, const QuantityReading& quantities,
              storage::Reader& reader, v1::Operation announcement,
              std::map<std::uint64_t, LineFix> fixes, DanomReport& report)
      : run_(run),
        table_(table),
        quantities_(quantities),
        reader_(reader),
        fixes_(std::move(fixes)),
        output_(run, {std::move(announcement)}),
        ids_(run.random),
        report_(report) {}

  Status Take();

 private:
  Result<Fate> TakeRow(DanomReader& rows);
  Result<bool> AsPromised(DanomReader& rows, const DanomRow& row,
                          const v1::EntitlementLine& promised);
  Result<Fate> Define(DanomRow& row, const std::string& key);
  Status EndBatch();

  const Run& run_;
  Table& table_;
  const QuantityReading& quantities_;
  storage::Reader& reader_;
  const std::map<std::uint64_t, LineFix> fixes_;
  Output output_;
  IdMaker ids_;
  DanomReport& report_;

  storage::Writer* writer_ = nullptr;
  std::vector<v1::Operation> definitions_;  // of programmes and places new in this batch
  std::map<std::uint64_t, std::vector<v1::EntitlementLine>> lines_;  // of this batch, by village
  std::size_t lines_in_batch_ = 0;
};

// Whether the row says what was promised, to the same recipient whatever id he goes by now.
Result<bool> DanomImport::AsPromised(DanomReader& rows, const DanomRow& row,
                                     const v1::EntitlementLine& promised) {
  const v1::EntitlementLine& line = row.line;
  std::string differs;
  if (line.quantity() != promised.quantity()) {
    differs = "jumlah " + std::to_string(promised.quantity()) + " → " +
              std::to_string(line.quantity()) + " (perseribu)";
  }
  const RecordId recipient = RecordId::FromRaw(promised.recipient()).value_or(RecordId());
  TILIK_ASSIGN_OR_RETURN(std::optional<merge::RecordState> of_promise,
                         storage::LiveRecord(*writer_, recipient));
  if (!of_promise.has_value() || of_promise->id.str() != line.recipient()) {
    differs += (differs.empty() ? "" : "; ") + std::string("penerima lain");
  }
  if (row.place.village != 0 && line.village() != promised.village()) {
    differs += (differs.empty() ? "" : "; ") + std::string("desa lain");
  }
  if (!differs.empty()) rows.NoteDifference(differs);
  return differs.empty();
}

Result<Fate> DanomImport::TakeRow(DanomReader& rows) {
  DanomRow row;
  const auto fix = fixes_.find(table_.line());
  if (fix != fixes_.end()) row.fix = fix->second;
  if (row.fix.skip) return v1::DANOM_LINE_FATE_SKIPPED;
  TILIK_ASSIGN_OR_RETURN(bool taken, rows.Read(*writer_, row));
  for (v1::Operation& remember : row.remembered) {
    report_.remembered_places.push_back(
        {row.fix.village->Text(), remember.remember_place().typed()});
    definitions_.push_back(std::move(remember));
  }
  if (!taken) return v1::DANOM_LINE_FATE_REFUSED;
  const std::string key = row.line.danom() + "/" + row.line.external_key();
  TILIK_ASSIGN_OR_RETURN(std::optional<Imported> imported,
                         writer_->LoadImported(kDanomImporter, key));
  if (!imported.has_value()) return Define(row, key);
  v1::EntitlementLine promised;
  if (!promised.ParseFromString(imported->values)) {
    return Status::Corrupt("what a danom promised cannot be read");
  }
  TILIK_ASSIGN_OR_RETURN(bool same, AsPromised(rows, row, promised));
  return same ? v1::DANOM_LINE_FATE_UNCHANGED : v1::DANOM_LINE_FATE_DIFFERS;
}

Result<Fate> DanomImport::Define(DanomRow& row, const std::string& key) {
  if (row.new_programme) {
    v1::Operation define;
    *define.mutable_define_programme()->mutable_programme() = *row.programme;
    definitions_.push_back(std::move(define));
    report_.new_programmes.push_back(row.programme->code());
  }
  v1::EntitlementLine& line = row.line;
  line.set_line(ids_.Next(run_.now).str());
  DanomTotal& total = report_.totals[{line.programme(), line.period()}];
  ++total.lines;
  total.quantity += line.quantity();
  total.unit = row.programme->item().unit();
  Imported remembered;
  remembered.record = RecordId::FromRaw(line.recipient()).value_or(RecordId());
  remembered.line = LineId::FromRaw(line.line()).value_or(LineId());
  remembered.values = line.SerializeAsString();
  TILIK_RETURN_IF_ERROR(writer_->SaveImported(kDanomImporter, key, remembered));
  lines_[line.village()].push_back(std::move(line));
  return v1::DANOM_LINE_FATE_DEFINED;
}

Status DanomImport::Take() {
  TILIK_ASSIGN_OR_RETURN(std::vector<v1::Programme> known, reader_.Programmes());
  DanomProgrammes programmes(std::move(known));
  TILIK_ASSIGN_OR_RETURN(std::vector<storage::PlaceName> names, reader_.PlaceNames());
  std::map<std::string, std::uint64_t> remembered;
  for (const storage::PlaceName& name : names) remembered[Fold(name.typed)] = name.village;
  DanomPlaces places(run_.store.district().code, std::move(remembered));
  DanomReader rows(table_, quantities_, reader_, programmes, places);
  for (;;) {
    TILIK_ASSIGN_OR_RETURN(Table::Step step, table_.Next());
    if (step == Table::Step::kEnd) break;
    TILIK_ASSIGN_OR_RETURN(writer_, output_.Writer());
    Fate fate = v1::DANOM_LINE_FATE_REFUSED;
    if (step == Table::Step::kRow) {
      TILIK_ASSIGN_OR_RETURN(fate, TakeRow(rows));
    }
    report_.fates.push_back({table_.line(), fate});
    report_.defined += fate == v1::DANOM_LINE_FATE_DEFINED;
    report_.unchanged += fate == v1::DANOM_LINE_FATE_UNCHANGED;
    report_.differing += fate == v1::DANOM_LINE_FATE_DIFFERS;
    report_.refused += fate == v1::DANOM_LINE_FATE_REFUSED;
    report_.skipped += fate == v1::DANOM_LINE_FATE_SKIPPED;
    if (++lines_in_batch_ >= kLinesPerBatch) TILIK_RETURN_IF_ERROR(EndBatch());
  }
  TILIK_RETURN_IF_ERROR(EndBatch());
  report_.change_sets = output_.change_sets();
  return Status();
}

// One change set for the lines of one village, or several of a long list. A preview lets go of what
// it has looked at: nothing of it was written.
Status DanomImport::EndBatch() {
  lines_in_batch_ = 0;
  writer_ = nullptr;
  if (!report_.confirmed) {
    definitions_.clear();
    lines_.clear();
    output_.Drop();
    return Status();
  }
  if (!definitions_.empty()) TILIK_RETURN_IF_ERROR(output_.Add(std::exchange(definitions_, {})));
  for (auto& [village, lines] : lines_) {
    for (std::size_t from = 0; from < lines.size(); from += kLinesPerSet) {
      v1::Operation operation;
      v1::DefineEntitlements* define = operation.mutable_define_entitlements();
      for (std::size_t i = from; i < lines.size() && i < from + kLinesPerSet; ++i) {
        *define->add_lines() = std::move(lines[i]);
      }
      TILIK_RETURN_IF_ERROR(output_.Add({std::move(operation)}));
    }
  }
  lines_.clear();
  return output_.Commit();
}

Result<std::unique_ptr<Table>> OpenDanom(const SourceFile& danom, Findings& findings) {
  return Table::Open(danom, {"programme", "period", "quantity"}, findings);
}

Status NoteQuantities(const SourceFile& danom, QuantityReading& quantities) {
  Findings unreported;
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<Table> table, OpenDanom(danom, unreported));
  const std::optional<std::size_t> column = table->Find("quantity");
  for (;;) {
    TILIK_ASSIGN_OR_RETURN(Table::Step step, table->Next());
    if (step == Table::Step::kEnd) break;
    if (step == Table::Step::kRow) quantities.Note(table->Text(column));
  }
  danom.in.clear();
  danom.in.seekg(0);
  return danom.in ? Status() : Status::Storage("the file cannot be read twice");
}

}  // namespace

Result<DanomReport> ImportDanom(const Run& run, const SourceFile& danom, bool confirm,
                                const SourceFile* fixes) {
  TILIK_RETURN_IF_ERROR(CheckAsOf(run));
  TILIK_ASSIGN_OR_RETURN(ContentHash hash, HashOfFile(danom.in));
  QuantityReading quantities;
  TILIK_RETURN_IF_ERROR(NoteQuantities(danom, quantities));
  std::map<std::uint64_t, LineFix> decided;
  if (fixes != nullptr) {
    TILIK_ASSIGN_OR_RETURN(decided, ReadFixes(*fixes));
  }
  DanomReport report;
  report.confirmed = confirm;
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<Table> table, OpenDanom(danom, report.findings));
  const auto has = [&](const char* column) { return table->Find(column).has_value(); };
  if (!has("IDBDT") && !has("NoKK") && !has("NIK") && !has("name")) {
    return Status::Invalid(danom.name + ": kolom tidak ada: IDBDT, NoKK, NIK atau name");
  }
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, run.store.BeginRead());
  DanomImport import(run, *table, quantities, *reader,
                     BeginImportOf(kDanomImporter, hash, run.as_of, danom.name), std::move(decided),
                     report);
  TILIK_RETURN_IF_ERROR(import.Take());
  return report;
}

}  // namespace tilik::importer
