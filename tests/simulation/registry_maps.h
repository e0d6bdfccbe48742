// The registry in maps: a stand-in for the store behind the merge's seam (working_set.h).
//
// Loads exactly what Keys names and saves exactly what a Delta names. A merge that forgets to ask,
// or forgets to say what it changed, therefore loses something here as it would on disk, and the
// model notices. A value type: copying it is a backup.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "sync-server/merge/merge.h"
#include "tilik/v1/sync.pb.h"

namespace tilik::simulation {

class RegistryMaps {
 public:
  void Load(const merge::Keys& keys, merge::WorkingSet& into) const;
  void Save(const merge::Delta& delta, const merge::WorkingSet& merged);

  const merge::WorkingSet& all() const { return all_; }
  const merge::RecordState* Find(const RecordId& id) const;
  const std::vector<merge::HistoryRow>& HistoryOf(const RecordId& id) const;
  // The last revision at which the accepted answers of `slot` were `answers`; 0 if they never were.
  std::uint64_t LastRevisionWith(const Codebooks& codebooks, const RecordId& id, Slot slot,
                                 const Answers& answers) const;

  struct Page {
    std::uint64_t to = 0;
    bool more = false;
    std::vector<v1::RecordRow> rows;
    std::vector<v1::LeftRow> left;
  };
  // Of one village, what changed after `after`, at most `limit` rows.
  Page Feed(std::uint64_t village, std::uint64_t after, std::size_t limit) const;
  const std::vector<v1::Outcome>& InboxOf(const ChainId& chain) const;

 private:
  void LoadRecord(const RecordId& id, merge::WorkingSet& into) const;
  void LoadCase(std::uint64_t number, merge::WorkingSet& into) const;
  void LoadHeld(const merge::FactId& id, merge::WorkingSet& into) const;
  void LoadFact(const merge::FactId& id, merge::WorkingSet& into) const;
  void LoadProfile(const RecordId& id, merge::WorkingSet& into) const;
  void LoadSample(const merge::CampaignVillage& of, merge::WorkingSet& into) const;
  void Destroy(const RecordId& id);
  void LoadSignals(const merge::Keys& keys, merge::WorkingSet& into) const;
  void LoadSignal(const merge::CaseKey& key, merge::WorkingSet& into) const;
  void Offer(const RecordId& id);
  v1::RecordRow RowOf(const merge::RecordState& record) const;

  merge::WorkingSet all_;
  std::map<RecordId, std::vector<merge::HistoryRow>> history_;
  std::map<ChainId, std::vector<v1::Outcome>> inboxes_;
  // Per village, by position: a record that is there, or one that has left at this revision.
  struct Entry {
    RecordId record;
    std::uint64_t left_at = 0;
  };
  std::map<std::uint64_t, std::map<std::uint64_t, Entry>> feed_;
  std::map<std::pair<std::uint64_t, RecordId>, std::uint64_t> position_;
  std::uint64_t last_position_ = 0;
};

}  // namespace tilik::simulation
