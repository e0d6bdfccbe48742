#include "sync-server/console/register_counts.h"

#include <map>
#include <set>
#include <tuple>
#include <vector>

#include "proto/contract/calendar.h"
#include "proto/contract/programme.h"
#include "sync-server/console/current.h"
#include "sync-server/console/layout_row.h"
#include "sync-server/console/told_words.h"

namespace tilik::console {
namespace {

// One place in a register: of one record, as it goes by now.
struct Place {
  RecordId record;
  RegisterKey key;
  v1::UnitType unit = v1::UNIT_TYPE_UNSPECIFIED;
  merge::PlaceHistory history;
};

Result<std::vector<Place>> PlacesOf(storage::Reader& reader, v1::Register of) {
  TILIK_ASSIGN_OR_RETURN(const Current current, Current::Read(reader));
  TILIK_ASSIGN_OR_RETURN(std::vector<merge::PlaceFact> facts,
                         reader.registers().Places(RecordId()));
  std::map<std::pair<RecordId, RegisterKey>, std::vector<merge::PlaceFact>> by_place;
  for (const merge::PlaceFact& fact : facts) {
    const v1::TypeList* list = RegisterLists::BuiltIn().Find(fact.key.list);
    if (list == nullptr || list->of() != of) continue;
    by_place[{current.IdOf(fact.record), fact.key}].push_back(fact);
  }
  std::vector<Place> places;
  for (auto& [place, told] : by_place) {
    const v1::UnitType unit = UnitOf(told.front().kind);
    places.push_back({place.first, place.second, unit, merge::HistoryOf(std::move(told))});
  }
  return places;
}

struct Counts {
  std::uint64_t opening = 0, entries = 0, exits = 0, closing = 0, present = 0, served = 0;
  std::map<v1::ExitReason, std::uint64_t> by_reason;
  // What does not fit.
  std::uint64_t entered_again = 0, left_unentered = 0, served_unentered = 0;
};

// Adds one place to the counts of each village it touches.
class PlaceCount {
 public:
  PlaceCount(const Span& span, std::map<std::uint64_t, Counts>& villages)
      : span_(span), villages_(villages) {}

  void Add(const merge::PlaceHistory& history) {
    std::set<std::uint64_t> present;
    for (const merge::Stay& stay : history.stays) {
      Counts& counts = villages_[stay.village];
      const bool over_before = stay.until != 0 && stay.until < span_.from;
      if (stay.from < span_.from && !over_before) ++counts.opening;
      if (span_.Has(stay.from)) ++counts.entries;
      if (stay.until != 0 && span_.Has(stay.until)) CountExit(counts, stay.reason);
      if (stay.StandsOn(span_.until)) ++counts.closing;
      if (stay.from > span_.until || over_before) continue;
      if (present.insert(stay.village).second) ++counts.present;
    }
    for (const merge::PlaceFact& fact : history.entered_again) {
      if (!span_.Has(fact.day)) continue;
      ++villages_[fact.village].entries;
      ++villages_[fact.village].entered_again;
    }
    for (const merge::PlaceFact& fact : history.left_unentered) {
      if (!span_.Has(fact.day)) continue;
      CountExit(villages_[fact.village], fact.reason);
      ++villages_[fact.village].left_unentered;
    }
    for (const merge::PlaceFact& fact : history.served_unentered) {
      if (span_.Has(fact.day)) ++villages_[fact.village].served_unentered;
    }
    CountServed(history);
  }

 private:
  static void CountExit(Counts& counts, v1::ExitReason reason) {
    ++counts.exits;
    ++counts.by_reason[reason];
  }

  // Once, however often, where it was in the register then.
  void CountServed(const merge::PlaceHistory& history) {
    std::set<std::uint64_t> served;
    for (const merge::PlaceFact& fact : history.served) {
      if (!span_.Has(fact.day)) continue;
      for (const merge::Stay& stay : history.stays) {
        const bool then = stay.from <= fact.day && (stay.until == 0 || fact.day <= stay.until);
        if (!then) continue;
        if (served.insert(stay.village).second) ++villages_[stay.village].served;
        break;
      }
    }
  }

