// The table of an acara: what every family of its lists is due there, and how far that is.
//
// Who comes to the table is a household, whatever its families and persons are due each; or who
// belongs to none: a group, an institution, a house. Counted from the facts each time, never kept.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "client/core/device.h"
#include "client/screens/voice.h"
#include "tilik/v1/app_service.pb.h"
#include "tilik/v1/drafts.pb.h"

namespace tilik::screens {

// Amounts in thousandths; entitled = handed_out + undelivered + open(), unless more was handed out
// than is due.
struct TableLine {
  client::LineView view;
  v1::Item item;
  std::string programme;  // its name
  std::int64_t entitled = 0;
  std::int64_t handed_out = 0;  // deductions included
  std::int64_t undelivered = 0;
  v1::NonDeliveryReason reason = v1::NON_DELIVERY_REASON_UNSPECIFIED;  // of what is undelivered

  std::int64_t open() const { return entitled - handed_out - undelivered; }
  // "Sembako · 2026-10"
  std::string Label() const { return programme + " · " + view.line.period(); }
  // The line's id as forms write it.
  std::string Id() const;
};

struct TableRow {
  RecordId record;
  std::vector<TableLine> lines;

  v1::RecipientListed::Standing standing() const;
  // Something is still to be handed out.
  bool is_open() const;
  // The last own set that says something of it; 0: none.
  std::uint64_t last_seq() const;
};

// How much of everything, item by item: "Rp400.000 + 10 kg". Empty: nothing.
std::string AmountsText(const std::vector<TableLine>& lines,
                        const std::function<std::int64_t(const TableLine&)>& amount);

// Whether the acara hands out this list.
bool Lists(const v1::EventDraft& event, const v1::EntitlementLine& line);

class EventTable {
 public:
  // All lines of a village.
  static Result<EventTable> Read(client::Device& device, std::uint64_t village);
  // Those of the acara's lists.
  static Result<EventTable> Read(client::Device& device, const v1::EventDraft& event);

  const std::map<RecordId, TableRow>& rows() const { return rows_; }
  const TableRow* Find(const RecordId& record) const;

 private:
  std::map<RecordId, TableRow> rows_;
};

}  // namespace tilik::screens
