#include "sync-server/importer/registry_rows.h"

#include <array>

#include "proto/contract/region.h"
#include "proto/regions/regions.h"
#include "sync-server/importer/answers_in_row.h"
#include "sync-server/importer/table.h"

namespace tilik::importer {
namespace {

constexpr std::size_t kLongestKey = 64;

struct CodeColumn {
  const char* name;
  std::size_t digits;
};
// One below the other they are the ten digits of a village.
constexpr std::array<CodeColumn, 4> kCodeColumns = {
    {{"KDPROP", 2}, {"KDKAB", 2}, {"KDKEC", 2}, {"KDDESA", 4}}};

// What a key cell says; nothing when it has no data or cannot be a key. "0" is how exports fill it.
std::optional<std::string> KeyIn(std::string_view text) {
  if (IsNoData(text) || text == "0" || text.size() > kLongestKey) return std::nullopt;
  return std::string(text);
}

class HouseholdFile {
 public:
  HouseholdFile(const Run& run, Table& table, Staging& staging, RegistryReport& report)
      : run_(run),
        table_(table),
        staging_(staging),
        report_(report),
        idbdt_(table.Find("IDBDT")),
        answers_(run.codebooks, kExportCodebook, v1::RECORD_KIND_HOUSEHOLD, table,
                 {"KDPROP", "KDKAB", "KDKEC", "KDDESA"}) {
    for (std::size_t i = 0; i < kCodeColumns.size(); ++i) {
      codes_[i] = table.Find(kCodeColumns[i].name);
    }
  }

  Status Take() {
    HouseholdRow row;
    row.line = table_.line();
    std::optional<std::string> key = KeyIn(table_.Text(idbdt_));
    if (!key.has_value()) {
      ++report_.households.refused;
      table_.Report(Problem::kMissingKey, idbdt_, "", "IDBDT tidak ada atau bukan kunci");
      return Status();
    }
    row.idbdt = *std::move(key);
    std::optional<std::uint64_t> village = Village(row.idbdt);
    if (!village.has_value()) {
      ++report_.households.refused;
      return staging_.AddRefused(Staging::Kind::kHousehold, row.idbdt);
    }
    row.village = *village;
    Answers answers = answers_.Read(row.idbdt);
    answers[field::kVillage].value = static_cast<std::int64_t>(row.village);
    row.packed = PackAnswers(answers);
    TILIK_ASSIGN_OR_RETURN(bool fresh, staging_.AddHousehold(row));
    if (fresh) return Status();
    ++report_.households.refused;
    table_.Report(Problem::kRepeatedKey, idbdt_, row.idbdt,
                  "IDBDT ini sudah ada di baris sebelumnya; yang pertama dipakai");
    return Status();
  }

  std::uint64_t cells_without_data() const { return answers_.cells_without_data(); }

 private:
  // Spreadsheets eat leading zeros; they are put back.
  std::optional<std::uint64_t> Village(const std::string& key) {
    std::string code;
    for (std::size_t i = 0; i < kCodeColumns.size(); ++i) {
      const std::string_view text = table_.Text(codes_[i]);
      const std::size_t digits = kCodeColumns[i].digits;
      const bool possible = !text.empty() && text.size() <= digits &&
                            text.find_first_not_of("0123456789") == std::string_view::npos;
      if (!possible) {
        table_.Report(Problem::kUnknownVillage, codes_[i], key,
                      "\"" + std::string(text.substr(0, kLongestKey)) + "\" bukan kode " +
                          std::to_string(digits) + " angka");
        return std::nullopt;
      }
      code += std::string(digits - text.size(), '0') + std::string(text);
    }
    if (code == last_code_) return last_village_;
    std::optional<VillageCode> village = VillageCode::Parse(code);
    if (!village.has_value() || Regions::BuiltIn().NameOf(*village).empty()) {
      table_.Report(Problem::kUnknownVillage, codes_.back(), key,
                    "tidak ada desa atau kelurahan " + (village ? village->Text() : code));
      return std::nullopt;
    }
    if (DistrictOf(*village).number() != run_.store.district().code) {
      table_.Report(Problem::kOutsideDistrict, codes_.back(), key,
                    village->Text() + " di luar " + run_.store.district().name);
      return std::nullopt;
    }
    last_code_ = code;
    last_village_ = village->number();
    return last_village_;
  }

