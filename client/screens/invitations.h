// What is to be said of an invitation that was scanned at the table or in the search.
#pragma once

#include <optional>
#include <string>

#include "client/core/device.h"
#include "client/screens/voice.h"
#include "tilik/v1/app_service.pb.h"

namespace tilik::screens {

bool IsInvitation(const std::string& typed);

struct InvitationRead {
  v1::WarningView said;
  std::optional<RecordId>
      recipient;  // household, or who belongs to none; nothing: it is not to be trusted
};
InvitationRead ReadInvitation(client::Device& device, const Voice& voice, const std::string& text);

}  // namespace tilik::screens
