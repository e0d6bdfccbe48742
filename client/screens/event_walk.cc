#include "client/screens/event_walk.h"

#include <algorithm>

#include "client/screens/looking.h"
#include "client/screens/record_views.h"

namespace tilik::screens {

EventWalk::EventWalk(client::Device& device, const EventTable& table, const v1::EventDraft& event,
                     bool all)
    : tables_(event.tables()), here_(event.table()) {
  if (tables_ == 0 && !all) return;
  for (const auto& [record, row] : table.rows()) {
    Stop& stop = stops_.emplace_back();
    stop.row = &row;
    if (const auto shown = device.Show(record); shown.ok()) {
      stop.neighbourhood = TextOf(*shown, field::kSls);
      stop.address = TextOf(*shown, field::kAddress);
    }
  }
  std::stable_sort(stops_.begin(), stops_.end(), [](const Stop& one, const Stop& other) {
    if (one.neighbourhood != other.neighbourhood) {
      return WalksBefore(one.neighbourhood, other.neighbourhood);
    }
    return one.address < other.address;
  });
  for (std::size_t i = 0; tables_ != 0 && i < stops_.size(); ++i) {
    stops_[i].table = static_cast<std::uint32_t>(i * tables_ / stops_.size()) + 1;
    table_of_[stops_[i].row->record] = stops_[i].table;
  }
}

std::vector<const TableRow*> EventWalk::Due() const {
  std::vector<const TableRow*> rows;
  for (const Stop& stop : stops_) {
    if (stop.row->is_open() && (tables_ == 0 || stop.table == here_)) rows.push_back(stop.row);
  }
  return rows;
}

std::uint32_t EventWalk::OtherTableOf(const RecordId& record) const {
  const auto found = table_of_.find(record);
  return found == table_of_.end() || found->second == here_ ? 0 : found->second;
}

std::string EventWalk::Words(const Voice& voice) const {
  if (tables_ == 0) return {};
  std::string words = voice.Say({"Meja ", "Table "}) + std::to_string(here_) +
                      voice.Say({" dari ", " of "}) + std::to_string(tables_);
  const auto is_here = [&](const Stop& stop) { return stop.table == here_; };
  const auto first = std::find_if(stops_.begin(), stops_.end(), is_here);
  const auto last = std::find_if(stops_.rbegin(), stops_.rend(), is_here);
  if (first == stops_.end() || first->neighbourhood.empty()) return words;
  words += " · " + first->neighbourhood;
  if (last->neighbourhood == first->neighbourhood) return words;
  return words + voice.Say({" sampai ", " to "}) + last->neighbourhood;
}

}  // namespace tilik::screens
