// What the district asked of this device: campaigns with their prelists, and work that came back.
#pragma once

#include <optional>
#include <string>

#include "client/native/open_home.h"
#include "tilik/v1/app.pb.h"

namespace tilik::native {

// The newest campaign that lists this village ("53.02.14.2001"); empty when none does.
std::string CampaignIn(client::Device& device, const std::string& village);
std::string CampaignIn(client::Device& device, std::uint64_t village);

// The visit that was returned for this household and waits for an answer.
std::optional<v1::FactRef> ReturnedVisit(client::Device& device, const RecordId& household);

// Own visits count as soon as they are saved, sent or not.
Status FillCampaigns(OpenHome& home, v1::StatusView* view);
// Of one household, or of all for none.
Status FillTasks(OpenHome& home, const RecordId& household,
                 google::protobuf::RepeatedPtrField<v1::TaskView>* tasks);
void PrintTask(const Terminal& terminal, const v1::TaskView& task);
// Comments stand at the questions they are about.
void PlaceComments(const google::protobuf::RepeatedPtrField<v1::TaskView>& tasks,
                   v1::RecordView* record);

}  // namespace tilik::native
