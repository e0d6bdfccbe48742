#include "client/screens/campaigns.h"

#include <algorithm>
#include <set>

#include "client/screens/known_to_device.h"
#include "client/screens/moments.h"
#include "client/screens/naming.h"
#include "client/screens/own_sets.h"
#include "proto/contract/calendar.h"
#include "proto/contract/identity.h"
#include "proto/contract/region.h"

namespace tilik::screens {
namespace {

bool Lists(const v1::Campaign& campaign, std::uint64_t village) {
  const auto& villages = campaign.villages();
  return std::find(villages.begin(), villages.end(), village) != villages.end();
}

// Households that own, unwithdrawn visits of a campaign have a result for.
Result<std::set<std::string>> VisitedIn(client::Device& device, const std::string& campaign) {
  std::set<std::string> visited;
  std::set<std::pair<std::string, std::uint32_t>> withdrawn;
  TILIK_RETURN_IF_ERROR(ForEachOwnSet(device, [&](const client::LogEntry& entry) {
    for (std::uint32_t i = 0; i < entry.operations.size(); ++i) {
      const v1::Operation& operation = entry.operations[i].operation;
      const v1::FactRef& fact = operation.retract().fact();
      if (operation.has_retract()) withdrawn.emplace(fact.link(), fact.operation());
      const v1::Visit& visit = operation.visit();
      if (operation.has_visit() && visit.campaign() == campaign &&
          visit.outcome() != v1::VISIT_OUTCOME_BELUM_BERTEMU &&
          !withdrawn.contains({entry.link.str(), i})) {
        visited.insert(visit.household());
      }
    }
    return true;
  }));
  return visited;
}

}  // namespace

std::string CampaignIn(client::Device& device, std::uint64_t village) {
  const auto campaigns = device.Campaigns();
  if (!campaigns.ok()) return "";
  const v1::Campaign* newest = nullptr;
  for (const v1::Campaign& campaign : *campaigns) {
    const bool newer = newest == nullptr || campaign.period() > newest->period();
    if (Lists(campaign, village) && newer) newest = &campaign;
  }
  return newest == nullptr ? "" : newest->name();
}

std::string CampaignIn(client::Device& device, const std::string& village) {
  const auto code = VillageCode::Parse(village);
  return code ? CampaignIn(device, code->number()) : "";
}

std::optional<v1::FactRef> ReturnedVisit(client::Device& device, const RecordId& household) {
  const auto tasks = device.Tasks();
  if (!tasks.ok()) return std::nullopt;
  for (const v1::Task& task : *tasks) {
    if (task.record() == household.raw() && task.has_visit()) return task.visit();
  }
  return std::nullopt;
}

Result<std::vector<v1::CampaignProgressView>> CampaignProgress(client::Device& device) {
  std::vector<v1::CampaignProgressView> progress;
  TILIK_ASSIGN_OR_RETURN(const auto campaigns, device.Campaigns());
  TILIK_ASSIGN_OR_RETURN(const auto prelists, device.Prelists());
  for (const v1::Campaign& campaign : campaigns) {
    std::optional<std::set<std::string>> visited;
    for (const v1::SetPrelist& prelist : prelists) {
      if (prelist.campaign() != campaign.name()) continue;
      if (!visited) {
        TILIK_ASSIGN_OR_RETURN(visited, VisitedIn(device, campaign.name()));
      }
      v1::CampaignProgressView& one = progress.emplace_back();
      one.set_campaign(campaign.name());
      one.set_period(campaign.period());
      one.set_cut_off(DayWords(CutOffOf(campaign)));
      one.set_village(VillageText(prelist.village()));
      one.set_listed(static_cast<std::uint32_t>(prelist.households_size()));
      for (const std::string& household : prelist.households()) {
        if (visited->contains(household)) one.set_visited_here(one.visited_here() + 1);
      }
    }
  }
  return progress;
}

Result<std::vector<v1::TaskView>> OpenTasks(client::Device& device, const RecordId& household) {
  std::vector<v1::TaskView> tasks;
  const KnownToDevice known(device);
  const std::int32_t zone = device.clock().Read().utc_offset_minutes;
  TILIK_ASSIGN_OR_RETURN(const auto open, device.Tasks());
  for (const v1::Task& task : open) {
    const auto record = RecordId::FromRaw(task.record());
    if (!record || (!household.none() && *record != household)) continue;
    v1::TaskView& view = tasks.emplace_back();
    view.set_record(ToUuidText(*record));
    view.set_name(known.NameOf(*record));
    view.set_returned(TimeText(Instant{task.returned_ms()}, zone));
    view.set_returned_by(task.returned_by());
    for (const v1::Comment& said : task.comments()) {
      v1::TaskCommentView* comment = view.add_comments();
      comment->set_variable(said.variable());
      comment->set_text(said.text());
      const auto about = RecordId::FromRaw(said.record());
      comment->set_record(ToUuidText(about && !about->none() ? *about : *record));
    }
  }
  return tasks;
}

void PlaceComments(const google::protobuf::RepeatedPtrField<v1::TaskView>& tasks,
                   v1::RecordView* record) {
  for (const v1::TaskView& task : tasks) {
    for (const v1::TaskCommentView& comment : task.comments()) {
      if (comment.variable().empty() || comment.record() != record->record()) continue;
      auto* answers = record->mutable_answers();
      auto answer = std::find_if(answers->begin(), answers->end(), [&](const auto& one) {
        return one.variable() == comment.variable();
      });
      v1::AnswerView* at = answer == answers->end() ? record->add_answers() : &*answer;
      at->set_variable(comment.variable());
      at->add_comments(comment.text());
    }
  }
}

}  // namespace tilik::screens
