// From a handover form to change sets, one for each recipient (domain.md §3.4).
#pragma once

#include <vector>

#include "client/core/capture.h"

namespace tilik::client {

// The sets in the form's order of recipients; empty, with at least one error in `findings`, when
// any row of the form is refused: an event is written down whole or not at all. More than a line
// entitles to is a warning, never an obstacle: what was handed out was handed out.
std::vector<Captured> CaptureHandover(const v1::HandoverForm& form, const CaptureContext& context,
                                      Findings& findings);

}  // namespace tilik::client
