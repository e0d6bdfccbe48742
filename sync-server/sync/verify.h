// Verify: is the registry what its log says, and is the log what was signed?
//
// Walks every link and signature, rebuilds every derived table from the log into a scratch store by
// merging it all again, and compares the two, table by table. Says the first difference in words,
// or nothing and one line of totals. The office runs it after each backup and the auditor a year
// later.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sync-server/storage/registry_store.h"
#include "tilik/v1/console.pb.h"

namespace tilik::sync {

// `scratch` is an empty store of the same district, thrown away afterwards. Reads a snapshot: the
// server may go on. An error is one of storage; that the registry is wrong is a report.
Result<v1::VerifyReport> Verify(storage::RegistryStore& store, storage::RegistryStore& scratch,
                                const Codebooks& codebooks);

}  // namespace tilik::sync
