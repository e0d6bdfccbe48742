// Applying what was pulled: rows, outcomes, tasks, reference data, assignment. A page and its
// cursor are one transaction; a page that does not start at the stored cursor, or speaks of another
// epoch, is refused whole.
#pragma once

#include "client/core/attachments.h"
#include "client/core/outbox.h"
#include "client/core/records.h"
#include "client/core/store.h"
#include "tilik/v1/sync.pb.h"

namespace tilik::client {

struct PageCounts {
  std::uint64_t rows = 0;
  std::uint64_t left = 0;
  std::uint64_t outcomes = 0;
  std::uint64_t tasks = 0;
  std::uint64_t references = 0;
};

class Pages {
 public:
  Pages(Store& store, Records& records, Outbox& outbox)
      : store_(store), records_(records), outbox_(outbox) {}

  // What to ask for: a cursor for every assigned village, the inbox and the reference data.
  Result<v1::PullRequest> NextRequest();
  // All of one answer, each page in a transaction of its own. kConflict: a page of another epoch or
  // start cursor; what came before it in the answer is kept. `more` tells whether to ask again.
  struct Applied {
    PageCounts counts;
    bool more = false;
  };
  Result<Applied> Apply(const v1::PullResponse& response);

  // A restored server has a new epoch: cursors return to 0, outcomes count no more, and what the
  // server does not know is unsent again (protocol.md §3.6). One transaction with the new state.
  Status EnterEpoch(v1::DeviceState state, std::uint64_t contiguous);

 private:
  Status ApplyVillage(const v1::VillagePage& page, std::uint64_t epoch, PageCounts* counts);
  Status ApplyInbox(const v1::InboxPage& page, PageCounts* counts);
  Status ApplyReference(const v1::ReferencePage& page, PageCounts* counts);
  Status ApplyAssignment(const v1::PullResponse& response);

  Store& store_;
  Records& records_;
  Outbox& outbox_;
};

}  // namespace tilik::client
