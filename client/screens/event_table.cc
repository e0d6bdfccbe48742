#include "client/screens/event_table.h"

#include <algorithm>

#include "client/core/capture_quantity.h"
#include "client/screens/known_to_device.h"

namespace tilik::screens {
namespace {

TableLine LineOf(client::LineView view, const std::map<std::string, v1::Programme>& programmes) {
  TableLine line;
  line.entitled = view.line.quantity();
  line.handed_out = HandedOut(view);
  const auto programme = programmes.find(view.line.programme());
  if (programme == programmes.end()) {
    line.programme = view.line.programme();
  } else {
    line.programme = programme->second.name();
    line.item = programme->second.item();
  }
  const v1::NonDelivery* newest = nullptr;
  for (const client::OperationView& fact : view.facts) {
    if (fact.operation.has_non_delivery()) newest = &fact.operation.non_delivery();
  }
  if (newest != nullptr) {
    // The newest word on what was not delivered stands; without a quantity it speaks of all that is
    // not handed out, and never of more.
    const std::int64_t left = std::max<std::int64_t>(line.entitled - line.handed_out, 0);
    line.undelivered = newest->quantity() == 0 ? left : std::min(newest->quantity(), left);
    line.reason = newest->reason();
  }
  line.view = std::move(view);
  return line;
}

}  // namespace

std::string TableLine::Id() const {
  return ToUuidText(RecordId::FromRaw(view.line.line()).value_or(RecordId()));
}

v1::RecipientListed::Standing TableRow::standing() const {
  bool open = false, handed_out = false, claimed = false;
  for (const TableLine& line : lines) {
    open = open || line.open() > 0;
    handed_out = handed_out || line.handed_out > 0;
    claimed = claimed || (line.open() > 0 && !line.view.claims.empty());
  }
  if (claimed) return v1::RecipientListed::STANDING_SERVED_ELSEWHERE;
  if (open) {
    return handed_out ? v1::RecipientListed::STANDING_PARTLY : v1::RecipientListed::STANDING_DUE;
  }
  return handed_out ? v1::RecipientListed::STANDING_SERVED
                    : v1::RecipientListed::STANDING_NOT_DELIVERED;
}

bool TableRow::is_open() const {
  switch (standing()) {
    case v1::RecipientListed::STANDING_DUE:
    case v1::RecipientListed::STANDING_PARTLY:
    case v1::RecipientListed::STANDING_SERVED_ELSEWHERE:
      return true;
    default:
      return false;
  }
}

std::uint64_t TableRow::last_seq() const {
  std::uint64_t last = 0;
  for (const TableLine& line : lines) {
    for (const client::OperationView& fact : line.view.facts) last = std::max(last, fact.seq);
  }
  return last;
}

std::string AmountsText(const std::vector<TableLine>& lines,
                        const std::function<std::int64_t(const TableLine&)>& amount) {
  std::vector<std::pair<v1::Item, std::int64_t>> sums;
  for (const TableLine& line : lines) {
    const auto known = std::find_if(sums.begin(), sums.end(), [&](const auto& sum) {
      return sum.first.code() == line.item.code() && sum.first.unit() == line.item.unit();
    });
    if (known == sums.end()) {
      sums.emplace_back(line.item, amount(line));
    } else {
      known->second += amount(line);
    }
  }
  std::string text;
  for (const auto& [item, sum] : sums) {
    if (sum != 0) text += (text.empty() ? "" : " + ") + client::QuantityText(sum, item);
  }
  return text;
}

bool Lists(const v1::EventDraft& event, const v1::EntitlementLine& line) {
  return std::any_of(event.lists().begin(), event.lists().end(), [&](const v1::ListChosen& list) {
    return list.programme() == line.programme() && list.period() == line.period();
  });
}

Result<EventTable> EventTable::Read(client::Device& device, std::uint64_t village) {
  std::map<std::string, v1::Programme> programmes;
  TILIK_ASSIGN_OR_RETURN(const std::vector<v1::Programme> defined, device.Programmes());
  for (const v1::Programme& programme : defined) programmes[programme.code()] = programme;
  TILIK_ASSIGN_OR_RETURN(std::vector<client::LineView> lines, device.LinesIn(village));
  EventTable table;
  std::map<RecordId, RecordId> tops;
  for (client::LineView& view : lines) {
    const RecordId recipient = RecordId::FromRaw(view.line.recipient()).value_or(RecordId());
    const auto [top, is_new] = tops.emplace(recipient, recipient);
    if (is_new) {
      // Who is not on this device comes to the table by the id the danom has.
      const auto household = device.HouseholdOf(recipient);
      if (household.ok() && !household->none()) top->second = *household;
    }
    TableRow& row = table.rows_[top->second];
    row.record = top->second;
    row.lines.push_back(LineOf(std::move(view), programmes));
  }
  return table;
}

Result<EventTable> EventTable::Read(client::Device& device, const v1::EventDraft& event) {
  TILIK_ASSIGN_OR_RETURN(EventTable table, Read(device, event.village()));
  for (auto row = table.rows_.begin(); row != table.rows_.end();) {
    std::erase_if(row->second.lines,
                  [&](const TableLine& line) { return !Lists(event, line.view.line); });
    row = row->second.lines.empty() ? table.rows_.erase(row) : std::next(row);
  }
  return table;
}

const TableRow* EventTable::Find(const RecordId& record) const {
  const auto row = rows_.find(record);
  return row == rows_.end() ? nullptr : &row->second;
}

}  // namespace tilik::screens
