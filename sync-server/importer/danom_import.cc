#include <algorithm>
#include <istream>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "proto/contract/folding.h"
#include "proto/contract/region.h"
#include "proto/contract/typed_text.h"
#include "proto/regions/regions.h"
#include "sync-server/importer/output.h"
#include "sync-server/importer/quantity.h"
#include "sync-server/importer/recipients.h"
#include "sync-server/importer/table.h"

namespace tilik::importer {
namespace {

constexpr char kDanomImporter[] = "danom-csv";
constexpr std::size_t kLinesPerBatch = 1000;
constexpr int kLinesPerSet = 400;
constexpr std::size_t kLongestKey = 96;
constexpr std::size_t kVillageTextsRemembered = 4096;

using Imported = storage::Writer::Imported;

// What a place's text stands for.
struct Place {
  std::uint64_t village = 0;  // 0: not known by this text alone
  std::vector<std::uint64_t> candidates;
  std::string suggestion;  // for people
  bool outside = false;    // of the district
};

Place PlaceOf(std::string_view text, std::uint64_t district) {
  Place place;
  if (std::optional<VillageCode> code = VillageCode::Parse(text)) {
    place.outside = DistrictOf(*code).number() != district;
    if (!Regions::BuiltIn().NameOf(*code).empty()) place.village = code->number();
    return place;
  }
  const auto found = Regions::BuiltIn().Search<10>(text, district);
  for (const auto& suggestion : found) {
    if (suggestion.distance == 0) place.candidates.push_back(suggestion.code.number());
    if (!place.suggestion.empty()) place.suggestion += ", ";
    place.suggestion += std::string(suggestion.name) + " (" + suggestion.code.Text() + ")";
  }
  if (place.candidates.size() == 1) place.village = place.candidates.front();
  return place;
}

bool IsMoney(std::string_view unit) {
  const std::string folded = Fold(unit);
  return folded == "rp" || folded == "idr" || folded == "rupiah";
}

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

class DanomImport {
 public:
  DanomImport(const Run& run, Table& table, const QuantityReading& quantities,
              storage::Reader& reader, v1::Operation announcement, DanomReport& report)
      : run_(run),
        table_(table),
        quantities_(quantities),
        reader_(reader),
        output_(run, {std::move(announcement)}),
        ids_(run.random),
        report_(report),
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

  Status Take();

 private:
  using Fate = v1::DanomLineFate;
  Result<Fate> TakeRow();
  void Refuse(Problem problem, std::optional<std::size_t> column, std::string words);
  std::string Known(std::optional<std::size_t> column) const;
  bool ReadKeys(v1::EntitlementLine& line);
  bool ReadQuantity(v1::EntitlementLine& line);
  const v1::Programme* ProgrammeOfRow(const v1::EntitlementLine& line);
  Status FindRecipient(const v1::Programme& programme, v1::EntitlementLine& line, bool& found);
  bool Settle(const Place& place, std::uint64_t of_recipient, v1::EntitlementLine& line);
  const Place& PlaceOfRow();
  Result<bool> AsPromised(const v1::EntitlementLine& line, const v1::EntitlementLine& promised);
  Status EndBatch();

  const Run& run_;
  Table& table_;
  const QuantityReading& quantities_;
  storage::Reader& reader_;
  Output output_;
  IdMaker ids_;
  DanomReport& report_;
  const std::optional<std::size_t> programme_, period_, idbdt_, no_kk_, nik_, name_, village_,
      quantity_, unit_, key_;

