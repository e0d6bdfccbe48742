// One session with the district: open, push, pull, photos (protocol.md §3).
//
// A session cannot be restarted; a retry makes a new one. It does no I/O of its own: Next() says
// what to ask, the host asks, Answer() takes what came, stores it, and decides what is next. So a
// simulator, a thread or a browser's event loop can drive it, and find and save are served between
// two answers. RunSession() is the loop for blocking hosts.
//
// Any failure to connect ends it with kUnavailable. Everything that was answered until then is
// stored; nothing is ever taken back. A push whose answer was lost is simply pushed again: the same
// links get the same receipts.
//
// With nothing to send and a token that is still good, a session is a single Pull.
//
// What the answers mean is the business of its parts: what the district says of itself and of this
// home's chains (district_word.h), the sets it is offered (offer.h), its receipts (receipts.h),
// what can never arrive (losses.h), pages (pages.h), photos (photo_upload.h). Here is the order.
//
// After a forgotten PIN (recovery.h) it begins with Enrol: the new chain is presented by the proof
// of the unlock. The sets of the chains before it are pushed in the same session; their own
// signatures prove them, and nobody has those keys any more.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "client/core/attachments.h"
#include "client/core/district_word.h"
#include "client/core/losses.h"
#include "client/core/offer.h"
#include "client/core/outbox.h"
#include "client/core/pages.h"
#include "client/core/photo_upload.h"
#include "client/core/receipts.h"
#include "client/core/records.h"
#include "client/core/recovery.h"
#include "client/core/store.h"
#include "client/core/sync_request.h"
#include "client/core/transport.h"
#include "tilik/v1/bundle.pb.h"

namespace tilik::client {

struct SyncReport {
  std::uint64_t sent_sets = 0;
  std::uint64_t receipts = 0;
  std::uint64_t photos = 0;
  // Photos whose file on this device is not what was taken.
  std::uint64_t damaged_photos = 0;
  PageCounts pulled;
  std::uint64_t round_trips = 0;
  // On the wire, as the transport counts them; filled in by RunSession.
  std::uint64_t bytes_sent = 0;
  std::uint64_t bytes_received = 0;
  // This chain cannot go on: it forked, or the file is older than what the server has seen. A new
  // enrolment is needed; all there was has been sent, drafts are kept.
  std::string enrol_anew;
  // Seqs the server misses and this device no longer has; declared lost.
  std::uint64_t declared_lost = 0;
  // Everything there was to pull is here.
  bool pulled_all = false;
  // Pulling waits for a newer version of the app.
  bool app_too_old = false;
  bool revoked = false;
  // The district was restored and knows this enrolment by its certificate only: work is taken, data
  // waits for a supervisor.
  bool unconfirmed = false;
  // Revoked and everything is in the server's backups: the home must be removed.
  bool must_wipe = false;
  // Of carried replies: pages that say nothing new, and pages that begin behind what is here,
  // because a reply before this one is missing.
  std::uint64_t pages_known = 0;
  std::uint64_t pages_too_early = 0;
};

struct SyncParts {
  Store& store;
  Records& records;
  Outbox& outbox;
  Attachments& attachments;
  RecoverySlots& slots;
  const SigningKey& key;
  Clock& clock;
};

class SyncSession {
 public:
  explicit SyncSession(const SyncParts& parts);
  SyncSession(const SyncSession&) = delete;
  SyncSession& operator=(const SyncSession&) = delete;

  // What to ask; nothing when the session is over. Called again without Answer it repeats itself.
  Result<std::optional<SyncRequest>> Next();
  // What came of it. An error here, or of ours while storing, is the end: returned, and kept as
  // status().
  Status Answer(const Result<SyncAnswer>& answer);

  // The same without a connection: what a district's replies say, in any order, doubled or stale
  // (protocol.md §6). Instead of Next and Answer, once.
  Status TakeReplies(std::vector<v1::BundleReply> replies);

  bool over() const { return step_ == Step::kOver; }
  const Status& status() const { return status_; }
  SyncReport report() const;

 private:
  enum class Step { kStart, kIdlePull, kEnrol, kHello, kOpen, kPush, kPull, kPhoto, kOver };

  Status Start();
  void FindFirstToEnrol();
  Result<SyncRequest> Ask();
  SyncRequest Call(std::string_view method, std::string message);
  v1::EnrolRequest MakeEnrol() const;
  Result<v1::OpenRequest> MakeOpen();

  Status Take(const SyncAnswer& answer);
  Status TakeEnrol(const std::string& message);
  Status TakeHello(const std::string& message);
  Status TakeOpen(const std::string& message);
  Status TakePush(const std::string& message);
  Status TakePull(const std::string& message);
  Status TakePhoto(std::uint64_t offset);
  // What a refusal means where it came; the session goes on when it returns ok.
  Status TakeRefusal(const Status& refusal);
  Status TakeWord(const v1::OpenResponse& word);

  Status BeginPush();
  Status BeginPull();
  Status BeginPhoto();
  Status Finish();

  // carried_replies.cc
  Status TakeCarriedPhotos(const v1::PhotoStates& photos);
  struct CarriedPages {
    bool any = false;   // was applied
    bool more = false;  // is said to follow the last
  };
  Result<CarriedPages> TakeCarriedPages(std::vector<v1::PullResponse> pages);

  Store& store_;
  Outbox& outbox_;
  Attachments& attachments_;
  RecoverySlots& slots_;
  const SigningKey& key_;
  Clock& clock_;
  Pages pages_;
  Receipts receipts_;
  Losses losses_;
  DistrictWord word_;
  Offer offer_;
  PhotoUpload upload_;

  Step step_ = Step::kStart;
  Status status_;
  SyncReport report_;  // without what the parts count
  // The oldest chain that the district has not certified yet.
  std::size_t enrolling_ = 0;
  Nonce nonce_;
  ClockReading opened_at_;
};

using SyncProgress = std::function<void(const SyncReport&)>;

// Drives a session to its end. `progress` is told after every answer; may be empty.
Result<SyncReport> RunSession(SyncSession& session, Transport& transport,
                              const SyncProgress& progress);

}  // namespace tilik::client
