#include "sync-server/merge/custody.h"

#include <algorithm>
#include <limits>

namespace tilik::merge {
namespace {

// As far as a store counts. A seq that wrapped would follow the last one and precede the first.
constexpr std::uint64_t kMaxSeq = std::numeric_limits<std::int64_t>::max();

Branch* BranchEndingAt(ChainState& state, std::uint64_t seq, const Link& link) {
  for (Branch& branch : state.branches) {
    if (branch.contiguous == seq && branch.contiguous_link == link) return &branch;
  }
  return nullptr;
}

std::uint32_t AddBranch(ChainState& state, std::uint32_t parent, std::uint64_t seq,
                        const Link& link) {
  Branch branch;
  branch.number = static_cast<std::uint32_t>(state.branches.size());
  branch.parent = parent;
  branch.from_seq = seq;
  branch.contiguous = seq;
  branch.contiguous_link = link;
  state.branches.push_back(branch);
  return branch.number;
}

using Known = std::vector<LoggedLink>;

// What the log holds at a seq, together with what the push under way brought there.
class Custody {
 public:
  Custody(const LinkIndex& log, const ChainId& chain) : log_(log), chain_(chain) {}

  Known At(std::uint64_t seq) const {
    Known known = log_.LinksAt(chain_, seq);
    auto fresh = fresh_.find(seq);
    if (fresh != fresh_.end())
      known.insert(known.end(), fresh->second.begin(), fresh->second.end());
    return known;
  }
  void Add(std::uint64_t seq, const LoggedLink& link) { fresh_[seq].push_back(link); }

  // The branch that holds `link` at `seq`; the main one when nothing is known of it.
  std::uint32_t BranchHolding(std::uint64_t seq, const Link& link) const {
    for (const LoggedLink& known : At(seq)) {
      if (known.link == link) return known.branch;
    }
    return 0;
  }

  // Whether the set follows the main branch's one before it and leads to the one after it, as far
  // as they are here.
  bool FitsMain(const SealedSet& set) const {
    if (set.seq == 1 && !set.previous.none()) return false;
    for (const LoggedLink& before : set.seq == 1 ? Known() : At(set.seq - 1)) {
      if (before.branch == 0 && before.link != set.previous) return false;
    }
    for (const LoggedLink& after : At(set.seq + 1)) {
      if (after.branch == 0 && after.previous != set.link) return false;
    }
    return true;
  }

