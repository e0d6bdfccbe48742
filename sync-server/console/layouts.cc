#include "sync-server/console/layouts.h"

#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "proto/contract/period.h"
#include "sync-server/console/eligibility.h"
#include "sync-server/console/layout_row.h"
#include "sync-server/console/words.h"

namespace tilik::console {
namespace {

Result<v1::LayoutTable> Realisation(storage::Reader& reader, const std::string& programme,
                                    const std::string& period, AreaLevel level) {
  TILIK_ASSIGN_OR_RETURN(std::vector<storage::RecapRow> rows, reader.Recap(programme));
  std::erase_if(
      rows, [&](const storage::RecapRow& row) { return !period.empty() && row.period != period; });
  TILIK_ASSIGN_OR_RETURN(std::vector<v1::Programme> programmes, reader.Programmes());
  const v1::RecapTable recap = MakeRecap(rows, {}, programmes, {level, true});
  v1::LayoutTable table;
  SetColumns(table, {"Wilayah", "Program", "Periode", "Satuan", "KPM", "Pembayaran", "Pagu",
                     "Realisasi", "%", "Sisa", "Belum"});
  std::set<v1::NonDeliveryReason> reasons;
  for (const v1::RecapLine& line : recap.totals()) {
    for (const v1::ReasonQuantity& part : line.undelivered()) reasons.insert(part.reason());
  }
  for (v1::NonDeliveryReason reason : reasons) {
    table.add_columns("Sisa: " + ReasonWords(reason));
  }
  for (const auto* lines : {&recap.rows(), &recap.totals()}) {
    for (const v1::RecapLine& line : *lines) {
      v1::LayoutRow& row = *table.add_rows();
      RowMaker make(row);
      make.Text(line.area_name());
      make.Text(line.programme());
      make.Text(line.period());
      make.Text(line.unit());
      make.Count(line.recipients());
      make.Count(line.lines());
      make.Quantity(line.entitled());
      make.Quantity(line.delivered());
      make.Share(line.delivered(), line.entitled());
      make.Quantity(line.entitled() - line.delivered());
      make.Quantity(line.open());
      std::map<v1::NonDeliveryReason, std::int64_t> by_reason;
      for (const v1::ReasonQuantity& part : line.undelivered()) {
        by_reason[part.reason()] += part.quantity();
      }
      for (v1::NonDeliveryReason reason : reasons) make.Quantity(by_reason[reason]);
      *row.mutable_findings() = line.findings();
    }
  }
  return table;
}

// One order to pay as it now stands, with what it said before.
struct Order {
  storage::Sp2dRow row;
  std::vector<std::string> corrections;
};

std::string Said(const storage::Sp2dRow& row) {
  const auto quantity = [](const std::optional<std::int64_t>& value) {
    return value ? QuantityWords(*value) : std::string(kNoData);
  };
  return "SP2D " + quantity(row.ordered) + ", realisasi " + quantity(row.realised);
}

// Checks of one order, and against what the ledger counts in its area where a danom knows it.
void CheckOrder(const Order& order, std::optional<std::int64_t> counted, v1::LayoutRow& row) {
  const storage::Sp2dRow& said = order.row;
  for (const std::string& correction : order.corrections) row.add_findings(correction);
  const bool more_money = said.ordered && said.realised && *said.realised > *said.ordered;
  const bool more_people = said.ordered_recipients && said.realised_recipients &&
                           *said.realised_recipients > *said.ordered_recipients;
  if (more_money || more_people) row.add_findings("realisasi melebihi SP2D");
  const bool same_people = said.ordered_recipients && said.realised_recipients &&
                           *said.ordered_recipients == *said.realised_recipients;
  const bool other_money = said.ordered && said.realised && *said.ordered != *said.realised;
  if (same_people && other_money) row.add_findings("KPM sama, rupiah berbeda");
  if (counted && said.realised && *counted != *said.realised) {
    row.add_findings("realisasi tercetak " + QuantityWords(*said.realised) +
                     ", terhitung dari danom " + QuantityWords(*counted));
  }
}

Result<v1::LayoutTable> Orders(storage::Reader& reader, const std::string& programme,
                               const std::string& period) {
  TILIK_ASSIGN_OR_RETURN(std::vector<storage::Sp2dRow> said, reader.Sp2d(programme));
  TILIK_ASSIGN_OR_RETURN(std::vector<storage::ChainRow> chains, reader.Chains());
  std::map<ChainId, std::string> people;
  for (const storage::ChainRow& chain : chains) people[chain.state.chain] = chain.person;
  std::map<std::tuple<std::string, std::string, std::uint64_t, std::string>, Order> orders;
  for (storage::Sp2dRow& row : said) {
    if (!period.empty() && row.period != period) continue;
    Order& order = orders[{row.programme, row.period, row.region, row.number}];
    if (!order.row.programme.empty()) {
      order.corrections.push_back("dikoreksi oleh " + people[row.account] + ": semula " +
                                  Said(order.row));
    }
    order.row = std::move(row);
  }
  TILIK_ASSIGN_OR_RETURN(std::vector<storage::RecapRow> ledger, reader.Recap(programme));
  v1::LayoutTable table;
  SetColumns(table, {"Wilayah", "Program", "Tahun", "Tahap/Bulan", "Nomor SP2D", "SP2D KPM", "SP2D",
                     "Realisasi KPM", "Realisasi"});
  for (const auto& [key, order] : orders) {
    const storage::Sp2dRow& row = order.row;
    std::optional<std::int64_t> counted;
    std::uint64_t number_of_orders = 0;
    for (const auto& [other, one] : orders) {
      number_of_orders += one.row.programme == row.programme && one.row.period == row.period &&
                          one.row.region == row.region;
    }
    for (const storage::RecapRow& line : ledger) {
      const bool of_area = row.region == line.village || row.region == line.village / 10'000 ||
                           row.region == line.village / 1'000'000;
      const bool same = of_area && line.programme == row.programme && line.period == row.period;
      if (same && number_of_orders == 1) counted = counted.value_or(0) + line.total.delivered;
    }
    const AreaLevel level = row.region < 10'000        ? AreaLevel::kDistrict
                            : row.region < 100'000'000 ? AreaLevel::kKecamatan
                                                       : AreaLevel::kVillage;
    v1::LayoutRow& made = *table.add_rows();
    RowMaker make(made);
    make.Text(NameAt(level, row.region));
    make.Text(row.programme);
    make.Text(row.period.substr(0, 4));
    make.Text(row.period.size() > 5 ? row.period.substr(5) : "");
    make.Text(row.number);
    make.Count(row.ordered_recipients);
    make.Quantity(row.ordered);
    make.Count(row.realised_recipients);
    make.Quantity(row.realised);
    CheckOrder(order, counted, made);
  }
  return table;
}

// Candidates of a programme, as they stand in a period: 3,482 = 2,263 + 1,219 (domain.md §2.6).
Result<v1::LayoutTable> Expansion(storage::Reader& reader, const std::string& programme,
                                  const std::string& period, AreaLevel level) {
  if (programme.empty() || period.empty()) {
    return Status::Invalid("perluasan: sebut program dan periodenya");
  }
  std::set<RecordId> candidates;
  TILIK_ASSIGN_OR_RETURN(std::vector<merge::EligibilityFact> facts, reader.Eligibility(programme));
  for (const merge::EligibilityFact& fact : facts) {
    const bool proposed = fact.state == v1::ELIGIBILITY_STATE_PROPOSED;
    if (proposed && NotAfter(fact.period, period)) candidates.insert(fact.recipient);
  }
  TILIK_ASSIGN_OR_RETURN(auto states, StatesIn(reader, programme, period));
  struct Counts {
    std::uint64_t candidates = 0, eligible = 0, not_eligible = 0;
  };
  std::map<std::uint64_t, Counts> areas;
  Counts all;
  for (const auto& [recipient, fact] : states) {
    const bool candidate = candidates.count(fact.recipient) > 0 || candidates.count(recipient) > 0;
    if (!candidate) continue;
    TILIK_ASSIGN_OR_RETURN(std::optional<merge::RecordState> record, reader.Record(recipient));
    const std::uint64_t village = record.has_value() ? record->village : 0;
    for (Counts* counts : {&areas[AreaAt(level, village)], &all}) {
      ++counts->candidates;
      if (fact.state == v1::ELIGIBILITY_STATE_NOT_ELIGIBLE) {
        ++counts->not_eligible;
      } else if (fact.state != v1::ELIGIBILITY_STATE_PROPOSED) {
        ++counts->eligible;
      }
    }
  }
  v1::LayoutTable table;
  SetColumns(table, {"Wilayah", "CKPM", "Eligible", "NE"});
  const auto add = [&](const std::string& name, const Counts& counts) {
    v1::LayoutRow& row = *table.add_rows();
    RowMaker make(row);
    make.Text(name);
    make.Count(counts.candidates);
    make.Count(counts.eligible);
    make.Count(counts.not_eligible);
    const std::uint64_t waiting = counts.candidates - counts.eligible - counts.not_eligible;
    if (waiting > 0) row.add_findings(std::to_string(waiting) + " calon belum diputuskan");
  };
  for (const auto& [area, counts] : areas) add(NameAt(level, area), counts);
  add("Jumlah", all);
  return table;
}

}  // namespace

Result<v1::LayoutTable> MakeLayout(storage::Reader& reader, const std::string& layout,
                                   const std::string& programme, const std::string& period,
                                   AreaLevel level) {
  Result<v1::LayoutTable> table = Status::Invalid("tata letak: realisasi, pkh, perluasan");
  if (layout == "realisasi") table = Realisation(reader, programme, period, level);
  if (layout == "pkh") table = Orders(reader, programme, period);
  if (layout == "perluasan") table = Expansion(reader, programme, period, level);
  if (table.ok()) table->set_layout(layout);
  return table;
}

}  // namespace tilik::console
