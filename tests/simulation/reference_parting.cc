// The half of the reference model that takes a merge back (protocol.md §4): each of the two gets
// what named it, as if they had never been one.
#include <algorithm>

#include "tests/simulation/reference_model.h"

namespace tilik::simulation {
namespace {

bool SaysSomething(const Answers& answers) {
  return std::any_of(answers.begin(), answers.end(), [](const auto& answer) {
    return !std::holds_alternative<Absent>(answer.second.value);
  });
}

}  // namespace

// Whether the id is his, or one that redirects lead past him.
bool ReferenceModel::GoesWith(const RecordId& whom, const RecordId& named) const {
  for (const RecordTruth* at = Find(named); at != nullptr; at = Find(at->redirected_to)) {
    if (at->id == whom) return true;
  }
  return false;
}

void ReferenceModel::DoUnmerge(DeedId id, const UnmergeRecords& unmerge) {
  auto survivor = records_.find(unmerge.survivor);
  auto retired = records_.find(unmerge.retired);
  if (survivor == records_.end() || retired == records_.end() ||
      !survivor->second.redirected_to.none() || survivor->second.absorbed.empty() ||
      survivor->second.absorbed.back().id != unmerge.retired ||
      survivor->second.changed != unmerge.survivor_seen) {
    fates_[id] = Fate::kRefused;
    return;
  }
  const Absorption merge = std::move(survivor->second.absorbed.back());
  survivor->second.absorbed.pop_back();
  PartCases(survivor->second, retired->second);
  PartSlots(id, survivor->second, retired->second, merge);
  retired->second.redirected_to = RecordId();
  for (RecordTruth* record : {&survivor->second, &retired->second}) {
    record->changed = ++last_moment_;
    record->screen = nullptr;
  }
  // A status that was decided of the two closed, or gave back, what was due to either.
  if (survivor->second.status_decided <= merge.merged) return;
  for (auto& [line_id, line] : lines_) {
    if (Standing(line.recipient) == &retired->second) {
      line.closed_by_status = retired->second.status != v1::RECORD_STATUS_ACTIVE;
    }
  }
}

void ReferenceModel::PartSlots(DeedId id, RecordTruth& survivor, RecordTruth& retired,
                               const Absorption& merge) {
  const std::map<Slot, SlotTruth> together = std::move(survivor.slots);
  std::map<Slot, SlotTruth> alone = merge.before;
  for (const auto& [slot, both] : together) {
    auto look = both.lost.begin();
    const auto look_until = [&](TouchId until) {
      for (; look != both.lost.end() && look->at < until; ++look) {
        if (look->at < merge.at || !GoesWith(survivor.id, look->named)) continue;
        const bool its = GoesWith(retired.id, look->named);
        LookAgain(its ? retired.slots[slot] : alone[slot], slot, *look);
      }
    };
    for (const Touch& touch : both.touches) {
      look_until(touch.id);
      if (touch.id <= merge.at || touch.what == Touch::By::kMerge) continue;
      if (!GoesWith(survivor.id, touch.named)) continue;
      SayAgain(GoesWith(retired.id, touch.named) ? retired.slots[slot] : alone[slot], touch);
    }
    look_until(last_touch_ + 1);
  }
  survivor.slots.clear();
  for (const auto& [slot, own] : alone) {
    if (own.touches.empty()) continue;
    auto both = together.find(slot);
    SlotTruth& now = survivor.slots[slot];
    const bool same = both != together.end() && !both->second.touches.empty() &&
                      both->second.touches.back().by.set == own.touches.back().by.set &&
                      both->second.touches.back().named == own.touches.back().named &&
                      Says(both->second.accepted, own.accepted);
    now = same ? both->second : own;
    now.taken_from = own.taken_from;
    now.taken_touches = own.taken_touches;
    now.taken_at = own.taken_at;
    // Whoever has the value of the two in front of him has not seen this one.
    if (!same) TouchSlot(id, survivor, now, survivor.id, Touch::By::kMerge);
  }
}

void ReferenceModel::SayAgain(SlotTruth& slot, const Touch& said) {
  Touch again = said;
  if (said.what == Touch::By::kSaying) slot.observed = std::max(slot.observed, said.looked);
  again.observed = slot.observed;
  slot.accepted = said.after;
  slot.touches.push_back(std::move(again));
}

// Against the other one's value it was too old; against this one's it may be the latest look.
void ReferenceModel::LookAgain(SlotTruth& slot, Slot number, const LostLook& look) const {
  if (codebooks_->PolicyOf(number) != v1::MERGE_POLICY_LATEST_OBSERVATION) return;
  if (!SaysSomething(look.said)) return;
  if (!slot.touches.empty()) {
    const Saved& standing = *custody_.at(slot.touches.back().by.set);
    if (Recalls(standing, look.by.set) || look.looked <= slot.observed) {
      slot.lost.push_back(look);
      return;
    }
  }
  slot.observed = look.looked;
  slot.accepted = look.said;
  slot.touches.push_back(
      {look.at, look.by, look.named, look.said, look.looked, Touch::By::kSaying, look.looked});
}

// What was wished by naming the retired record is its own case again.
void ReferenceModel::PartCases(const RecordTruth& survivor, const RecordTruth& retired) {
  std::vector<CaseName> names;
  for (const auto& [name, file] : cases_) {
    const bool divisible =
        name.about == CaseName::About::kValue || name.about == CaseName::About::kOutsideAssignment;
    if (divisible && name.record == survivor.id) names.push_back(name);
  }
  for (const CaseName& name : names) {
    CaseName theirs = name;
    theirs.record = retired.id;
    if (cases_.count(theirs) != 0) continue;
    std::vector<Wish> staying, going;
    for (const Wish& wish : cases_.at(name).wishes) {
      const Deed& deed = custody_.at(wish.deed.set)->deeds[wish.deed.deed];
      const auto* create = std::get_if<Create>(&deed);
      const std::vector<RecordId> named =
          create != nullptr ? std::vector<RecordId>{create->record} : NamedBy(deed);
      const bool goes = !named.empty() && GoesWith(retired.id, named.front());
      (goes ? going : staying).push_back(wish);
    }
    if (going.empty()) continue;
    cases_[theirs] = {++last_moment_, std::move(going)};
    if (staying.empty()) {
      cases_.erase(name);
    } else {
      cases_[name] = {++last_moment_, std::move(staying)};
    }
  }
}

}  // namespace tilik::simulation
