// Concurrency and policy, slot by slot: protocol.md §4.1 to §4.3.
#include <algorithm>
#include <tuple>

#include "sync-server/merge/merger.h"

namespace tilik::merge {
namespace {

bool IsWeak(const Value& value) {
  const Absent* absent = std::get_if<Absent>(&value);
  return absent != nullptr &&
         (*absent == Absent::kUnknown || *absent == Absent::kRefused || *absent == Absent::kBlank);
}

// Unknown, refused, blank: answers that never replace another when concurrent. A group is weak when
// nothing in it is content and something in it is weak.
bool IsWeak(const Answers& answers) {
  bool weak = false;
  for (const auto& [field, answer] : answers) {
    if (!IsAbsent(answer.value)) return false;
    weak = weak || IsWeak(answer.value);
  }
  return weak;
}

bool ChangesNothing(const Answer& answer) {
  const Absent* absent = std::get_if<Absent>(&answer.value);
  return answer.how == How::kNotChecked || (absent != nullptr && *absent == Absent::kNotAsked);
}

}  // namespace

Origin Merger::OriginFor(const RecordId& named) const {
  Origin origin;
  origin.chain = context_->chain;
  origin.branch = context_->branch;
  origin.seq = context_->seq;
  origin.link = context_->link;
  origin.named = named;
  origin.observed = context_->observed;
  origin.account = context_->account;
  return origin;
}

bool Merger::MadeByAncestor(const Origin& origin) const {
  if (origin.chain != context_->chain) return false;
  if (origin.link == context_->link) return true;
  return std::any_of(context_->ancestry.begin(), context_->ancestry.end(),
                     [&](const Ancestry& part) {
                       return part.branch == origin.branch && origin.seq <= part.last_seq;
                     });
}

bool Merger::OwnEarlier(const Stamp& stamp, const RecordId& named) const {
  const Origin& origin = stamp.origin;
  return !context_->account && !origin.account && origin.named == named && MadeByAncestor(origin);
}

bool Merger::OwnLater(const Stamp& stamp, const RecordId& named) const {
  const Origin& origin = stamp.origin;
  return !context_->account && !origin.account && origin.chain == context_->chain &&
         origin.named == named && origin.branch == context_->branch && origin.seq > context_->seq;
}

// Something else changed or confirmed the slot after the base. With last being our own earlier
// work, only what another hand did before it can be concurrent; that is what the foreign stamp
// remembers.
Rival Merger::RivalOf(const SlotState& slot, const RecordState& record, const RecordId& named,
                      std::uint64_t base) const {
  auto after = [&](const Stamp& last, const std::optional<Stamp>& foreign, std::uint64_t bound) {
    if (last.revision > bound && !OwnEarlier(last, named)) return Rival{&last.origin, false};
    if (foreign.has_value() && foreign->revision > bound) return Rival{&foreign->origin, true};
    return Rival{};
  };
  if (named == record.id) return after(slot.last, slot.foreign, base);
  if (!slot.taken.has_value() || slot.taken->from != named)
    return after(slot.last, slot.foreign, 0);
  // The merge itself is no change of a slot that was taken from the id named here; what came after
  // it is.
  const TakenStamps& taken = *slot.taken;
  if (Rival since = after(slot.last, slot.foreign, taken.merged_at); since.origin != nullptr)
    return since;
  Rival before = after(taken.last, taken.foreign, base);
  before.under_own = before.under_own || slot.last.revision > taken.merged_at;
  return before;
}

bool Merger::SameAnswers(const Answers& a, const Answers& b) const {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](const auto& left, const auto& right) {
                      return left.first == right.first &&
                             codebooks_.Same(left.first, left.second.value, right.second.value);
                    });
}

// A base is no higher than the record stood at any restore since the base's epoch (protocol.md
// §3.6).
std::uint64_t Merger::LowerBase(const RecordState& record, std::uint64_t base,
                                std::uint64_t epoch) const {
  base = std::min(base, record.revision);
  for (const EpochMark& mark : record.epoch_marks) {
    if (mark.epoch > epoch) base = std::min(base, mark.revision);
  }
  return base;
}

std::uint64_t Merger::Touch(RecordState& record) {
  // A record first made in a later epoch may be one that a restore lost: old numbers are not its
  // own.
  const bool first_in_epoch =
      record.revision > 0 ? record.epoch < context_->epoch : context_->epoch > 1;
  if (first_in_epoch) record.epoch_marks.push_back({context_->epoch, record.revision});
  record.epoch = std::max(record.epoch, context_->epoch);
  delta_.records.insert(record.id);
  return ++record.revision;
}

