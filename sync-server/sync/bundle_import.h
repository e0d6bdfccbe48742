// Bundles that devices without a network sent: import is push (protocol.md §6).
//
// Every set goes through SyncService::PushOf, so idempotency, gaps, forks, quarantine and receipts
// are those of a push over HTTP; a file may come twice, late, in part, or before the one it
// follows. What proves a set is its own signature, whoever carried the file. Receipts are not
// answered here: they travel with a reply (bundle_reply.h), made from what the log holds.
//
// An enrolment that is not known here is re-admitted by the certificate in its request, into
// quarantine, and so are the chains it goes on from; without a request that it signed their sets
// are counted and left: the caller keeps the file.
// Photo pieces go to whoever assembles photos, sealed as they came. A request is kept when its
// enrolment signed it and its number is not below the one kept.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "proto/contract/bundle_reader.h"
#include "sync-server/storage/registry_store.h"
#include "sync-server/sync/sync_service.h"

namespace tilik::sync {

class BundleImport {
 public:
  // What became of a photo whose piece was handed over.
  enum class PhotoEnding { kKnown, kBegun, kCompleted };
  struct Photos {
    std::function<Status(const v1::PhotoPiece& piece, std::string_view sealed)> keep;
    // After the last piece of a file, for each photo it spoke of.
    std::function<Result<PhotoEnding>(const ContentHash& hash)> end;
  };

  // All must outlive the import. `office` opens what is sealed to the district.
  BundleImport(SyncService& service, storage::RegistryStore& store, const SealSecret& office,
               Photos photos);

  // One file, to its end. An error is the source's or the store's; what came before it is taken.
  Status Read(const std::string& name, const BundleReader::Source& source);

  // Whether the file read last carries sets of an enrolment that is not known here.
  bool has_unknown() const { return has_unknown_; }
  // What came of all that was read, and what is still missing.
  Result<v1::BundleArrivalReport> Report();

 private:
  struct Arrived {
    v1::ArrivedEnrolment counts;
    // Of the chain on the device, as its request says; of a closed one as its successor's
    // certificate does.
    std::uint64_t head_seq = 0;
    std::set<ContentHash> begun;  // photos that lack a piece still
  };

  Status TakeSets(const ChainId& chain, std::vector<v1::CarriedSet> sets);
  Status PushRun(const ChainId& chain, std::vector<v1::CarriedSet>::iterator first,
                 std::vector<v1::CarriedSet>::iterator last, std::uint64_t log_before);
  Status TakeRequest(const v1::CarriedWord& word);
  // Those that are not whole here, so that what lacks is said even when nothing of them came.
  Status LookAtEarlier(const ChainId& enrolment, storage::Reader& reader);
  Status EndPhotos();

  SyncService& service_;
  storage::RegistryStore& store_;
  const SealSecret& office_;
  Photos photos_;
  bool has_unknown_ = false;
  std::map<ContentHash, ChainId> touched_;  // photos of this file, and whose bundle they came in
  std::map<ChainId, Arrived> arrived_;
  v1::BundleArrivalReport report_;
};

}  // namespace tilik::sync
