// The stock ledger: received − handed out − damaged − lost − returned = counted on hand, by place,
// event and item. Never mixed with entitlements: a kilogram may be entitled and not have come.
#pragma once

#include <vector>

#include "sync-server/storage/registry_store.h"
#include "tilik/v1/console.pb.h"

namespace tilik::console {

// What does not close is a finding beside its row; a place where nobody counted says so, for no
// count is not a count of 0.
v1::StockTable MakeStock(const std::vector<storage::StockRow>& rows);

}  // namespace tilik::console