void Merger::Restamp(SlotState& slot, std::uint64_t revision, const RecordId& named,
                     Instant observed) {
  Stamp stamp;
  stamp.revision = revision;
  stamp.origin = OriginFor(named);
  stamp.origin.observed = observed;
  // Over our own earlier stamp, by links or by hand, the newest stranger stays whom it was.
  const bool own = SameHand(slot.last.origin, stamp.origin) || OwnEarlier(slot.last, named);
  if (slot.last.revision != 0 && !own) slot.foreign = slot.last;
  slot.last = stamp;
}

SlotFate Merger::MergeSlot(std::uint32_t index, RecordState& record, const RecordId& named,
                           std::uint64_t next_revision, const SlotEdit& edit, HistoryRow& history) {
  SlotFate fate;
  fate.slot = edit.slot;
  SlotChange change;
  change.slot = edit.slot;

  auto found = record.slots.find(edit.slot);
  SlotState before = found == record.slots.end() ? SlotState() : found->second;
  // Members of a group that the set does not carry were not asked: they change nothing.
  Answers proposed = edit.answers;
  proposed.insert(before.answers.begin(), before.answers.end());
  change.before = before.answers;
  change.after = proposed;

  CaseKey key;
  key.kind = CaseKind::kConflict;
  key.record = record.id;
  key.slot = edit.slot;
  CaseFile* open = FindOpen(key);

  const bool exists = found != record.slots.end();
  const bool same = exists && SameAnswers(before.answers, proposed);
  const bool late = exists && (OwnLater(before.last, named) ||
                               (before.foreign && OwnLater(*before.foreign, named)));
  const Rival rival = exists ? RivalOf(before, record, named, edit.base) : Rival{};
  const bool concurrent = rival.origin != nullptr;

  auto write = [&](SlotChange::Kind kind, Instant observed) {
    SlotState& slot = record.slots[edit.slot];
    if (kind == SlotChange::Kind::kApplied) slot.answers = proposed;
    Restamp(slot, next_revision, named, observed);
    change.kind = kind;
  };
  Instant knowing = std::max(context_->observed, before.last.origin.observed);
  const v1::MergePolicy policy = codebooks_.PolicyOf(edit.slot);

  if (policy == v1::MERGE_POLICY_IMPORTED && !context_->account) {
    // What another register answered is not an officer's to say.
    change.kind = SlotChange::Kind::kSuperseded;
    fate.kind = v1::OUTCOME_KIND_REFUSED;
  } else if (late) {
    // Never beats a later set of its own chain; an equal value only raises the observation.
    if (same) record.slots[edit.slot].last.origin.observed = knowing;
    if (same) delta_.records.insert(record.id);
    change.kind = SlotChange::Kind::kSuperseded;
    fate.kind = same ? v1::OUTCOME_KIND_APPLIED : v1::OUTCOME_KIND_SUPERSEDED;
  } else if (same) {
    write(SlotChange::Kind::kConfirmed, knowing);
    if (open != nullptr) Withdraw(*open);
  } else if (concurrent && IsWeak(edit.answers)) {
    change.kind = SlotChange::Kind::kSuperseded;
    fate.kind = v1::OUTCOME_KIND_SUPERSEDED;
  } else if (open != nullptr || (concurrent && policy == v1::MERGE_POLICY_HOLD)) {
    CaseFile& file = open != nullptr ? *open : OpenCase(key, "dua nilai untuk satu isian");
    Proposal proposal;
    proposal.origin = OriginFor(named);
    proposal.operation = index;
    proposal.base_revision = edit.base;
    proposal.answers = proposed;
    Join(file, std::move(proposal));
    change.kind = SlotChange::Kind::kHeld;
    fate.kind = v1::OUTCOME_KIND_HELD;
    fate.case_number = file.number;
  } else if (!concurrent) {
    write(SlotChange::Kind::kApplied, knowing);
  } else {
    // latest_observation. Over our own earlier value the rival is what another hand did before it;
    // having replaced our own knowingly we observe as late as it did, unless that observation was
    // only raised by agreeing with the rival.
    const Origin& theirs = *rival.origin;
    const bool by_itself = theirs.observed < before.last.origin.observed;
    Instant observed = rival.under_own && by_itself ? knowing : context_->observed;
    const bool tie_won = theirs.chain == context_->chain && theirs.branch == context_->branch
                             ? context_->seq > theirs.seq
                             : context_->link > theirs.link;
    const bool later = IsWeak(before.answers) || observed > theirs.observed ||
                       (observed == theirs.observed && tie_won);
    if (later) {
      write(SlotChange::Kind::kApplied, observed);
    } else {
      change.kind = SlotChange::Kind::kSuperseded;
      fate.kind = v1::OUTCOME_KIND_SUPERSEDED;
    }
  }
  history.changes.push_back(std::move(change));
  return fate;
}

