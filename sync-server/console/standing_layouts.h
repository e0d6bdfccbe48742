// What stands of groups, houses, proxies and accounts on a day, in layouts (domain.md §3.4–3.6):
//
//   kube      Wilayah · KUBE · Anggota · A sangat berhasil · B berhasil · C kurang · Tidak aktif
//   rtlh      Wilayah · Rumah · Sebelum · 50 % · Sesudah
//   kuasa     each standing letter, with what was handed to a proxy on days it does not cover
//   rekening  Wilayah · Rekening · Dibuka · Gagal dibuka · Salah nomor · Ditutup · card holders
//
// Groups count as groups, houses as houses, accounts as accounts; members are beside them, never
// among them.
#pragma once

#include <string>

#include "sync-server/console/register_counts.h"

namespace tilik::console {

// kInvalid: no such layout. As of the last day of `span`; handovers within it.
Result<v1::LayoutTable> MakeStandingLayout(storage::Reader& reader, const std::string& layout,
                                           const Span& span, AreaLevel level);

}  // namespace tilik::console
