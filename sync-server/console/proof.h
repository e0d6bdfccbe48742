// The state of a line's proof: what its programme asks for, what is there and from whom, what is
// still to come and from whom (domain.md §3.4).
//
// Proof that came with a handover is its officer's; proof that came later is whoever's brought it.
// What is required and not there is still to come from the officer of the newest handover.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sync-server/storage/registry_store.h"
#include "tilik/v1/console.pb.h"

namespace tilik::console {

using PersonOf = std::function<Result<std::string>(const ChainId&)>;

// Empty while nothing was handed out.
Result<std::vector<v1::EvidenceView>> ProofOf(storage::Reader& reader, const merge::LineState& line,
                                              const v1::Programme& programme,
                                              const PersonOf& person);

}  // namespace tilik::console
