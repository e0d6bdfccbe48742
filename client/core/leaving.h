// Records that go from this device: their village is no longer the officer's, or the district that
// was restored has them no more.
//
// They are marked as leaving and go in a sweep, which spares every household that own work still
// touches (protocol.md §5): nothing an officer did loses what it was done to.
#pragma once

#include <cstdint>
#include <vector>

#include "client/core/records.h"
#include "client/core/store.h"

namespace tilik::client {

// Everything in the caller's transaction.
class Leaving {
 public:
  Leaving(Store& store, Records& records) : store_(store), records_(records) {}

  // All records outside `villages` are leaving.
  Status KeepOnly(const std::vector<std::uint64_t>& villages);
  // Records of this village that a restored district did not offer again by the end of its feed are
  // not there any more (protocol.md §3.6: pulled rows are replaced).
  Status LeaveOldEpochs(std::uint64_t village, std::uint64_t epoch);
  // Records made here that were decided and have no row, though all there was to pull is here.
  Status LeaveWithoutRow();
  // Removes leaving records whose household nothing own touches: no undecided change, no unsent
  // fact, no draft.
  Status Sweep();

 private:
  Result<bool> SweepOnce();  // whether anything went
  Result<bool> IsTouched(const RecordId& record);
  Result<bool> HouseholdIsTouched(const RecordId& record);
  Status Remove(const RecordId& record);

  Store& store_;
  Records& records_;
};

}  // namespace tilik::client
