// What hangs on a record and must be loaded beside it: who is below it, what was merged into it,
// its cases and entitlements, and what was said of its eligibility.
//
// Each adds to the keys what the loaded records say now; asked again when more is loaded, it goes
// one step further (keys.cc).
#pragma once

#include "sync-server/merge/working_set.h"

namespace tilik::merge {

class Neighbours {
 public:
  Neighbours(const WorkingSet& loaded, Keys& keys) : loaded_(loaded), keys_(keys) {}

  // Also those of records merged into it: they hang there still.
  void AddMembers(const RecordId& id);
  // People under a family that was merged into another move with that one's household.
  void AddMembersOfMerged();
  // It and what was merged into it, with their cases.
  void AddAbsorbed(const RecordId& id);
  // A case that goes on under another record takes the operations held for it along.
  void AddCasesOf(const RecordId& id);
  // Entitlements keep the id they were recorded under.
  void AddLinesOf(const RecordId& id);
  // Of one record under several ids, what each of them is due: it may count only once.
  void AddLinesBeside(const RecordId& recipient);
  // What is said of a record under its own id, the one it goes by, and those merged into that.
  void AddEligibilityOf(const RecordId& id);
  // Whose eligibility changes: his lines open or close.
  void AddEligible(const RecordId& id);

 private:
  const WorkingSet& loaded_;
  Keys& keys_;
};

}  // namespace tilik::merge
