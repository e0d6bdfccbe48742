#include "tests/simulation/office.h"

#include <algorithm>

namespace tilik::simulation {

std::vector<merge::LoggedLink> Office::Chain::LinksAt(const ChainId&, std::uint64_t seq) const {
  auto found = links.find(seq);
  if (found == links.end()) return {};
  return found->second;
}

void Office::Enrol(const ChainId& id, bool account, Instant now) {
  Chain& chain = chains_[id];
  chain.state.chain = id;
  chain.state.branches.resize(1);
  chain.account = account;
  chain.issued = now;
}

void Office::Follow(const v1::ChangeSet& set) {
  for (const v1::Operation& operation : set.operations()) {
    if (operation.has_assign_villages()) {
      const v1::AssignVillages& assign = operation.assign_villages();
      chains_.at(*ChainId::FromRaw(assign.enrolment())).assignment = {assign.villages().begin(),
                                                                      assign.villages().end()};
    }
    if (operation.has_revoke_enrolment()) {
      chains_.at(*ChainId::FromRaw(operation.revoke_enrolment().enrolment())).revoked = true;
    }
  }
}

const std::set<std::uint64_t>& Office::AssignmentOf(const ChainId& chain) const {
  return chains_.at(chain).assignment;
}

OpenAnswer Office::Open(const ChainId& id, const merge::SessionNote& note) {
  const Chain& chain = chains_.at(id);
  sessions_[{epoch_, ++last_session_}] = {id, note};
  OpenAnswer answer;
  answer.epoch = epoch_;
  answer.session = last_session_;
  answer.contiguous = chain.state.branches[0].contiguous;
  answer.contiguous_link = chain.state.branches[0].contiguous_link;
  answer.villages = chain.assignment;
  answer.revoked = chain.revoked;
  return answer;
}

merge::SessionNote Office::SessionOf(const ChainId& id, const v1::ChangeSet& set) const {
  auto session = sessions_.find({set.session().epoch(), set.session().number()});
  if (session != sessions_.end() && session->second.first == id) return session->second.second;
  merge::SessionNote unknown;
  unknown.opened = chains_.at(id).issued;
  return unknown;
}

std::set<Link> Office::Push(const ChainId& id, std::uint64_t first_seq, const Link& previous,
                            std::vector<std::string> bodies, Instant now,
                            std::optional<Instant> as_of) {
  Chain& chain = chains_.at(id);
  auto linked = merge::LinkPush(id, first_seq, previous, std::move(bodies));
  TILIK_CHECK(linked.ok(), "a phone pushes what it sealed");
  if (mischief == Mischief::kMergesBackwards) std::reverse(linked->begin(), linked->end());
  std::set<Link> receipts;
  Commit commit;
  for (SealedSet& set : *linked) {
    receipts.insert(set.link);
    Take(chain, std::move(set), now, as_of, commit);
  }
  return receipts;
}

void Office::Take(Chain& chain, SealedSet sealed, Instant now, std::optional<Instant> as_of,
                  Commit& commit) {
  const merge::Admission admission = merge::Admit(chain.state, {std::move(sealed)}, chain).front();
  const SealedSet& set = admission.set;
  if (admission.kind == merge::Admission::Kind::kKnown) {
    if (mischief == Mischief::kForgetsDuplicates) {
      MergeOne(chain, admission.branch, Logged(set.link), commit);
    }
    return;
  }
  auto opened = OpenBody(set.body);
  TILIK_CHECK(opened.ok(), opened.status().message());
  LoggedSet logged;
  logged.arrival = log_.size() + 1;
  logged.chain = chain.state.chain;
  logged.seq = set.seq;
  logged.link = set.link;
  logged.body = set.body;
  logged.observed = as_of.value_or(
      merge::BoundObservation(opened->clock(), SessionOf(chain.state.chain, *opened), now));
  if (mischief == Mischief::kBelievesClocks && !as_of) {
    logged.observed = Instant{opened->clock().wall_ms()};
  }
  for (const v1::Operation& operation : opened->operations()) {
    if (!operation.has_declare_lost()) continue;
    const v1::DeclareLost& lost = operation.declare_lost();
    if (lost.first_seq() > chain.state.branches.front().contiguous &&
        lost.first_seq() <= lost.last_seq() && lost.last_seq() < set.seq) {
      chain.state.holes.emplace_back(lost.first_seq(), lost.last_seq());
    }
  }
  arrival_of_[set.link] = logged.arrival;
  log_.push_back(std::move(logged));
  chain.links[set.seq].push_back({set.link, admission.branch, set.previous});
  if (admission.kind != merge::Admission::Kind::kWaiting) {
    MergeOne(chain, admission.branch, Logged(set.link), commit);
  }
  for (const merge::Released& released : merge::ReleaseWaiting(chain.state)) {
    MergeOne(chain, released.branch, Logged(released.link), commit);
  }
}

void Office::MergeOne(Chain& chain, std::uint32_t branch, const LoggedSet& logged, Commit& commit) {
  auto set = OpenBody(logged.body);
  TILIK_CHECK(set.ok(), "what is in the log was readable when it came");
  if (mischief == Mischief::kTrustsBases) {
    for (v1::Operation& operation : *set->mutable_operations()) {
      if (!operation.has_change_fields()) continue;
      operation.mutable_change_fields()->set_base_epoch(epoch_);
      for (auto& exception : *operation.mutable_change_fields()->mutable_exceptions()) {
        exception.set_epoch(epoch_);
      }
    }
  }
  merge::SetContext context;
  context.chain = logged.chain;
  context.branch = branch;
  context.ancestry = merge::AncestryOf(chain.state, branch, logged.seq);
  context.seq = logged.seq;
  context.link = logged.link;
  context.arrival = logged.arrival;
  context.arrived = logged.observed;
  context.observed = logged.observed;
  context.account = chain.account;
  context.assignment = chain.assignment;
  context.quarantined = chain.revoked || chain.state.forked() || branch != 0;
  context.epoch = epoch_;
  context.oldest_epoch = set->oldest_epoch();
  context.highest_receipted = set->highest_receipted();

  merge::WorkingSet& loaded = commit.loaded;
  registry_.Load({}, loaded);
  const Status loading = merge::LoadFor(
      *codebooks_, context, *set,
      [&](const merge::Keys& keys) {
        registry_.Load(keys, loaded);
        return Status();
      },
      loaded, commit.asked);
  TILIK_CHECK(loading.ok(), "maps always load");
  merge::Delta delta = merge::Merge(*codebooks_, context, *set, loaded);
  if (mischief == Mischief::kDropsHeld) {
    for (const merge::FactId& id : delta.held_added) {
      if (loaded.held.at(id).because == merge::HeldBecause::kUnknownRecord) {
        delta.held_removed.insert(id);
      }
    }
    for (const merge::FactId& id : delta.held_removed) delta.held_added.erase(id);
  }
  registry_.Save(delta, loaded);
  if (chain.account) Follow(*set);
}

}  // namespace tilik::simulation
