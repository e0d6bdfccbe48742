// Ingest: from the bytes of a push to a log entry, a merge and what a receipt will say. The one way
// into the registry, for devices, accounts, importers and the rebuilding of everything from the log
// alike.
//
// Works inside a Writer that the caller commits; nothing here is durable before that, so no receipt
// may leave before either. Pure but for the Writer: time comes in. One Ingest serves one Writer,
// for its working set is that Writer's view.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "proto/contract/change_set.h"
#include "proto/contract/codebook.h"
#include "proto/contract/signing.h"
#include "sync-server/storage/registry_store.h"

namespace tilik::sync {

// Raised when the merge would decide something differently; kept with every log entry.
inline constexpr std::uint32_t kMergeVersion = 1;

// A push whose signature holds and whose bodies were looked at. Made without the store, on any
// thread.
struct PreparedPush {
  ChainId chain;
  Signature head_signature;
  Link head_link;
  std::vector<SealedSet> sets;
  std::vector<Result<v1::ChangeSet>>
      bodies;  // one per set; an error: taken into custody, its meaning held
  // Receipts these very sets had before, verified.
  std::vector<ReceiptFacts> earlier;
};

// kDenied: the head's signature does not fit (the caller keeps the bytes for the auditor).
// kInvalid: bounds, order.
// Takes the bodies out of `request`; a denied one gets them back as they came.
Result<PreparedPush> PreparePush(const ChainId& chain, const PublicKey& key,
                                 v1::PushRequest& request);

// When and as what a set arrives. `observed` is given when a log is replayed.
struct Arrival {
  std::uint64_t number = 0;
  Instant time;
  std::uint64_t epoch = 0;
  std::optional<Instant> observed;
  // The hash of a body that was destroyed by order: it is taken into custody and means nothing.
  std::optional<ContentHash> destroyed;
};

// Merges again what the second log has beyond the store's head, as it was, before anything new is
// taken (protocol.md §3.6). Returns how many sets that were.
Result<std::uint64_t> CatchUp(const Codebooks& codebooks, storage::RegistryStore& store);

class Ingest {
 public:
  Ingest(const Codebooks& codebooks, const storage::District& district, storage::Writer& writer)
      : codebooks_(codebooks), district_(district), writer_(writer) {}

  // Takes every set of the push into custody and merges what may be merged. One ReceiptFacts per
  // set, in order; of a set known before, exactly what was said then. kNotFound: no such chain.
  Result<std::vector<ReceiptFacts>> Take(PreparedPush push, Instant now);

  // What the newest set merged here changed, and what it was merged into: for whoever shows it.
  const merge::Delta& newest() const { return newest_; }
  const merge::WorkingSet& loaded() const { return loaded_; }

  // The given sets are taken into custody, and mean nothing: what became of them is given, the
  // signals that rest on them too (given.h). `given` outlives this.
  void TakeAsGiven(const storage::Given& given) { given_ = &given; }

  // One set of a log being replayed, with the arrival it had.
  Status Replay(const storage::LogEntry& entry);

 private:
  Result<ReceiptFacts> TakeSet(storage::ChainRow& chain, merge::Admission admission,
                               Result<v1::ChangeSet> body, const PreparedPush& push,
                               const Arrival& arrival);
  Status DropIfDestroyed(SealedSet& set, Result<v1::ChangeSet>& body, Arrival& arrival);
  Result<ReceiptFacts> ReceiptOfKnown(const ChainId& chain, const Link& link);
  Status MergeEntry(storage::ChainRow& chain, storage::LogEntry& entry,
                    const Result<v1::ChangeSet>& body);
  bool IsGiven(std::uint64_t arrival) const {
    return given_ != nullptr && given_->arrivals.count(arrival) > 0;
  }
  Status MergeReleased(storage::ChainRow& chain);
  Result<Instant> Observe(const storage::ChainRow& chain, const v1::ChangeSet& set,
                          Instant arrived);
  Result<storage::ChainRow> AccountOf(const storage::LogEntry& entry);
  Result<bool> IsQuarantined(const storage::ChainRow& chain, std::uint64_t seq);

  const Codebooks& codebooks_;
  const storage::District& district_;
  storage::Writer& writer_;
  merge::WorkingSet loaded_;
  merge::Keys asked_;
  merge::Delta newest_;
  const storage::Given* given_ = nullptr;
};

}  // namespace tilik::sync
