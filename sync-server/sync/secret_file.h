// A small file of secrets: mode 600, made once, never overwritten.
#pragma once

#include <string>

#include "proto/contract/status.h"

namespace tilik::sync {

// Durable when it returns. kConflict when the file exists: keys are never overwritten.
Status MakeSecretFile(const std::string& path, const std::string& bytes);

// At most 4 KiB. kDenied when others than the owner may read it; kNotFound.
Result<std::string> ReadSecretFile(const std::string& path);

}  // namespace tilik::sync
