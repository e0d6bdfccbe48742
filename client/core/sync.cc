#include "client/core/sync.h"

#include <algorithm>

#include "client/core/limits.h"
#include "proto/contract/change_set.h"

namespace tilik::client {
namespace {

constexpr char kHello[] = "tilik.v1.SyncService/Hello";
constexpr char kOpen[] = "tilik.v1.SyncService/Open";
constexpr char kPush[] = "tilik.v1.SyncService/Push";
constexpr char kPull[] = "tilik.v1.SyncService/Pull";

Status NotTilik() { return Status::Unavailable("the answer is not from a Tilik server"); }

// Whether the stored body and signature still fit the stored link.
bool IsWhole(const StoredSet& set, const ChainId& chain, const PublicKey& key) {
  Link link = LinkOf(chain, set.sealed.seq, set.sealed.previous, HashOf(set.sealed.body));
  return link == set.sealed.link && VerifyLink(key, link, set.signature);
}

bool IsNewer(const v1::LogHead& head, const v1::LogHead& than) {
  return head.epoch() != than.epoch() ? head.epoch() > than.epoch() : head.count() > than.count();
}

void Add(const PageCounts& page, PageCounts* total) {
  total->rows += page.rows;
  total->left += page.left;
  total->outcomes += page.outcomes;
  total->tasks += page.tasks;
  total->references += page.references;
}

Result<SyncAnswer> Perform(const SyncRequest& request, Transport& transport) {
  SyncAnswer answer;
  switch (request.kind) {
    case SyncRequest::Kind::kCall: {
      TILIK_ASSIGN_OR_RETURN(answer.message,
                             transport.Call(request.method, request.bytes, request.token));
      break;
    }
    case SyncRequest::Kind::kAttachmentOffset: {
      TILIK_ASSIGN_OR_RETURN(
          answer.offset, transport.AttachmentOffset(request.hash, request.offset, request.token));
      break;
    }
    case SyncRequest::Kind::kAppendAttachment: {
      TILIK_ASSIGN_OR_RETURN(
          answer.offset,
          transport.AppendAttachment(request.hash, request.offset, request.bytes, request.token));
      break;
    }
  }
  return answer;
}

}  // namespace

SyncSession::SyncSession(const SyncParts& parts)
    : store_(parts.store),
      records_(parts.records),
      outbox_(parts.outbox),
      attachments_(parts.attachments),
      key_(parts.key),
      clock_(parts.clock),
      pages_(parts.store, parts.records, parts.outbox) {}

Result<std::optional<SyncRequest>> SyncSession::Next() {
  if (step_ == Step::kStart) {
    if (Status started = Start(); !started.ok()) {
      step_ = Step::kOver;
      status_ = started;
      return started;
    }
  }
  if (step_ == Step::kOver) return std::optional<SyncRequest>();
  TILIK_ASSIGN_OR_RETURN(SyncRequest request, Ask());
  return std::optional<SyncRequest>(std::move(request));
}

Status SyncSession::Start() {
  TILIK_ASSIGN_OR_RETURN(OutboxCounts counts, outbox_.Counts());
  TILIK_ASSIGN_OR_RETURN(std::vector<PendingUpload> photos, attachments_.Pending(1));
  const v1::DeviceState& state = store_.state();
  bool idle = !state.token().empty() && counts.unsent == 0 && photos.empty() && !state.revoked() &&
              !state.unconfirmed() && state.enrol_anew().empty();
  step_ = idle ? Step::kIdlePull : Step::kHello;
  return Status();
}

SyncRequest SyncSession::Call(std::string_view method, std::string message) {
  SyncRequest request;
  request.method = method;
  request.bytes = std::move(message);
  request.token = store_.state().token();
  return request;
}

Result<SyncRequest> SyncSession::Ask() {
  SyncRequest request;
  switch (step_) {
    case Step::kHello:
      return Call(kHello, v1::HelloRequest().SerializeAsString());
    case Step::kOpen:
      return Call(kOpen, MakeOpen().SerializeAsString());
    case Step::kPush: {
      TILIK_ASSIGN_OR_RETURN(v1::PushRequest push, MakePush());
      return Call(kPush, push.SerializeAsString());
    }
    case Step::kIdlePull:
    case Step::kPull: {
      TILIK_ASSIGN_OR_RETURN(v1::PullRequest pull, pages_.NextRequest());
      return Call(kPull, pull.SerializeAsString());
    }
    case Step::kPhotoOffset:
      request.kind = SyncRequest::Kind::kAttachmentOffset;
      request.offset = photo_bytes_.size();
      break;
    case Step::kPhotoPiece:
      request.kind = SyncRequest::Kind::kAppendAttachment;
      request.offset = photo_offset_;
      request.bytes = photo_bytes_.substr(photo_offset_, kUploadPiece);
      break;
    case Step::kStart:
    case Step::kOver:
      Panic("a session that is not under way asks nothing", __FILE__, __LINE__);
  }
  request.hash = photo_.hash;
  request.token = store_.state().token();
  return request;
}

v1::OpenRequest SyncSession::MakeOpen() {
  opened_at_ = clock_.Read();
  v1::OpenRequest open;
  *open.mutable_certificate() = store_.state().certificate();
  open.set_nonce(nonce_.str());
  open.set_proof(key_.ProveSession(nonce_, store_.enrolment()).str());
  open.mutable_clock()->set_wall_ms(opened_at_.wall.ms);
  open.mutable_clock()->set_utc_offset_minutes(opened_at_.utc_offset_minutes);
  open.mutable_clock()->set_monotonic_ms(opened_at_.monotonic_ms);
  open.mutable_clock()->set_boot_id(opened_at_.boot_id);
  if (store_.state().has_head()) *open.mutable_witnessed() = store_.state().head();
  open.set_app_version(kAppVersion);
  return open;
}

Result<v1::PushRequest> SyncSession::MakePush() {
  v1::PushRequest push;
  push.set_first_seq(batch_.front().sealed.seq);
  push.set_previous_link(batch_.front().sealed.previous.str());
  for (const StoredSet& set : batch_) push.add_bodies(set.sealed.body);
  push.set_head_signature(batch_.back().signature.str());
  // Sets that are offered again: a restored server learns which of its lost numbers came back, one
  // that does not know it was restored learns that.
  for (const StoredSet& set : batch_) {
    TILIK_ASSIGN_OR_RETURN(std::optional<v1::Receipt> receipt, outbox_.ReceiptOf(set.sealed.seq));
    if (receipt) *push.add_earlier_receipts() = *std::move(receipt);
  }
  return push;
}

Status SyncSession::Answer(const Result<SyncAnswer>& answer) {
  TILIK_CHECK(step_ != Step::kStart && step_ != Step::kOver, "an answer follows a question");
  ++report_.round_trips;
  Status status = answer.ok() ? Take(*answer) : TakeRefusal(answer.status());
  if (status.ok()) return status;
  step_ = Step::kOver;
  status_ = status;
  // What a rolled back transaction left in memory must not be believed.
  Status reloaded = store_.ReloadState();
  return reloaded.ok() ? status : reloaded;
}

Status SyncSession::Take(const SyncAnswer& answer) {
  switch (step_) {
    case Step::kHello:
      return TakeHello(answer.message);
    case Step::kOpen:
      return TakeOpen(answer.message);
    case Step::kPush:
      return TakePush(answer.message);
    case Step::kIdlePull:
    case Step::kPull:
      return TakePull(answer.message);
    case Step::kPhotoOffset:
    case Step::kPhotoPiece:
      return TakePhotoOffset(answer.offset);
    case Step::kStart:
    case Step::kOver:
      break;
  }
  Panic("an answer follows a question", __FILE__, __LINE__);
}

Status SyncSession::TakeRefusal(const Status& refusal) {
  if (refusal.code() != Code::kDenied) return refusal;
  if (step_ == Step::kIdlePull) {
    v1::DeviceState state = store_.state();
    state.clear_token();
    TILIK_RETURN_IF_ERROR(store_.SetState(std::move(state)));
    step_ = Step::kHello;
    return Status();
  }
  if (step_ != Step::kPush) return refusal;
  if (batch_.size() > 1) {
    singly_through_ = batch_.back().sealed.seq;
    return NextBatch();
  }
  // Alone and still refused. Either its bytes are not what was signed, or this is no matter of
  // signatures.
  const StoredSet& set = batch_.front();
  if (IsWhole(set, store_.enrolment(), store_.public_key())) return refusal;
  std::uint64_t seq = set.sealed.seq;
  TILIK_ASSIGN_OR_RETURN(auto transaction, sqlite::Transaction::Begin(store_.database()));
  TILIK_RETURN_IF_ERROR(DeclareLost(seq, seq, "damaged on the device"));
  TILIK_RETURN_IF_ERROR(transaction.Commit());
  pushed_through_ = seq;
  return NextBatch();
}

Status SyncSession::TakeHello(const std::string& message) {
  v1::HelloResponse response;
  if (!response.ParseFromString(message)) return NotTilik();
  std::optional<Nonce> nonce = Nonce::FromRaw(response.nonce());
  if (!nonce) return NotTilik();
  nonce_ = *nonce;
  step_ = Step::kOpen;
  return Status();
}

Status SyncSession::TakeOpen(const std::string& message) {
  v1::OpenResponse response;
  if (!response.ParseFromString(message) || response.token().empty()) return NotTilik();
  const v1::LogHead& head = response.head();
  std::optional<ContentHash> hash = ContentHash::FromRaw(head.hash());
  std::optional<Signature> signature = Signature::FromRaw(head.signature());
  if (!hash || !signature ||
      !VerifyHead(store_.district(), head.epoch(), head.count(), *hash, *signature)) {
    return Status::Denied("this server does not speak for the district that enrolled this device");
  }
  if (response.epoch() < store_.state().epoch()) {
    return Status::Conflict("this server is an older copy of the district's");
  }
  TILIK_RETURN_IF_ERROR(KeepOpening(response));
  report_.enrol_anew = store_.state().enrol_anew();
  report_.revoked = response.revoked();
  report_.unconfirmed = response.unconfirmed();
  report_.app_too_old = response.minimum_app_version_for_pull() > kAppVersion;
  return NextBatch();
}

Status SyncSession::KeepOpening(const v1::OpenResponse& response) {
  std::set<std::uint64_t> waiting;
  for (const v1::WaitingSet& set : response.waiting()) waiting.insert(set.seq());
  std::uint64_t contiguous = response.contiguous_seq();

  TILIK_ASSIGN_OR_RETURN(auto transaction, sqlite::Transaction::Begin(store_.database()));
  if (response.epoch() != store_.state().epoch()) {
    TILIK_RETURN_IF_ERROR(pages_.EnterEpoch(response.epoch(), contiguous));
  }
  v1::DeviceState state = store_.state();
  state.set_token(response.token());
  state.mutable_session()->set_epoch(response.epoch());
  state.mutable_session()->set_number(response.session());
  // The server read its clock somewhere between our question and now.
  std::int64_t half_way =
      static_cast<std::int64_t>((clock_.Read().monotonic_ms - opened_at_.monotonic_ms) / 2);
  state.set_offset_ms(static_cast<std::int64_t>(response.server_time_ms()) - opened_at_.wall.ms -
                      half_way);
  if (!state.has_head() || IsNewer(response.head(), state.head())) {
    *state.mutable_head() = response.head();
  }
  state.set_contiguous_seq(contiguous);
  *state.mutable_limits() = response.limits();
  state.set_minimum_app_version_for_pull(response.minimum_app_version_for_pull());
  state.set_revoked(response.revoked());
  state.set_unconfirmed(response.unconfirmed());
  const bool restored = response.restored_ms() != state.restored_ms();
  state.set_restored_ms(response.restored_ms());
  TILIK_RETURN_IF_ERROR(CompareChains(response, state.mutable_enrol_anew()));
  bool anew = !state.enrol_anew().empty();
  TILIK_RETURN_IF_ERROR(store_.SetState(std::move(state)));

  TILIK_RETURN_IF_ERROR(KeepBackedUpThrough(response.backed_up_through()));
  TILIK_RETURN_IF_ERROR(outbox_.OfferAgain(contiguous, waiting));
  // A server that was restored may have every set and still lack the photos since its backup.
  TILIK_RETURN_IF_ERROR(attachments_.Reoffer(
      restored ? std::min(contiguous, response.backed_up_through()) : contiguous));
  if (!anew) TILIK_RETURN_IF_ERROR(DeclareGone(contiguous, waiting));
  if (!response.revoked() && !response.unconfirmed() &&
      response.assignment_revision() != store_.state().assignment_revision()) {
    TILIK_RETURN_IF_ERROR(pages_.ApplyAssignment(
        response.assignment_revision(), {response.villages().begin(), response.villages().end()}));
  }
  return transaction.Commit();
}

Status SyncSession::CompareChains(const v1::OpenResponse& response, std::string* enrol_anew) {
  TILIK_ASSIGN_OR_RETURN(std::uint64_t own_head, outbox_.HeadSeq());
  auto compare = [&](std::uint64_t seq, const std::string& link) -> Status {
    if (seq == 0 || !enrol_anew->empty()) return Status();
    if (seq > own_head) {
      *enrol_anew = "this device's file is older than what the district has from it";
      return Status();
    }
    TILIK_ASSIGN_OR_RETURN(Link own, outbox_.LinkOf(seq));
    if (own.raw() != link) *enrol_anew = "the district has other work under this device's name";
    return Status();
  };
  TILIK_RETURN_IF_ERROR(compare(response.contiguous_seq(), response.contiguous_link()));
  for (const v1::WaitingSet& set : response.waiting()) {
    TILIK_RETURN_IF_ERROR(compare(set.seq(), set.link()));
  }
  return Status();
}

Status SyncSession::DeclareGone(std::uint64_t contiguous, const std::set<std::uint64_t>& waiting) {
  TILIK_ASSIGN_OR_RETURN(std::vector<std::uint64_t> gone, outbox_.GoneAbove(contiguous));
  std::erase_if(gone, [&](std::uint64_t seq) { return waiting.contains(seq); });
  for (std::size_t first = 0; first < gone.size();) {
    std::size_t last = first;
    while (last + 1 < gone.size() && gone[last + 1] == gone[last] + 1) ++last;
    TILIK_RETURN_IF_ERROR(DeclareLost(gone[first], gone[last], "let go after a verified backup"));
    first = last + 1;
  }
  return Status();
}

Status SyncSession::DeclareLost(std::uint64_t first, std::uint64_t last,
                                const std::string& reason) {
  TILIK_ASSIGN_OR_RETURN(std::vector<RecordId> subjects, outbox_.MarkLost(first, last));
  Work work;
  v1::DeclareLost* lost = work.operations.emplace_back().mutable_declare_lost();
  lost->set_first_seq(first);
  lost->set_last_seq(last);
  lost->set_reason(reason);
  TILIK_ASSIGN_OR_RETURN(SavedSet saved, outbox_.Append(key_, work, clock_.Read()));
  (void)saved;
  for (const RecordId& subject : subjects) TILIK_RETURN_IF_ERROR(records_.Refresh(subject));
  report_.declared_lost += last - first + 1;
  return Status();
}

Status SyncSession::NextBatch() {
  bool anew = !store_.state().enrol_anew().empty();
  // A chain that cannot go on is offered whole, receipted or not: the district decides what is new.
  TILIK_ASSIGN_OR_RETURN(
      std::optional<std::uint64_t> first,
      anew ? outbox_.FirstHeld(pushed_through_) : outbox_.FirstUnanswered(pushed_through_));
  if (!first) return BeginPull();
  const v1::Limits& limits = store_.state().limits();
  std::uint32_t most =
      limits.max_push_sets() == 0 ? kPushSets : std::min(kPushSets, limits.max_push_sets());
  std::size_t bytes = limits.max_push_bytes() == 0
                          ? kPushBytes
                          : std::min<std::size_t>(kPushBytes, limits.max_push_bytes());
  if (*first <= singly_through_) most = 1;
  TILIK_ASSIGN_OR_RETURN(batch_, outbox_.Batch(*first, most, bytes));
  TILIK_CHECK(!batch_.empty(), "the first set to send has its body");
  step_ = Step::kPush;
  return Status();
}

Status SyncSession::TakePush(const std::string& message) {
  v1::PushResponse response;
  if (!response.ParseFromString(message)) return NotTilik();
  TILIK_RETURN_IF_ERROR(KeepReceipts(response));
  report_.sent_sets += batch_.size();
  pushed_through_ = batch_.back().sealed.seq;
  return NextBatch();
}

Status SyncSession::KeepReceipts(const v1::PushResponse& response) {
  std::uint64_t first = batch_.front().sealed.seq;
  TILIK_ASSIGN_OR_RETURN(auto transaction, sqlite::Transaction::Begin(store_.database()));
  std::set<std::uint64_t> receipted;
  for (const v1::Receipt& receipt : response.receipts()) {
    if (receipt.seq() < first || receipt.seq() - first >= batch_.size()) {
      return Status::Denied("a receipt for something that was not sent");
    }
    ReceiptFacts facts;
    facts.epoch = receipt.epoch();
    facts.enrolment = store_.enrolment();
    facts.seq = receipt.seq();
    facts.link = batch_[receipt.seq() - first].sealed.link;
    facts.arrival = receipt.arrival();
    facts.time = {static_cast<std::int64_t>(receipt.time_ms())};
    std::optional<Signature> signature = Signature::FromRaw(receipt.signature());
    if (!signature || !VerifyReceipt(store_.district(), facts, *signature)) {
      return Status::Denied("a receipt that the district did not sign");
    }
    TILIK_RETURN_IF_ERROR(outbox_.KeepReceipt(receipt));
    receipted.insert(receipt.seq());
  }
  if (receipted.empty()) return Status::Unavailable("the server took nothing this time");
  TILIK_RETURN_IF_ERROR(KeepBackedUpThrough(response.backed_up_through()));
  TILIK_RETURN_IF_ERROR(transaction.Commit());
  report_.receipts += receipted.size();
  return Status();
}

Status SyncSession::KeepBackedUpThrough(std::uint64_t seq) {
  if (seq != store_.state().backed_up_through()) {
    v1::DeviceState state = store_.state();
    state.set_backed_up_through(seq);
    TILIK_RETURN_IF_ERROR(store_.SetState(std::move(state)));
  }
  // Also when the number stands still: a receipt may have come since.
  return outbox_.Release(seq);
}

Status SyncSession::BeginPull() {
  batch_.clear();
  bool anew = !store_.state().enrol_anew().empty();
  if (report_.revoked || report_.unconfirmed || report_.app_too_old || anew) return NextPhoto();
  step_ = Step::kPull;
  return Status();
}

Status SyncSession::TakePull(const std::string& message) {
  v1::PullResponse response;
  if (!response.ParseFromString(message)) return NotTilik();
  if (response.epoch() != store_.state().epoch()) {
    if (step_ == Step::kPull) return Status::Unavailable("the district was restored meanwhile");
    step_ = Step::kHello;
    return Status();
  }
  TILIK_ASSIGN_OR_RETURN(Pages::Applied applied, pages_.Apply(response));
  Add(applied.counts, &report_.pulled);
  {
    TILIK_ASSIGN_OR_RETURN(auto transaction, sqlite::Transaction::Begin(store_.database()));
    TILIK_RETURN_IF_ERROR(KeepBackedUpThrough(
        std::max(response.backed_up_through(), store_.state().backed_up_through())));
    TILIK_RETURN_IF_ERROR(transaction.Commit());
  }
  step_ = Step::kPull;
  return applied.more ? Status() : NextPhoto();
}

Status SyncSession::NextPhoto() {
  while (true) {
    TILIK_ASSIGN_OR_RETURN(std::vector<PendingUpload> pending, attachments_.Pending(1));
    if (pending.empty()) return Finish();
    photo_ = pending.front();
    Result<std::string> bytes = attachments_.Read(photo_.hash);
    if (bytes.ok()) {
      photo_bytes_ = *std::move(bytes);
      step_ = Step::kPhotoOffset;
      return Status();
    }
    if (bytes.status().code() != Code::kCorrupt && bytes.status().code() != Code::kNotFound) {
      return bytes.status();
    }
    TILIK_RETURN_IF_ERROR(attachments_.MarkDamaged(photo_.hash));
    ++report_.damaged_photos;
  }
}

Status SyncSession::TakePhotoOffset(std::uint64_t offset) {
  if (offset > photo_bytes_.size()) return NotTilik();
  if (offset == photo_bytes_.size()) {
    TILIK_RETURN_IF_ERROR(attachments_.MarkUploaded(photo_.hash));
    ++report_.photos;
    return NextPhoto();
  }
  if (step_ == Step::kPhotoPiece && offset <= photo_offset_) {
    return Status::Unavailable("the server took nothing of a photo this time");
  }
  photo_offset_ = offset;
  step_ = Step::kPhotoPiece;
  return Status();
}

Status SyncSession::Finish() {
  photo_bytes_.clear();
  v1::DeviceState state = store_.state();
  state.set_synced_ms(clock_.Read().wall.ms);
  TILIK_RETURN_IF_ERROR(store_.SetState(std::move(state)));
  TILIK_RETURN_IF_ERROR(attachments_.RemoveReleased());
  if (report_.revoked) {
    TILIK_ASSIGN_OR_RETURN(OutboxCounts counts, outbox_.Counts());
    TILIK_ASSIGN_OR_RETURN(std::uint64_t head, outbox_.HeadSeq());
    report_.must_wipe = counts.unsent == 0 && store_.state().backed_up_through() >= head;
  }
  step_ = Step::kOver;
  return Status();
}

Result<SyncReport> RunSession(SyncSession& session, Transport& transport,
                              const SyncProgress& progress) {
  std::uint64_t sent_before = transport.bytes_sent();
  std::uint64_t received_before = transport.bytes_received();
  while (true) {
    TILIK_ASSIGN_OR_RETURN(std::optional<SyncRequest> request, session.Next());
    SyncReport report = session.report();
    report.bytes_sent = transport.bytes_sent() - sent_before;
    report.bytes_received = transport.bytes_received() - received_before;
    if (progress) progress(report);
    if (!request) return report;
    TILIK_RETURN_IF_ERROR(session.Answer(Perform(*request, transport)));
  }
}

}  // namespace tilik::client
