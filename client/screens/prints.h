// What an officer puts on paper: invitations, the list to be signed, the berita acara serah terima,
// a village's prelist for a meeting, and the report of his own month. Drawn by the app, printed by
// the browser. A print for the village names nobody who proposed anything.
#pragma once

#include "client/core/device.h"
#include "client/screens/voice.h"
#include "tilik/v1/app_service.pb.h"

namespace tilik::screens {

// kInvalid: there is no such print. kNotFound: no such acara.
Result<v1::MakePrintResponse> MakePrint(client::Device& device, const Voice& voice,
                                        const v1::MakePrintRequest& asked);

}  // namespace tilik::screens
