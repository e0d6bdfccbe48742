// Penyaluran: acara that run on this device, who is still due something there, what was handed out,
// and what other phones in the hall say they did.
#pragma once

#include "client/core/device.h"
#include "client/screens/problem.h"
#include "client/screens/voice.h"
#include "tilik/v1/app_service.pb.h"

namespace tilik::screens {

Result<v1::ListEventsResponse> ListEvents(client::Device& device);
Result<v1::ShowEventResponse> ShowEvent(client::Device& device, const Voice& voice,
                                        const v1::ShowEventRequest& asked);
// Refused while something is written into a handover of it and not saved.
OrProblem<v1::CloseEventResponse> CloseEvent(client::Device& device, const Voice& voice,
                                             const v1::CloseEventRequest& asked);

// The texts of this phone for the lists of an acara; of all its lists for 0.
Result<v1::ListClaimsResponse> ListClaims(client::Device& device,
                                          const v1::ListClaimsRequest& asked);
OrProblem<v1::ClaimsReadView> ReadClaims(client::Device& device, const Voice& voice,
                                         const std::string& text);

}  // namespace tilik::screens
