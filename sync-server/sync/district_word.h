// The district's word on an enrolment, as a session's opening and a carried reply both say it:
// where the log stands, signed; how far the enrolment's chain and those it goes on from are taken,
// with the links, so that a device sees whether it is still the same chain; what it may do and how
// much of it at once (protocol.md §3.1).
#pragma once

#include "sync-server/storage/registry_store.h"
#include "tilik/v1/sync.pb.h"

namespace tilik::sync {

// From one snapshot, without token and session. kDenied: no such enrolment.
Result<v1::OpenResponse> WordOn(const ChainId& enrolment, storage::Reader& reader,
                                const storage::District& district, const SigningKey& key,
                                Instant now);

}  // namespace tilik::sync
