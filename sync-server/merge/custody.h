// Custody: which sets of a chain are in the log, which wait, and what a push means for its chain
// (protocol.md §3.2).
//
// Pure. Decides only by links, sequence numbers and signatures; never by contents. A validly signed
// set is always taken.
//
// A fork is two histories under one key: a phone was cloned, or put back from an older copy. Nobody
// can tell by links which of them is the officer's, so from then on whatever comes on any branch
// goes to quarantine. A decision releases or refuses what a branch has brought until then; no
// decision makes the chain trusted again. What a branch brings later opens the case anew, and the
// device, which sees the fork at its next Open, goes on under a new enrolment.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
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

// Seqs that may never come: the device declared them lost, or an account closed the gap. Kept for
// ever, also when some of them are found after all.
struct Hole {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  bool decided = false;  // by an account, not by the device
  std::string reason;

  friend bool operator==(const Hole&, const Hole&) = default;
};

// What the server knows of one chain.
struct ChainState {
  ChainId chain;
  std::vector<Branch> branches;  // [0] always exists
  // Sets that arrived above a gap, by seq: their links. They are in custody and wait for a meaning.
  std::map<std::uint64_t, Link> waiting;
  std::map<std::uint64_t, Link> waiting_previous;
  std::vector<Hole> holes;
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

// A set in the log, by its links.
struct LoggedLink {
  Link link;
  std::uint32_t branch = 0;
  Link previous;
};

// Decides each set in order and updates `state` as if it were logged. `log` answers what it holds
// for a seq (nothing, one, or several after a fork). A set that was given up and is found after all
// takes its place if it fits those beside it, and is a fork if it does not.
class LinkIndex {
 public:
  virtual ~LinkIndex() = default;
  virtual std::vector<LoggedLink> LinksAt(const ChainId& chain, std::uint64_t seq) const = 0;
};
std::vector<Admission> Admit(ChainState& state, std::vector<SealedSet> sets, const LinkIndex& log);

// A set that waited above a gap and may now be merged; `branch` is not 0 when it turns out not to
// follow the main one.
struct Released {
  std::uint64_t seq = 0;
  Link link;
  std::uint32_t branch = 0;
};

// After a gap closed (by arrival or a hole): what may now be merged, in order.
std::vector<Released> ReleaseWaiting(ChainState& state);

// Sets that others wait for: the main branch's gaps below its waiting sets, [first, last].
std::vector<std::pair<std::uint64_t, std::uint64_t>> GapsOf(const ChainState& state);

// Whether `hole` gives up something of the main branch that has not come, below a set in custody at
// `below`. Anything else would change what is known already.
bool MayBeGivenUp(const ChainState& state, const Hole& hole, std::uint64_t below);

// What the set at `seq` of `branch` descends from, for SetContext::ancestry. Empty across a hole in
// a forked chain: there nothing is own-earlier (protocol.md §4.1).
std::vector<Ancestry> AncestryOf(const ChainState& state, std::uint32_t branch, std::uint64_t seq);

}  // namespace tilik::merge
