// Applying what was pulled: rows, outcomes, tasks, reference data, assignment. A page and its
// cursor are one transaction; a page that does not start at the stored cursor, or speaks of another
// epoch, is refused whole.
#pragma once

#include "client/core/attachments.h"
#include "client/core/leaving.h"
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

  void Add(const PageCounts& more);
};

// What the reference table holds, by kind.
enum class ReferenceKind {
  kCodebook = 1,
  kProgramme = 2,
  kVillage = 3,
  kCampaign = 20,
  kPrelist = 21
};

class Pages {
 public:
  Pages(Store& store, Records& records, Outbox& outbox)
      : store_(store), records_(records), outbox_(outbox), leaving_(store, records) {}

  // What to ask for: a cursor for every assigned village, the inbox and the reference data.
  Result<v1::PullRequest> NextRequest();

  struct Applied {
    PageCounts counts;
    bool more = false;  // ask again
  };
  // All of one answer, each page in a transaction of its own. kConflict: a page of another epoch or
  // start cursor; what came before it in the answer is kept. kCorrupt: a page that promises more
  // without moving.
  Result<Applied> Apply(const v1::PullResponse& response);

  // Pages that stand elsewhere than their cursor: known ones end at or before it, those that come
  // too early begin behind it.
  struct Apart {
    std::uint64_t known = 0;
    std::uint64_t too_early = 0;
  };
  // Moves out of `response` what may be applied now and counts the rest. Nothing fits that was cut
  // for another epoch or assignment.
  Result<v1::PullResponse> TakeFitting(v1::PullResponse* response, Apart* rest);

  // --- in the caller's transaction ---

  // Records of lost villages leave, new villages start at 0.
  Status ApplyAssignment(std::uint64_t revision, const std::vector<std::uint64_t>& villages);
  // A restored server has a new epoch: cursors return to 0, outcomes count no more, and own changes
  // that it has not hide the server's values again (protocol.md §3.6). `known`: of each of the
  // home's chains.
  struct KnownOfChain {
    std::uint64_t contiguous = 0;
    SeqRanges given_up;
  };
  Status EnterEpoch(std::uint64_t epoch, const std::vector<KnownOfChain>& known);
  // Too long without sync (expiry.h): what was pulled goes, but for what own work touches. The next
  // pull begins at 0.
  Status Expire();
  // Everything that there was to pull is here: what was made here, was decided, and still has no
  // row is a record of a village that is not the officer's.
  Status LetGoOfWhatIsElsewhere();

 private:
  Status ApplyVillage(const v1::VillagePage& page, std::uint64_t epoch, Applied* applied);
  Status ApplyInbox(std::size_t chain, const v1::InboxPage& page, std::uint64_t epoch,
                    Applied* applied);
  Status ApplyEarlier(const v1::EarlierInbox& earlier, std::uint64_t epoch, Applied* applied);
  Status ApplyReference(const v1::ReferencePage& page, Applied* applied);
  Status MoveCursor(std::uint64_t feed, std::uint64_t from, std::uint64_t to, bool more,
                    Applied* applied);
  Result<std::uint64_t> CursorOf(std::uint64_t feed);
  Result<bool> Fits(std::uint64_t feed, std::uint64_t from, std::uint64_t to, Apart* rest);
  Status PutReference(ReferenceKind kind, const std::string& key, const std::string& row);

  Store& store_;
  Records& records_;
  Outbox& outbox_;
  Leaving leaving_;
};

}  // namespace tilik::client
