#include "client/core/leaving.h"

#include <algorithm>

#include "client/core/record_index.h"

namespace tilik::client {
namespace {

constexpr char kVillages[] = "SELECT DISTINCT village FROM record WHERE leaving = 0";
constexpr char kLeaveVillage[] = "UPDATE record SET leaving = 1 WHERE village = ?";
// Never own records that the district has not answered yet: they have no epoch.
constexpr char kLeaveOldEpochs[] =
    "UPDATE record SET leaving = 1 WHERE village = ? AND epoch > 0 AND epoch < ?";
constexpr char kLeaving[] = "SELECT id FROM record WHERE leaving = 1";
constexpr char kLeavingWithWork[] =
    "SELECT DISTINCT r.id FROM own_operation o JOIN record r ON r.id = o.subject "
    "WHERE o.live = 1 AND r.leaving = 1";
constexpr char kMadeHere[] =
    "SELECT DISTINCT r.id FROM own_operation o JOIN record r ON r.id = o.subject "
    "WHERE o.live = 1 AND r.revision = 0 AND r.leaving = 0";
constexpr char kLeave[] = "UPDATE record SET leaving = 1 WHERE id = ?";
constexpr char kTouched[] =
    "SELECT EXISTS (SELECT 1 FROM own_operation WHERE subject = ?1 AND live = 1) OR "
    "EXISTS (SELECT 1 FROM own_operation o JOIN outbox b ON b.seq = o.seq "
    "        WHERE o.subject = ?1 AND b.answered = 0) OR "
    "EXISTS (SELECT 1 FROM entitlement e JOIN own_operation o ON o.subject = e.line "
    "        JOIN outbox b ON b.seq = o.seq WHERE e.recipient = ?1 AND b.answered = 0) OR "
    "EXISTS (SELECT 1 FROM draft WHERE subject = ?1)";
constexpr char kDropSeen[] = "DELETE FROM seen WHERE record = ?";
constexpr char kRemove[] = "DELETE FROM record WHERE id = ?";

}  // namespace

Status Leaving::KeepOnly(const std::vector<std::uint64_t>& villages) {
  TILIK_ASSIGN_OR_RETURN(std::vector<std::uint64_t> here,
                         ReadNumbers(store_.database().Prepare(kVillages)));
  for (std::uint64_t village : here) {
    if (std::find(villages.begin(), villages.end(), village) != villages.end()) continue;
    TILIK_RETURN_IF_ERROR(store_.database().Prepare(kLeaveVillage).Bind(1, village).Run());
  }
  return Status();
}

Status Leaving::LeaveOldEpochs(std::uint64_t village, std::uint64_t epoch) {
  return store_.database().Prepare(kLeaveOldEpochs).Bind(1, village).Bind(2, epoch).Run();
}

Status Leaving::LeaveWithoutRow() {
  TILIK_ASSIGN_OR_RETURN(std::vector<RecordId> made_here,
                         ReadIds(store_.database().Prepare(kMadeHere)));
  for (const RecordId& record : made_here) {
    TILIK_ASSIGN_OR_RETURN(bool decided, records_.IsDecided(record));
    if (decided) TILIK_RETURN_IF_ERROR(store_.database().Prepare(kLeave).Bind(1, record).Run());
  }
  return Status();
}

// What hung on a removed record may be free to go now.
Status Leaving::Sweep() {
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool removed, SweepOnce());
    if (!removed) return Status();
  }
}

Result<bool> Leaving::SweepOnce() {
  TILIK_ASSIGN_OR_RETURN(std::vector<RecordId> with_work,
                         ReadIds(store_.database().Prepare(kLeavingWithWork)));
  for (const RecordId& record : with_work) TILIK_RETURN_IF_ERROR(records_.Refresh(record));
  TILIK_ASSIGN_OR_RETURN(std::vector<RecordId> leaving,
                         ReadIds(store_.database().Prepare(kLeaving)));
  std::vector<RecordId> gone;
  for (const RecordId& record : leaving) {
    TILIK_ASSIGN_OR_RETURN(bool touched, HouseholdIsTouched(record));
    if (!touched) gone.push_back(record);
  }
  for (const RecordId& record : gone) TILIK_RETURN_IF_ERROR(Remove(record));
  return !gone.empty();
}

Result<bool> Leaving::IsTouched(const RecordId& record) {
  sqlite::Statement row = store_.database().Prepare(kTouched);
  TILIK_ASSIGN_OR_RETURN(bool found, row.Bind(1, record).Step());
  return found && row.Int(0) != 0;
}

Result<bool> Leaving::HouseholdIsTouched(const RecordId& record) {
  TILIK_ASSIGN_OR_RETURN(RecordId household, records_.HouseholdOf(record));
  std::vector<RecordId> look = {household.none() ? record : household};
  if (look.front() != record) look.push_back(record);
  // Grows while it is walked: the household, its families, their persons.
  for (std::size_t i = 0; i < look.size(); ++i) {
    TILIK_ASSIGN_OR_RETURN(bool touched, IsTouched(look[i]));
    if (touched) return true;
    TILIK_ASSIGN_OR_RETURN(std::vector<RecordId> children, records_.Children(look[i]));
    for (const RecordId& child : children) {
      if (std::find(look.begin(), look.end(), child) == look.end()) look.push_back(child);
    }
  }
  return false;
}

Status Leaving::Remove(const RecordId& record) {
  TILIK_RETURN_IF_ERROR(RecordIndex(store_).Forget(record));
  TILIK_RETURN_IF_ERROR(store_.database().Prepare(kDropSeen).Bind(1, record).Run());
  TILIK_RETURN_IF_ERROR(store_.database().Prepare(kRemove).Bind(1, record).Run());
  return records_.RefreshAnsweredBy(record);
}

}  // namespace tilik::client
