// The sync service of one district: enrol, open, push, pull (protocol.md §3), as plain calls. HTTP
// is somebody else's. How a device is admitted, what the district tells it, what it pulls and what
// it proves of the past each have a room of their own (enrolment.h, recovery.h, district_word.h,
// pull.h, witnesses.h); here they become one visit.
//
// Thread-safe; called from many worker threads at once. Reads go through pooled snapshots, writes
// through the one PushQueue. Holds nothing that a restart would lose: tokens and nonces prove
// themselves.
#pragma once

#include <functional>
#include <string>

#include "sync-server/storage/registry_store.h"
#include "sync-server/sync/district_keys.h"
#include "sync-server/sync/push_queue.h"
#include "sync-server/sync/recovery.h"
#include "sync-server/sync/tokens.h"
#include "sync-server/sync/witnesses.h"
#include "tilik/v1/sync.pb.h"

namespace tilik::sync {

// What the one who starts a server may choose.
struct SyncOptions {
  // Unlocked for this session of the server; null: it serves all the same and fills no slots.
  const RecoveryMaster* recovery = nullptr;
  // After so many days without sync a device lets go of what it pulled; 0: the device's default.
  std::uint32_t data_expires_days = 0;
  PushQueue::Works works = PushQueue::Works::kOnThreads;
};

class SyncService {
 public:
  using PushDone = std::function<void(Result<v1::PushResponse>)>;

  SyncService(storage::RegistryStore& store, const DistrictKeys& keys, const Codebooks& codebooks,
              Random& random, std::function<Instant()> now,
              std::function<void(const v1::PushRequest&, const ChainId&)> keep_for_auditor,
              const SyncOptions& options = {});

  // By a code, or by the proof of an unlock. The same key gives the same certificate again, should
  // the answer have been lost.
  Result<v1::EnrolResponse> Enrol(const v1::EnrolRequest& request);
  Result<v1::HelloResponse> Hello();
  Result<v1::OpenResponse> Open(const v1::OpenRequest& request);
  // Answers through `done` once everything is durable. A push whose signature fails is kept for the
  // auditor.
  void Push(const std::string& token, v1::PushRequest request, PushDone done);
  // The same for sets of any chain, whoever brings them (proven_sets.h). kNotFound: no such chain.
  void PushOf(const ChainId& chain, v1::PushRequest request, PushDone done);
  Result<v1::PullResponse> Pull(const std::string& token, const v1::PullRequest& request);

  // --- for whoever comes and is answered without a session: by a bundle (bundle_import.h,
  // bundle_reply.h) ---
  // What Open does before it counts a session: looks at the head that the device witnessed, and
  // re-admits into quarantine those of the certificates shown, its own and those of the chains it
  // goes on from, that a restore has forgotten. Reads nothing else of `shown`. The caller has proof
  // that it speaks with that enrolment. kUnavailable as for Open: nothing is to be taken.
  Status Meet(const v1::OpenRequest& shown);
  // What Open says, but for token, session and slots. kDenied: no such enrolment.
  Result<v1::OpenResponse> WordFor(const ChainId& enrolment);
  Result<v1::PullResponse> PullOf(const ChainId& enrolment, const v1::PullRequest& request);

  // Whose token this is: for uploads.
  Result<Session> Authorise(const std::string& token) const;

 private:
  storage::RegistryStore& store_;
  const DistrictKeys& keys_;
  const SyncOptions options_;
  Random& random_;
  std::function<Instant()> now_;
  std::function<void(const v1::PushRequest&, const ChainId&)> keep_for_auditor_;
  Tokens tokens_;
  PushQueue queue_;
  Witnesses witnesses_;
};

}  // namespace tilik::sync
