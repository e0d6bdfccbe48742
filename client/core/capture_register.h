// PPKS and PSKS: from a form to the facts that a record entered a register, was served, or left it
// (domain.md §3.5).
//
// A form is about one record and one type. What the rule's ages say against it is a warning, never
// a refusal: papers are wrong more often than officers, and the district decides.
#pragma once

#include <vector>

#include "client/core/capture.h"
#include "proto/contract/register_lists.h"

namespace tilik::client {

extern const Vocabulary kExitReasons;

// One set; empty after an error.
std::vector<Captured> CaptureRegister(v1::Register of, const v1::RegisterForm& form,
                                      const CaptureContext& context, Findings& findings);

// Whole years between two days; nothing when the year of birth is not known.
std::optional<std::uint32_t> AgeOn(std::uint32_t day, const Answers& person);

}  // namespace tilik::client
