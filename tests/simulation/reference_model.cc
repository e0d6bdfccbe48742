#include "tests/simulation/reference_model.h"

#include <algorithm>
#include <tuple>

namespace tilik::simulation {

Answers RecordTruth::AllAccepted() const {
  Answers all;
  for (const auto& [slot, truth] : slots) {
    for (const auto& [field, answer] : truth.accepted) all[field] = answer;
  }
  return all;
}

// --- custody ---

void ReferenceModel::Arrive(SavedPtr saved) {
  if (!custody_.emplace(saved->number, saved).second) return;
  came_.emplace(saved->number, came_.size());
  const bool place_taken = !places_.emplace(saved->hand, saved->place).second;
  const SavedPtr newest = newest_[saved->hand];
  const std::uint64_t reached = newest == nullptr ? 0 : newest->place;
  const bool follows = saved->after == (newest == nullptr ? 0 : newest->number);
  const bool found_after_all = !place_taken && saved->place <= reached &&
                               lost_[saved->hand].count(saved->place) != 0 && JoinsUp(*saved);
  const bool forks = !follows && !found_after_all &&
                     (place_taken || saved->place <= reached + 1 || BranchOf(saved->after) != 0);
  // What forked off says nothing about the chain.
  if (!forks) NoteLost(*saved);
  if (follows) {
    newest_[saved->hand] = saved;
    Take(saved);
  } else if (found_after_all) {
    Take(saved);
  } else if (forks) {
    TakeForkedOff(saved);
  } else {
    early_[{saved->hand, saved->place}] = saved;
  }
  TakeEarly(saved->hand);
}

// Whether what lies beside it on the chain, as far as it has come, was saved before and after it.
bool ReferenceModel::JoinsUp(const Saved& found) const {
  return BranchOf(found.after) == 0 &&
         std::all_of(custody_.begin(), custody_.end(), [&](const auto& each) {
           const Saved& beside = *each.second;
           if (beside.hand != found.hand || BranchOf(beside.number) != 0) return true;
           if (beside.place + 1 == found.place) return beside.number == found.after;
           return beside.place != found.place + 1 || beside.after == found.number;
         });
}

// Only what lies below the set that says so, and has not come, can be lost.
void ReferenceModel::NoteLost(const Saved& saved) {
  const SavedPtr newest = newest_[saved.hand];
  for (const Deed& deed : saved.deeds) {
    const auto* lost = std::get_if<DeclareLost>(&deed);
    if (lost == nullptr || lost->last >= saved.place) continue;
    if (newest != nullptr && lost->first <= newest->place) continue;
    for (std::uint64_t place = lost->first; place <= lost->last; ++place) {
      lost_[saved.hand].insert(place);
    }
  }
}

// Something must wait above it.
void ReferenceModel::DoCloseGap(const CloseGap& close) {
  const SavedPtr newest = newest_[close.hand];
  const bool waits = std::any_of(early_.begin(), early_.end(), [&](const auto& early) {
    return early.first.first == close.hand && early.first.second > close.last;
  });
  if (!waits || (newest != nullptr && close.first <= newest->place)) return;
  for (std::uint64_t place = close.first; place <= close.last; ++place) {
    lost_[close.hand].insert(place);
  }
  TakeEarly(close.hand);
}

// A phone that saved two different sets in the same place is two phones: nobody knows whose hands
// hold them.
void ReferenceModel::TakeForkedOff(const SavedPtr& saved) {
  auto branch = std::find(branch_ends_.begin(), branch_ends_.end(), saved->after);
  if (branch == branch_ends_.end() || saved->after == 0) {
    branch = branch_ends_.insert(branch_ends_.end(), saved->number);
  }
  *branch = saved->number;
  branch_of_[saved->number] = static_cast<std::size_t>(branch - branch_ends_.begin()) + 1;
  quarantined_.insert(saved->hand);
  Take(saved);
}

std::size_t ReferenceModel::BranchOf(SetNumber set) const {
  auto found = branch_of_.find(set);
  return found == branch_of_.end() ? 0 : found->second;
}

void ReferenceModel::TakeEarly(const ChainId& hand) {
  for (;;) {
    const SavedPtr newest = newest_[hand];
    const std::uint64_t reached = newest == nullptr ? 0 : newest->place;
    std::uint64_t place = reached + 1;
    while (lost_[hand].count(place) != 0 && early_.count({hand, place}) == 0) ++place;
    auto next = early_.extract({hand, place});
    if (!next) return;
    // Behind a hole nobody can tell what it follows.
    const bool follows =
        place > reached + 1 || next.mapped()->after == (newest == nullptr ? 0 : newest->number);
    if (!follows) {
      TakeForkedOff(next.mapped());
      continue;
    }
    newest_[hand] = next.mapped();
    Take(next.mapped());
  }
}

void ReferenceModel::Take(const SavedPtr& saved) {
  came_with_[saved->number] = assigned_[saved->hand];
  const std::set<std::uint64_t>& lost = lost_[saved->hand];
  const bool forked = std::any_of(branch_of_.begin(), branch_of_.end(), [&](const auto& off) {
    return custody_.at(off.first)->hand == saved->hand;
  });
  if (forked && !lost.empty() && *lost.begin() < saved->place) rootless_.insert(saved->number);
  for (std::uint32_t i = 0; i < saved->deeds.size(); ++i) {
    const DeedId id{saved->number, i};
    if (quarantined_.count(saved->hand) != 0 || unconfirmed_.count(saved->hand) != 0) {
      const CaseName name = CaseName::OfQuarantine(saved->hand);
      cases_[name].wishes.push_back({id, {}, {}});
      cases_[name].changed = ++last_moment_;
      fates_[id] = Fate::kQuarantined;
    } else if (!HoldIfDue(*saved, id, saved->deeds[i])) {
      Do(*saved, i);
    }
  }
}

void ReferenceModel::RestoreFrom(const ReferenceModel& backup) {
  const TouchId last_touch = last_touch_;
  const Moment last_moment = last_moment_;
  *this = backup;
  last_touch_ = last_touch;
  last_moment_ = last_moment;
}

// --- waiting for a record or a person ---

std::vector<RecordId> ReferenceModel::NamedBy(const Deed& deed) const {
  std::vector<RecordId> named;
  const Answers* answers = nullptr;
  if (const auto* create = std::get_if<Create>(&deed)) answers = &create->answers;
  if (const auto* change = std::get_if<Change>(&deed)) {
    named.push_back(change->record);
    answers = &change->answers;
  }
  if (const auto* import = std::get_if<Import>(&deed)) {
    named.push_back(import->record);
    answers = &import->answers;
  }
  if (const auto* proposal = std::get_if<ProposeStatus>(&deed)) named.push_back(proposal->record);
  if (const auto* visit = std::get_if<Visit>(&deed)) named.push_back(visit->household);
  if (answers != nullptr) {
    for (const auto& [field, answer] : *answers) {
      if (const auto* record = std::get_if<RecordId>(&answer.value)) named.push_back(*record);
    }
  }
  return named;
}

// A fact that is held itself: taking it back goes on behind it, whenever that is.
bool ReferenceModel::HoldBehind(const Saved& saved, DeedId id, DeedId fact) {
  auto fate = fates_.find(fact);
  if (fate == fates_.end() || custody_.at(fact.set)->hand != saved.hand) return false;
  if (fate->second != Fate::kHeld && fate->second != Fate::kQuarantined) return false;
  for (auto& [record, waiting] : waiting_for_record_) {
    if (std::find(waiting.begin(), waiting.end(), fact) != waiting.end()) waiting.push_back(id);
  }
  for (auto& [name, file] : cases_) {
    if (std::none_of(file.wishes.begin(), file.wishes.end(),
                     [&](const Wish& wish) { return wish.deed == fact; })) {
      continue;
    }
    file.wishes.push_back({id, {}, {}});
    file.changed = ++last_moment_;
  }
  fates_[id] = fate->second;
  return true;
}

bool ReferenceModel::HoldIfDue(const Saved& saved, DeedId id, const Deed& deed) {
  if (const auto* retract = std::get_if<Retract>(&deed)) {
    return HoldBehind(saved, id, retract->fact);
  }
  const std::vector<RecordId> named = NamedBy(deed);
  for (const RecordId& record : named) {
    if (Find(record) != nullptr) continue;
    waiting_for_record_[record].push_back(id);
    fates_[id] = Fate::kHeld;
    return true;
  }
  if (saved.account || releasing_) return false;
  std::uint64_t village = 0;
  RecordId subject;
  if (const auto* create = std::get_if<Create>(&deed)) {
    // A family or person is where what it hangs under is now.
    const RecordTruth* above = named.empty() ? nullptr : Standing(named.front());
    village = above == nullptr ? create->village : VillageOf(*above);
    const RecordTruth* standing = Standing(create->record);
    subject = standing == nullptr ? create->record : standing->id;
  } else if (!named.empty()) {
    const RecordTruth* standing = Standing(named.front());
    village = VillageOf(*standing);
    subject = standing->id;
  } else {
    return false;
  }
  if (came_with_[saved.number].count(village) != 0) return false;
  const CaseName name = CaseName::OfOutside(subject);
  cases_[name].wishes.push_back({id, {}, {}});
  cases_[name].changed = ++last_moment_;
  fates_[id] = Fate::kHeld;
  return true;
}

void ReferenceModel::ReleaseWaitingFor(const RecordId& record) {
  auto waiting = waiting_for_record_.extract(record);
  if (!waiting) return;
  for (const DeedId& id : InOrderOfRelease(waiting.mapped())) {
    const Saved& saved = *custody_.at(id.set);
    fates_[id] = Fate::kReleased;
    if (!HoldIfDue(saved, id, saved.deeds[id.deed])) Do(saved, id.deed);
  }
}

void ReferenceModel::DecideHeld(const Decide& decide) {
  auto settled = cases_.extract(decide.which);
  releasing_ = decide.choice == Decide::Choice::kRelease;
  std::vector<DeedId> held;
  for (const Wish& wish : settled.mapped().wishes) held.push_back(wish.deed);
  for (const DeedId& id : InOrderOfRelease(std::move(held))) {
    if (!releasing_) {
      Refuse(id);
      continue;
    }
    const Saved& saved = *custody_.at(id.set);
    fates_[id] = Fate::kReleased;
    if (!HoldIfDue(saved, id, saved.deeds[id.deed])) Do(saved, id.deed);
  }
  releasing_ = false;
}

// What it brought meanwhile counts as far as the villages go that come with the confirmation.
void ReferenceModel::DoConfirm(const ChainId& hand) {
  unconfirmed_.erase(hand);
  if (quarantined_.count(hand) != 0) return;
  auto settled = cases_.extract(CaseName::OfQuarantine(hand));
  if (!settled) return;
  std::vector<DeedId> held;
  for (const Wish& wish : settled.mapped().wishes) held.push_back(wish.deed);
  for (const DeedId& id : InOrderOfRelease(std::move(held))) {
    const Saved& saved = *custody_.at(id.set);
    came_with_[saved.number] = assigned_[hand];
    fates_[id] = Fate::kReleased;
    if (!HoldIfDue(saved, id, saved.deeds[id.deed])) Do(saved, id.deed);
  }
}

// As they came; but each hand's, branch by branch, as it did them.
std::vector<DeedId> ReferenceModel::InOrderOfRelease(std::vector<DeedId> deeds) const {
  std::sort(deeds.begin(), deeds.end(), [&](const DeedId& a, const DeedId& b) {
    return std::make_tuple(came_.at(a.set), a.deed) < std::make_tuple(came_.at(b.set), b.deed);
  });
  std::map<ChainId, std::vector<DeedId>> by_hand;
  for (const DeedId& deed : deeds) by_hand[custody_.at(deed.set)->hand].push_back(deed);
  for (auto& [hand, own] : by_hand) {
    std::sort(own.begin(), own.end(), [&](const DeedId& a, const DeedId& b) {
      return std::make_tuple(BranchOf(b.set), custody_.at(b.set)->place, b.deed) <
             std::make_tuple(BranchOf(a.set), custody_.at(a.set)->place, a.deed);
    });
  }
  for (DeedId& deed : deeds) {
    std::vector<DeedId>& own = by_hand.at(custody_.at(deed.set)->hand);
    deed = own.back();
    own.pop_back();
  }
  return deeds;
}

// What hangs on a refused record is settled with it.
void ReferenceModel::Refuse(DeedId id) {
  fates_[id] = Fate::kRefused;
  const auto* create = std::get_if<Create>(&custody_.at(id.set)->deeds[id.deed]);
  if (create == nullptr) return;
  auto hanging = waiting_for_record_.extract(create->record);
  if (!hanging) return;
  for (const DeedId& each : hanging.mapped()) Refuse(each);
}

// --- deeds ---

void ReferenceModel::Do(const Saved& saved, std::uint32_t index) {
  const DeedId id{saved.number, index};
  const Deed& deed = saved.deeds[index];
  fates_[id] = Fate::kApplied;
  if (const auto* create = std::get_if<Create>(&deed)) {
    DoCreate(saved, id, *create);
  } else if (const auto* change = std::get_if<Change>(&deed)) {
    DoChange(saved, id, *change);
  } else if (const auto* import = std::get_if<Import>(&deed)) {
    DoImport(saved, id, *import);
  } else if (const auto* proposal = std::get_if<ProposeStatus>(&deed)) {
    DoPropose(saved, id, *proposal);
  } else if (const auto* handover = std::get_if<Handover>(&deed)) {
    lines_[handover->line].facts.push_back({id, saved.observed, handover->quantity,
                                            handover->to_replacement, false,
                                            v1::NON_DELIVERY_REASON_UNSPECIFIED});
  } else if (const auto* missed = std::get_if<NonDelivery>(&deed)) {
    lines_[missed->line].facts.push_back(
        {id, saved.observed, missed->quantity, false, true, missed->reason});
  } else if (const auto* retract = std::get_if<Retract>(&deed)) {
    DoRetract(saved, id, *retract);
  } else if (const auto* define = std::get_if<DefineLine>(&deed)) {
    LineTruth& line = lines_[define->line];
    line.defined = true;
    line.recipient = define->recipient;
    line.period = define->period;
    line.entitled = define->entitled;
    // A list may name who has died or moved: what it promises is closed from the start.
    const RecordTruth* recipient = StandingRecord(define->recipient);
    line.closed_by_status = recipient != nullptr && recipient->status != v1::RECORD_STATUS_ACTIVE;
  } else if (const auto* close = std::get_if<CloseLine>(&deed)) {
    lines_[close->line].closed_by_order = true;
  } else if (const auto* gap = std::get_if<CloseGap>(&deed)) {
    DoCloseGap(*gap);
  } else if (const auto* assign = std::get_if<Assign>(&deed)) {
    assigned_[assign->hand] = assign->villages;
  } else if (const auto* revoke = std::get_if<Revoke>(&deed)) {
    quarantined_.insert(revoke->hand);
  } else if (const auto* admit = std::get_if<AdmitUnknown>(&deed)) {
    unconfirmed_.insert(admit->hand);
  } else if (const auto* confirm = std::get_if<ConfirmEnrolment>(&deed)) {
    DoConfirm(confirm->hand);
  } else if (const auto* decide = std::get_if<Decide>(&deed)) {
    DoDecide(id, *decide);
  } else if (const auto* merge = std::get_if<MergeRecords>(&deed)) {
    DoMerge(id, *merge);
  } else if (const auto* unmerge = std::get_if<UnmergeRecords>(&deed)) {
    DoUnmerge(id, *unmerge);
  }
}

std::map<Slot, Answers> ReferenceModel::BySlot(const Answers& answers) const {
  std::map<Slot, Answers> slots;
  for (const auto& [field, answer] : answers) {
    if (answer.value == Value(Absent::kNotAsked) || answer.how == How::kNotChecked) continue;
    slots[codebooks_->SlotOf(field)][field] = answer;
  }
  return slots;
}

void ReferenceModel::DoCreate(const Saved& saved, DeedId id, const Create& create) {
  auto [place, fresh] = records_.try_emplace(create.record);
  RecordTruth& record = place->second;
  if (fresh) {
    record.id = create.record;
    record.kind = create.kind;
    record.village = create.village;
    record.changed = ++last_moment_;
  }
  for (const auto& [slot, answers] : BySlot(create.answers)) {
    SetFate(id, slot, JudgeSlot(saved, id, record, slot, answers, create.record, {}));
  }
  if (fresh) ReleaseWaitingFor(create.record);
}

void ReferenceModel::DoChange(const Saved& saved, DeedId id, const Change& change) {
  RecordTruth& record = *StandingRecord(change.record);
  for (const auto& [slot, answers] : BySlot(change.answers)) {
    auto seen = change.seen.find(slot);
    SetFate(id, slot,
            JudgeSlot(saved, id, record, slot, answers, change.record,
                      seen == change.seen.end() ? Seen() : seen->second));
  }
}

void ReferenceModel::DoImport(const Saved& saved, DeedId id, const Import& import) {
  RecordTruth& record = *StandingRecord(import.record);
  const RecordTruth& named = records_.at(import.record);
  for (const auto& [slot, answers] : BySlot(import.answers)) {
    Seen agreed;
    auto last = import.last_file.find(slot);
    auto truth = named.slots.find(slot);
    if (last != import.last_file.end() && truth != named.slots.end()) {
      Seen so_far;
      for (const Touch& touch : truth->second.touches) {
        so_far.insert(touch.id);
        if (Says(touch.after, last->second)) agreed = so_far;
      }
    }
    SetFate(id, slot, JudgeSlot(saved, id, record, slot, answers, import.record, agreed));
  }
}

void ReferenceModel::DoRetract(const Saved& saved, DeedId id, const Retract& retract) {
  // What was refused does not stand; nothing is left to take back.
  if (auto fate = fates_.find(retract.fact);
      fate != fates_.end() && fate->second == Fate::kRefused) {
    fates_[id] = Fate::kSuperseded;
    return;
  }
  // What was lost with its set never stood.
  if (custody_.count(retract.fact.set) == 0) {
    fates_[id] = Fate::kSuperseded;
    return;
  }
  const Saved& author = *custody_.at(retract.fact.set);
  // Across a fork nobody knows that it is the same hand: somebody else decides.
  if (author.hand == saved.hand && BranchOf(author.number) == BranchOf(saved.number) &&
      Recalls(saved, author.number) && !retract.receipt_was_held) {
    retracted_.insert(retract.fact);
    return;
  }
  fates_[id] = Join(saved, CaseName::OfRetraction(retract.fact), {id, {}, {}});
}

std::int64_t ReferenceModel::HandedOutOn(const LineTruth& line) const {
  std::int64_t sum = 0;
  for (const FactTruth& fact : line.facts) {
    if (!fact.non_delivery && retracted_.count(fact.id) == 0) sum += fact.quantity;
  }
  return sum;
}

RecordId ReferenceModel::CountingFor(const LineTruth& line) const {
  struct Claim {
    std::int64_t delivered = 0;
    std::optional<std::pair<Instant, Link>> first;
    bool closed = true;  // by order, on every line
  };
  const RecordTruth* standing = Standing(line.recipient);
  if (standing == nullptr) return line.recipient;
  std::map<RecordId, Claim> claims;
  for (const auto& [id, other] : lines_) {
    if (!other.defined || other.period != line.period || Standing(other.recipient) != standing) {
      continue;
    }
    Claim& claim = claims[other.recipient];
    claim.delivered += std::min(other.entitled, HandedOutOn(other));
    claim.closed = claim.closed && other.closed_by_order;
    for (const FactTruth& fact : other.facts) {
      if (fact.non_delivery || retracted_.count(fact.id) != 0) continue;
      const std::pair when{fact.observed, custody_.at(fact.id.set)->link};
      if (!claim.first || when < *claim.first) claim.first = when;
    }
  }
  RecordId counting = claims.begin()->first;
  for (const auto& [recipient, claim] : claims) {
    const Claim& best = claims.at(counting);
    if (claim.delivered != best.delivered) {
      if (claim.delivered > best.delivered) counting = recipient;
    } else if (claim.first != best.first) {
      if (claim.first && (!best.first || *claim.first < *best.first)) counting = recipient;
    } else if (claim.closed != best.closed) {
      if (best.closed) counting = recipient;
    } else if (recipient == standing->id) {
      counting = recipient;
    }
  }
  return counting;
}

// Of one moment, which is all that a wrong clock knows, a hand's own in their order.
bool ReferenceModel::SaidBefore(const FactTruth& a, const FactTruth& b) const {
  const auto key = [&](const FactTruth& fact) {
    const Saved& saved = *custody_.at(fact.id.set);
    return std::make_tuple(fact.observed, saved.hand, saved.place, saved.link, fact.id.deed);
  };
  return key(a) < key(b);
}

LineTotals ReferenceModel::TotalsOf(const LineTruth& line) const {
  LineTotals totals;
  totals.counts_elsewhere = line.defined && CountingFor(line) != line.recipient;
  const std::int64_t handed_out = HandedOutOn(line);
  const FactTruth* newest = nullptr;
  for (const FactTruth& fact : line.facts) {
    if (retracted_.count(fact.id) != 0) continue;
    if (fact.non_delivery) {
      if (newest == nullptr || SaidBefore(*newest, fact)) newest = &fact;
    } else if (fact.to_replacement) {
      totals.to_replacement += fact.quantity;
    }
  }
  totals.delivered = totals.counts_elsewhere ? 0 : std::min(line.entitled, handed_out);
  totals.excess = handed_out - totals.delivered;
  const std::int64_t remainder = line.entitled - totals.delivered;
  if (newest != nullptr) {
    totals.undelivered = newest->quantity == 0 ? remainder : std::min(remainder, newest->quantity);
  }
  totals.rest = remainder - totals.undelivered;
  return totals;
}

// --- looking ---

const RecordTruth* ReferenceModel::Find(const RecordId& id) const {
  auto found = records_.find(id);
  return found == records_.end() ? nullptr : &found->second;
}

const RecordTruth* ReferenceModel::Standing(const RecordId& id) const {
  const RecordTruth* record = Find(id);
  while (record != nullptr && !record->redirected_to.none()) record = Find(record->redirected_to);
  return record;
}

RecordTruth* ReferenceModel::StandingRecord(const RecordId& id) {
  const RecordTruth* standing = Standing(id);
  return standing == nullptr ? nullptr : &records_.at(standing->id);
}

std::uint64_t ReferenceModel::VillageOf(const RecordTruth& record) const {
  const Answers answers = record.AllAccepted();
  const Field above = record.kind == v1::RECORD_KIND_FAMILY   ? field::kHousehold
                      : record.kind == v1::RECORD_KIND_PERSON ? field::kFamily
                                                              : 0;
  if (auto own = answers.find(field::kVillage); own != answers.end()) {
    if (const auto* village = std::get_if<std::int64_t>(&own->second.value)) {
      return static_cast<std::uint64_t>(*village);
    }
  }
  if (auto parent = answers.find(above); above != 0 && parent != answers.end()) {
    if (const auto* id = std::get_if<RecordId>(&parent->second.value)) {
      if (const RecordTruth* standing = Standing(*id)) return VillageOf(*standing);
    }
  }
  return record.village;
}

ScreenPtr ReferenceModel::ScreenOf(const RecordId& id) const {
  const RecordTruth* record = Find(id);
  if (record == nullptr) return std::make_shared<Screen>();
  if (record->screen == nullptr) {
    auto screen = std::make_shared<Screen>();
    for (const auto& [slot, truth] : record->slots) {
      for (const Touch& touch : truth.touches) screen->slots[slot].insert(touch.id);
    }
    record->screen = std::move(screen);
  }
  return record->screen;
}

Moment ReferenceModel::RecordMoment(const RecordId& id) const {
  const RecordTruth* record = Find(id);
  return record == nullptr ? 0 : record->changed;
}

Moment ReferenceModel::CaseMoment(const CaseName& name) const {
  auto found = cases_.find(name);
  return found == cases_.end() ? 0 : found->second.changed;
}

bool ReferenceModel::Remembers(const Saved& later, SetNumber earlier) const {
  return rootless_.count(later.number) == 0 && Recalls(later, earlier);
}

bool ReferenceModel::Recalls(const Saved& later, SetNumber earlier) {
  SavedPtr step = later.before;
  while (step != nullptr && step->number != earlier) step = step->before;
  return step != nullptr;
}

}  // namespace tilik::simulation
