// What a reviewer looks at: villages with what waits in them, and visits with why they are read
// singly (experience.md, 3. Tinjau).
#pragma once

#include <string>

#include "sync-server/storage/registry_store.h"
#include "tilik/v1/office.pb.h"

namespace tilik::console {

struct ReviewQuery {
  std::string campaign;       // empty: all
  std::uint64_t village = 0;  // 0: all
  bool sample_only = false;
  bool all_states = false;  // also what is approved or answered
  int limit = 200;          // of visits; the counts are of all
};

Result<v1::ReviewList> ListReviews(storage::Reader& reader, const ReviewQuery& query);

// The proposals of officers and what became of each: diusulkan, disahkan, diunggah, ditetapkan or
// ditolak (domain.md §3.3).
Result<v1::ProposalList> ListProposals(storage::Reader& reader, const std::string& campaign);

}  // namespace tilik::console
