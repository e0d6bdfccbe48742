// What of a forum's results is still to be saved: the minutes and one set a household, without what
// an earlier run that was cut short has saved already.
#pragma once

#include <optional>
#include <vector>

#include "client/core/capture_musdes.h"
#include "client/core/device.h"

namespace tilik::screens {

struct MusdesSets {
  // Empty: all of it was saved before.
  std::vector<client::Captured> sets;
  // The first set is the minutes: the others rest on it, by NameGround, once it is saved.
  bool begins_with_minutes = false;
};

Result<MusdesSets> StillToSave(client::Device& device, client::CapturedMusdes captured);

}  // namespace tilik::screens
