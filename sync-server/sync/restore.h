// What a restore of the district means for its log (protocol.md §3.6). What devices prove about it
// afterwards is heard in witnesses.h.
//
// A restored log ends where the backup (and the second log beyond it) ends. If that may be below
// what the district has signed, a new epoch begins, so that no number of the lost part is ever
// given twice. Devices then offer again what is missing and hand back the newest head they saw;
// from those heads and from the receipts of earlier epochs the office learns exactly what nobody
// brought back.
#pragma once

#include <string>

#include "sync-server/storage/registry_store.h"
#include "sync-server/sync/district_keys.h"
#include "sync-server/sync/ingest.h"
#include "tilik/v1/console.pb.h"

namespace tilik::sync {

// Writes into the log that the district stands here again after a restore, in one transaction with
// the epoch that begins. `new_epoch` false: nothing that was ever signed is missing. One-time codes
// die and numbers of sessions are skipped: the log does not say which were used since the backup.
// The store is to be opened anew afterwards. Returns the epoch.
//
// A new epoch is the clock's seconds, not the next number: a district restored twice from one old
// backup must not begin the same epoch twice, and nothing but a clock outlives the backup.
Result<std::uint64_t> BeginAfterRestore(storage::RegistryStore& store, const DistrictKeys& keys,
                                        const Codebooks& codebooks, Random& random, Instant now,
                                        bool new_epoch, const std::string& reason);

// What is not here: gaps of chains, sets given up, and what each restore lost.
Result<v1::MissingReport> Missing(storage::Reader& reader, Instant now);

}  // namespace tilik::sync
