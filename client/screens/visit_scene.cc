#include "client/screens/visit_scene.h"

#include <set>

#include "client/core/capture_words.h"
#include "client/screens/campaigns.h"
#include "client/screens/own_sets.h"
#include "proto/contract/calendar.h"

namespace tilik::screens {
namespace {

bool MetNobody(v1::VisitOutcome outcome) {
  return outcome == v1::VISIT_OUTCOME_TIDAK_DITEMUKAN || outcome == v1::VISIT_OUTCOME_BELUM_BERTEMU;
}

// Days on which this device found nobody there; visits withdrawn since do not count.
Result<std::vector<std::uint32_t>> Attempts(client::Device& device, const RecordId& household) {
  std::vector<std::uint32_t> days;
  std::set<std::pair<std::string, std::uint32_t>> withdrawn;
  const std::int32_t zone = device.clock().Read().utc_offset_minutes;
  TILIK_RETURN_IF_ERROR(ForEachOwnSet(device, [&](const client::LogEntry& entry) {
    for (std::uint32_t i = 0; i < entry.operations.size(); ++i) {
      const v1::Operation& operation = entry.operations[i].operation;
      if (operation.has_retract()) {
        withdrawn.emplace(operation.retract().fact().link(),
                          operation.retract().fact().operation());
      }
      if (operation.visit().household() == household.raw() &&
          MetNobody(operation.visit().outcome()) && !withdrawn.contains({entry.link.str(), i})) {
        days.push_back(DayOf(entry.saved, zone));
      }
    }
    return true;
  }));
  return days;
}

}  // namespace

Result<std::vector<RecordId>> HouseholdRecords(client::Device& device, const RecordId& household) {
  TILIK_ASSIGN_OR_RETURN(const client::HouseholdView view, device.ShowHousehold(household));
  std::vector<RecordId> records = {view.household.record.id};
  for (const client::RecordView& family : view.families) records.push_back(family.record.id);
  for (const client::RecordView& person : view.persons) records.push_back(person.record.id);
  return records;
}

Result<client::VisitScene> SceneOf(client::Device& device, const RecordId& household,
                                   client::Screen screen, const v1::VisitForm& form) {
  client::VisitScene scene;
  scene.household = household;
  scene.screen = std::move(screen);
  if (const client::ScreenRecord* shown = scene.screen.Find(household)) {
    scene.campaign = CampaignIn(device, shown->village);
  }
  scene.returned = ReturnedVisit(device, household);
  if (const auto outcome = client::ValueOf(client::kVisitOutcomes, form.outcome());
      outcome && MetNobody(static_cast<v1::VisitOutcome>(*outcome))) {
    TILIK_ASSIGN_OR_RETURN(scene.attempts, Attempts(device, household));
  }
  return scene;
}

client::VisitScene SceneOfNew(client::Device& device, const v1::VisitForm& form) {
  client::VisitScene scene;
  scene.campaign = CampaignIn(device, form.new_household().village());
  return scene;
}

}  // namespace tilik::screens
