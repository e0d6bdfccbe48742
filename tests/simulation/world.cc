#include "tests/simulation/world.h"

#include <algorithm>
#include <cstdlib>

namespace tilik::simulation {

ChainId World::NewChain() {
  ChainId chain;
  chance.Fill(chain.data(), chain.size());
  return chain;
}

merge::FactId World::FactOf(DeedId deed) const {
  return {model.in_custody().at(deed.set)->link, deed.deed};
}

DeedId World::DeedOf(const merge::FactId& fact) const {
  return {number_of.at(fact.link), fact.operation};
}

void World::Decree(Account& account, std::vector<v1::Operation> operations, std::vector<Deed> deeds,
                   std::optional<Instant> as_of) {
  v1::ChangeSet set;
  std::string salt(16, '\0');
  chance.Fill(salt.data(), salt.size());
  set.set_salt(salt);
  set.set_seq(++account.seq);
  set.set_oldest_epoch(office.epoch());
  set.mutable_clock()->set_wall_ms(now.ms);
  for (v1::Operation& operation : operations) *set.add_operations() = std::move(operation);
  const SealedSet sealed = Seal(account.chain, account.head, set);

  auto saved = std::make_shared<Saved>();
  saved->number = ++last_set;
  saved->before = account.last;
  saved->after = account.last == nullptr ? 0 : account.last->number;
  saved->place = account.seq;
  saved->hand = account.chain;
  saved->account = true;
  saved->link = sealed.link;
  saved->observed = as_of.value_or(now);
  saved->deeds = std::move(deeds);
  number_of[sealed.link] = saved->number;
  account.last = saved;

  office.Push(account.chain, account.seq, account.head, {sealed.body}, now, saved->observed);
  account.head = sealed.link;
  model.Arrive(std::move(saved));
}

Instant World::Believed(const OwnSet& set, bool session_known, Instant opened) const {
  const std::int64_t jumped = set.clock.skew_ms - set.clock.skew_at_session_ms;
  const bool caught =
      session_known && set.clock.same_boot && std::llabs(jumped) > merge::kClockToleranceMs;
  const Instant claimed{set.clock.saved.ms + jumped};
  const Instant earliest = std::min(opened, now);
  return caught || claimed < earliest || claimed > now ? earliest : claimed;
}

void World::Carry(Phone& phone, std::uint64_t first, std::uint64_t count, bool answered) {
  std::uint64_t seq = first;
  const std::uint64_t end = std::min<std::uint64_t>(first + count, phone.sets().size() + 1);
  while (seq < end) {
    // What can be sent is sent around what was lost.
    if (phone.sets()[seq - 1].lost) {
      ++seq;
      continue;
    }
    const std::uint64_t from = seq;
    while (seq < end && !phone.sets()[seq - 1].lost) ++seq;
    CarryWhole(phone, from, seq - from, answered);
  }
}

void World::CarryWhole(Phone& phone, std::uint64_t first, std::uint64_t count, bool answered) {
  std::vector<std::string> bodies;
  std::vector<SavedPtr> arriving;
  for (std::uint64_t seq = first; seq < first + count; ++seq) {
    const OwnSet& set = phone.sets()[seq - 1];
    bodies.push_back(set.sealed.body);
    auto opened = OpenBody(set.sealed.body);
    TILIK_CHECK(opened.ok(), opened.status().message());
    const merge::SessionNote note = office.SessionOf(phone.chain(), *opened);
    auto saved = std::make_shared<Saved>(*set.saved);
    saved->observed = Believed(set, !note.device_boot_id.empty(), note.opened);
    arriving.push_back(std::move(saved));
  }
  const Link previous = first == 1 ? Link() : phone.sets()[first - 2].sealed.link;
  const std::set<Link> receipts =
      office.Push(phone.chain(), first, previous, std::move(bodies), now);
  for (SavedPtr& saved : arriving) model.Arrive(std::move(saved));
  if (answered) phone.Receipt(receipts);
}

}  // namespace tilik::simulation
