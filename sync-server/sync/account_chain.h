// What an account does becomes change sets of a chain of its own, signed by the district
// (protocol.md §1, Account).
//
// An account's chain id is fresh for each epoch and follows from both names, so it needs no table.
// Sets are gathered and ingested together: one signature covers all that were added since the last
// Flush.
#pragma once

#include <string>
#include <vector>

#include "sync-server/sync/district_keys.h"
#include "sync-server/sync/ingest.h"

namespace tilik::sync {

// The account whose chain carries what the server does by itself: admitting enrolments whose code a
// supervisor made, and restores.
inline constexpr char kOfficeAccount[] = "kantor";

ChainId AccountChainId(const std::string& account, std::uint64_t epoch);

// Lives inside one Writer, together with the Ingest that serves it.
class AccountChain {
 public:
  // Makes the chain at its first use. `now` is the office's clock. A restore may know the chain by
  // its id only; whoever opens it says whose it is.
  static Result<AccountChain> Open(const std::string& account, const DistrictKeys& keys,
                                   const storage::District& district, storage::Writer& writer,
                                   Random& random, Instant now);

  // The session that every set names which is added from here on; 0: none is named.
  void NameSession(std::uint64_t number) { session_ = number; }

  // Adds one change set. `observed`: when it speaks of; now, or the as-of date of a file being
  // imported.
  void Add(std::vector<v1::Operation> operations, Instant observed);
  // Signs and takes what was added. Its operations are merged when this returns.
  Status Flush(Ingest& ingest, Instant now);

  const ChainId& id() const { return chain_; }
  const Link& head() const { return head_; }  // of the last set added
  std::uint64_t next_seq() const { return next_seq_; }

 private:
  AccountChain(const ChainId& chain, const DistrictKeys& keys, const storage::District& district,
               Random& random)
      : chain_(chain), keys_(&keys), epoch_(district.epoch), random_(&random) {}

  ChainId chain_;
  const DistrictKeys* keys_;
  std::uint64_t epoch_;
  Random* random_;
  std::uint64_t session_ = 0;
  std::uint64_t next_seq_ = 1;
  Link head_;            // of the last set made
  Link first_previous_;  // of the first set not flushed yet
  std::uint64_t first_seq_ = 1;
  std::vector<std::string> bodies_;
};

// What an account's chain needs to be written.
struct Office {
  const DistrictKeys& keys;
  const storage::District& district;
  storage::Writer& writer;
  Ingest& ingest;
  Random& random;
  Instant now;
};

// One change set by `account`, signed and taken when this returns.
Status Log(const Office& office, const std::string& account, std::vector<v1::Operation> operations);

}  // namespace tilik::sync
