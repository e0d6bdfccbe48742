// Recaps in the layouts offices print and send on (domain.md §3.6), from the same sums whatever the
// level, each with its checks beside the row.
//
//   realisasi  Wilayah · KPM · Pagu · Realisasi · % · Sisa by reason
//   pkh        Tahun · Tahap/Bulan · SP2D (KPM, Rp) · Realisasi (KPM, Rp)
//   perluasan  CKPM · Eligible · NE
//
// Nothing is repaired: what is not printed on an order is "tidak ada data", never 0, and no share
// is made of it; an order said twice shows the newer word, with who corrected what. Counts are of
// the unit the programme has; a total stands for one programme and unit only.
#pragma once

#include <string>

#include "sync-server/console/recap.h"
#include "sync-server/storage/registry_store.h"
#include "tilik/v1/console.pb.h"

namespace tilik::console {

// kInvalid: no such layout. `period` empty: all; perluasan needs one.
Result<v1::LayoutTable> MakeLayout(storage::Reader& reader, const std::string& layout,
                                   const std::string& programme, const std::string& period,
                                   AreaLevel level);

}  // namespace tilik::console
