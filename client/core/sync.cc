#include "client/core/sync.h"

#include "client/core/expiry.h"
#include "client/core/limits.h"
#include "client/core/set_writing.h"

namespace tilik::client {
namespace {

constexpr char kEnrol[] = "tilik.v1.SyncService/Enrol";
constexpr char kHello[] = "tilik.v1.SyncService/Hello";
constexpr char kOpen[] = "tilik.v1.SyncService/Open";
constexpr char kPush[] = "tilik.v1.SyncService/Push";
constexpr char kPull[] = "tilik.v1.SyncService/Pull";

}  // namespace

SyncSession::SyncSession(const SyncParts& parts)
    : store_(parts.store),
      outbox_(parts.outbox),
      attachments_(parts.attachments),
      slots_(parts.slots),
      key_(parts.key),
      clock_(parts.clock),
      pages_(parts.store, parts.records, parts.outbox),
      receipts_(parts.store, parts.outbox),
      losses_(parts.store, parts.records, parts.outbox, parts.key, parts.clock),
      word_(
          {parts.store, parts.outbox, parts.attachments, pages_, receipts_, losses_, parts.clock}),
      offer_(parts.store, parts.outbox, receipts_, losses_, word_),
      upload_(parts.attachments) {}

SyncReport SyncSession::report() const {
  SyncReport report = report_;
  report.sent_sets += offer_.sent();
  report.receipts += receipts_.kept();
  report.declared_lost += losses_.declared();
  report.photos += upload_.uploaded();
  report.damaged_photos += upload_.damaged();
  return report;
}

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
  FindFirstToEnrol();
  return Status();
}

void SyncSession::FindFirstToEnrol() {
  const std::vector<OwnChain>& chains = store_.chains();
  for (enrolling_ = 0; enrolling_ < chains.size(); ++enrolling_) {
    if (chains[enrolling_].certified) continue;
    step_ = Step::kEnrol;
    return;
  }
  if (step_ == Step::kEnrol) step_ = Step::kHello;
}

SyncRequest SyncSession::Call(std::string_view method, std::string message) {
  SyncRequest request;
  request.method = method;
  request.bytes = std::move(message);
  request.token = store_.state().token();
  return request;
}

Result<SyncRequest> SyncSession::Ask() {
  switch (step_) {
    case Step::kEnrol:
      return Call(kEnrol, MakeEnrol().SerializeAsString());
    case Step::kHello:
      return Call(kHello, v1::HelloRequest().SerializeAsString());
    case Step::kOpen: {
      TILIK_ASSIGN_OR_RETURN(v1::OpenRequest open, MakeOpen());
      return Call(kOpen, open.SerializeAsString());
    }
    case Step::kPush: {
      TILIK_ASSIGN_OR_RETURN(v1::PushRequest push, offer_.Request());
      return Call(kPush, push.SerializeAsString());
    }
    case Step::kIdlePull:
    case Step::kPull: {
      TILIK_ASSIGN_OR_RETURN(v1::PullRequest pull, pages_.NextRequest());
      return Call(kPull, pull.SerializeAsString());
    }
    case Step::kPhoto: {
      SyncRequest request = upload_.Ask();
      request.token = store_.state().token();
      return request;
    }
    case Step::kStart:
    case Step::kOver:
      break;
  }
  Panic("a session that is not under way asks nothing", __FILE__, __LINE__);
}

v1::EnrolRequest SyncSession::MakeEnrol() const {
  const v1::DeviceState& state = store_.state();
  const int index = static_cast<int>(enrolling_);
  return index < state.earlier_size() ? state.earlier(index).request() : state.enrolling();
}

Result<v1::OpenRequest> SyncSession::MakeOpen() {
  opened_at_ = clock_.Read();
  v1::OpenRequest open;
  *open.mutable_certificate() = store_.state().certificate();
  open.set_nonce(nonce_.str());
  open.set_proof(key_.ProveSession(nonce_, store_.enrolment()).str());
  *open.mutable_clock() = ReadingsOf(opened_at_);
  if (store_.state().has_head()) *open.mutable_witnessed() = store_.state().head();
  open.set_app_version(kAppVersion);
  TILIK_ASSIGN_OR_RETURN(RecoverySlots::Held held, slots_.Of(store_.enrolment()));
  for (std::uint32_t slot : held.numbers) open.add_recovery_slots(slot);
  open.set_highest_recovery_slot(held.highest);
  for (const v1::EarlierChain& earlier : store_.state().earlier()) {
    *open.add_earlier() = earlier.certificate();
  }
  return open;
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
    case Step::kEnrol:
      return TakeEnrol(answer.message);
    case Step::kHello:
      return TakeHello(answer.message);
    case Step::kOpen:
      return TakeOpen(answer.message);
    case Step::kPush:
      return TakePush(answer.message);
    case Step::kIdlePull:
    case Step::kPull:
      return TakePull(answer.message);
    case Step::kPhoto:
      return TakePhoto(answer.offset);
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
  TILIK_RETURN_IF_ERROR(offer_.TakeDenied(refusal));
  return BeginPush();
}

