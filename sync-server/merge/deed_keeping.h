// The deeds of one set: written down, withdrawn, or named by a danom at last, each in the groups it
// belongs to; and those of others that it concerns.
//
// Lives for one search (signals.h). What it writes stands in `loaded` and is not in the store yet,
// so every group is loaded before a deed joins it.
#pragma once

#include <functional>
#include <set>
#include <vector>

#include "proto/contract/status.h"
#include "sync-server/merge/deed_writing.h"
#include "sync-server/merge/house_signals.h"

namespace tilik::merge {

class DeedKeeping {
 public:
  DeedKeeping(const v1::SignalRules& rules, const SetContext& context, const v1::ChangeSet& set,
              const std::function<Status(const Keys&)>& load, WorkingSet& loaded, Delta& delta)
      : rules_(rules),
        context_(context),
        set_(set),
        around_(AroundOf(set)),
        load_(load),
        loaded_(loaded),
        delta_(delta) {}

  Status Run();

  // --- afterwards ---
  // Deeds written or changed here.
  const std::set<FactId>& touched() const { return touched_; }
  // Of which something may be found that was not before.
  const std::set<FactId>& fresh() const { return fresh_; }
  // Whether something of which something was found may be gone.
  bool withdrawn() const { return withdrawn_; }
  // Of which something changed; their groups are loaded.
  const std::set<ChainDay>& days() const { return days_; }

  // Whatever is loaded here is joined by what is not in the store yet.
  Status Load(const Keys& wanted);
  // With the deeds of all that were merged into them.
  Status LoadHouseholds(const std::set<RecordId>& households);
  // With the records of the households they were taken for.
  Status LoadPhotos(const std::set<ContentHash>& photos);
  Deeds OfHousehold(const RecordId& household) const;
  // These records, and all that were merged into them.
  Status LoadRecords(const std::set<RecordId>& ids);
  // The id that a record goes by now.
  RecordId StandsFor(const RecordId& id) const;
  // That, with those of all that were merged into it.
  std::set<RecordId> IdsOf(const RecordId& id) const;

 private:
  Status LoadDays(const std::set<ChainDay>& days);

  void KeepAround();
  Status WriteDown();
  bool DefinesLines() const;
  bool BringsPhotosOnly() const;
  void Describe(const FactRow& fact, std::vector<Deed>& deeds) const;
  void Revise(const FactId& id, std::vector<Deed>& deeds);
  Status Take(const std::vector<Deed>& deeds);
  Status FindOwnVisits();

  const v1::SignalRules& rules_;
  const SetContext& context_;
  const v1::ChangeSet& set_;
  const v1::ChangeSet around_;
  const std::function<Status(const Keys&)>& load_;
  WorkingSet& loaded_;
  Delta& delta_;
  std::set<FactId> touched_;
  std::set<FactId> fresh_;
  bool withdrawn_ = false;
  std::set<ChainDay> days_;
};

}  // namespace tilik::merge
