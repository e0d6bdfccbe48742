// Writing a bundle: what the district has not confirmed, as sealed frames for a courier
// (protocol.md §6).
//
// Nothing leaves the outbox and nothing counts as received by it: a set that a bundle carries is
// *Dititipkan* until its receipt comes, by a reply or by a session, whichever is first. Exporting
// again repeats what has no receipt. Where `max_bytes` does not hold all, what no bundle carries
// yet goes first, then what was entrusted longest ago, so that small bundles one after the other
// carry everything. The device's request (cursors, receipts it has, photos it waits for) travels in
// every bundle, so that the reply can be exact.
//
// Sets of the chains that this home goes on from after a forgotten PIN travel with the others, each
// under its own chain's name and signature; the request is the newest enrolment's. While that has
// no certificate yet nothing travels: nobody could be answered.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "client/core/sync.h"
#include "proto/contract/bundle.h"

namespace tilik::client {

struct BundleOrder {
  bool photos = false;
  std::uint64_t max_bytes = 0;  // 0: no bound
};

// What a bundle that was written carries.
struct BundleExport {
  std::vector<std::uint64_t> sets;                            // by their numbers in the home
  std::vector<std::pair<ContentHash, std::uint64_t>> photos;  // up to which byte
  std::uint64_t sets_left = 0;
  std::uint64_t photos_left = 0;
  std::uint64_t bytes = 0;
  std::uint64_t request_number = 0;
};

// Hands the file to `sink`, piece by piece; changes nothing on the device. kInvalid: `max_bytes`
// holds not even one set, the district gave no key to seal to, or the newest enrolment has no
// certificate yet.
Result<BundleExport> WriteBundle(const SyncParts& parts, Random& random, const BundleOrder& order,
                                 BundleWriter::Sink sink);

// The file is safe where the courier will find it: from now on these are entrusted to him.
Status EntrustBundle(const SyncParts& parts, const BundleExport& bundle,
                     const std::string& courier);

}  // namespace tilik::client
