#include "sync-server/merge/custody.h"

#include <algorithm>

namespace tilik::merge {
namespace {

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

// The branch that holds `link` at `seq`; the main one when the log does not know it.
std::uint32_t BranchHolding(const LinkIndex& log, const ChainId& chain, std::uint64_t seq,
                            const Link& link) {
  for (const auto& [known, branch] : log.LinksAt(chain, seq)) {
    if (known == link) return branch;
  }
  return 0;
}

bool InHole(const ChainState& state, std::uint64_t seq) {
  return seq <= state.branches[0].contiguous &&
         std::any_of(state.holes.begin(), state.holes.end(),
                     [&](const auto& hole) { return hole.first <= seq && seq <= hole.second; });
}

}  // namespace

Result<std::vector<SealedSet>> LinkPush(const ChainId& chain, std::uint64_t first_seq,
                                        const Link& previous, std::vector<std::string> bodies) {
  if (first_seq == 0) return Status::Invalid("a chain starts at sequence number 1");
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
  // Links admitted in this very call, which the log does not hold yet.
  std::map<std::uint64_t, std::vector<std::pair<Link, std::uint32_t>>> fresh;
  for (SealedSet& set : sets) {
    Admission admission;
    std::vector<std::pair<Link, std::uint32_t>> known = log.LinksAt(state.chain, set.seq);
    known.insert(known.end(), fresh[set.seq].begin(), fresh[set.seq].end());
    auto same = std::find_if(known.begin(), known.end(),
                             [&](const auto& entry) { return entry.first == set.link; });
    if (same != known.end()) {
      admission.kind = Admission::Kind::kKnown;
      admission.branch = same->second;
    } else if (Branch* branch = BranchEndingAt(state, set.seq - 1, set.previous)) {
      // A branch that is not the main one stays in quarantine, whatever follows on it.
      admission.kind = branch->number == 0 ? Admission::Kind::kNext : Admission::Kind::kFork;
      admission.branch = branch->number;
      branch->contiguous = set.seq;
      branch->contiguous_link = set.link;
    } else if (known.empty() && InHole(state, set.seq)) {
      // Declared lost and found after all: it takes its place, late.
      admission.kind = Admission::Kind::kNext;
    } else if (!known.empty() || set.seq <= state.branches[0].contiguous + 1) {
      // Another link at this place, or a predecessor that is not the one in custody: two histories
      // under one key.
      std::uint32_t parent = BranchHolding(log, state.chain, set.seq - 1, set.previous);
      admission.kind = Admission::Kind::kFork;
      admission.branch = AddBranch(state, parent, set.seq, set.link);
    } else {
      admission.kind = Admission::Kind::kWaiting;
      state.waiting[set.seq] = set.link;
      state.waiting_previous[set.seq] = set.previous;
    }
    if (admission.kind != Admission::Kind::kKnown)
      fresh[set.seq].emplace_back(set.link, admission.branch);
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
      for (const auto& [first, last] : state.holes) {
        if (first > next || next > last) continue;
        next = last < at_or_above->first ? last + 1 : at_or_above->first;
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

std::vector<Ancestry> AncestryOf(const ChainState& state, std::uint32_t branch, std::uint64_t seq) {
  bool hole_below = std::any_of(state.holes.begin(), state.holes.end(),
                                [&](const auto& hole) { return hole.first < seq; });
  if (state.forked() && hole_below) return {};
  std::vector<Ancestry> ancestry;
  std::uint64_t last = seq - 1;
  for (std::size_t steps = 0; steps <= state.branches.size() && branch < state.branches.size();
       ++steps) {
    ancestry.push_back({branch, last});
    if (branch == 0) break;
    const Branch& own = state.branches[branch];
    if (own.parent == branch) break;
    last = own.from_seq - 1;
    branch = own.parent;
  }
  return ancestry;
}

}  // namespace tilik::merge
