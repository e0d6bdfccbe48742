// Whether two stores derived the same from the same log, row by row.
#pragma once

#include <optional>
#include <string>

#include "proto/contract/status.h"
#include "proto/sqlite/database.h"
#include "sync-server/storage/registry_store.h"

namespace tilik::storage {

// Compares everything derived (records, history, identities, cases, held operations, facts, lines,
// programmes, departures, chains and their custody, restores, what every operation's outcome came
// to be) in the order of its keys, and says in words where the two first differ. Positions of feeds
// are not compared: they count how often something was written, not what. What is given is left out
// on both sides; the log itself never is. Both are in a read transaction.
Result<std::optional<std::string>> FindFirstDifference(sqlite::Database& here,
                                                       sqlite::Database& there, const Given& given);

}  // namespace tilik::storage
