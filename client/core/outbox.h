// The outbox: an officer's signed change sets on their way to the district.
//
// Append() is the only writer and runs inside the caller's transaction, so a visit and its change
// set become durable together or not at all. A body leaves only when its set is receipted and below
// the server's backed_up_through: a server restored from last week's backup asks for it again
// (protocol.md §3.6). Place in the chain, link and signature stay for ever (150 bytes a set), so
// that a chain can be compared with the server's at any length.
//
// Functions here name a set by its number in the home (store.h); `sealed.seq` and a receipt's seq
// are those of its chain.
//
// Not thread-safe: one outbox per open store.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "client/core/store.h"
#include "proto/contract/change_set.h"
#include "proto/contract/signing.h"
#include "tilik/v1/change_set.pb.h"

namespace tilik::client {

// What one change set is about to say.
struct Work {
  std::vector<v1::Operation> operations;
  std::vector<v1::AttachmentRef> attachments;
  std::optional<v1::Place> place;
  Instant gps_time;  // by satellite; zero when there was none
  // The draft this work came from; dropped with the save. 0: none.
  std::int64_t draft = 0;
};

struct StoredSet {
  std::uint64_t number = 0;
  SealedSet sealed;  // body empty once it left
  Signature signature;
  Instant saved;
};

struct SavedSet {
  std::uint64_t seq = 0;  // in this home
  Link link;
};

struct OutboxCounts {
  std::uint64_t sets = 0;               // ever made
  std::uint64_t unsent = 0;             // without a receipt
  std::uint64_t held_bodies = 0;        // still here
  Instant oldest_unsent;                // zero: none
  std::uint64_t entrusted = 0;          // of the unsent: carried by a bundle (entrusting.h)
  std::uint64_t highest_receipted = 0;  // seq in the newest chain
};

// Numbers of one chain, first and last.
using SeqRanges = std::vector<std::pair<std::uint64_t, std::uint64_t>>;

class Outbox {
 public:
  Outbox(Store& store, Random& random) : store_(store), random_(random) {}

  // Signs `work` as the next change set of this chain; fills in salt, seq, highest receipted seq,
  // session, clocks, codebooks and oldest epoch, and shortens epochs that equal it. In the caller's
  // transaction. kInvalid when a bound of the contract is passed (kMaxBodyBytes, kMaxOperations,
  // kMaxAttachments) or there is nothing in it.
  Result<SavedSet> Append(const SigningKey& key, const Work& work, const ClockReading& now);

  Result<std::uint64_t> HeadSeq();
  // kNotFound beyond the head. 0 has the zero link.
  Result<Link> LinkOf(std::uint64_t seq);
  // The link that set `seq` hangs on: zeros for the first of a chain.
  Result<Link> PreviousOf(std::uint64_t seq);
  Result<StoredSet> Read(std::uint64_t seq);
  // From `first` on, contiguous, of one chain, as far as bodies are here; at most `max_sets` and
  // `max_bytes` of body (one set always).
  Result<std::vector<StoredSet>> Batch(std::uint64_t first, std::uint32_t max_sets,
                                       std::size_t max_bytes);
  // The first seq above `after` that waits for a receipt; that has its body; nothing when none.
  Result<std::optional<std::uint64_t>> FirstUnanswered(std::uint64_t after);
  Result<std::optional<std::uint64_t>> FirstHeld(std::uint64_t after);
  // Above `number`, in the newest chain: whose bodies left, and that no set whose body is here
  // declares lost. What declared them may have left too, and be lost in its turn.
  Result<std::vector<std::uint64_t>> GoneAbove(std::uint64_t number);
  Result<OutboxCounts> Counts();

  // Seqs of a chain that need no receipt any more, as [first, last], at most `limit` stretches.
  Result<std::vector<std::pair<std::uint64_t, std::uint64_t>>> Answered(const OwnChain& chain,
                                                                        std::size_t limit);

  // Verified by the caller. In the caller's transaction. The same receipt twice is one receipt; a
  // differing one beside it is kept as well: both are the district's word, signed.
  Status KeepReceipt(const OwnChain& chain, const v1::Receipt& receipt);
  // Of the newest epoch.
  Result<std::optional<v1::Receipt>> ReceiptOf(std::uint64_t seq);
  // Lets go of the chain's bodies that are receipted and at or below seq `backed_up_through`. In
  // the caller's transaction.
  Status Release(const OwnChain& chain, std::uint64_t backed_up_through);
  // The server knows the chain up to seq `contiguous`, but for what it gave up, and holds `waiting`
  // above; all else of it is to be sent again, receipted or not. In the caller's transaction.
  Status OfferAgain(const OwnChain& chain, std::uint64_t contiguous, const SeqRanges& given_up,
                    const std::set<std::uint64_t>& waiting);
  // The district was restored: outcomes count no more, and what it does not know of the chain,
  // above seq `contiguous` or given up, hides the server's values again. In the caller's
  // transaction. Returns the records to refresh.
  Result<std::vector<RecordId>> ForgetOutcomes(const OwnChain& chain, std::uint64_t contiguous,
                                               const SeqRanges& given_up);
  // These sets can never arrive. In the caller's transaction. Returns the records to refresh.
  Result<std::vector<RecordId>> MarkLost(std::uint64_t first_seq, std::uint64_t last_seq);

 private:
  Status AppendOperation(std::uint64_t number, const v1::ChangeSet& set, int index);

  Store& store_;
  Random& random_;
};

}  // namespace tilik::client
