// `tilik-server coverage`: how far a campaign is, and the list behind every number.
#include <iostream>
#include <memory>

#include "proto/csv/csv.h"
#include "sync-server/command/command.h"
#include "sync-server/command/commands.h"
#include "sync-server/command/print.h"
#include "sync-server/console/coverage.h"

namespace tilik::command {
namespace {

struct Options {
  HomeOptions home;
  std::string campaign, by = "desa", list;
  bool json = false, csv = false;
};

std::string Joined(const google::protobuf::RepeatedPtrField<std::string>& words) {
  std::string joined;
  for (const std::string& word : words) joined += (joined.empty() ? "" : ", ") + word;
  return joined;
}

// The honorarium list is this table's last columns: done or not, why not, and whose village it is.
std::vector<std::string> Cells(const v1::CoverageRow& row) {
  return {row.name(),
          std::to_string(row.listed()),
          std::to_string(row.visited()),
          std::to_string(row.not_met()),
          std::to_string(row.untouched()),
          std::to_string(row.approved()),
          std::to_string(row.returned()),
          std::to_string(row.beyond()),
          std::to_string(row.late()),
          row.state(),
          row.reason(),
          Joined(row.officers())};
}

std::vector<std::vector<std::string>> Rows(const v1::CoverageTable& table, bool with_total) {
  std::vector<std::vector<std::string>> rows = {
      {"Wilayah", "Prelist", "Dikunjungi", "Belum bertemu", "Belum didatangi", "Disetujui",
       "Dikembalikan", "Di luar daftar", "Sesudah batas", "Keadaan", "Alasan", "Petugas"}};
  for (const v1::CoverageRow& row : table.rows()) rows.push_back(Cells(row));
  if (with_total) rows.push_back(Cells(table.total()));
  return rows;
}

void PrintCoverage(const v1::CoverageTable& table) {
  std::printf("Kampanye %s, periode %s, batas %s (kunjungan sesudahnya masuk periode berikut)\n",
              table.campaign().c_str(), table.period().c_str(), table.cut_off().c_str());
  PrintTable(Rows(table, true));
  std::printf("Desa: %u lengkap, %u sebagian, %u belum ada\n", table.total().complete(),
              table.total().partial(), table.total().none());
}

void WriteCsv(const std::vector<std::vector<std::string>>& rows) {
  csv::Writer writer(std::cout);
  for (const auto& row : rows) writer.Row(row);
}

Status List(const Options& options, const console::Coverage& coverage, storage::Reader& reader) {
  TILIK_ASSIGN_OR_RETURN(std::set<std::uint64_t> villages, VillagesFrom(options.list));
  if (villages.size() != 1) return Status::Invalid("sebut satu desa saja");
  TILIK_ASSIGN_OR_RETURN(v1::CoverageList list, coverage.List(*villages.begin(), reader));
  if (options.json) {
    PrintJson(list);
    return Status();
  }
  std::vector<std::vector<std::string>> rows = {
      {"Rumah tangga", "Id", "Keadaan", "Hasil", "Petugas", "Tanggal", "Tinjauan"}};
  for (const v1::CoverageHousehold& one : list.households()) {
    rows.push_back({one.label(), one.household(), one.state(), one.outcome(), one.who(), one.day(),
                    one.review()});
  }
  if (options.csv) {
    WriteCsv(rows);
  } else {
    PrintTable(rows);
  }
  return Status();
}

Status Run(const Options& options) {
  TILIK_ASSIGN_OR_RETURN(DistrictHome home, OpenHome(options.home));
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, home.store->BeginRead());
  TILIK_ASSIGN_OR_RETURN(const console::Coverage coverage,
                         console::Coverage::Of(*reader, home.store->district(), options.campaign));
  if (!options.list.empty()) return List(options, coverage, *reader);
  const v1::CoverageTable table =
      coverage.Table(options.by == "kecamatan" ? console::CoverageBy::kKecamatan
                     : options.by == "officer" ? console::CoverageBy::kOfficer
                     : options.by == "day"     ? console::CoverageBy::kDay
                                               : console::CoverageBy::kVillage);
  if (options.json) {
    PrintJson(table);
  } else if (options.csv) {
    WriteCsv(Rows(table, false));
  } else {
    PrintCoverage(table);
  }
  return Status();
}

}  // namespace

void AddCoverage(Command app) {
  auto [command, options] = app.Add<Options>(
      "coverage", "cakupan verivali: lengkap, sebagian, belum, dan alasannya", Run);
  command.Option("--campaign", options->campaign, "kosong: yang terbaru");
  command.Option("--by", options->by, "desa, kecamatan, officer, atau day")
      .ShowDefault()
      .OneOf({"desa", "kecamatan", "officer", "day"});
  command.Option("--list", options->list, "rumah tangga satu desa");
  command.Flag("--json", options->json, "untuk dibaca program");
  command.Flag("--csv", options->csv, "CSV");
}

}  // namespace tilik::command
