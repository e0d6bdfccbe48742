// Seeing to what was helped: a KUBE with its members and grade, a house under repair with its stage
// and photos (domain.md §3.4, §3.5). Each form becomes one set, which may make the group or house.
#pragma once

#include <vector>

#include "client/core/capture.h"

namespace tilik::client {

extern const Vocabulary kGroupGrades;
extern const Vocabulary kHouseStages;

// Empty after an error.
std::vector<Captured> CaptureGroup(const v1::GroupForm& form, const CaptureContext& context,
                                   Findings& findings);
// A stage is shown, not told: it needs a photo.
std::vector<Captured> CaptureHouse(const v1::HouseForm& form, const CaptureContext& context,
                                   Findings& findings);

}  // namespace tilik::client
