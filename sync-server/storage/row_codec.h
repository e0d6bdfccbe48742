// The packed parts of rows other than records: what is looked at only when the row is.
//
// Pack… and Unpack… are inverses. Unpack… gives kCorrupt when the bytes are not what Pack… made;
// the caller says whose bytes they were.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "proto/contract/status.h"
#include "sync-server/merge/custody.h"
#include "sync-server/merge/merge.h"
#include "sync-server/merge/working_set.h"
#include "tilik/v1/sync.pb.h"

namespace tilik::storage {

// Equal keys give equal bytes: the column is compared, and unique among open cases.
std::string PackKey(const merge::CaseKey& key);
Status UnpackKey(std::string_view packed, merge::CaseKey& key);

// Everything of a case but its number, key, counter, open flag and opening, which are columns.
std::string PackDossier(const merge::CaseFile& file);
Status UnpackDossier(std::string_view packed, merge::CaseFile& file);

std::string PackChanges(const std::vector<merge::SlotChange>& changes);
Status UnpackChanges(std::string_view packed, std::vector<merge::SlotChange>& changes);

// Several outcomes of one chain; links and records are written once.
std::string PackOutcomes(const std::vector<v1::Outcome>& outcomes);
Status UnpackOutcomes(std::string_view packed, std::vector<v1::Outcome>& outcomes);

// A chain's branches, waiting sets and holes; its id is a column.
std::string PackCustody(const merge::ChainState& state);
Status UnpackCustody(std::string_view packed, merge::ChainState& state);

// What a held operation's context has beyond the log row of its set and its chain.
std::string PackRights(const merge::SetContext& context);
Status UnpackRights(std::string_view packed, merge::SetContext& context);

std::string PackNumbers(const std::set<std::uint64_t>& numbers);
Status UnpackNumbers(std::string_view packed, std::set<std::uint64_t>& numbers);

}  // namespace tilik::storage
