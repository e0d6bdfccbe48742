#include "sync-server/merge/deeds.h"

#include <algorithm>
#include <iterator>
#include <tuple>

namespace tilik::merge {
namespace {

Deeds FirstOf(const DeedBook::Group& group, std::size_t most) {
  const std::size_t count = std::min(group.size(), most);
  return {group.begin(), std::next(group.begin(), static_cast<std::ptrdiff_t>(count))};
}

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

DeedBook::DeedBook(const DeedBook& other) : deeds(other.deeds) {
  auto copy = [&](const auto& groups, auto& into) {
    for (const auto& [key, group] : groups) {
      Group& copied = into[key];
      for (const Deed* deed : group) copied.insert(&deeds.at(deed->id));
    }
  };
  copy(other.of_day, of_day);
  copy(other.of_household, of_household);
  copy(other.with_photo, with_photo);
}

void DeedBook::Put(const Deed& deed) {
  Deed& kept = deeds[deed.id];
  kept = deed;
  of_day[{kept.origin.chain, kept.day}].insert(&kept);
  if (!kept.household.none()) of_household[kept.household].insert(&kept);
  for (const ContentHash& photo : kept.photos) with_photo[photo].insert(&kept);
}

Deed* DeedBook::Find(const FactId& id) {
  auto found = deeds.find(id);
  return found == deeds.end() ? nullptr : &found->second;
}

Deeds DeedBook::OfDay(const ChainDay& day) const {
  auto group = of_day.find(day);
  return group == of_day.end() ? Deeds() : FirstOf(group->second, kMostDeedsOfADay);
}

Deeds DeedBook::OfHouseholds(const std::set<RecordId>& ids) const {
  Deeds all;
  for (const RecordId& id : ids) {
    auto group = of_household.find(id);
    if (group == of_household.end()) continue;
    const std::size_t newest = std::min(group->second.size(), kMostDeedsOfAHousehold);
    all.insert(all.end(), std::prev(group->second.end(), static_cast<std::ptrdiff_t>(newest)),
               group->second.end());
  }
  std::sort(all.begin(), all.end(), ByArrival());
  return all;
}

Deeds DeedBook::WithPhoto(const ContentHash& photo) const {
  auto group = with_photo.find(photo);
  return group == with_photo.end() ? Deeds() : FirstOf(group->second, kMostDeedsWithAPhoto);
}

}  // namespace tilik::merge
