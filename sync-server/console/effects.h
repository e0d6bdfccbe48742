// What a signed change set did, in the words of the office: to records, to money, to cases.
//
// Told by comparing the registry before with what the merge left, so that nothing is described that
// did not happen. Pure reading.
#pragma once

#include <vector>

#include "sync-server/storage/registry_store.h"
#include "tilik/v1/decision.pb.h"

namespace tilik::console {

// `before`: a snapshot from before the set. `delta` and `after`: what its merge changed, and left.
Result<std::vector<v1::EffectView>> EffectsOf(const merge::Delta& delta,
                                              const merge::WorkingSet& after,
                                              storage::Reader& before, const Codebooks& codebooks);

// An operation of an account in one line: "usulan status 12: terima: pindah, dilihat bersama".
Result<std::string> OperationWords(const v1::Operation& operation, storage::Reader& reader);

}  // namespace tilik::console
