#include "sync-server/console/stock.h"

#include "sync-server/console/words.h"

namespace tilik::console {
namespace {

std::int64_t Moved(const storage::StockRow& row, v1::StockKind kind) {
  const auto found = row.moved.find(kind);
  return found == row.moved.end() ? 0 : found->second;
}

}  // namespace

v1::StockTable MakeStock(const std::vector<storage::StockRow>& rows) {
  v1::StockTable table;
  for (const storage::StockRow& row : rows) {
    v1::StockLine& line = *table.add_rows();
    line.set_village(row.village);
    line.set_village_name(VillageWords(row.village));
    line.set_event(row.event);
    line.set_item(row.item);
    line.set_unit(row.unit);
    line.set_received(Moved(row, v1::STOCK_KIND_RECEIVED));
    line.set_handed_out(row.handed_out);
    line.set_damaged(Moved(row, v1::STOCK_KIND_DAMAGED));
    line.set_lost(Moved(row, v1::STOCK_KIND_LOST));
    line.set_returned(Moved(row, v1::STOCK_KIND_RETURNED));
    line.set_is_counted(row.moved.count(v1::STOCK_KIND_COUNTED) > 0);
    line.set_counted(Moved(row, v1::STOCK_KIND_COUNTED));
    const std::int64_t left =
        line.received() - line.handed_out() - line.damaged() - line.lost() - line.returned();
    if (row.moved.count(v1::STOCK_KIND_RECEIVED) == 0) {
      line.add_findings("tidak ada catatan penerimaan (BAST)");
    }
    if (!line.is_counted()) {
      line.add_findings("belum dihitung; menurut catatan sisa " + QuantityWords(left) + " " +
                        row.unit);
    } else if (line.counted() != left) {
      line.add_findings("menurut catatan sisa " + QuantityWords(left) + " " + row.unit +
                        ", dihitung " + QuantityWords(line.counted()) + " (selisih " +
                        QuantityWords(line.counted() - left) + ")");
    }
  }
  return table;
}

}  // namespace tilik::console
