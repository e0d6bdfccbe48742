// Reading a bundle that came back: the district's replies to this enrolment, as far as they are
// whole (protocol.md §6).
//
// Replies are sealed to the enrolment and signed by the district that certified it; what only
// another enrolment can open is not this one's business and stays as it lies, to be carried on.
// Everything else is carried_replies.cc's: any file may be read twice, late, or out of order.
#pragma once

#include <vector>

#include "client/core/sync.h"
#include "proto/contract/bundle_reader.h"

namespace tilik::client {

struct BundleImport {
  SyncReport report;
  std::uint64_t replies = 0;  // frames of replies to this enrolment
  std::uint64_t for_others = 0;
  std::vector<ByteRange> damage;
  std::vector<MissingFrame> missing;
};

// An error is the source's or the device's own; what was applied before it stays. kDenied: a reply
// that the district did not sign.
Result<BundleImport> ReadBundle(const SyncParts& parts, const BundleReader::Source& source);

}  // namespace tilik::client
