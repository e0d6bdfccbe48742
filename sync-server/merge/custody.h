// Custody: which sets of a chain are in the log, which wait, and what a push means for its chain
// (protocol.md §3.2).
//
// Pure. Decides only by links, sequence numbers and signatures; never by contents. A validly signed
// set is always taken.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "proto/contract/bytes.h"
#include "proto/contract/change_set.h"
#include "proto/contract/status.h"
#include "sync-server/merge/set_context.h"

namespace tilik::merge {

// One branch of a chain: contiguous sets from `from_seq`, hanging on `parent` at `from_seq` − 1.
struct Branch {
  std::uint32_t number = 0;
  std::uint32_t parent = 0;  // itself for branch 0
  std::uint64_t from_seq = 1;
  std::uint64_t contiguous = 0;  // highest seq without a gap; from_seq − 1 when empty
  Link contiguous_link;          // of that seq
};

// What the server knows of one chain.
struct ChainState {
  ChainId chain;
  std::vector<Branch> branches;  // [0] always exists
  // Sets that arrived above a gap, by seq: their links. They are in custody and wait for a meaning.
  std::map<std::uint64_t, Link> waiting;
  std::map<std::uint64_t, Link> waiting_previous;
  // Seqs declared lost for ever, [first, last].
  std::vector<std::pair<std::uint64_t, std::uint64_t>> holes;
  bool forked() const { return branches.size() > 1; }
};

// What is to be done with one set of a push.
struct Admission {
  enum class Kind : std::uint8_t {
    kKnown,    // this link is in the log already: the same receipt again
    kNext,     // follows its branch: log it and merge it
    kWaiting,  // above a gap: log it, merge it when the gap closes
    kFork,     // same seq, other link: log it on a new branch, quarantine
  };
  Kind kind = Kind::kNext;
  std::uint32_t branch = 0;
  SealedSet set;
};

// The sets of a push with links computed from `previous`, bodies as sent. kInvalid when a body
// names another seq than its place, or bounds are passed. The caller verifies the head's signature
// over the last link.
Result<std::vector<SealedSet>> LinkPush(const ChainId& chain, std::uint64_t first_seq,
                                        const Link& previous, std::vector<std::string> bodies);

// Decides each set in order and updates `state` as if it were logged. `link_at` answers which links
// the log holds for a seq (none, one, or several after a fork).
class LinkIndex {
 public:
  virtual ~LinkIndex() = default;
  virtual std::vector<std::pair<Link, std::uint32_t>> LinksAt(const ChainId& chain,
                                                              std::uint64_t seq) const = 0;
};
std::vector<Admission> Admit(ChainState& state, std::vector<SealedSet> sets, const LinkIndex& log);

// A set that waited above a gap and may now be merged; `branch` is not 0 when it turns out not to
// follow the main one.
struct Released {
  std::uint64_t seq = 0;
  Link link;
  std::uint32_t branch = 0;
};

// After a gap closed (by arrival or a declared hole): what may now be merged, in order.
std::vector<Released> ReleaseWaiting(ChainState& state);

// What the set at `seq` of `branch` descends from, for SetContext::ancestry. Empty across a hole in
// a forked chain: there nothing is own-earlier (protocol.md §4.1).
std::vector<Ancestry> AncestryOf(const ChainState& state, std::uint32_t branch, std::uint64_t seq);

}  // namespace tilik::merge
