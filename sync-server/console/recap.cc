#include "sync-server/console/recap.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <tuple>

#include "proto/csv/csv.h"
#include "proto/regions/regions.h"
#include "sync-server/console/words.h"

namespace tilik::console {
namespace {

// Sums in one place, so that no level adds up differently from another.
struct Sum {
  std::uint64_t lines = 0;
  std::map<std::string, std::uint64_t> recipients_by_period;
  std::int64_t entitled = 0, delivered = 0, excess = 0, undelivered = 0, open = 0;
  std::map<v1::NonDeliveryReason, std::int64_t> by_reason;
  // Item, unit, unit type → quantity and recipients.
  std::map<std::tuple<std::string, std::string, v1::UnitType>,
           std::pair<std::int64_t, std::uint64_t>>
      unlisted;

  void Add(const storage::UnlistedRow& row) {
    auto& [quantity, recipients] = unlisted[{row.item, row.unit, row.unit_type}];
    quantity += row.quantity;
    recipients += row.recipients;
  }

  void Add(const storage::RecapRow& row) {
    lines += row.lines;
    recipients_by_period[row.period] += row.recipients;
    entitled += row.total.entitled;
    delivered += row.total.delivered;
    excess += row.total.excess;
    undelivered += row.total.undelivered + row.total.closed;
    open += row.total.open;
    for (const auto& [reason, quantity] : row.undelivered_by_reason) by_reason[reason] += quantity;
  }
};

v1::RecapLine LineOf(const Sum& sum, const std::string& programme, const std::string& unit) {
  v1::RecapLine line;
  line.set_programme(programme);
  line.set_unit(unit);
  line.set_lines(sum.lines);
  std::uint64_t most = 0;
  for (const auto& [period, recipients] : sum.recipients_by_period)
    most = std::max(most, recipients);
  line.set_recipients(most);
  line.set_entitled(sum.entitled);
  line.set_delivered(sum.delivered);
  line.set_excess(sum.excess);
  line.set_open(sum.open);
  std::int64_t explained = 0;
  for (const auto& [reason, quantity] : sum.by_reason) {
    if (quantity == 0) continue;
    explained += quantity;
    v1::ReasonQuantity* part = line.add_undelivered();
    part->set_reason(reason);
    part->set_quantity(quantity);
  }
  if (sum.entitled != sum.delivered + explained + sum.open) {
    line.add_findings("pagu " + QuantityWords(sum.entitled) + " tidak sama dengan tersalur " +
                      QuantityWords(sum.delivered) + " + tidak tersalur " +
                      QuantityWords(explained) + " + belum " + QuantityWords(sum.open));
  }
  for (const auto& [key, amount] : sum.unlisted) {
    v1::UnlistedQuantity* one = line.add_unlisted();
    one->set_item(std::get<0>(key));
    one->set_unit(std::get<1>(key));
    one->set_unit_type(std::get<2>(key));
    one->set_quantity(amount.first);
    one->set_recipients(amount.second);
  }
  if (sum.excess > 0)
    line.add_findings("diserahkan melebihi hak: " + QuantityWords(sum.excess) + " " + unit);
  return line;
}

std::string Letters(std::string_view name) {
  std::string letters;
  for (char c : name) {
    if (std::isalpha(static_cast<unsigned char>(c))) letters += static_cast<char>(std::tolower(c));
  }
  return letters;
}

// "TTS", "TTU": offices know what they mean.
bool IsAbbreviation(const std::string& name) {
  return name.size() <= 4 &&
         std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isupper(c); });
}

// "55200", "-" (no remainder: 0), "99.97" in thousandths.
Result<std::int64_t> Thousandths(const std::string& text) {
  if (text == "-") return std::int64_t{0};
  std::int64_t value = 0;
  int decimals = -1;
  for (char c : text) {
    if (c == '.' && decimals < 0) {
      decimals = 0;
    } else if (std::isdigit(static_cast<unsigned char>(c)) && decimals < 3 &&
               value < 1'000'000'000'000'000) {
      value = value * 10 + (c - '0');
      if (decimals >= 0) ++decimals;
    } else {
      return Status::Invalid("\"" + text + "\" is no number");
    }
  }
  if (text.empty()) return Status::Invalid("an empty cell is no number");
  for (int i = std::max(decimals, 0); i < 3; ++i) value *= 10;
  return value;
}

}  // namespace

std::uint64_t AreaAt(AreaLevel level, std::uint64_t village) {
  switch (level) {
    case AreaLevel::kVillage:
      return village;
    case AreaLevel::kKecamatan:
      return village / 10'000;
    case AreaLevel::kDistrict:
      return village / 1'000'000;
  }
  return 0;
}

std::string NameAt(AreaLevel level, std::uint64_t area) {
  const Regions& regions = Regions::BuiltIn();
  switch (level) {
    case AreaLevel::kVillage:
      return VillageWords(area);
    case AreaLevel::kKecamatan:
      if (auto code = KecamatanCode::FromNumber(area)) return std::string(regions.NameOf(*code));
      break;
    case AreaLevel::kDistrict:
      if (auto code = DistrictCode::FromNumber(area)) return std::string(regions.NameOf(*code));
      break;
  }
  return std::to_string(area);
}