  const Run& run_;
  Table& table_;
  Staging& staging_;
  RegistryReport& report_;
  const std::optional<std::size_t> idbdt_;
  std::array<std::optional<std::size_t>, kCodeColumns.size()> codes_;
  RowAnswers answers_;
  std::string last_code_;
  std::uint64_t last_village_ = 0;
};

class PersonFile {
 public:
  PersonFile(const Run& run, Table& table, Staging& staging, RegistryReport& report)
      : table_(table),
        staging_(staging),
        report_(report),
        idartbdt_(table.Find("IDARTBDT")),
        idbdt_(table.Find("IDBDT")),
        no_kk_(table.Find("NoKK")),
        answers_(run.codebooks, kExportCodebook, v1::RECORD_KIND_PERSON, table, {"IDBDT", "NoKK"}) {
  }

  Status Take() {
    PersonRow row;
    row.line = table_.line();
    std::optional<std::string> key = KeyIn(table_.Text(idartbdt_));
    if (!key.has_value()) {
      ++report_.persons.refused;
      table_.Report(Problem::kMissingKey, idartbdt_, "", "IDARTBDT tidak ada atau bukan kunci");
      return Status();
    }
    row.idartbdt = *std::move(key);
    std::optional<std::string> household = KeyIn(table_.Text(idbdt_));
    if (!household.has_value()) {
      ++report_.persons.refused;
      table_.Report(Problem::kMissingKey, idbdt_, row.idartbdt, "IDBDT tidak ada atau bukan kunci");
      return staging_.AddRefused(Staging::Kind::kPerson, row.idartbdt);
    }
    row.idbdt = *std::move(household);
    const std::string_view no_kk = table_.Text(no_kk_);
    if (IsNoData(no_kk) || no_kk.find_first_not_of('0') == std::string_view::npos) {
      report_.cells_without_data += no_kk_.has_value();
    } else if (no_kk.size() > kLongestKey) {
      table_.Report(Problem::kUnknownValue, no_kk_, row.idartbdt, "bukan No KK");
    } else {
      row.no_kk = std::string(no_kk);
    }
    row.packed = PackAnswers(answers_.Read(row.idartbdt));
    TILIK_ASSIGN_OR_RETURN(bool fresh, staging_.AddPerson(row));
    if (fresh) return Status();
    ++report_.persons.refused;
    table_.Report(Problem::kRepeatedKey, idartbdt_, row.idartbdt,
                  "IDARTBDT ini sudah ada di baris sebelumnya; yang pertama dipakai");
    return Status();
  }

  std::uint64_t cells_without_data() const { return answers_.cells_without_data(); }

 private:
  Table& table_;
  Staging& staging_;
  RegistryReport& report_;
  const std::optional<std::size_t> idartbdt_;
  const std::optional<std::size_t> idbdt_;
  const std::optional<std::size_t> no_kk_;
  RowAnswers answers_;
};

template <typename File>
Status ReadAll(Table& table, File file, RowCounts& counts, std::uint64_t& cells_without_data) {
  for (;;) {
    TILIK_ASSIGN_OR_RETURN(Table::Step step, table.Next());
    if (step == Table::Step::kEnd) break;
    ++counts.rows;
    if (step == Table::Step::kUnreadable) {
      ++counts.refused;
      continue;
    }
    TILIK_RETURN_IF_ERROR(file.Take());
  }
  cells_without_data += file.cells_without_data();
  return Status();
}

}  // namespace

Status ReadRegistryRows(const Run& run, const SourceFile& households, const SourceFile& persons,
                        Staging& staging, RegistryReport& report) {
  TILIK_ASSIGN_OR_RETURN(
      std::unique_ptr<Table> household_table,
      Table::Open(households, {"IDBDT", "KDPROP", "KDKAB", "KDKEC", "KDDESA"}, report.findings));
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<Table> person_table,
                         Table::Open(persons, {"IDARTBDT", "IDBDT"}, report.findings));
  TILIK_RETURN_IF_ERROR(ReadAll(*household_table,
                                HouseholdFile(run, *household_table, staging, report),
                                report.households, report.cells_without_data));
  TILIK_RETURN_IF_ERROR(ReadAll(*person_table, PersonFile(run, *person_table, staging, report),
                                report.persons, report.cells_without_data));
  return staging.EndReading();
}

}  // namespace tilik::importer
