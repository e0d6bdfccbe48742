// `tilik-server recap`: what was promised and what became of it; and the stock beside it.
#include "sync-server/console/recap.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>

#include "proto/contract/identity.h"
#include "proto/contract/period.h"
#include "proto/contract/region.h"
#include "proto/contract/typed_text.h"
#include "sync-server/command/command.h"
#include "sync-server/command/commands.h"
#include "sync-server/command/district_home.h"
#include "sync-server/command/layout_output.h"
#include "sync-server/command/print.h"
#include "sync-server/console/campaign_days.h"
#include "sync-server/console/layouts.h"
#include "sync-server/console/standing_layouts.h"
#include "sync-server/console/stock.h"

namespace tilik::command {
namespace {

struct RecapCommand {
  HomeOptions home;
  std::string programme, level = "kecamatan", against;
  bool by_period = false, stock = false;
  std::string layout, period, from, until, area;
  LayoutOutput output;
};

constexpr const char* kOfAid[] = {"realisasi", "pkh", "perluasan"};
constexpr const char* kOfRegisters[] = {"ppks",  "psks",     "kube",        "rtlh",
                                        "kuasa", "rekening", "daftar-ppks", "daftar-psks"};

console::AreaLevel LevelOf(const RecapCommand& options) {
  return options.level == "desa"        ? console::AreaLevel::kVillage
         : options.level == "kabupaten" ? console::AreaLevel::kDistrict
                                        : console::AreaLevel::kKecamatan;
}

Result<std::uint32_t> ReadDay(const std::string& text) {
  const std::optional<std::uint32_t> day = DateInText(text);
  if (day && IsDate(*day, /*partly=*/false)) return *day;
  return Status::Invalid("\"" + text + "\" bukan tanggal; tulis seperti 2026-12-31");
}

Result<console::Span> ReadSpan(const RecapCommand& options, const storage::District& district) {
  console::Span span{0, tilik::DayOf(Now(), district.zone_offset_minutes)};
  if (!options.period.empty()) {
    const std::optional<Period> period = Period::InText(options.period);
    if (!period) return Status::Invalid("\"" + options.period + "\" bukan bulan dan bukan tahap");
    span = {period->first_day(), period->last_day()};
  }
  if (!options.from.empty()) {
    TILIK_ASSIGN_OR_RETURN(span.from, ReadDay(options.from));
  }
  if (!options.until.empty()) {
    TILIK_ASSIGN_OR_RETURN(span.until, ReadDay(options.until));
  }
  if (span.until < span.from) return Status::Invalid("--until mendahului --from");
  return span;
}

// A district, kecamatan or village; 0 for nothing written.
Result<std::uint64_t> ReadArea(const std::string& text) {
  if (text.empty()) return std::uint64_t{0};
  if (const auto village = VillageCode::Parse(text)) return std::uint64_t{village->number()};
  if (const auto kecamatan = KecamatanCode::Parse(text)) return std::uint64_t{kecamatan->number()};
  if (const auto district = DistrictCode::Parse(text)) return std::uint64_t{district->number()};
  return Status::Invalid("\"" + text + "\" bukan kode wilayah");
}

Result<v1::LayoutTable> RegisterLayout(const RecapCommand& options, storage::Reader& reader,
                                       const storage::District& district) {
  TILIK_ASSIGN_OR_RETURN(const console::Span span, ReadSpan(options, district));
  TILIK_ASSIGN_OR_RETURN(const std::uint64_t area, ReadArea(options.area));
  const std::string& layout = options.layout;
  if (layout == "ppks") {
    return console::CountRegister(reader, v1::REGISTER_PPKS, span, LevelOf(options));
  }
  if (layout == "psks") {
    return console::CountRegister(reader, v1::REGISTER_PSKS, span, LevelOf(options));
  }
  if (layout == "daftar-ppks") {
    return console::ListRegister(reader, v1::REGISTER_PPKS, span.until, area);
  }
  if (layout == "daftar-psks") {
    return console::ListRegister(reader, v1::REGISTER_PSKS, span.until, area);
  }
  return console::MakeStandingLayout(reader, layout, span, LevelOf(options));
}

Result<v1::LayoutTable> AidLayout(const RecapCommand& options, storage::Reader& reader) {
  std::string period;
  if (!options.period.empty()) {
    const std::optional<Period> read = Period::InText(options.period);
    if (!read) return Status::Invalid("\"" + options.period + "\" bukan bulan dan bukan tahap");
    period = read->Text();
  }
  return console::MakeLayout(reader, options.layout, options.programme, period, LevelOf(options));
}

Status Layout(const RecapCommand& options, storage::Reader& reader,
              const storage::District& district) {
  const bool of_aid =
      std::find(std::begin(kOfAid), std::end(kOfAid), options.layout) != std::end(kOfAid);
  Result<v1::LayoutTable> table =
      of_aid ? AidLayout(options, reader) : RegisterLayout(options, reader, district);
  if (!table.ok()) return table.status();
  table->set_layout(options.layout);
  return PutLayout(*table, options.output);
}

Status Recap(const RecapCommand& options) {
  TILIK_ASSIGN_OR_RETURN(DistrictHome home, OpenHome(options.home));
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, home.store->BeginRead());
  if (options.stock) {
    TILIK_ASSIGN_OR_RETURN(std::vector<storage::StockRow> stock, reader->Stock());
    const v1::StockTable table = console::MakeStock(stock);
    if (options.output.json) {
      PrintJson(table);
    } else {
      PrintStock(table);
    }
    return Status();
  }
  if (!options.layout.empty()) return Layout(options, *reader, home.store->district());
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
  if (options.output.json) {
    PrintJson(table);
  } else {
    PrintRecap(table);
  }
  return Status();
}

}  // namespace

void AddRecap(Command app) {
  auto [command, options] =
      app.Add<RecapCommand>("recap", "realisasi: pagu = tersalur + tidak tersalur + belum", Recap);
  command.Option("--programme", options->programme,
                 "satu program; kosong: semua, masing-masing dihitung sendiri");
  command.Option("--level", options->level, "desa, kecamatan, atau kabupaten")
      .ShowDefault()
      .OneOf({"desa", "kecamatan", "kabupaten"});
  command.Flag("--by-period", options->by_period, "satu baris tiap periode");
  command.Option("--against", options->against, "tabel tercetak (CSV) untuk dibandingkan");
  std::vector<std::string> layouts(std::begin(kOfAid), std::end(kOfAid));
  layouts.insert(layouts.end(), std::begin(kOfRegisters), std::end(kOfRegisters));
  command
      .Option("--layout", options->layout,
              "realisasi, pkh (SP2D), perluasan (CKPM); ppks, psks, kube, rtlh, kuasa, "
              "rekening; daftar-ppks, daftar-psks")
      .OneOf(layouts);
  command.Option("--period", options->period, "satu periode, untuk --layout");
  command.Option("--from", options->from, "hari pertama, untuk ppks, psks dan kuasa");
  command.Option("--until", options->until, "hari terakhir; kosong: hari ini");
  command.Option("--area", options->area, "satu kabupaten, kecamatan atau desa, untuk daftar");
  AddLayoutOutput(command, options->output);
  command.Flag("--stock", options->stock,
               "barang: diterima − diserahkan − rusak − hilang − kembali = dihitung");
}

}  // namespace tilik::command
