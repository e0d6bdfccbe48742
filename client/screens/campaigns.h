// What the district asked of this device: campaigns with their prelists, and work that came back.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "client/core/device.h"
#include "tilik/v1/app.pb.h"

namespace tilik::screens {

// The newest campaign that lists this village ("53.02.14.2001"); empty when none does.
std::string CampaignIn(client::Device& device, const std::string& village);
std::string CampaignIn(client::Device& device, std::uint64_t village);

// The visit that was returned for this household and waits for an answer.
std::optional<v1::FactRef> ReturnedVisit(client::Device& device, const RecordId& household);

// Progress with every prelist; own visits count as soon as they are saved, sent or not.
Result<std::vector<v1::CampaignProgressView>> CampaignProgress(client::Device& device);
// Work that came back, of one household, or of all for none.
Result<std::vector<v1::TaskView>> OpenTasks(client::Device& device, const RecordId& household);
// Comments stand at the questions they are about.
void PlaceComments(const google::protobuf::RepeatedPtrField<v1::TaskView>& tasks,
                   v1::RecordView* record);

}  // namespace tilik::screens
