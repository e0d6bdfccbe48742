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
// After a forgotten PIN (recovery.h) it begins with Enrol: the new chain is presented by the proof
// of the unlock. The sets of the chains before it are pushed in the same session; their own
// signatures prove them, and nobody has those keys any more.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "client/core/attachments.h"
#include "client/core/outbox.h"
#include "client/core/pages.h"
#include "client/core/records.h"
#include "client/core/recovery.h"
#include "client/core/store.h"
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

// What to ask of the transport next.
struct SyncRequest {
  enum class Kind { kCall, kAttachmentOffset, kAppendAttachment };
  Kind kind = Kind::kCall;
  std::string method;  // kCall
  std::string bytes;   // kCall: the message; kAppendAttachment: the piece
  std::string token;
  ContentHash hash;          // attachments
  std::uint64_t offset = 0;  // kAppendAttachment; the size for kAttachmentOffset
};

// The answer to a SyncRequest: a message for kCall, an offset for attachments.
struct SyncAnswer {
  std::string message;
  std::uint64_t offset = 0;
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

// By epoch, then by how much the log holds.
bool IsNewer(const v1::LogHead& head, const v1::LogHead& than);

class SyncSession {
 public:
  explicit SyncSession(const SyncParts& parts);

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
  const SyncReport& report() const { return report_; }

 private:
  enum class Step {
    kStart,
    kIdlePull,
    kEnrol,
    kHello,
    kOpen,
    kPush,
    kPull,
    kPhotoOffset,
    kPhotoPiece,
    kOver
  };

  Status Start();
  Result<SyncRequest> Ask();
  SyncRequest Call(std::string_view method, std::string message);
  Result<v1::OpenRequest> MakeOpen();
  v1::EnrolRequest MakeEnrol() const;
  Result<v1::PushRequest> MakePush();

  Status Take(const SyncAnswer& answer);
  Status TakeEnrol(const std::string& message);
  Status TakeHello(const std::string& message);
  Status TakeOpen(const std::string& message);
  Status TakePush(const std::string& message);
  Status TakePull(const std::string& message);
  Status TakePhotoOffset(std::uint64_t offset);
  // What a refusal means where it came; the session goes on when it returns ok.
  Status TakeRefusal(const Status& refusal);

  // Where the district says that one of this home's chains stands.
  struct Standing {
    bool known = false;
    std::uint64_t contiguous = 0;
    std::string contiguous_link;
    // Seq and link; of a forked chain one number stands here once for every branch.
    std::set<std::pair<std::uint64_t, std::string>> waiting;
    std::uint64_t backed_up_through = 0;
    std::set<std::uint64_t> waiting_seqs() const;
  };
  template <typename Said>
  static Standing ReadStanding(const Said& said);

  Status TakeWord(const v1::OpenResponse& response);
  void FindFirstToEnrol();
  void ReadStandings(const v1::OpenResponse& response);
  Status KeepOpening(const v1::OpenResponse& response);
  void KeepSession(const v1::OpenResponse& response, v1::DeviceState* state);
  Status KeepEarlier(std::size_t index, bool restored);
  Status KeepStanding(OwnChain chain, const Standing& standing, bool restored);
  // What speaks against it that the district has the same chain as this home; empty: nothing.
  Result<std::string> Disagreement(const OwnChain& chain, const Standing& standing);
  Status DeclareGone(const Standing& standing);
  Status DeclareLost(std::uint64_t first, std::uint64_t last, const std::string& reason);
  Status KeepReceipts(const v1::PushResponse& response);
  bool IsReceiptOf(const ChainId& chain, const Link& link, const v1::Receipt& receipt) const;
  Status KeepBackedUpThrough(const ChainId& chain, std::uint64_t seq);
  Status NextBatch();
  Status BeginPull();
  Status NextPhoto();
  Status Finish();

  // carried_replies.cc
  Status TakeCarriedReceipts(const v1::BundleReceipts& receipts);
  Status TakeCarriedPhotos(const v1::PhotoStates& photos);
  struct CarriedPages {
    bool any = false;   // was applied
    bool more = false;  // is said to follow the last
  };
  Result<CarriedPages> TakeCarriedPages(std::vector<v1::PullResponse> pages);

  Store& store_;
  Records& records_;
  Outbox& outbox_;
  Attachments& attachments_;
  RecoverySlots& slots_;
  const SigningKey& key_;
  Clock& clock_;
  Pages pages_;

  Step step_ = Step::kStart;
  Status status_;
  SyncReport report_;
  // The oldest chain that the district has not certified yet.
  std::size_t enrolling_ = 0;
  Nonce nonce_;
  ClockReading opened_at_;
  std::vector<Standing> standings_;  // of each chain, once opened
  // Everything up to here was offered in this session.
  std::uint64_t pushed_through_ = 0;
  // Up to here sets go one by one: the signature of a batch they are in did not hold.
  std::uint64_t singly_through_ = 0;
  std::vector<StoredSet> batch_;
  PendingUpload photo_;
  std::string photo_bytes_;
  std::uint64_t photo_offset_ = 0;
};

using SyncProgress = std::function<void(const SyncReport&)>;

// Drives a session to its end. `progress` is told after every answer; may be empty.
Result<SyncReport> RunSession(SyncSession& session, Transport& transport,
                              const SyncProgress& progress);

}  // namespace tilik::client
