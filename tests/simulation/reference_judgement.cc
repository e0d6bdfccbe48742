// The judging half of the reference model: concurrency, policy, cases, decisions (protocol.md §4).
#include <algorithm>

#include "tests/simulation/reference_model.h"

namespace tilik::simulation {

// Whether every answer is what already stands.
bool ReferenceModel::Says(const Answers& accepted, const Answers& answers) const {
  return std::all_of(answers.begin(), answers.end(), [&](const auto& said) {
    auto stands = accepted.find(said.first);
    return stands != accepted.end() &&
           codebooks_->Same(said.first, stands->second.value, said.second.value);
  });
}

// Unknown, refused and blank never replace a value when concurrent (protocol.md §1).
bool ReferenceModel::OnlyAbsentAgainstValues(const Answers& accepted,
                                             const Answers& answers) const {
  return std::all_of(answers.begin(), answers.end(), [&](const auto& said) {
    const auto* absent = std::get_if<Absent>(&said.second.value);
    auto stands = accepted.find(said.first);
    return absent != nullptr && *absent != Absent::kSkipped && stands != accepted.end() &&
           !IsAbsent(stands->second.value);
  });
}

Fate ReferenceModel::JudgeSlot(const Saved& saved, DeedId id, RecordTruth& record, Slot slot,
                               const Answers& answers, const RecordId& named, const Seen& seen) {
  SlotTruth& truth = record.slots[slot];
  std::vector<const Touch*> touches;
  if (!truth.taken_from.none() && named == truth.taken_from) {
    for (const Touch& touch : truth.taken_touches) touches.push_back(&touch);
    for (const Touch& touch : truth.touches) {
      if (touch.id > truth.taken_at) touches.push_back(&touch);
    }
  } else {
    for (const Touch& touch : truth.touches) touches.push_back(&touch);
  }

  bool unseen_by_others = false;
  bool own_later = false;
  for (const Touch* touch : touches) {
    if (seen.count(touch->id) != 0) continue;
    const Saved& other = *custody_.at(touch->by.set);
    const bool one_hand = !saved.account && other.hand == saved.hand && touch->named == named;
    if (one_hand && (other.number == saved.number || Remembers(saved, other.number))) continue;
    if (one_hand && Remembers(other, saved.number)) {
      own_later = true;
    } else {
      unseen_by_others = true;
    }
  }

  const CaseName name = CaseName::OfValue(record.id, slot);
  const bool empty = truth.touches.empty();
  if (!empty && Says(truth.accepted, answers)) {
    Withdraw(saved, name);
    TouchSlot(id, record, truth, named);
    truth.observed = std::max(truth.observed, saved.observed);
    truth.observed_by = saved.number;
    return Fate::kApplied;
  }
  const bool concurrent = unseen_by_others || own_later;
  if (concurrent && OnlyAbsentAgainstValues(truth.accepted, answers)) return Fate::kSuperseded;
  if (cases_.count(name) != 0) return Join(saved, name, {id, answers, {}});
  if (!concurrent) {
    if (!empty) truth.observed = std::max(truth.observed, saved.observed);
    if (empty) truth.observed = saved.observed;
    Accept(saved, truth, answers);
    TouchSlot(id, record, truth, named);
    return Fate::kApplied;
  }
  if (!unseen_by_others) return Fate::kSuperseded;
  if (codebooks_->PolicyOf(slot) != v1::MERGE_POLICY_LATEST_OBSERVATION) {
    return Join(saved, name, {id, answers, {}});
  }
  if (own_later) return Fate::kSuperseded;
  const Saved& holder = *custody_.at(truth.observed_by);
  bool later = saved.observed > truth.observed;
  if (saved.observed == truth.observed) {
    later = saved.hand == holder.hand ? saved.place > holder.place : saved.link > holder.link;
  }
  if (!later) return Fate::kSuperseded;
  truth.observed = saved.observed;
  Accept(saved, truth, answers);
  TouchSlot(id, record, truth, named);
  return Fate::kApplied;
}

void ReferenceModel::Accept(const Saved& saved, SlotTruth& slot, const Answers& answers) {
  for (const auto& [field, answer] : answers) slot.accepted[field] = answer;
  slot.observed_by = saved.number;
}

void ReferenceModel::TouchSlot(DeedId by, RecordTruth& record, SlotTruth& slot,
                               const RecordId& named) {
  slot.touches.push_back({++last_touch_, by, named, slot.accepted});
  record.changed = ++last_moment_;
  record.screen = nullptr;
}

// --- cases ---

Fate ReferenceModel::Join(const Saved& saved, const CaseName& name, Wish wish) {
  CaseTruth& file = cases_[name];
  for (const Wish& other : file.wishes) {
    const Saved& theirs = *custody_.at(other.deed.set);
    if (theirs.hand == saved.hand && Remembers(theirs, saved.number)) return Fate::kSuperseded;
  }
  Withdraw(saved, name);
  CaseTruth& again = cases_[name];
  again.wishes.push_back(std::move(wish));
  again.changed = ++last_moment_;
  return Fate::kHeld;
}

void ReferenceModel::Withdraw(const Saved& saved, const CaseName& name) {
  auto file = cases_.find(name);
  if (file == cases_.end()) return;
  std::vector<Wish> kept;
  for (const Wish& wish : file->second.wishes) {
    const Saved& theirs = *custody_.at(wish.deed.set);
    if (theirs.hand == saved.hand &&
        (theirs.number == saved.number || Remembers(saved, theirs.number))) {
      fates_[wish.deed] = Fate::kApplied;
      SetFate(wish.deed, name.slot, Fate::kSuperseded);
    } else {
      kept.push_back(wish);
    }
  }
  if (kept.size() == file->second.wishes.size()) return;
  file->second.wishes = std::move(kept);
  file->second.changed = ++last_moment_;
  if (file->second.wishes.empty()) cases_.erase(file);
}

void ReferenceModel::DoPropose(const Saved& saved, DeedId id, const ProposeStatus& proposal) {
  const RecordTruth& record = *StandingRecord(proposal.record);
  const CaseName name = CaseName::OfValue(record.id, kStatusSlot);
  if (proposal.status == record.status) {
    Withdraw(saved, name);
    SetFate(id, kStatusSlot, Fate::kApplied);
    return;
  }
  SetFate(id, kStatusSlot, Join(saved, name, {id, {}, proposal.status}));
}

// Nothing applies when the record or the case moved since the supervisor looked.
void ReferenceModel::DoDecide(const Saved& saved, DeedId id, const Decide& decide) {
  const bool moved = cases_.count(decide.which) == 0 ||
                     CaseMoment(decide.which) != decide.case_seen ||
                     RecordMoment(decide.which.record) != decide.record_seen;
  if (moved) {
    fates_[id] = Fate::kRefused;
    return;
  }
  switch (decide.which.about) {
    case CaseName::About::kValue:
      DecideWishes(saved, id, decide);
      break;
    case CaseName::About::kRetraction:
      if (decide.choice == Decide::Choice::kAccept) retracted_.insert(decide.which.fact);
      for (const Wish& wish : cases_[decide.which].wishes) {
        fates_[wish.deed] =
            decide.choice == Decide::Choice::kAccept ? Fate::kApplied : Fate::kRefused;
      }
      cases_.erase(decide.which);
      break;
    case CaseName::About::kOutsideAssignment:
    case CaseName::About::kQuarantine:
      DecideHeld(decide);
      break;
  }
}

void ReferenceModel::DecideWishes(const Saved& saved, DeedId id, const Decide& decide) {
  RecordTruth& record = records_.at(decide.which.record);
  const Slot slot = decide.which.slot;
  const auto settled = cases_.extract(decide.which);
  for (const Wish& wish : settled.mapped().wishes) {
    const bool accepted =
        decide.choice == Decide::Choice::kAccept && wish.deed == decide.proposal;
    SetFate(wish.deed, slot, accepted ? Fate::kApplied : Fate::kRefused);
    if (!accepted) continue;
    if (slot == kStatusSlot) {
      record.status = wish.status;
    } else {
      Accept(saved, record.slots[slot], wish.answers);
    }
  }
  if (slot == kStatusSlot) {
    record.changed = ++last_moment_;
    record.screen = nullptr;
    return;
  }
  SlotTruth& truth = record.slots[slot];
  truth.observed_by = saved.number;
  TouchSlot(id, record, truth, record.id);
}

void ReferenceModel::DoMerge(const Saved&, DeedId id, const MergeRecords& merge) {
  RecordTruth* survivor = StandingRecord(merge.survivor);
  RecordTruth* retired = StandingRecord(merge.retired);
  if (survivor == nullptr || retired == nullptr || survivor->id != merge.survivor ||
      retired->id != merge.retired || survivor == retired ||
      survivor->changed != merge.survivor_seen || retired->changed != merge.retired_seen) {
    fates_[id] = Fate::kRefused;
    return;
  }
  for (Slot slot : merge.take) {
    const SlotTruth& from = retired->slots.at(slot);
    SlotTruth& to = survivor->slots[slot];
    to.accepted = from.accepted;
    to.observed = from.observed;
    to.observed_by = from.observed_by;
    TouchSlot(id, *survivor, to, survivor->id);
    to.taken_from = retired->id;
    to.taken_touches = from.touches;
    to.taken_at = last_touch_;
  }
  std::vector<CaseName> moving;
  for (const auto& [name, file] : cases_) {
    if (name.about == CaseName::About::kValue && name.record == retired->id) moving.push_back(name);
  }
  for (const CaseName& name : moving) {
    auto file = cases_.extract(name);
    CaseName joined = name;
    joined.record = survivor->id;
    std::vector<Wish>& wishes = cases_[joined].wishes;
    wishes.insert(wishes.end(), file.mapped().wishes.begin(), file.mapped().wishes.end());
    cases_[joined].changed = ++last_moment_;
  }
  retired->redirected_to = survivor->id;
  retired->changed = ++last_moment_;
  survivor->changed = ++last_moment_;
}

}  // namespace tilik::simulation
