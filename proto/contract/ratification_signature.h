// The district's signature under a ratified version of its registry: over "tilik/pengesahan/1" NUL
// digest, a prefix that no other use of the key has.
#pragma once

#include "proto/contract/bytes.h"
#include "proto/contract/signing.h"

namespace tilik {

Signature SignRatification(const SigningKey& district, const ContentHash& digest);
bool VerifyRatification(const PublicKey& district, const ContentHash& digest,
                        const Signature& signature);

}  // namespace tilik
