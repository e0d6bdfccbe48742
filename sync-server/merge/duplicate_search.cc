#include "sync-server/merge/duplicate_search.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "sync-server/merge/match_points.h"
#include "sync-server/merge/matching.h"

namespace tilik::merge {
namespace {

constexpr char kWithdrawn[] = "ditarik: setelah diperbaiki, keduanya tidak lagi mirip";

CaseKey PairOf(const RecordId& one, const RecordId& other) {
  CaseKey pair;
  pair.kind = CaseKind::kDuplicate;
  pair.record = std::min(one, other);
  pair.other = std::max(one, other);
  return pair;
}

bool ShapesProfile(Slot slot) {
  return slot == field::kName || slot == field::kNik || slot == field::kBirthDate ||
         slot == field::kSex || slot == field::kMotherName || slot == field::kFamily ||
         slot == field::kNoKk;
}

class Search {
 public:
  Search(const SetContext& context, const std::function<Status(const Keys&)>& load,
         WorkingSet& loaded, Delta& delta)
      : context_(context), load_(load), loaded_(loaded), delta_(delta) {}

  Status Run() {
    TILIK_RETURN_IF_ERROR(FindTouched());
    if (touched_.empty()) return Status();
    TILIK_RETURN_IF_ERROR(FindChanged());
    if (changed_.empty()) return Status();
    TILIK_RETURN_IF_ERROR(LoadNeighbours());
    for (auto& [id, before] : changed_) Reindex(id, before);
    std::vector<Pair> alike;
    for (const auto& [id, before] : changed_) {
      Revise(id);
      FindAlike(id, alike);
    }
    TILIK_RETURN_IF_ERROR(LoadOthers(alike));
    for (const Pair& pair : alike) Open(pair);
    return Status();
  }

 private:
  struct Pair {
    CaseKey key;
    Resemblance resemblance;
  };

  // People of whom something was said, or moved, that a profile is made of.
  Status FindTouched() {
    Keys wanted;
    for (const HistoryRow& row : delta_.history) {
      const bool shapes = std::any_of(row.changes.begin(), row.changes.end(), [](const auto& made) {
        return ShapesProfile(made.slot) || made.kind == SlotChange::Kind::kMerged ||
               made.kind == SlotChange::Kind::kParted;
      });
      if (shapes) Touch(row.record, wanted);
    }
    for (const RecordId& id : delta_.identities) Touch(id, wanted);
    for (const auto& [id, village] : delta_.left) Touch(id, wanted);
    for (const RecordId& id : delta_.records) {
      if (!loaded_.records.at(id).redirected_to.none()) Touch(id, wanted);
    }
    if (wanted.with_members.empty()) return Status();
    TILIK_RETURN_IF_ERROR(load_(wanted));
    for (const auto& [id, record] : loaded_.records) {
      if (record.kind != v1::RECORD_KIND_PERSON) continue;
      const RecordState* family = Standing(loaded_, record.parent);
      if (family != nullptr && families_.count(family->id) > 0) touched_.insert(id);
    }
    return Status();
  }

  void Touch(const RecordId& id, Keys& wanted) {
    auto record = loaded_.records.find(id);
    if (record == loaded_.records.end()) return;
    if (record->second.kind == v1::RECORD_KIND_PERSON) touched_.insert(id);
    // Those of a new family say for themselves that they belong to it.
    if (record->second.kind != v1::RECORD_KIND_FAMILY || record->second.revision <= 1) return;
    // A family's card is its people's. Those of a family merged into another hang there still.
    const RecordState* family = Standing(loaded_, id);
    wanted.with_members.insert(id);
    if (family == nullptr) return;
    families_.insert(family->id);
    wanted.with_members.insert(family->id);
    for (const Absorbed& absorbed : family->absorbed) wanted.with_members.insert(absorbed.id);
  }

  Status FindChanged() {
    Keys wanted;
    wanted.profiles = touched_;
    TILIK_RETURN_IF_ERROR(load_(wanted));
    for (const RecordId& id : touched_) {
      const RecordState& person = loaded_.records.at(id);
      PersonProfile& profile = loaded_.profiles[id];
      PersonProfile now = ProfileOf(person, Standing(loaded_, person.parent));
      if (now == profile) continue;
      changed_.emplace(id, std::exchange(profile, std::move(now)));
    }
    return Status();
  }

  // The blocks of everybody who changed, and whoever has a case with one of them.
  Status LoadNeighbours() {
    Keys wanted;
    for (const auto& [id, before] : changed_) {
      wanted.blocks.merge(ProbeKeysOf(loaded_.profiles.at(id)));
    }
    for (const auto& [key, number] : loaded_.open_cases) {
      if (key.kind != CaseKind::kDuplicate) continue;
      if (changed_.count(key.record) > 0) wanted.profiles.insert(key.other);
      if (changed_.count(key.other) > 0) wanted.profiles.insert(key.record);
    }
    return load_(wanted);
  }