void Merger::MergeAnswers(std::uint32_t index, RecordState& record, const RecordId& named,
                          const v1::ChangeFields& change, Answers answers) {
  const std::vector<IdentityKey> keys_before = IdentityKeysOf(record);
  const RecordState* numbering = Find(named);
  TILIK_CHECK(numbering != nullptr, "a named record is loaded");
  const std::uint64_t epoch =
      change.base_epoch() == 0 ? context_->oldest_epoch : change.base_epoch();

  std::map<Field, std::uint64_t> exceptions;
  for (const v1::BaseException& exception : change.exceptions()) {
    std::uint64_t exception_epoch = exception.epoch() == 0 ? epoch : exception.epoch();
    std::uint64_t base = LowerBase(*numbering, exception.base_revision(), exception_epoch);
    for (Field field : exception.fields()) exceptions[field] = base;
  }
  const std::uint64_t common = LowerBase(*numbering, change.base_revision(), epoch);

  std::map<Slot, SlotEdit> edits;
  for (auto& [field, answer] : answers) {
    if (ChangesNothing(answer)) continue;
    Slot slot = codebooks_.SlotOf(field);
    auto exception = exceptions.find(field);
    std::uint64_t base = exception == exceptions.end() ? common : exception->second;
    if (context_->unreadable.count(field) > 0) base = 0;
    // A group was on the screen as a whole: it is as old as the oldest of its fields.
    auto [edit, added] = edits.try_emplace(slot);
    edit->second.slot = slot;
    edit->second.base = added ? base : std::min(edit->second.base, base);
    edit->second.answers.emplace(field, std::move(answer));
  }

  HistoryRow history;
  history.record = record.id;
  history.arrival = deciding_->arrival;
  history.operation = index;
  history.origin = OriginFor(named);
  std::vector<SlotFate> fates;
  for (const auto& [slot, edit] : edits) {
    fates.push_back(MergeSlot(index, record, named, record.revision + 1, edit, history));
  }
  const bool stamped =
      std::any_of(history.changes.begin(), history.changes.end(), [](const SlotChange& made) {
        return made.kind == SlotChange::Kind::kApplied || made.kind == SlotChange::Kind::kConfirmed;
      });
  if (stamped) Touch(record);
  history.revision = record.revision;
  if (!history.changes.empty()) delta_.history.push_back(std::move(history));
  PlaceRecord(record);
  NoteIdentity(keys_before, record);
  Report(index, v1::OUTCOME_KIND_APPLIED, &record, 0, "", fates);
}

void Merger::PlaceRecord(RecordState& record) {
  auto reference = [&](Field field) {
    auto slot = record.slots.find(codebooks_.SlotOf(field));
    if (slot == record.slots.end()) return RecordId();
    auto answer = slot->second.answers.find(field);
    const RecordId* id = answer == slot->second.answers.end()
                             ? nullptr
                             : std::get_if<RecordId>(&answer->second.value);
    return id == nullptr ? RecordId() : *id;
  };
  auto number = [&](Field field) -> std::uint64_t {
    auto slot = record.slots.find(codebooks_.SlotOf(field));
    if (slot == record.slots.end()) return 0;
    auto answer = slot->second.answers.find(field);
    const std::int64_t* value = answer == slot->second.answers.end()
                                    ? nullptr
                                    : std::get_if<std::int64_t>(&answer->second.value);
    return value == nullptr || *value < 0 ? 0 : static_cast<std::uint64_t>(*value);
  };

  std::uint64_t village = 0;
  if (record.kind == v1::RECORD_KIND_FAMILY || record.kind == v1::RECORD_KIND_PERSON) {
    record.parent =
        reference(record.kind == v1::RECORD_KIND_FAMILY ? field::kHousehold : field::kFamily);
    const RecordState* parent = FindLive(record.parent);
    village = parent == nullptr ? record.village : parent->village;
  } else {
    village = number(record.kind == v1::RECORD_KIND_HOUSEHOLD ? field::kVillage
                                                              : field::kVillageElsewhere);
  }
  if (village == record.village) return;
  if (record.village != 0) delta_.left.emplace_back(record.id, record.village);
  const std::vector<IdentityKey> keys_before = IdentityKeysOf(record);
  record.village = village;
  delta_.records.insert(record.id);
  NoteIdentity(keys_before, record);
  PlaceMembers(record);
}

// Those that hang under it, or under a record that was merged into it.
void Merger::PlaceMembers(RecordState& record) {
  std::vector<RecordId> members;
  for (const auto& [id, other] : loaded_.records) {
    if (!other.parent.none() && id != record.id && FindLive(other.parent) == &record)
      members.push_back(id);
  }
  std::sort(members.begin(), members.end());
  for (const RecordId& member : members) PlaceRecord(loaded_.records.at(member));
}

}  // namespace tilik::merge
