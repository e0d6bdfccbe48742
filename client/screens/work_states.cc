#include "client/screens/work_states.h"

#include <algorithm>

#include "client/screens/own_sets.h"
#include "client/screens/visit_form.h"

namespace tilik::screens {
namespace {

using client::Fate;

// The household that a set of a visit or of a village forum is about; none for other sets.
RecordId HouseholdOf(const client::LogEntry& entry) {
  for (const client::OperationView& one : entry.operations) {
    const std::string* household = nullptr;
    if (one.operation.has_visit()) household = &one.operation.visit().household();
    if (one.operation.has_musdes_result()) household = &one.operation.musdes_result().household();
    if (household == nullptr) continue;
    if (const auto record = RecordId::FromRaw(*household)) return *record;
  }
  return {};
}

}  // namespace

v1::WorkState StateOf(const client::LogEntry& entry, Instant synced) {
  if (!entry.receipt) {
    if (entry.entrusted) return v1::WORK_STATE_ENTRUSTED;
    return entry.saved.ms > synced.ms ? v1::WORK_STATE_SAVED : v1::WORK_STATE_WAITING;
  }
  const auto any = [&](auto... fates) {
    return std::any_of(
        entry.operations.begin(), entry.operations.end(),
        [&](const client::OperationView& one) { return ((one.fate.fate == fates) || ...); });
  };
  if (any(Fate::kHeld, Fate::kQuarantined)) return v1::WORK_STATE_BEING_DECIDED;
  if (any(Fate::kUnsent, Fate::kReceived)) return v1::WORK_STATE_RECEIVED;
  if (any(Fate::kReturned)) return v1::WORK_STATE_RETURNED;
  return v1::WORK_STATE_DONE;
}

Result<WorkStates> WorkStates::Read(client::Device& device) {
  WorkStates states;
  const Instant synced = {device.state().synced_ms()};
  TILIK_RETURN_IF_ERROR(ForEachOwnSet(device, [&](const client::LogEntry& entry) {
    // Newest first, so that the first word on a household stands.
    const RecordId household = HouseholdOf(entry);
    if (!household.none()) states.states_.emplace(household, StateOf(entry, synced));
    return true;
  }));
  TILIK_ASSIGN_OR_RETURN(const std::vector<client::Draft> drafts, device.Drafts());
  for (const client::Draft& draft : drafts) {
    // A family at the table of an acara is being served, not visited.
    if (draft.form == kVisitForm && !draft.subject.none())
      states.states_[draft.subject] = v1::WORK_STATE_DRAFT;
  }
  TILIK_ASSIGN_OR_RETURN(const std::vector<v1::Task> tasks, device.Tasks());
  for (const v1::Task& task : tasks) {
    const auto record = RecordId::FromRaw(task.record());
    if (record) states.states_[*record] = v1::WORK_STATE_RETURNED;
  }
  return states;
}

v1::WorkState WorkStates::Of(const RecordId& household) const {
  const auto found = states_.find(household);
  return found == states_.end() ? v1::WORK_STATE_UNSPECIFIED : found->second;
}

std::uint32_t WorkStates::Count(v1::WorkState state) const {
  return static_cast<std::uint32_t>(std::count_if(
      states_.begin(), states_.end(), [&](const auto& one) { return one.second == state; }));
}

}  // namespace tilik::screens
