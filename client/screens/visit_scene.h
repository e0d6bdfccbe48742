// What stands before an officer who opens a visit's form.
#pragma once

#include <vector>

#include "client/core/capture_visit.h"
#include "client/core/device.h"

namespace tilik::screens {

// The household and all that lives in it.
Result<std::vector<RecordId>> HouseholdRecords(client::Device& device, const RecordId& household);

// Of a household, on a screen taken now or kept with a draft. Attempts are looked up for a visit
// that met nobody.
Result<client::VisitScene> SceneOf(client::Device& device, const RecordId& household,
                                   client::Screen screen, const v1::VisitForm& form);
// Of a household that nobody listed.
client::VisitScene SceneOfNew(client::Device& device, const v1::VisitForm& form);

}  // namespace tilik::screens
