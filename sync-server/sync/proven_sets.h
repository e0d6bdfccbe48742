// Sets of a chain, brought by whoever has them: the chain's own session, a courier's bundle, or the
// enrolment that followed after a forgotten PIN.
//
// Custody asks nothing of the bringer. A push is proven by the signature over its last link
// (protocol.md §2), so all that is needed is the chain's public key, and idempotency, gaps, forks
// and quarantine are those of Ingest. A session token says who may *read*; it is not needed here.
// The one way from bytes to Ingest::Take for everybody who is not the office itself.
#pragma once

#include "sync-server/storage/registry_store.h"
#include "sync-server/sync/ingest.h"

namespace tilik::sync {

struct ProvenSets {
  storage::ChainRow chain;  // as the reader saw it
  PreparedPush push;        // for Ingest::Take or PushQueue::Submit
};

// kNotFound: nobody here knows this chain. kDenied: the signature does not fit; `request` is as it
// came and the caller keeps it for the auditor. kInvalid: bounds, order.
Result<ProvenSets> ProveSets(storage::Reader& reader, const ChainId& chain,
                             v1::PushRequest& request);

// The district's word that a set is in custody; only after the commit.
v1::Receipt MakeReceipt(const SigningKey& district, const ReceiptFacts& facts);

}  // namespace tilik::sync