Status SyncSession::TakeEnrol(const std::string& message) {
  v1::EnrolResponse response;
  if (!response.ParseFromString(message)) return NotTilik();
  TILIK_ASSIGN_OR_RETURN(v1::Certificate certificate,
                         VerifyCertificate(store_.district(), response.certificate()));
  const OwnChain chain = store_.chains()[enrolling_];
  if (certificate.enrolment() != chain.id.raw() || certificate.public_key() != chain.key.raw()) {
    return Status::Denied("the certificate is not for this device");
  }
  v1::DeviceState state = store_.state();
  const int index = static_cast<int>(enrolling_);
  if (index < state.earlier_size()) {
    *state.mutable_earlier(index)->mutable_certificate() = response.certificate();
    state.mutable_earlier(index)->clear_request();
  } else {
    *state.mutable_certificate() = response.certificate();
    state.clear_enrolling();
  }
  TILIK_RETURN_IF_ERROR(store_.SetState(std::move(state)));
  if (chain.IsOpen()) {
    TILIK_RETURN_IF_ERROR(
        slots_.Keep(chain.id, {response.recovery().begin(), response.recovery().end()}, {}));
  }
  FindFirstToEnrol();
  return Status();
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
  TILIK_RETURN_IF_ERROR(TakeWord(response));
  return BeginPush();
}

Status SyncSession::TakeWord(const v1::OpenResponse& word) {
  TILIK_RETURN_IF_ERROR(word_.Take(word, opened_at_));
  TILIK_RETURN_IF_ERROR(
      slots_.Keep(store_.enrolment(), {word.recovery().begin(), word.recovery().end()},
                  {word.spent_recovery_slots().begin(), word.spent_recovery_slots().end()}));
  report_.enrol_anew = store_.state().enrol_anew();
  report_.revoked = word.revoked();
  report_.unconfirmed = word.unconfirmed();
  report_.app_too_old = word.minimum_app_version_for_pull() > kAppVersion;
  return Status();
}

Status SyncSession::BeginPush() {
  TILIK_ASSIGN_OR_RETURN(bool any, offer_.Next());
  if (!any) return BeginPull();
  step_ = Step::kPush;
  return Status();
}

Status SyncSession::TakePush(const std::string& message) {
  v1::PushResponse response;
  if (!response.ParseFromString(message)) return NotTilik();
  TILIK_RETURN_IF_ERROR(offer_.Take(response));
  return BeginPush();
}

Status SyncSession::BeginPull() {
  bool anew = !store_.state().enrol_anew().empty();
  if (report_.revoked || report_.unconfirmed || report_.app_too_old || anew) return BeginPhoto();
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
  report_.pulled.Add(applied.counts);
  TILIK_RETURN_IF_ERROR(receipts_.KeepMarks(response));
  step_ = Step::kPull;
  if (applied.more) return Status();
  report_.pulled_all = true;
  return BeginPhoto();
}

Status SyncSession::BeginPhoto() {
  TILIK_ASSIGN_OR_RETURN(bool any, upload_.Next());
  if (!any) return Finish();
  step_ = Step::kPhoto;
  return Status();
}

Status SyncSession::TakePhoto(std::uint64_t offset) {
  TILIK_ASSIGN_OR_RETURN(bool done, upload_.Take(offset));
  return done ? BeginPhoto() : Status();
}

Status SyncSession::Finish() {
  v1::DeviceState state = store_.state();
  const ClockReading now = clock_.Read();
  state.set_synced_ms(now.wall.ms);
  // A revoked or outdated device gets no data, so what it holds goes on ageing.
  if (report_.pulled_all) {
    TILIK_RETURN_IF_ERROR(pages_.LetGoOfWhatIsElsewhere());
    *state.mutable_unsynced() = LookAgain(v1::Unsynced(), now);
    state.clear_expired();
  }
  TILIK_RETURN_IF_ERROR(store_.SetState(std::move(state)));
  TILIK_RETURN_IF_ERROR(attachments_.RemoveReleased());
  if (report_.revoked) {
    TILIK_ASSIGN_OR_RETURN(OutboxCounts counts, outbox_.Counts());
    TILIK_ASSIGN_OR_RETURN(std::uint64_t head, outbox_.HeadSeq());
    bool all_safe = store_.newest().NumberOf(store_.state().backed_up_through()) >= head;
    for (const v1::EarlierChain& earlier : store_.state().earlier()) {
      all_safe = all_safe && earlier.backed_up_through() >= earlier.last_seq();
    }
    report_.must_wipe = counts.unsent == 0 && all_safe;
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
