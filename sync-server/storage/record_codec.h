// A record's state as one packed row. Its id, kind, village, parent, revision and status are
// columns of the row and not repeated here; the rest is packed as packing.h describes:
//
//   version 1 | epoch | epoch marks | status reason | status stamp | absorbed
//   | slots, ascending: (slot − slot before, answer of the field that is the slot, last stamp, …)
//
// A record that others were merged into keeps, with each, its slots as they were before: written
// like its own.
//
// A household of 40 slots after import and one visit takes about 430 bytes, a person of 25 about
// 330; both origins are half of that of a person.
#pragma once

#include <string>
#include <string_view>

#include "proto/contract/status.h"
#include "sync-server/merge/registry_state.h"

namespace tilik::storage {

std::string PackState(const merge::RecordState& record);

// Fills in what PackState packed; `record.id` must be set already. kCorrupt names the record.
Status UnpackState(std::string_view packed, merge::RecordState& record);

}  // namespace tilik::storage
