// What an enrolment pulls: outcomes of its own sets, the records of its villages and the reference
// data, from its cursors on (protocol.md §3.4).
//
// Bounded by what the device asks for and by kMaxPullBytes: what is beyond waits for the next pull,
// which a page must promise. A device's cursors of another epoch count as none.
#pragma once

#include <cstdint>

#include "sync-server/storage/registry_store.h"
#include "tilik/v1/sync.pb.h"

namespace tilik::sync {

inline constexpr std::uint32_t kMaxPullBytes = 512 * 1024;

// From one snapshot of the district in `epoch`. kDenied: no such enrolment. kInvalid: more villages
// or earlier chains than anybody has. One that is revoked or unconfirmed gets its marks and no
// data.
Result<v1::PullResponse> PullFrom(storage::Reader& reader, std::uint64_t epoch,
                                  const ChainId& enrolment, const v1::PullRequest& request);

}  // namespace tilik::sync
