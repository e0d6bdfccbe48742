#include "client/core/capture_stock.h"

#include "client/core/capture_items.h"
#include "client/core/capture_lines.h"

namespace tilik::client {
namespace {

bool NeedsDocument(v1::StockKind kind) { return kind == v1::STOCK_KIND_RECEIVED; }

}  // namespace

std::vector<Captured> CaptureStock(const v1::StockForm& form, const CaptureContext& context,
                                   Findings& findings) {
  LineFinder finder(context.known, findings, form.programme(), "");
  const v1::Programme* programme = finder.ProgrammeNamed(form.programme());
  const std::uint64_t village = ReadVillage("village", form.village(), context.known, findings);
  const std::uint32_t day =
      form.day().empty() ? 0 : ReadPastDay("day", form.day(), context.today, findings);
  if (form.event().empty()) {
    findings.Error("event", {"sebut acaranya, sama seperti pada penyerahan",
                             "name the event, the same as with the handovers"});
  }
  if (form.rows().empty()) {
    findings.Error("rows", {"formulir ini kosong", "this form is empty"});
  }
  Captured set;
  for (int i = 0; i < form.rows_size(); ++i) {
    const v1::StockRowForm& row = form.rows(i);
    const std::string at = "rows[" + std::to_string(i) + "]";
    const std::string& name =
        row.item().empty() && programme != nullptr ? programme->item().code() : row.item();
    const auto item =
        ReadItem(at + ".quantity", name, row.quantity(), finder.programmes(), findings);
    if (!item) continue;
    v1::StockMovement* movement = set.operations.emplace_back().mutable_stock_movement();
    movement->set_kind(ReadWord<v1::StockKind>(at + ".kind", row.kind(), kStockKinds, findings));
    *movement->mutable_item() = item->item();
    movement->set_quantity(item->quantity());
    // Handovers of a programme are of its own item; other goods have none to be set against.
    if (programme != nullptr && programme->item().code() == item->item().code()) {
      movement->set_programme(programme->code());
    }
    movement->set_event(form.event());
    movement->set_village(village);
    movement->set_document(row.document());
    movement->set_other_side(row.other_side());
    movement->set_day(day);
    movement->set_note(OrElse(row.note(), form.note()));
    if (NeedsDocument(movement->kind()) && row.document().empty()) {
      findings.Warn(at + ".document", {"diterima tanpa nomor BAST; susulkan bila ada",
                                       "received without a BAST number"});
    }
  }
  for (const v1::PhotoForm& photo : form.photos()) {
    set.photos.push_back({photo.file(),
                          ReadWord<v1::PhotoKind>("photos", photo.kind(), kPhotoKinds, findings),
                          RecordId()});
  }
  if (findings.refused()) return {};
  return {std::move(set)};
}

}  // namespace tilik::client