 private:
  const LinkIndex& log_;
  const ChainId& chain_;
  std::map<std::uint64_t, Known> fresh_;
};

bool InHole(const ChainState& state, std::uint64_t seq) {
  return seq <= state.branches[0].contiguous &&
         std::any_of(state.holes.begin(), state.holes.end(),
                     [&](const Hole& hole) { return hole.first <= seq && seq <= hole.last; });
}

}  // namespace

Result<std::vector<SealedSet>> LinkPush(const ChainId& chain, std::uint64_t first_seq,
                                        const Link& previous, std::vector<std::string> bodies) {
  if (first_seq == 0) return Status::Invalid("a chain starts at sequence number 1");
  if (first_seq > kMaxSeq || kMaxSeq - first_seq < bodies.size()) {
    return Status::Invalid("no chain is as long as " + std::to_string(first_seq) + " change sets");
  }
  if (bodies.size() > static_cast<std::size_t>(kMaxSetsPerPush)) {
    return Status::Invalid("a push holds at most " + std::to_string(kMaxSetsPerPush) +
                           " change sets");
  }
  std::vector<SealedSet> sets;
  sets.reserve(bodies.size());
  Link before = previous;
  std::uint64_t seq = first_seq;
  for (std::string& body : bodies) {
    if (body.size() > kMaxBodyBytes) {
      return Status::Invalid("change set " + std::to_string(seq) + " is larger than " +
                             std::to_string(kMaxBodyBytes) + " bytes");
    }
    SealedSet set;
    set.seq = seq;
    set.previous = before;
    set.link = LinkOf(chain, seq, before, HashOf(body));
    set.body = std::move(body);
    before = set.link;
    ++seq;
    sets.push_back(std::move(set));
  }
  return sets;
}

std::vector<Admission> Admit(ChainState& state, std::vector<SealedSet> sets, const LinkIndex& log) {
  if (state.branches.empty()) state.branches.emplace_back();
  std::vector<Admission> admissions;
  admissions.reserve(sets.size());
  Custody custody(log, state.chain);
  for (SealedSet& set : sets) {
    Admission admission;
    const Known known = custody.At(set.seq);
    auto same = std::find_if(known.begin(), known.end(),
                             [&](const LoggedLink& entry) { return entry.link == set.link; });
    if (same != known.end()) {
      admission.kind = Admission::Kind::kKnown;
      admission.branch = same->branch;
    } else if (Branch* branch = BranchEndingAt(state, set.seq - 1, set.previous)) {
      // A branch that is not the main one stays in quarantine, whatever follows on it.
      admission.kind = branch->number == 0 ? Admission::Kind::kNext : Admission::Kind::kFork;
      admission.branch = branch->number;
      branch->contiguous = set.seq;
      branch->contiguous_link = set.link;
    } else if (known.empty() && InHole(state, set.seq) && custody.FitsMain(set)) {
      // Given up and found after all: it takes its place, late.
      admission.kind = Admission::Kind::kNext;
    } else if (!known.empty() || set.seq <= state.branches[0].contiguous + 1) {
      // Another link at this place, or a predecessor that is not the one in custody: two histories
      // under one key.
      std::uint32_t parent = custody.BranchHolding(set.seq - 1, set.previous);
      admission.kind = Admission::Kind::kFork;
      admission.branch = AddBranch(state, parent, set.seq, set.link);
    } else {
      admission.kind = Admission::Kind::kWaiting;
      state.waiting[set.seq] = set.link;
      state.waiting_previous[set.seq] = set.previous;
    }
    if (admission.kind != Admission::Kind::kKnown)
      custody.Add(set.seq, {set.link, admission.branch, set.previous});
    admission.set = std::move(set);
    admissions.push_back(std::move(admission));
  }
  return admissions;
}

std::vector<Released> ReleaseWaiting(ChainState& state) {
  std::vector<Released> released;
  if (state.branches.empty()) return released;
  for (;;) {
    Branch& main = state.branches[0];
    std::uint64_t next = main.contiguous + 1;
    bool behind_hole = false;
    for (bool moved = true; moved;) {
      moved = false;
      auto at_or_above = state.waiting.lower_bound(next);
      if (at_or_above == state.waiting.end() || at_or_above->first == next) break;
      for (const Hole& hole : state.holes) {
        if (hole.first > next || next > hole.last) continue;
        next = hole.last < at_or_above->first ? hole.last + 1 : at_or_above->first;
        behind_hole = moved = true;
      }
    }
    auto waiting = state.waiting.find(next);
    if (waiting == state.waiting.end()) return released;
    Link link = waiting->second;
    bool follows = behind_hole || state.waiting_previous[next] == main.contiguous_link;
    state.waiting.erase(waiting);
    state.waiting_previous.erase(next);
    if (follows) {
      main.contiguous = next;
      main.contiguous_link = link;
      released.push_back({next, link, 0});
    } else {
      released.push_back({next, link, AddBranch(state, 0, next, link)});
    }
  }
}

std::vector<std::pair<std::uint64_t, std::uint64_t>> GapsOf(const ChainState& state) {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> gaps;
  if (state.branches.empty()) return gaps;
  std::uint64_t next = state.branches[0].contiguous + 1;
  for (const auto& [seq, link] : state.waiting) {
    if (seq > next) gaps.emplace_back(next, seq - 1);
    next = seq + 1;
  }
  return gaps;
}

bool MayBeGivenUp(const ChainState& state, const Hole& hole, std::uint64_t below) {
  return !state.branches.empty() && hole.first > state.branches[0].contiguous &&
         hole.first <= hole.last && hole.last < below;
}

std::vector<Ancestry> AncestryOf(const ChainState& state, std::uint32_t branch, std::uint64_t seq) {
  bool hole_below = std::any_of(state.holes.begin(), state.holes.end(),
                                [&](const Hole& hole) { return hole.first < seq; });
  if (state.forked() && hole_below) return {};
  std::vector<Ancestry> ancestry = {{branch, seq - 1}};
  while (branch != 0) {
    const Branch& own = state.branches.at(branch);
    TILIK_CHECK(own.parent < branch, "a branch hangs on one that was there before it");
    ancestry.push_back({own.parent, own.from_seq - 1});
    branch = own.parent;
  }
  return ancestry;
}

}  // namespace tilik::merge