  void Reindex(const RecordId& id, const PersonProfile& before) {
    const std::set<BlockKey> now = BlockKeysOf(loaded_.profiles.at(id));
    for (BlockKey key : BlockKeysOf(before)) {
      auto block = loaded_.blocks.find(key);
      if (block != loaded_.blocks.end() && now.count(key) == 0) block->second.people.erase(id);
    }
    for (BlockKey key : now) {
      Block& block = loaded_.blocks[key];
      if (block.closed) continue;
      block.people.insert(id);
      if (block.people.size() <= points::kMostInBlock) continue;
      block.closed = true;
      block.people.clear();
      delta_.closed_blocks.insert(key);
    }
    delta_.profiles_before.emplace(id, before);
  }

  // What is asked about this person already may have lost its reasons, or have others now.
  void Revise(const RecordId& id) {
    std::vector<std::uint64_t> numbers;
    for (const auto& [key, number] : loaded_.open_cases) {
      if (key.kind == CaseKind::kDuplicate && (key.record == id || key.other == id))
        numbers.push_back(number);
    }
    for (std::uint64_t number : numbers) {
      CaseFile& file = loaded_.cases.at(number);
      const PersonProfile& one = loaded_.profiles[file.key.record];
      const PersonProfile& other = loaded_.profiles[file.key.other];
      if (one.empty() || other.empty()) continue;
      const Resemblance resemblance = Compare(one, other);
      const std::string why = resemblance.Words();
      if (resemblance.points < points::kKeep) {
        file.open = false;
        file.settlement = kWithdrawn;
        loaded_.open_cases.erase(file.key);
        Show(file);
      } else if (file.why == why) {
        continue;
      } else {
        file.why = why;
      }
      ++file.counter;
      delta_.cases.insert(number);
    }
  }

  void FindAlike(const RecordId& id, std::vector<Pair>& alike) const {
    const PersonProfile& profile = loaded_.profiles.at(id);
    std::set<RecordId> candidates;
    for (BlockKey key : ProbeKeysOf(profile)) {
      auto block = loaded_.blocks.find(key);
      if (block == loaded_.blocks.end()) continue;
      candidates.insert(block->second.people.begin(), block->second.people.end());
    }
    candidates.erase(id);
    std::vector<Pair> own;
    for (const RecordId& other : candidates) {
      Pair pair{PairOf(id, other), {}};
      const bool known =
          loaded_.settled_pairs.count(pair.key) > 0 || loaded_.open_cases.count(pair.key) > 0;
      if (known) continue;
      pair.resemblance = Compare(profile, loaded_.profiles.at(other));
      if (pair.resemblance.points >= points::kOpen) own.push_back(std::move(pair));
    }
    std::stable_sort(own.begin(), own.end(), [](const Pair& one, const Pair& other) {
      return one.resemblance.points > other.resemblance.points;
    });
    if (own.size() > points::kMostCasesOfOne) own.resize(points::kMostCasesOfOne);
    std::move(own.begin(), own.end(), std::back_inserter(alike));
  }

  // Both of a pair are shown with their case, and the case belongs to the village of the first.
  Status LoadOthers(const std::vector<Pair>& alike) {
    Keys wanted;
    for (const Pair& pair : alike) {
      wanted.records.insert(pair.key.record);
      wanted.records.insert(pair.key.other);
    }
    return wanted.empty() ? Status() : load_(wanted);
  }

  void Open(const Pair& pair) {
    // Both may have changed, and each has found the other.
    if (loaded_.open_cases.count(pair.key) > 0) return;
    CaseFile file;
    file.number = loaded_.next_case_number++;
    file.key = pair.key;
    file.opened_arrival = context_.arrival;
    file.opened = context_.arrived;
    file.why = pair.resemblance.Words();
    loaded_.open_cases[pair.key] = file.number;
    delta_.cases.insert(file.number);
    Show(loaded_.cases[file.number] = std::move(file));
  }

  void Show(const CaseFile& file) {
    for (const RecordId& id : {file.key.record, file.key.other}) {
      if (loaded_.records.count(id) > 0) delta_.refeed.insert(id);
    }
  }

  const SetContext& context_;
  const std::function<Status(const Keys&)>& load_;
  WorkingSet& loaded_;
  Delta& delta_;
  std::set<RecordId> touched_;
  std::set<RecordId> families_;
  std::map<RecordId, PersonProfile> changed_;  // as they were
};

}  // namespace

Status SearchDuplicates(const SetContext& context, const std::function<Status(const Keys&)>& load,
                        WorkingSet& loaded, Delta& delta) {
  return Search(context, load, loaded, delta).Run();
}

}  // namespace tilik::merge
