// Sealing and opening change sets: the bytes of protocol.md §2, exactly.
//
//   link = BLAKE2b-256("tilik/changeset/1" NUL | chain id (16) | seq (u64 BE) | previous link (32)
//   | BLAKE2b-256(body) (32)) sign = Ed25519(enrolment key, link)
//
// The body is hashed as stored and never re-encoded. Pure functions; libsodium is the only
// dependency.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "proto/contract/bytes.h"
#include "proto/contract/environment.h"
#include "proto/contract/status.h"
#include "tilik/v1/change_set.pb.h"

namespace tilik {

// Bounds on one body; anything larger is refused before it is parsed.
inline constexpr std::size_t kMaxBodyBytes = 256 * 1024;
inline constexpr int kMaxOperations = 512;
inline constexpr int kMaxAttachments = 64;
inline constexpr int kMaxSetsPerPush = 500;
inline constexpr std::size_t kMaxPushBytes = 4 * 1024 * 1024;

ContentHash HashOf(std::string_view bytes);

Link LinkOf(const ChainId& chain, std::uint64_t seq, const Link& previous,
            const ContentHash& body_hash);

// A set as it lies in an outbox or a log: its place in the chain and its bytes.
struct SealedSet {
  std::uint64_t seq = 0;
  Link previous;
  Link link;
  std::string body;
};

// Serialises and links. `set.seq` must be filled in; the bytes made here are the bytes for ever.
SealedSet Seal(const ChainId& chain, const Link& previous, const v1::ChangeSet& set);

// Parses a body within the bounds above. kInvalid names what is wrong; kUnsupported: it carries an
// operation, a value column or an enum this program does not know (custody is due all the same,
// meaning waits for the upgrade).
Result<v1::ChangeSet> OpenBody(std::string_view body);

}  // namespace tilik
