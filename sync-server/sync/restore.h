// What a restore of the district means for its log, and what devices prove about it afterwards
// (protocol.md §3.6).
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

// Looks at a head that a device hands back. kDenied: the district never signed it. True when this
// log has it.
Result<bool> HasHead(const v1::LogHead& head, const PublicKey& district, storage::Reader& reader);

// The receipts that came with a push, those that are the district's word on its sets.
std::vector<ReceiptFacts> EarlierReceipts(const v1::PushRequest& request, const PreparedPush& push,
                                          const PublicKey& district);

// What a head or a receipt proves that this log never had, as it is noted.
storage::Witness WitnessOf(const v1::LogHead& head, const ChainId& chain, Instant seen);
storage::Witness WitnessOf(const ReceiptFacts& receipt, Instant seen);

// What is not here: gaps of chains, sets given up, and what each restore lost.
Result<v1::MissingReport> Missing(storage::Reader& reader, Instant now);

}  // namespace tilik::sync
