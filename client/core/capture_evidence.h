// The proof of a handover: what a programme asks for, and what comes later (domain.md §3.4).
#pragma once

#include <optional>

#include "client/core/capture.h"
#include "client/core/capture_lines.h"

namespace tilik::client {

// Warns of required kinds that are not among `evidence`, and of kinds nobody asks for. Never an
// error: what was handed out was handed out, and proof may follow.
void WarnOfEvidence(const std::string& at, const NamedLine& line,
                    const google::protobuf::RepeatedField<int>& evidence, Findings& findings);

// One set with AddEvidence on one line; empty after an error. Whoever has the proof may bring it:
// the handover may be on another officer's phone.
std::vector<Captured> CaptureEvidence(const v1::EvidenceForm& form, const CaptureContext& context,
                                      Findings& findings);

}  // namespace tilik::client
