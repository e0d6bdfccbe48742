// The ministry's decreed list against ours: who is on it, who is not, and what that says about each
// proposal (domain.md §3.3, penetapan).
#pragma once

#include <istream>
#include <string>
#include <vector>

#include "sync-server/storage/registry_store.h"
#include "tilik/v1/office.pb.h"

namespace tilik::console {

struct DecreeReading {
  v1::DecreeReport report;
  std::vector<v1::DecreedProposal> answers;  // to proposals within the version, in order
};

// A CSV with at least one of id_tilik, IDBDT and NIK, and if the ministry says so per row,
// keputusan (diterima, ditolak) and alasan. A household on the list is decreed; a removal is
// accepted when its household is no longer on it. List, version and proposals may each know a
// household by another of its ids: all are read as the one that it goes by now. kInvalid names line
// and column.
Result<DecreeReading> ReadDecree(storage::Reader& reader, const std::string& version,
                                 std::istream& csv);

}  // namespace tilik::console
