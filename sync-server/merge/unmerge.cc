// Taking the newest merge of a survivor back (protocol.md §4, Duplicates).
#include <algorithm>

#include "proto/contract/told.h"
#include "sync-server/merge/merger.h"

namespace tilik::merge {
namespace {

// The id an operation held in full speaks of.
RecordId NamedBy(const v1::Operation& operation) {
  switch (operation.kind_case()) {
    case v1::Operation::kCreateRecord:
      return IdOfBytes(operation.create_record().record());
    case v1::Operation::kChangeFields:
      return IdOfBytes(operation.change_fields().record());
    case v1::Operation::kVisit:
      return IdOfBytes(operation.visit().household());
    case v1::Operation::kProposeStatus:
      return IdOfBytes(operation.propose_status().record());
    default:
      return RecordId::FromRaw(RecordToldOf(operation)).value_or(RecordId());
  }
}

SlotChange Difference(Slot slot, const std::map<Slot, SlotState>& before,
                      const std::map<Slot, SlotState>& after) {
  SlotChange change;
  change.slot = slot;
  change.kind = SlotChange::Kind::kParted;
  if (auto found = before.find(slot); found != before.end()) change.before = found->second.answers;
  if (auto found = after.find(slot); found != after.end()) change.after = found->second.answers;
  return change;
}

std::set<Slot> SlotsOf(const std::map<Slot, SlotState>& a, const std::map<Slot, SlotState>& b) {
  std::set<Slot> slots;
  for (const auto& [slot, state] : a) slots.insert(slot);
  for (const auto& [slot, state] : b) slots.insert(slot);
  return slots;
}

}  // namespace

void Merger::UnmergeRecords(std::uint32_t index, const v1::UnmergeRecords& unmerge) {
  RecordState* survivor = Find(IdOfBytes(unmerge.survivor()));
  RecordState* retired = Find(IdOfBytes(unmerge.retired()));
  if (survivor == nullptr || retired == nullptr || !IsNewestMerge(*survivor, *retired)) {
    return Report(index, v1::OUTCOME_KIND_REFUSED, survivor, 0,
                  "only the newest merge of a record that stands for itself can be taken back");
  }
  if (survivor->revision != unmerge.survivor_revision()) {
    return Report(index, v1::OUTCOME_KIND_REFUSED, survivor, 0,
                  "a record moved since it was looked at");
  }
  const std::vector<IdentityKey> keys_before = IdentityKeysOf(*survivor);
  std::vector<HistoryRow> said = loaded_.history[survivor->id];
  for (const HistoryRow& row : delta_.history) {
    if (row.record == survivor->id) said.push_back(row);
  }
  Parted parted = Part(codebooks_, *survivor, *retired, said, loaded_);
  PartCases(*survivor, *retired);

  const std::uint64_t merged_at = survivor->absorbed.back().merged_at;
  const std::uint64_t above = RevisionAfterParting(*survivor, *retired);
  Touch(*survivor);
  Touch(*retired);
  survivor->revision = retired->revision = above;
  survivor->absorbed.pop_back();
  retired->redirected_to = RecordId();
  delta_.redirected.insert(retired->id);

  HistoryRow history;
  history.record = survivor->id;
  history.revision = above;
  history.arrival = deciding_->arrival;
  history.operation = index;
  history.origin = OriginFor(survivor->id);
  HistoryRow of_retired = history;
  of_retired.record = retired->id;
  of_retired.origin = OriginFor(retired->id);
  PartSurvivor(*survivor, parted, history);
  for (Slot slot : SlotsOf(retired->slots, parted.retired)) {
    SlotChange change = Difference(slot, retired->slots, parted.retired);
    if (change.before != change.after) of_retired.changes.push_back(std::move(change));
  }
  retired->slots = std::move(parted.retired);
  for (HistoryRow& said_of_it : parted.said_of_retired) {
    said_of_it.record = retired->id;
    said_of_it.revision = above;
    said_of_it.arrival = deciding_->arrival;
    delta_.history.push_back(std::move(said_of_it));
  }
  delta_.history.push_back(std::move(history));
  delta_.history.push_back(std::move(of_retired));

  // Parted by a person who looked: not to be asked again by every later edit.
  CaseKey pair;
  pair.kind = CaseKind::kDuplicate;
  pair.record = std::min(survivor->id, retired->id);
  pair.other = std::max(survivor->id, retired->id);
  loaded_.settled_pairs.insert(pair);
  delta_.settled_pairs.insert(pair);

  if (survivor->status_stamp.revision > merged_at) GiveBackLines(*retired, *survivor);
  for (RecordState* record : {survivor, retired}) {
    PlaceRecord(*record);
    PlaceMembers(*record);
    CountOnce(record->id);
  }
  NoteIdentity(keys_before, *survivor);
  NoteIdentity({}, *retired);
  delta_.identities.insert({survivor->id, retired->id});
  Report(index, v1::OUTCOME_KIND_APPLIED, survivor);
}

// A slot that is the same without the retired record keeps its stamps. Any other was changed by
// this decision: whoever edits with the merged value on the screen has not seen it.
void Merger::PartSurvivor(RecordState& survivor, const Parted& parted, HistoryRow& history) {
  const std::map<Slot, SlotState> visible = std::move(survivor.slots);
  survivor.slots.clear();
  for (Slot slot : SlotsOf(visible, parted.survivor)) {
    auto now = visible.find(slot);
    auto alone = parted.survivor.find(slot);
    if (alone == parted.survivor.end()) {
      history.changes.push_back(Difference(slot, visible, parted.survivor));
      continue;
    }
    const bool same_hand = now != visible.end() &&
                           now->second.last.origin.link == alone->second.last.origin.link &&
                           now->second.last.origin.named == alone->second.last.origin.named;
    if (same_hand && SameAnswers(now->second.answers, alone->second.answers)) {
      SlotState& kept = survivor.slots[slot] = now->second;
      kept.taken = alone->second.taken;
      continue;
    }
    SlotState& slot_state = survivor.slots[slot] = alone->second;
    Restamp(slot_state, survivor.revision, survivor.id, alone->second.last.origin.observed);
    history.changes.push_back(Difference(slot, visible, parted.survivor));
  }
}

// What was proposed by naming the retired record goes on as that record's case, with the work held
// for it.
void Merger::PartCases(const RecordState& survivor, const RecordState& retired) {
  std::vector<std::uint64_t> numbers;
  for (const auto& [key, number] : loaded_.open_cases) {
    const bool divisible = key.kind == CaseKind::kConflict || key.kind == CaseKind::kStatus ||
                           key.kind == CaseKind::kOutsideAssignment;
    if (divisible && key.record == survivor.id) numbers.push_back(number);
  }
  std::sort(numbers.begin(), numbers.end());
  for (std::uint64_t number : numbers) {
    CaseFile& file = loaded_.cases.at(number);
    std::vector<Proposal> staying;
    std::vector<Proposal> going;
    for (Proposal& proposal : file.proposals) {
      auto held = loaded_.held_operations.find(proposal.id());
      const RecordId named =
          file.key.kind == CaseKind::kOutsideAssignment && held != loaded_.held_operations.end()
              ? NamedBy(held->second)
              : proposal.origin.named;
      (GoesWith(retired.id, named, loaded_) ? going : staying).push_back(std::move(proposal));
    }
    CaseKey key = file.key;
    key.record = retired.id;
    if (going.empty() || FindOpen(key) != nullptr) {
      file.proposals = std::move(staying);
      file.proposals.insert(file.proposals.end(), going.begin(), going.end());
      continue;
    }
    ShowCase(file);
    ++file.counter;
    delta_.cases.insert(number);
    if (staying.empty()) {
      loaded_.open_cases.erase(file.key);
      file.key = key;
      file.proposals = std::move(going);
      loaded_.open_cases[key] = number;
      ShowCase(file);
      continue;
    }
    file.proposals = std::move(staying);
    CaseFile& theirs = OpenCase(key, file.why);
    for (const Proposal& proposal : going) {
      auto held = loaded_.held.find(proposal.id());
      if (held == loaded_.held.end()) continue;
      held->second.case_number = theirs.number;
      delta_.held_added.insert(held->first);
    }
    theirs.proposals = std::move(going);
    theirs.counter = theirs.proposals.size();
    for (const Proposal& proposal : theirs.proposals) {
      ReportLater(proposal, v1::OUTCOME_KIND_HELD, theirs, 0, "");
    }
  }
}

}  // namespace tilik::merge