v1::RecapTable MakeRecap(const std::vector<storage::RecapRow>& rows,
                         const std::vector<storage::UnlistedRow>& unlisted,
                         const std::vector<v1::Programme>& programmes,
                         const RecapOptions& options) {
  std::map<std::string, std::string> units;
  for (const v1::Programme& programme : programmes)
    units[programme.code()] = programme.item().unit();
  std::map<std::tuple<std::string, std::string, std::uint64_t>, Sum> groups;
  std::map<std::string, Sum> totals;
  for (const storage::RecapRow& row : rows) {
    groups[{row.programme, options.by_period ? row.period : "", AreaAt(options.level, row.village)}]
        .Add(row);
    totals[row.programme].Add(row);
  }
  for (const storage::UnlistedRow& row : unlisted) {
    groups[{row.programme, options.by_period ? row.period : "", AreaAt(options.level, row.village)}]
        .Add(row);
    totals[row.programme].Add(row);
  }
  v1::RecapTable table;
  for (const auto& [key, sum] : groups) {
    const auto& [programme, period, area] = key;
    v1::RecapLine line = LineOf(sum, programme, units[programme]);
    line.set_period(period);
    line.set_area(area);
    line.set_area_name(NameAt(options.level, area));
    *table.add_rows() = std::move(line);
  }
  for (const auto& [programme, sum] : totals) {
    v1::RecapLine line = LineOf(sum, programme, units[programme]);
    line.set_area_name("Jumlah");
    *table.add_totals() = std::move(line);
  }
  return table;
}

Result<std::vector<PrintedRow>> ReadPrintedTable(std::istream& csv) {
  csv::Reader reader(csv);
  csv::Row cells;
  TILIK_ASSIGN_OR_RETURN(bool more, reader.Next(&cells));
  if (!more) return Status::Invalid("the table is empty");
  const csv::Header header(cells);
  constexpr const char* kColumns[] = {"region_code",        "name_as_printed",
                                      "pagu_kg_year",       "delivered_kg_as_printed",
                                      "percent_as_printed", "remainder_kg_as_printed"};
  std::vector<std::size_t> at;
  for (const char* name : kColumns) {
    std::optional<std::size_t> column = header.Find(name);
    if (!column) return Status::Invalid(std::string("the table has no column ") + name);
    at.push_back(*column);
  }
  std::vector<PrintedRow> rows;
  for (;;) {
    TILIK_ASSIGN_OR_RETURN(more, reader.Next(&cells));
    if (!more) return rows;
    auto text = [&](std::size_t column) { return std::string(cells[at[column]].text); };
    auto number = [&](std::size_t column) -> Result<std::int64_t> {
      Result<std::int64_t> value = Thousandths(text(column));
      if (value.ok()) return value;
      return Status::Invalid("line " + std::to_string(cells.front().line) + ", column " +
                             kColumns[column] + ": " + value.status().message());
    };
    PrintedRow row;
    std::optional<DistrictCode> code = DistrictCode::Parse(text(0));
    if (!code) {
      return Status::Invalid("line " + std::to_string(cells.front().line) +
                             ", column region_code: \"" + text(0) + "\" is no district code");
    }
    row.region = code->number();
    row.name = text(1);
    TILIK_ASSIGN_OR_RETURN(row.entitled, number(2));
    TILIK_ASSIGN_OR_RETURN(row.delivered, number(3));
    TILIK_ASSIGN_OR_RETURN(std::int64_t percent, number(4));
    row.percent_hundredths = percent / 10;
    TILIK_ASSIGN_OR_RETURN(row.remainder, number(5));
    rows.push_back(std::move(row));
  }
}

std::vector<std::string> FindingsOf(const PrintedRow& printed, const v1::RecapLine* counted) {
  std::vector<std::string> findings;
  auto code = DistrictCode::FromNumber(printed.region);
  std::string name = code ? std::string(Regions::BuiltIn().NameOf(*code)) : "";
  std::string_view bare(name);
  for (std::string_view kind : {"Kabupaten ", "Kota "}) {
    if (bare.substr(0, kind.size()) == kind) bare.remove_prefix(kind.size());
  }
  if (bare.empty()) {
    findings.push_back("wilayah " + std::to_string(printed.region) + " tidak dikenal");
  } else if (!IsAbbreviation(printed.name) &&
             Letters(printed.name).find(Letters(bare)) == std::string::npos) {
    findings.push_back("tertulis \"" + printed.name + "\", wilayah ini bernama " + name);
  }
  if (printed.delivered + printed.remainder != printed.entitled) {
    findings.push_back("tercetak: tersalur " + QuantityWords(printed.delivered) + " + sisa " +
                       QuantityWords(printed.remainder) + " tidak sama dengan pagu " +
                       QuantityWords(printed.entitled));
  }
  const std::string percent = PercentWords(printed.delivered, printed.entitled);
  const std::string printed_percent = PercentWords(printed.percent_hundredths, 10'000);
  if (percent != printed_percent) {
    findings.push_back("tercetak " + printed_percent + " %, menurut angkanya sendiri " + percent +
                       " %");
  }
  if (counted != nullptr) {
    if (counted->entitled() != printed.entitled) {
      findings.push_back("pagu tercetak " + QuantityWords(printed.entitled) + ", terhitung " +
                         QuantityWords(counted->entitled()));
    }
    if (counted->delivered() != printed.delivered) {
      findings.push_back("tersalur tercetak " + QuantityWords(printed.delivered) + ", terhitung " +
                         QuantityWords(counted->delivered()) + " (selisih " +
                         QuantityWords(printed.delivered - counted->delivered()) + ")");
    }
  }
  return findings;
}

}  // namespace tilik::console
