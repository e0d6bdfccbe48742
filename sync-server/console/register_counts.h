// PPKS and PSKS as offices count them (domain.md §3.6): stock at the beginning, entries, exits by
// reason, stock at the end, and who of them was served; by area and type, each unit by itself.
//
// Everything is counted from facts. Stocks are counted person by person, entries and exits fact by
// fact, so that opening + entries − exits = closing is a check and not a definition: a record
// entered twice, or leaving what it never entered, makes it fail, and the row says so. Nothing is
// repaired. A stay counts where it was entered, whoever moves since.
//
// Sensitive types stand in the district's total alone, whatever the level asked for: a village's
// one victim of trafficking is a name. They are in no list of names.
#pragma once

#include <cstdint>

#include "sync-server/console/recap.h"
#include "sync-server/storage/registry_store.h"
#include "tilik/v1/console.pb.h"

namespace tilik::console {

// Days, both included; `from` 0: since ever.
struct Span {
  std::uint32_t from = 0;
  std::uint32_t until = 0;

  bool Has(std::uint32_t day) const { return from <= day && day <= until; }
};

// Wilayah · Jenis · Satuan · Awal · Masuk · Keluar (by reason) · Akhir · Jumlah · Dilayani · % ·
// Sisa · %. Jumlah: who was in at some time of the span.
Result<v1::LayoutTable> CountRegister(storage::Reader& reader, v1::Register of, const Span& span,
                                      AreaLevel level);

// Who is in on that day, by name, within `area` (a district, kecamatan or village code); sensitive
// types left out.
Result<v1::LayoutTable> ListRegister(storage::Reader& reader, v1::Register of, std::uint32_t day,
                                     std::uint64_t area);

}  // namespace tilik::console
