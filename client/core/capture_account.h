// Who may receive for somebody by letter, and the account and card that aid is paid through, with
// their troubles (domain.md §3.4: kuasa, rekening, KKS).
#pragma once

#include <vector>

#include "client/core/capture.h"

namespace tilik::client {

extern const Vocabulary kAccountStates;

// One set each; empty after an error.
std::vector<Captured> CaptureProxy(const v1::ProxyForm& form, const CaptureContext& context,
                                   Findings& findings);
std::vector<Captured> CaptureAccount(const v1::AccountForm& form, const CaptureContext& context,
                                     Findings& findings);

}  // namespace tilik::client
