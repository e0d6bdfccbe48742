// libsodium, ready for use. Initialising picks the fastest BLAKE2b and Ed25519 for this processor
// and opens the random source.
#pragma once

#include <sodium.h>

#include "proto/contract/status.h"

namespace tilik {

// Cheap after the first call; may be called from any thread, at any time.
inline void PrepareSodium() {
  static const bool ready = sodium_init() >= 0;
  TILIK_CHECK(ready, "libsodium initialises on every machine that has a random source");
}

}  // namespace tilik
