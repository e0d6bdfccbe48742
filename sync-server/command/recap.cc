// `tilik-server recap`: what was promised and what became of it; and the stock beside it.
#include "sync-server/console/recap.h"

#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>
#include <memory>

#include "proto/contract/period.h"
#include "sync-server/command/commands.h"
#include "sync-server/command/district_home.h"
#include "sync-server/command/print.h"
#include "sync-server/command/report.h"
#include "sync-server/console/layouts.h"
#include "sync-server/console/spreadsheet.h"
#include "sync-server/console/stock.h"

namespace tilik::command {
namespace {

struct RecapCommand {
  HomeOptions home;
  std::string programme, level = "kecamatan", against;
  bool by_period = false, stock = false, csv = false, json = false;
  std::string layout, period, workbook;
};

console::AreaLevel LevelOf(const RecapCommand& options) {
  return options.level == "desa"        ? console::AreaLevel::kVillage
         : options.level == "kabupaten" ? console::AreaLevel::kDistrict
                                        : console::AreaLevel::kKecamatan;
}

Status Layout(const RecapCommand& options, storage::Reader& reader) {
  std::string period;
  if (!options.period.empty()) {
    const std::optional<Period> read = Period::InText(options.period);
    if (!read) return Status::Invalid("\"" + options.period + "\" bukan bulan dan bukan tahap");
    period = read->Text();
  }
  TILIK_ASSIGN_OR_RETURN(
      v1::LayoutTable table,
      console::MakeLayout(reader, options.layout, options.programme, period, LevelOf(options)));
  if (!options.workbook.empty()) return console::WriteWorkbook(table, options.workbook);
  if (options.csv) {
    console::WriteCsv(table, std::cout);
  } else if (options.json) {
    PrintJson(table);
  } else {
    PrintLayout(table);
  }
  return Status();
}

Status Recap(const RecapCommand& options) {
  TILIK_ASSIGN_OR_RETURN(DistrictHome home, OpenHome(options.home));
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, home.store->BeginRead());
  if (options.stock) {
    TILIK_ASSIGN_OR_RETURN(std::vector<storage::StockRow> stock, reader->Stock());
    const v1::StockTable table = console::MakeStock(stock);
    if (options.json) {
      PrintJson(table);
    } else {
      PrintStock(table);
    }
    return Status();
  }
  if (!options.layout.empty()) return Layout(options, *reader);
  TILIK_ASSIGN_OR_RETURN(std::vector<storage::RecapRow> rows, reader->Recap(options.programme));
  TILIK_ASSIGN_OR_RETURN(std::vector<v1::Programme> programmes, reader->Programmes());
  console::RecapOptions recap;
  recap.by_period = options.by_period;
  recap.level = LevelOf(options);
  TILIK_ASSIGN_OR_RETURN(std::vector<storage::UnlistedRow> unlisted,
                         reader->Unlisted(options.programme));
  v1::RecapTable table = console::MakeRecap(rows, unlisted, programmes, recap);
  if (!options.against.empty()) {
    std::ifstream csv(options.against, std::ios::binary);
    if (!csv) return Status::NotFound("there is no file " + options.against);
    TILIK_ASSIGN_OR_RETURN(std::vector<console::PrintedRow> printed,
                           console::ReadPrintedTable(csv));
    for (const console::PrintedRow& row : printed) {
      if (row.region != home.store->district().code) continue;
      v1::RecapLine* total = table.totals_size() == 1 ? table.mutable_totals(0) : nullptr;
      if (total == nullptr)
        return Status::Invalid("name one programme to compare with a printed table");
      for (std::string& finding : console::FindingsOf(row, total))
        total->add_findings(std::move(finding));
    }
  }
  if (options.json) {
    PrintJson(table);
  } else {
    PrintRecap(table);
  }
  return Status();
}

}  // namespace

void AddRecap(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<RecapCommand>();
  CLI::App* command =
      app.add_subcommand("recap", "realisasi: pagu = tersalur + tidak tersalur + belum");
  AddHomeOptions(*command, options->home);
  command->add_option("--programme", options->programme,
                      "satu program; kosong: semua, masing-masing dihitung sendiri");
  command->add_option("--level", options->level, "desa, kecamatan, atau kabupaten")
      ->capture_default_str()
      ->check(CLI::IsMember({"desa", "kecamatan", "kabupaten"}));
  command->add_flag("--by-period", options->by_period, "satu baris tiap periode");
  command->add_option("--against", options->against, "tabel tercetak (CSV) untuk dibandingkan");
  command->add_option("--layout", options->layout, "realisasi, pkh (SP2D), perluasan (CKPM)")
      ->check(CLI::IsMember({"realisasi", "pkh", "perluasan"}));
  command->add_option("--period", options->period, "satu periode, untuk --layout");
  command->add_flag("--csv", options->csv, "--layout sebagai CSV");
  command->add_option("--xlsx", options->workbook, "--layout ke buku kerja ini");
  command->add_flag("--stock", options->stock,
                    "barang: diterima − diserahkan − rusak − hilang − kembali = dihitung");
  command->add_flag("--json", options->json, "untuk dibaca program");
  command->callback([options, &exit_code] { Report(Recap(*options), exit_code); });
}

}  // namespace tilik::command