  storage::Writer* writer_ = nullptr;
  std::string row_key_;  // as the finding calls the row
  std::map<std::string, v1::Programme> programmes_;
  std::vector<v1::Operation> definitions_;  // of programmes new in this batch
  std::map<std::uint64_t, std::vector<v1::EntitlementLine>> lines_;  // of this batch, by village
  std::size_t lines_in_batch_ = 0;
  std::unordered_set<std::string> keys_seen_;
  std::unordered_map<std::string, Place> places_;
};

// A cell's text; empty when it has no data. An export writes 0 where it has no number.
std::string DanomImport::Known(std::optional<std::size_t> column) const {
  const std::string_view text = table_.Text(column);
  return IsNoData(text) || text == "0" ? std::string() : std::string(text);
}

void DanomImport::Refuse(Problem problem, std::optional<std::size_t> column, std::string words) {
  table_.Report(problem, column, row_key_, std::move(words));
}

bool DanomImport::ReadKeys(v1::EntitlementLine& line) {
  line.set_programme(LowerCase(Known(programme_)));
  line.set_period(Known(period_));
  std::string key = Known(key_);
  for (std::optional<std::size_t> column : {idbdt_, no_kk_, nik_}) {
    if (key.empty()) key = Known(column);
  }
  row_key_ = key;
  const std::pair<const std::string*, std::optional<std::size_t>> needed[] = {
      {&line.programme(), programme_}, {&line.period(), period_}, {&key, key_}};
  for (const auto& [text, column] : needed) {
    if (!text->empty() && text->size() <= kLongestKey) continue;
    Refuse(Problem::kMissingKey, column,
           "program, periode atau kunci tidak ada atau terlalu panjang");
    return false;
  }
  line.set_external_key(key);
  line.set_danom(line.programme() + "/" + line.period());
  if (keys_seen_.insert(line.danom() + "/" + key).second) return true;
  Refuse(Problem::kRepeatedKey, key_,
         "kunci ini sudah ada di baris sebelumnya; yang pertama dipakai");
  return false;
}

bool DanomImport::ReadQuantity(v1::EntitlementLine& line) {
  const std::string text(table_.Text(quantity_));
  const Quantity quantity = quantities_.Read(text);
  switch (quantity.kind) {
    case Quantity::Kind::kNumber:
      line.set_quantity(quantity.thousandths);
      return true;
    case Quantity::Kind::kNoData:
      Refuse(Problem::kNoQuantity, quantity_, "jumlah tidak ada data; nol ditulis 0");
      return false;
    case Quantity::Kind::kAmbiguous:
      Refuse(Problem::kAmbiguousQuantity, quantity_,
             "\"" + text + "\" bisa ribuan, bisa pecahan: berkas ini memakai titik dan koma");
      return false;
    case Quantity::Kind::kUnreadable:
      break;
  }
  Refuse(Problem::kUnreadableQuantity, quantity_, "\"" + text + "\" bukan jumlah");
  return false;
}

// A new one is what its first row makes it: counted in what its recipients are known by.
const v1::Programme* DanomImport::ProgrammeOfRow(const v1::EntitlementLine& line) {
  const std::string unit = Known(unit_);
  auto known = programmes_.find(line.programme());
  if (known != programmes_.end()) {
    const std::string& expected = known->second.item().unit();
    const bool same =
        unit.empty() || Fold(unit) == Fold(expected) || (IsMoney(unit) && IsMoney(expected));
    if (same) return &known->second;
    Refuse(Problem::kOtherUnit, unit_,
           "satuan \"" + unit + "\", program memakai \"" + expected + "\"");
    return nullptr;
  }
  if (unit.empty()) {
    Refuse(Problem::kOtherUnit, unit_, "program baru tanpa satuan");
    return nullptr;
  }
  v1::Programme programme;
  programme.set_code(line.programme());
  programme.set_name(Known(programme_));
  programme.set_unit_type(!Known(idbdt_).empty()   ? v1::UNIT_TYPE_HOUSEHOLD
                          : !Known(no_kk_).empty() ? v1::UNIT_TYPE_FAMILY
                                                   : v1::UNIT_TYPE_PERSON);
  v1::Item* item = programme.mutable_item();
  if (IsMoney(unit)) {
    item->set_code("IDR");
    item->set_unit("Rp");
    item->set_name("Rupiah");
  } else {
    const bool rice = line.programme() == "rastra" || line.programme() == "raskin";
    item->set_code(rice ? "beras" : line.programme());
    item->set_unit(unit);
    item->set_name(rice ? "Beras" : programme.name());
  }
  return &programmes_.emplace(line.programme(), std::move(programme)).first->second;
}

const Place& DanomImport::PlaceOfRow() {
  const std::string text = Known(village_);
  auto known = places_.find(text);
  if (known != places_.end()) return known->second;
  if (places_.size() >= kVillageTextsRemembered) places_.clear();
  const Place place = text.empty() ? Place() : PlaceOf(text, run_.store.district().code);
  return places_.emplace(text, place).first->second;
}

bool DanomImport::Settle(const Place& place, std::uint64_t of_recipient,
                         v1::EntitlementLine& line) {
  const std::string text = Known(village_);
  if (place.outside) {
    Refuse(Problem::kOutsideDistrict, village_, "\"" + text + "\" di luar kabupaten/kota ini");
    return false;
  }
  if (place.village != 0) {
    line.set_village(place.village);
    if (of_recipient != 0 && of_recipient != place.village) {
      table_.Report(Problem::kVillageDiffers, village_, row_key_,
                    "penerima terdaftar di " + VillageCode::FromNumber(of_recipient)->Text());
    }
    return true;
  }
  const std::string hint =
      place.suggestion.empty() ? "" : "; mungkin maksudnya " + place.suggestion;
  if (of_recipient == 0) {
    Refuse(Problem::kUnknownVillage, village_, "desa \"" + text + "\" tidak dikenal" + hint);
    return false;
  }
  line.set_village(of_recipient);
  const bool settled = text.empty() || std::count(place.candidates.begin(), place.candidates.end(),
                                                  of_recipient) > 0;
  if (!settled) {
    table_.Report(Problem::kVillageFromRecipient, village_, row_key_,
                  "desa \"" + text + "\" tidak dikenal; dipakai desa penerima, " +
                      VillageCode::FromNumber(of_recipient)->Text() + hint);
  }
  return true;
}

Status DanomImport::FindRecipient(const v1::Programme& programme, v1::EntitlementLine& line,
                                  bool& found) {
  found = false;
  const Place& place = PlaceOfRow();
  const RecipientNamed named{Known(idbdt_), Known(no_kk_), Known(nik_), Known(name_),
                             place.village};
  Recipients recipients(*writer_, reader_);
  TILIK_ASSIGN_OR_RETURN(RecipientsFound who, recipients.Find(named, programme.unit_type()));
  if (who.records.empty()) {
    Refuse(Problem::kUnknownRecipient, std::nullopt,
           "\"" + named.name + "\" tidak ada di daftar dengan IDBDT, No KK atau NIK ini");
    return Status();
  }
  if (who.records.size() > 1) {
    Refuse(Problem::kAmbiguousRecipient, std::nullopt,
           std::to_string(who.records.size()) + " penerima dengan " + who.by + " ini");
    return Status();
  }
  line.set_recipient(who.records.front().id.str());
  found = Settle(place, who.records.front().village, line);
  return Status();
}

// Whether the row says what was promised, to the same recipient whatever id he goes by now.
Result<bool> DanomImport::AsPromised(const v1::EntitlementLine& line,
                                     const v1::EntitlementLine& promised) {
  std::string differs;
  if (line.quantity() != promised.quantity()) {
    differs = "jumlah " + std::to_string(promised.quantity()) + " → " +
              std::to_string(line.quantity()) + " (perseribu)";
  }
  Recipients recipients(*writer_, reader_);
  TILIK_ASSIGN_OR_RETURN(
      std::optional<merge::RecordState> of_promise,
      recipients.Live(RecordId::FromRaw(promised.recipient()).value_or(RecordId())));
  if (!of_promise.has_value() || of_promise->id.str() != line.recipient()) {
    differs += (differs.empty() ? "" : "; ") + std::string("penerima lain");
  }
  if (PlaceOfRow().village != 0 && line.village() != promised.village()) {
    differs += (differs.empty() ? "" : "; ") + std::string("desa lain");
  }
  if (differs.empty()) return true;
  table_.Report(Problem::kLineDiffers, quantity_, row_key_,
                "berbeda dari yang sudah dijanjikan: " + differs);
  return false;
}

Result<v1::DanomLineFate> DanomImport::TakeRow() {
  v1::EntitlementLine line;
  row_key_.clear();
  if (!ReadKeys(line) || !ReadQuantity(line)) return v1::DANOM_LINE_FATE_REFUSED;
  const bool known_programme = programmes_.count(line.programme()) > 0;
  const v1::Programme* programme = ProgrammeOfRow(line);
  if (programme == nullptr) return v1::DANOM_LINE_FATE_REFUSED;
  bool found = false;
  Status status = FindRecipient(*programme, line, found);
  if (!status.ok()) return status;
  if (!found) {
    if (!known_programme) programmes_.erase(line.programme());
    return v1::DANOM_LINE_FATE_REFUSED;
  }
  const std::string key = line.danom() + "/" + line.external_key();
  TILIK_ASSIGN_OR_RETURN(std::optional<Imported> imported,
                         writer_->LoadImported(kDanomImporter, key));
  if (imported.has_value()) {
    v1::EntitlementLine promised;
    if (!promised.ParseFromString(imported->values)) {
      return Status::Corrupt("what a danom promised cannot be read");
    }
    TILIK_ASSIGN_OR_RETURN(bool same, AsPromised(line, promised));
    return same ? v1::DANOM_LINE_FATE_UNCHANGED : v1::DANOM_LINE_FATE_DIFFERS;
  }
  if (!known_programme) {
    v1::Operation define;
    *define.mutable_define_programme()->mutable_programme() = *programme;
    definitions_.push_back(std::move(define));
    report_.new_programmes.push_back(programme->code());
  }
  Imported remembered;
  line.set_line(ids_.Next(run_.now).str());
  remembered.record = RecordId::FromRaw(line.recipient()).value_or(RecordId());
  remembered.line = LineId::FromRaw(line.line()).value_or(LineId());
  remembered.values = line.SerializeAsString();
  TILIK_RETURN_IF_ERROR(writer_->SaveImported(kDanomImporter, key, remembered));
  lines_[line.village()].push_back(std::move(line));
  return v1::DANOM_LINE_FATE_DEFINED;
}

Status DanomImport::Take() {
  TILIK_ASSIGN_OR_RETURN(std::vector<v1::Programme> programmes, reader_.Programmes());
  for (v1::Programme& programme : programmes) programmes_[programme.code()] = programme;
  for (;;) {
    TILIK_ASSIGN_OR_RETURN(Table::Step step, table_.Next());
    if (step == Table::Step::kEnd) break;
    TILIK_ASSIGN_OR_RETURN(writer_, output_.Writer());
    v1::DanomLineFate fate = v1::DANOM_LINE_FATE_REFUSED;
    if (step == Table::Step::kRow) {
      TILIK_ASSIGN_OR_RETURN(fate, TakeRow());
    }
    report_.fates.push_back({table_.line(), fate});
    report_.defined += fate == v1::DANOM_LINE_FATE_DEFINED;
    report_.unchanged += fate == v1::DANOM_LINE_FATE_UNCHANGED;
    report_.differing += fate == v1::DANOM_LINE_FATE_DIFFERS;
    report_.refused += fate == v1::DANOM_LINE_FATE_REFUSED;
    if (++lines_in_batch_ >= kLinesPerBatch) TILIK_RETURN_IF_ERROR(EndBatch());
  }
  TILIK_RETURN_IF_ERROR(EndBatch());
  report_.change_sets = output_.change_sets();
  return Status();
}

// One change set for the lines of one village, or several of a long list.
Status DanomImport::EndBatch() {
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
  lines_in_batch_ = 0;
  writer_ = nullptr;
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

Result<DanomReport> ImportDanom(const Run& run, const SourceFile& danom) {
  TILIK_RETURN_IF_ERROR(CheckAsOf(run));
  TILIK_ASSIGN_OR_RETURN(ContentHash hash, HashOfFile(danom.in));
  QuantityReading quantities;
  TILIK_RETURN_IF_ERROR(NoteQuantities(danom, quantities));
  DanomReport report;
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<Table> table, OpenDanom(danom, report.findings));
  if (!table->Find("IDBDT") && !table->Find("NoKK") && !table->Find("NIK")) {
    return Status::Invalid(danom.name + ": kolom tidak ada: IDBDT, NoKK atau NIK");
  }
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, run.store.BeginRead());
  DanomImport import(run, *table, quantities, *reader,
                     BeginImportOf(kDanomImporter, hash, run.as_of, danom.name), report);
  TILIK_RETURN_IF_ERROR(import.Take());
  return report;
}

}  // namespace tilik::importer
