// The passphrase of the recovery master: from TILIK_RECOVERY_PASSPHRASE, else typed without echo.
#pragma once

#include "proto/contract/wrapped_key.h"

namespace tilik::command {

// `twice`: it is a new one. kDenied: there is neither, or the two differ.
Result<Secret> AskPassphrase(bool twice);

}  // namespace tilik::command
