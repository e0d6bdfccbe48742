// What payers report beside what officers saw: where the two accounts of the same payments differ
// (merge/ledger.h says how they count once).
#pragma once

#include <string>

#include "sync-server/storage/registry_store.h"
#include "tilik/v1/console.pb.h"

namespace tilik::console {

// Every line of the programme and period falls into one group: agreeing (also when neither says
// anything), said by one side only, or a row. A line that a payer paid, unseen by any officer, is
// no contradiction; 200 a day are paid and nobody stands beside most of them.
Result<v1::ReconcileTable> Reconcile(storage::Reader& reader, const std::string& programme,
                                     const std::string& period);

}  // namespace tilik::console
