// What an account's change set orders about chains rather than records: who is admitted, confirmed,
// assigned or revoked, whose PIN was forgotten and who goes on from whom, who may sign at the
// office, which gaps are given up, and that the district was restored.
//
// All of it is derived from the log: replaying the same sets gives the same chains. Works inside
// the Writer of whoever ingests.
#pragma once

#include <set>
#include <vector>

#include "proto/contract/signing.h"
#include "sync-server/storage/registry_store.h"

namespace tilik::sync {

// A gap is closed by decision once its device had this long to bring what is missing
// (protocol.md §3.2); earlier only for a reason of its own.
inline constexpr std::int64_t kGapWaitsMs = 14 * 24 * 3'600'000LL;

// Whether what this chain brings is held until a person releases it.
bool InQuarantine(const storage::ChainRow& chain);

// Enrolments that `set` confirms but that stay in quarantine for another reason; asked before the
// set is merged.
Result<std::set<ChainId>> NotReleased(const v1::ChangeSet& set, storage::Writer& writer);

// Applies the orders of a set that account `by` made, after it was merged. Returns the chains in
// which what waited may now go on. An order about an unknown chain changes nothing.
Result<std::vector<ChainId>> ApplyOrders(const v1::ChangeSet& set, const storage::ChainRow& by,
                                         const storage::LogEntry& entry, storage::Writer& writer);

}  // namespace tilik::sync
