#include "sync-server/merge/deeds.h"

#include <algorithm>
#include <tuple>

namespace tilik::merge {
namespace {

bool Before(const Deed* a, const Deed* b) { return a->ArrivedBefore(*b); }

}  // namespace

bool Deed::ArrivedBefore(const Deed& other) const {
  return std::tie(arrival, id.operation) < std::tie(other.arrival, other.id.operation);
}

CaseKey SignalOf(const ChainDay& day, v1::Signal signal) {
  CaseKey key;
  key.kind = CaseKind::kSignal;
  key.chain = day.chain;
  key.signal = signal;
  key.day = day.day;
  return key;
}

void DeedBook::Put(const Deed& deed) {
  deeds[deed.id] = deed;
  of_day[{deed.origin.chain, deed.day}].insert(deed.id);
  if (!deed.household.none()) of_household[deed.household].insert(deed.id);
  for (const ContentHash& photo : deed.photos) with_photo[photo].insert(deed.id);
}

Deed* DeedBook::Find(const FactId& id) {
  auto found = deeds.find(id);
  return found == deeds.end() ? nullptr : &found->second;
}

std::vector<const Deed*> DeedBook::InOrder(const Group& group) const {
  std::vector<const Deed*> ordered;
  for (const FactId& id : group) ordered.push_back(&deeds.at(id));
  std::sort(ordered.begin(), ordered.end(), Before);
  return ordered;
}

std::vector<const Deed*> DeedBook::OfDay(const ChainDay& day) const {
  auto group = of_day.find(day);
  if (group == of_day.end()) return {};
  std::vector<const Deed*> ordered = InOrder(group->second);
  if (ordered.size() > kMostDeedsOfADay) ordered.resize(kMostDeedsOfADay);
  return ordered;
}

std::vector<const Deed*> DeedBook::OfHouseholds(const std::set<RecordId>& ids) const {
  std::vector<const Deed*> all;
  for (const RecordId& id : ids) {
    auto group = of_household.find(id);
    if (group == of_household.end()) continue;
    const std::vector<const Deed*> ordered = InOrder(group->second);
    const std::size_t newest = std::min(ordered.size(), kMostDeedsOfAHousehold);
    all.insert(all.end(), ordered.end() - static_cast<std::ptrdiff_t>(newest), ordered.end());
  }
  std::sort(all.begin(), all.end(), Before);
  return all;
}

std::vector<const Deed*> DeedBook::WithPhoto(const ContentHash& photo) const {
  auto group = with_photo.find(photo);
  if (group == with_photo.end()) return {};
  std::vector<const Deed*> ordered = InOrder(group->second);
  if (ordered.size() > kMostDeedsWithAPhoto) ordered.resize(kMostDeedsWithAPhoto);
  return ordered;
}

}  // namespace tilik::merge
