// Sets that can never arrive: their bodies left after a backup that the district lost later, or
// their bytes on this device are not what was signed.
//
// They are declared in the chain itself, so that the district closes the gap and takes what comes
// after it (protocol.md §3.2). What the lost sets had edited is shown as the server has it again.
//
// Not thread-safe: part of one session.
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "client/core/outbox.h"
#include "client/core/records.h"
#include "client/core/store.h"

namespace tilik::client {

class Losses {
 public:
  Losses(Store& store, Records& records, Outbox& outbox, const SigningKey& key, Clock& clock)
      : store_(store), records_(records), outbox_(outbox), key_(key), clock_(clock) {}

  // --- in the caller's transaction ---

  // The sets numbered `first` to `last`, all of one chain.
  Status Declare(std::uint64_t first, std::uint64_t last, const std::string& reason);
  // Of the newest chain the district has what is up to seq `contiguous` and `waiting`; of the rest,
  // what left here is nowhere any more.
  Status DeclareGone(std::uint64_t contiguous, const std::set<std::uint64_t>& waiting);

  // Sets, in this session.
  std::uint64_t declared() const { return declared_; }

 private:
  Store& store_;
  Records& records_;
  Outbox& outbox_;
  const SigningKey& key_;
  Clock& clock_;
  std::uint64_t declared_ = 0;
};

}  // namespace tilik::client
