// The record that somebody at the command line means.
#pragma once

#include <string>

#include "sync-server/storage/registry_store.h"

namespace tilik::command {

// By id, name, NIK, No KK, IDBDT or IDARTBDT; of an IDBDT the household, though everybody in it is
// found by it. kInvalid when several are meant: they are listed on standard error. kNotFound.
Result<RecordId> FindRecord(storage::Reader& reader, const std::string& what);

}  // namespace tilik::command
