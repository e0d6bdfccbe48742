// An acara's table in the order in which one walks from house to house, and, where its list is
// split between tables (bagi meja), whose turn everybody is: equal parts of the walk, the same on
// every phone with the same list, and the same all day.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "client/screens/event_table.h"

namespace tilik::screens {

class EventWalk {
 public:
  struct Stop {
    std::string neighbourhood, address;
    const TableRow* row = nullptr;
    std::uint32_t table = 0;
  };

  // The table must outlive it. `all`: everybody will be asked for; otherwise a list that is not
  // split is not looked up.
  EventWalk(client::Device& device, const EventTable& table, const v1::EventDraft& event, bool all);

  const std::vector<Stop>& stops() const { return stops_; }
  // Still due, and here.
  std::vector<const TableRow*> Due() const;
  // Of somebody whose turn is at another table; 0: here.
  std::uint32_t OtherTableOf(const RecordId& record) const;
  // "Meja 2 dari 3 · RT 004 sampai RT 007"; empty: not split.
  std::string Words(const Voice& voice) const;

 private:
  const std::uint32_t tables_;
  const std::uint32_t here_;
  std::vector<Stop> stops_;
  std::map<RecordId, std::uint32_t> table_of_;
};

}  // namespace tilik::screens
