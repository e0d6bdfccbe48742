// What a record is called by people, for views that know no more of it than its id.
#pragma once

#include <string>

#include "sync-server/storage/registry_store.h"

namespace tilik::console {

// Of the record it goes by now; its id when there is none.
Result<std::string> LabelOf(storage::Reader& reader, const RecordId& record);

}  // namespace tilik::console
