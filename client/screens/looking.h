// Cari, Desa, Rumah tangga: looking into what the device carries.
#pragma once

#include "client/core/device.h"
#include "client/screens/voice.h"
#include "tilik/v1/app_service.pb.h"

namespace tilik::screens {

Result<v1::FindRecordsResponse> FindRecords(client::Device& device, const Voice& voice,
                                            const v1::FindRecordsRequest& asked);

// In the order in which one walks: by neighbourhood (RT), then address and name. kInvalid: no
// village code.
Result<v1::ListVillageResponse> ListVillage(client::Device& device,
                                            const v1::ListVillageRequest& asked);

// kNotFound: the record, or what it was merged into, is not on this device.
Result<v1::ShowHouseholdResponse> ShowHousehold(client::Device& device, const Voice& voice,
                                                const v1::ShowHouseholdRequest& asked);

// Orders neighbourhoods as people count them: "RT 2" before "RT 10", whatever stands around the
// numbers; what has no number comes last.
bool WalksBefore(std::string_view one, std::string_view other);

}  // namespace tilik::screens
