// The record that an id goes by now: a record merged into another leads to it, and that one perhaps
// further on (protocol.md §4, Duplicates: redirects are transitive, and resolved when read).
//
// Nothing when there is no record of that id, or none at the end. A circle, which no merge makes,
// is kCorrupt after a thousand steps instead of an endless walk. For many ids at once see
// console::Current.
#pragma once

#include <optional>

#include "sync-server/storage/registry_store.h"

namespace tilik::storage {

// As the snapshot has it.
Result<std::optional<merge::RecordState>> LiveRecord(Reader& reader, const RecordId& id);
// With what this batch has changed so far.
Result<std::optional<merge::RecordState>> LiveRecord(Writer& writer, const RecordId& id);

}  // namespace tilik::storage
