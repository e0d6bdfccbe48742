// Siap berangkat?: what to look at before leaving town, each thing with what to do about it.
#pragma once

#include "client/core/device.h"
#include "client/screens/voice.h"
#include "tilik/v1/app_service.pb.h"

namespace tilik::screens {

Result<v1::ShowReadinessResponse> ShowReadiness(client::Device& device, const Voice& voice,
                                                const v1::ShowReadinessRequest& asked);

}  // namespace tilik::screens