  const Span& span_;
  std::map<std::uint64_t, Counts>& villages_;
};

void AddTo(Counts& sum, const Counts& counts) {
  sum.opening += counts.opening;
  sum.entries += counts.entries;
  sum.exits += counts.exits;
  sum.closing += counts.closing;
  sum.present += counts.present;
  sum.served += counts.served;
  sum.entered_again += counts.entered_again;
  sum.left_unentered += counts.left_unentered;
  sum.served_unentered += counts.served_unentered;
  for (const auto& [reason, count] : counts.by_reason) sum.by_reason[reason] += count;
}

void AddFindings(const Counts& counts, v1::LayoutRow& row) {
  const auto words = [](std::uint64_t count) { return std::to_string(count); };
  if (counts.opening + counts.entries != counts.closing + counts.exits) {
    row.add_findings("awal " + words(counts.opening) + " + masuk " + words(counts.entries) +
                     " − keluar " + words(counts.exits) + " tidak sama dengan akhir " +
                     words(counts.closing));
  }
  if (counts.entered_again > 0) {
    row.add_findings(words(counts.entered_again) + " masuk padahal sudah tercatat");
  }
  if (counts.left_unentered > 0) {
    row.add_findings(words(counts.left_unentered) + " keluar padahal tidak tercatat");
  }
  if (counts.served_unentered > 0) {
    row.add_findings(words(counts.served_unentered) + " dilayani padahal tidak tercatat");
  }
}

using GroupKey = std::tuple<std::uint64_t, RegisterKey, v1::UnitType>;  // area first

}  // namespace

Result<v1::LayoutTable> CountRegister(storage::Reader& reader, v1::Register of, const Span& span,
                                      AreaLevel level) {
  TILIK_ASSIGN_OR_RETURN(std::vector<Place> places, PlacesOf(reader, of));
  std::map<GroupKey, Counts> groups;
  std::map<GroupKey, Counts> totals;
  for (const Place& place : places) {
    std::map<std::uint64_t, Counts> villages;
    PlaceCount(span, villages).Add(place.history);
    const bool by_area = !RegisterLists::BuiltIn().IsSensitive(place.key);
    for (const auto& [village, counts] : villages) {
      if (by_area) AddTo(groups[{AreaAt(level, village), place.key, place.unit}], counts);
      AddTo(totals[{0, place.key, place.unit}], counts);
    }
  }
  std::set<v1::ExitReason> reasons;
  for (const auto& [key, counts] : totals) {
    for (const auto& [reason, count] : counts.by_reason) reasons.insert(reason);
  }
  v1::LayoutTable table;
  SetColumns(table, {"Wilayah", "Jenis", "Satuan", "Awal", "Masuk", "Keluar"});
  for (v1::ExitReason reason : reasons) table.add_columns("Keluar: " + ExitWords(reason));
  SetColumns(table, {"Akhir", "Jumlah", "Dilayani", "%", "Sisa", "%"});
  const auto add = [&](const std::string& area, const GroupKey& key, Counts counts) {
    v1::LayoutRow& row = *table.add_rows();
    RowMaker make(row);
    make.Text(area);
    make.Text(TypeWords(std::get<1>(key)));
    make.Text(UnitWords(std::get<2>(key)));
    make.Count(counts.opening);
    make.Count(counts.entries);
    make.Count(counts.exits);
    for (v1::ExitReason reason : reasons) make.Count(counts.by_reason[reason]);
    make.Count(counts.closing);
    make.Count(counts.present);
    make.Count(counts.served);
    const auto present = static_cast<std::int64_t>(counts.present);
    const auto served = static_cast<std::int64_t>(counts.served);
    make.Share(served, present);
    make.Count(counts.present - counts.served);
    make.Share(present - served, present);
    AddFindings(counts, row);
  };
  for (const auto& [key, counts] : groups) add(NameAt(level, std::get<0>(key)), key, counts);
  for (const auto& [key, counts] : totals) add("Jumlah", key, counts);
  return table;
}

Result<v1::LayoutTable> ListRegister(storage::Reader& reader, v1::Register of, std::uint32_t day,
                                     std::uint64_t area) {
  TILIK_ASSIGN_OR_RETURN(std::vector<Place> places, PlacesOf(reader, of));
  // By village, type and name, as a village's list is read.
  std::map<std::tuple<std::uint64_t, RegisterKey, std::string, RecordId>, std::vector<std::string>>
      listed;
  for (const Place& place : places) {
    if (RegisterLists::BuiltIn().IsSensitive(place.key)) continue;
    for (const merge::Stay& stay : place.history.stays) {
      if (!stay.StandsOn(day) || (area != 0 && !Contains(area, stay.village))) continue;
      TILIK_ASSIGN_OR_RETURN(std::optional<merge::RecordState> record, reader.Record(place.record));
      const std::string label = record.has_value() ? LabelOf(*record) : ToUuidText(place.record);
      listed[{stay.village, place.key, label, place.record}] = {
          VillageWords(stay.village), label, TypeWords(place.key), UnitWords(place.unit),
          tilik::DayWords(stay.from)};
    }
  }
  v1::LayoutTable table;
  SetColumns(table, {"Wilayah", "Nama", "Jenis", "Satuan", "Sejak"});
  for (const auto& [key, cells] : listed) {
    RowMaker make(*table.add_rows());
    for (const std::string& cell : cells) make.Text(cell);
  }
  return table;
}

}  // namespace tilik::console
