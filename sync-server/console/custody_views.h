// Devices, gaps and branches, as the office sees them.
#pragma once

#include <string>
#include <vector>

#include "sync-server/storage/registry_store.h"
#include "tilik/v1/console.pb.h"

namespace tilik::console {

// Every hole and gap of a chain, one line each; a hole stays for ever (protocol.md §3.2).
std::vector<std::string> GapWords(const storage::ChainRow& chain);

// Enrolments only, in the order they were made.
Result<v1::DeviceList> Devices(storage::Reader& reader);

// The gaps of all chains that made any of these changes.
Result<std::vector<std::string>> GapsBehind(const std::vector<merge::HistoryRow>& history,
                                            storage::Reader& reader);

// What a quarantine case holds, one proposal for each branch, with the link that names it.
Status AddBranches(const merge::CaseFile& file, storage::Reader& reader, v1::CaseView* view);

}  // namespace tilik::console
