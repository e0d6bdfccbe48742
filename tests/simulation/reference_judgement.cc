// The judging half of the reference model: concurrency, policy, cases, decisions (protocol.md §4).
#include <algorithm>

#include "tests/simulation/reference_model.h"

namespace tilik::simulation {
namespace {

// Unknown, refused and blank are answers, but never replace another when concurrent (protocol.md
// §1).
bool NothingButWeak(const Answers& answers) {
  bool weak = false;
  for (const auto& [field, answer] : answers) {
    const auto* absent = std::get_if<Absent>(&answer.value);
    if (absent == nullptr) return false;
    weak = weak || *absent != Absent::kSkipped;
  }
  return weak;
}

}  // namespace

// Whether every answer is what already stands.
bool ReferenceModel::Says(const Answers& accepted, const Answers& answers) const {
  return std::all_of(answers.begin(), answers.end(), [&](const auto& said) {
    auto stands = accepted.find(said.first);
    return stands != accepted.end() &&
           codebooks_->Same(said.first, stands->second.value, said.second.value);
  });
}

Fate ReferenceModel::JudgeSlot(const Saved& saved, DeedId id, RecordTruth& record, Slot slot,
                               const Answers& said, const RecordId& named, const Seen& seen) {
  SlotTruth& truth = record.slots[slot];
  // Members of a group that were not asked stay what they are.
  Answers answers = said;
  answers.insert(truth.accepted.begin(), truth.accepted.end());
  std::vector<const Touch*> touches;
  if (!truth.taken_from.none() && named == truth.taken_from) {
    for (const Touch& touch : truth.taken_touches) touches.push_back(&touch);
    for (const Touch& touch : truth.touches) {
      if (touch.id > truth.taken_at) touches.push_back(&touch);
    }
  } else {
    for (const Touch& touch : truth.touches) touches.push_back(&touch);
  }

  const Touch* rival = nullptr;  // the newest that he neither saw nor made himself
  bool over_own = false;         // whether his own earlier work stands over it
  bool own_later = false;
  for (const Touch* touch : touches) {
    if (seen.count(touch->id) != 0) continue;
    const Saved& other = *custody_.at(touch->by.set);
    const bool one_hand = !saved.account && other.hand == saved.hand && touch->named == named;
    if (one_hand && (other.number == saved.number || Remembers(saved, other.number))) {
      over_own = true;
    } else if (one_hand && Remembers(other, saved.number)) {
      own_later = true;
    } else {
      rival = touch;
      over_own = false;
    }
  }

  const CaseName name = CaseName::OfValue(record.id, slot);
  if (!truth.touches.empty() && Says(truth.accepted, said)) {
    Withdraw(saved, name);
    truth.observed = std::max(truth.observed, saved.observed);
    TouchSlot(id, record, truth, named, Touch::By::kSaying, saved.observed);
    return Fate::kApplied;
  }
  // He said something else later himself.
  if (own_later || (rival != nullptr && NothingButWeak(said))) {
    truth.lost.push_back({last_touch_, id, named, answers, saved.observed});
    return Fate::kSuperseded;
  }
  const bool by_observation = codebooks_->PolicyOf(slot) == v1::MERGE_POLICY_LATEST_OBSERVATION;
  if (cases_.count(name) != 0 || (rival != nullptr && !by_observation)) {
    return Join(saved, name, {id, answers, {}});
  }
  if (rival != nullptr) {
    return JudgeByObservation(saved, id, record, truth, answers, named, *rival, over_own);
  }
  truth.observed = std::max(truth.observed, saved.observed);
  truth.accepted = answers;
  TouchSlot(id, record, truth, named, Touch::By::kSaying, saved.observed);
  return Fate::kApplied;
}

// The later look wins. Replacing his own value knowingly, the officer looks as late as that value
// did, if it stood against the rival by its own.
Fate ReferenceModel::JudgeByObservation(const Saved& saved, DeedId id, RecordTruth& record,
                                        SlotTruth& truth, const Answers& answers,
                                        const RecordId& named, const Touch& rival, bool over_own) {
  Instant observed = saved.observed;
  if (over_own && truth.observed > rival.observed) observed = std::max(observed, truth.observed);
  const Saved& other = *custody_.at(rival.by.set);
  bool later = observed > rival.observed;
  if (observed == rival.observed) {
    later = saved.hand == other.hand ? saved.place > other.place : saved.link > other.link;
  }
  if (!later && !NothingButWeak(truth.accepted)) {
    truth.lost.push_back({last_touch_, id, named, answers, saved.observed});
    return Fate::kSuperseded;
  }
  truth.observed = observed;
  truth.accepted = answers;
  TouchSlot(id, record, truth, named, Touch::By::kSaying, saved.observed);
  return Fate::kApplied;
}

void ReferenceModel::TouchSlot(DeedId by, RecordTruth& record, SlotTruth& slot,
                               const RecordId& named, Touch::By what, Instant looked) {
  slot.touches.push_back({++last_touch_, by, named, slot.accepted, slot.observed, what, looked});
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
      if (name.about == CaseName::About::kRetraction) {
        fates_[wish.deed] = Fate::kSuperseded;
      } else {
        SetFate(wish.deed, name.slot, Fate::kSuperseded);
      }
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
  // Nothing to decide: it is so, and nobody says otherwise.
  if (proposal.status == record.status && cases_.count(name) == 0) {
    SetFate(id, kStatusSlot, Fate::kApplied);
    return;
  }
  SetFate(id, kStatusSlot, Join(saved, name, {id, {}, proposal.status}));
}

// Nothing applies when the record or the case moved since the supervisor looked.
void ReferenceModel::DoDecide(DeedId id, const Decide& decide) {
  // That two are two changes neither of them.
  if (decide.which.about == CaseName::About::kDuplicate) return;
  const bool moved = cases_.count(decide.which) == 0 ||
                     CaseMoment(decide.which) != decide.case_seen ||
                     RecordMoment(decide.which.record) != decide.record_seen;
  if (moved) {
    fates_[id] = Fate::kRefused;
    return;
  }
  switch (decide.which.about) {
    case CaseName::About::kValue:
      DecideWishes(id, decide);
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
    case CaseName::About::kDuplicate:
      break;
  }
}

void ReferenceModel::DecideWishes(DeedId id, const Decide& decide) {
  RecordTruth& record = records_.at(decide.which.record);
  const Slot slot = decide.which.slot;
  const auto settled = cases_.extract(decide.which);
  for (const Wish& wish : settled.mapped().wishes) {
    const bool accepted = decide.choice == Decide::Choice::kAccept && wish.deed == decide.proposal;
    SetFate(wish.deed, slot, accepted ? Fate::kApplied : Fate::kRefused);
    if (!accepted) continue;
    if (slot == kStatusSlot) {
      record.status = wish.status;
      for (auto& [line_id, line] : lines_) {
        const RecordTruth* recipient = Standing(line.recipient);
        if (recipient == &record) line.closed_by_status = record.status != v1::RECORD_STATUS_ACTIVE;
      }
    } else {
      record.slots[slot].accepted = wish.answers;
    }
  }
  if (slot == kStatusSlot) {
    record.changed = record.status_decided = ++last_moment_;
    record.screen = nullptr;
    return;
  }
  TouchSlot(id, record, record.slots[slot], record.id, Touch::By::kDecision);
}

void ReferenceModel::DoMerge(DeedId id, const MergeRecords& merge) {
  RecordTruth* survivor = StandingRecord(merge.survivor);
  RecordTruth* retired = StandingRecord(merge.retired);
  if (survivor == nullptr || retired == nullptr || survivor->id != merge.survivor ||
      retired->id != merge.retired || survivor == retired ||
      survivor->changed != merge.survivor_seen || retired->changed != merge.retired_seen) {
    fates_[id] = Fate::kRefused;
    return;
  }
  Absorption absorption{retired->id, survivor->slots, 0, 0};
  for (const auto& [slot, from] : retired->slots) {
    if (from.touches.empty()) continue;
    SlotTruth& to = survivor->slots[slot];
    // What the survivor knows nothing of is taken unasked: a merge loses nothing.
    if (merge.take.count(slot) == 0 && !to.touches.empty()) continue;
    to.accepted = from.accepted;
    to.observed = std::max(to.observed, from.observed);
    TouchSlot(id, *survivor, to, survivor->id, Touch::By::kMerge);
    to.taken_from = retired->id;
    to.taken_touches = from.touches;
    to.taken_at = last_touch_;
  }
  std::vector<CaseName> moving;
  for (const auto& [name, file] : cases_) {
    if (name.record == retired->id || name.other == retired->id) moving.push_back(name);
  }
  for (const CaseName& name : moving) {
    auto file = cases_.extract(name);
    // Whether the two are one is settled; whether the survivor is somebody else will be asked anew.
    CaseName joined = name;
    joined.record = survivor->id;
    std::vector<Wish>& wishes = cases_[joined].wishes;
    wishes.insert(wishes.end(), file.mapped().wishes.begin(), file.mapped().wishes.end());
    cases_[joined].changed = ++last_moment_;
  }
  retired->redirected_to = survivor->id;
  retired->changed = ++last_moment_;
  survivor->changed = ++last_moment_;
  absorption.at = last_touch_;
  absorption.merged = last_moment_;
  survivor->absorbed.push_back(std::move(absorption));
}

}  // namespace tilik::simulation
