#include "sync-server/merge/parting.h"

#include <algorithm>

namespace tilik::merge {
namespace {

bool SaysSomething(const Answers& answers) {
  return std::any_of(answers.begin(), answers.end(),
                     [](const auto& answer) { return !IsAbsent(answer.second.value); });
}

bool IsOfLaterSet(const Origin& standing, const Origin& said) {
  return standing.chain == said.chain && standing.branch == said.branch && standing.seq > said.seq;
}

// A look that lost when it came; against the record it named alone it may be the latest.
bool WinsAlone(const Codebooks& codebooks, const SlotState* standing, const SlotChange& change,
               const Origin& said) {
  if (codebooks.PolicyOf(change.slot) != v1::MERGE_POLICY_LATEST_OBSERVATION ||
      !SaysSomething(change.after)) {
    return false;
  }
  if (standing == nullptr) return true;
  return !IsOfLaterSet(standing->last.origin, said) &&
         said.observed > standing->last.origin.observed;
}

struct Again {
  const Codebooks& codebooks;
  const RecordState& visible;  // the survivor as both stand now
  std::map<Slot, SlotState>& slots;

  void Apply(const HistoryRow& row, const SlotChange& change, std::uint64_t revision) {
    using Kind = SlotChange::Kind;
    auto found = slots.find(change.slot);
    const SlotState* standing = found == slots.end() ? nullptr : &found->second;
    const bool stands = change.kind == Kind::kApplied || change.kind == Kind::kConfirmed ||
                        change.kind == Kind::kDecided;
    const bool lost = change.kind == Kind::kSuperseded;
    if (!stands && !(lost && WinsAlone(codebooks, standing, change, row.origin))) return;
    Stamp stamp{revision, row.origin};
    stamp.origin.observed = ObservedIn(row, change, standing);
    SlotState& slot = slots[change.slot];
    if (slot.last.revision != 0 && !SameHand(slot.last.origin, stamp.origin)) {
      slot.foreign = slot.last;
    }
    slot.answers = change.after;
    slot.last = stamp;
  }

  // A decision looked at papers, not at a house: its value was observed when that one was.
  Instant ObservedIn(const HistoryRow& row, const SlotChange& change,
                     const SlotState* standing) const {
    const Instant before = standing == nullptr ? Instant() : standing->last.origin.observed;
    if (change.kind != SlotChange::Kind::kDecided) return std::max(before, row.origin.observed);
    auto now = visible.slots.find(change.slot);
    const bool still =
        now != visible.slots.end() && now->second.last.origin.link == row.origin.link;
    return still ? now->second.last.origin.observed : before;
  }
};

}  // namespace

bool IsNewestMerge(const RecordState& survivor, const RecordState& retired) {
  return survivor.redirected_to.none() && !survivor.absorbed.empty() &&
         survivor.absorbed.back().id == retired.id && retired.redirected_to == survivor.id;
}

bool GoesWith(const RecordId& retired, const RecordId& named, const WorkingSet& loaded) {
  RecordId at = named;
  for (int steps = 0; steps < 1000 && !at.none(); ++steps) {
    if (at == retired) return true;
    auto found = loaded.records.find(at);
    if (found == loaded.records.end()) return false;
    at = found->second.redirected_to;
  }
  return false;
}

std::uint64_t RevisionAfterParting(const RecordState& survivor, const RecordState& retired) {
  return std::max(survivor.revision, retired.revision) + 1;
}

Parted Part(const Codebooks& codebooks, const RecordState& survivor, const RecordState& retired,
            const std::vector<HistoryRow>& history, const WorkingSet& loaded) {
  const Absorbed& merge = survivor.absorbed.back();
  Parted parted{merge.before, retired.slots, {}};
  Again to_survivor{codebooks, survivor, parted.survivor};
  Again to_retired{codebooks, survivor, parted.retired};
  const std::uint64_t above = RevisionAfterParting(survivor, retired);
  // The merge's own row is the first with its revision; it jumped above everything before it.
  auto row = std::find_if(history.begin(), history.end(),
                          [&](const HistoryRow& each) { return each.revision >= merge.merged_at; });
  if (row != history.end()) ++row;
  for (; row != history.end(); ++row) {
    const RecordId& named = row->origin.named;
    // What named a record that was merged later and parted again went with that one.
    if (!GoesWith(survivor.id, named, loaded)) continue;
    const bool retireds = GoesWith(retired.id, named, loaded);
    if (retireds) parted.said_of_retired.push_back(*row);
    for (const SlotChange& change : row->changes) {
      (retireds ? to_retired : to_survivor).Apply(*row, change, retireds ? above : row->revision);
    }
  }
  return parted;
}

}  // namespace tilik::merge
