#include "client/core/sync.h"

#include <algorithm>

#include "client/core/expiry.h"
#include "client/core/limits.h"
#include "proto/contract/change_set.h"

namespace tilik::client {
namespace {

constexpr char kEnrol[] = "tilik.v1.SyncService/Enrol";
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

bool IsNewer(const v1::LogHead& head, const v1::LogHead& than) {
  return head.epoch() != than.epoch() ? head.epoch() > than.epoch() : head.count() > than.count();
}

SyncSession::SyncSession(const SyncParts& parts)
    : store_(parts.store),
      records_(parts.records),
      outbox_(parts.outbox),
      attachments_(parts.attachments),
      slots_(parts.slots),
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
  SyncRequest request;
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

Result<v1::PushRequest> SyncSession::MakePush() {
  v1::PushRequest push;
  push.set_first_seq(batch_.front().sealed.seq);
  push.set_previous_link(batch_.front().sealed.previous.str());
  for (const StoredSet& set : batch_) push.add_bodies(set.sealed.body);
  push.set_head_signature(batch_.back().signature.str());
  const OwnChain& chain = store_.ChainOf(batch_.front().number);
  if (!chain.IsOpen()) push.set_chain(chain.id.str());
  // Sets that are offered again: a restored server learns which of its lost numbers came back, one
  // that does not know it was restored learns that.
  for (const StoredSet& set : batch_) {
    TILIK_ASSIGN_OR_RETURN(std::optional<v1::Receipt> receipt, outbox_.ReceiptOf(set.number));
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
    singly_through_ = batch_.back().number;
    return NextBatch();
  }
  // Alone and still refused. Either its bytes are not what was signed, or this is no matter of
  // signatures.
  const StoredSet& set = batch_.front();
  const OwnChain& chain = store_.ChainOf(set.number);
  if (IsWhole(set, chain.id, chain.key)) return refusal;
  const std::uint64_t number = set.number;
  TILIK_ASSIGN_OR_RETURN(auto transaction, sqlite::Transaction::Begin(store_.database()));
  TILIK_RETURN_IF_ERROR(DeclareLost(number, number, "damaged on the device"));
  TILIK_RETURN_IF_ERROR(transaction.Commit());
  pushed_through_ = number;
  return NextBatch();
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
  return NextBatch();
}

Status SyncSession::TakeWord(const v1::OpenResponse& response) {
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
  TILIK_RETURN_IF_ERROR(slots_.Keep(
      store_.enrolment(), {response.recovery().begin(), response.recovery().end()},
      {response.spent_recovery_slots().begin(), response.spent_recovery_slots().end()}));
  report_.enrol_anew = store_.state().enrol_anew();
  report_.revoked = response.revoked();
  report_.unconfirmed = response.unconfirmed();
  report_.app_too_old = response.minimum_app_version_for_pull() > kAppVersion;
  return Status();
}

std::set<std::uint64_t> SyncSession::Standing::waiting_seqs() const {
  std::set<std::uint64_t> seqs;
  for (const auto& [seq, link] : waiting) seqs.insert(seq);
  return seqs;
}

template <typename Said>
SyncSession::Standing SyncSession::ReadStanding(const Said& said) {
  Standing standing;
  standing.known = true;
  standing.contiguous = said.contiguous_seq();
  standing.contiguous_link = said.contiguous_link();
  for (const v1::WaitingSet& set : said.waiting()) standing.waiting.emplace(set.seq(), set.link());
  standing.backed_up_through = said.backed_up_through();
  return standing;
}

void SyncSession::ReadStandings(const v1::OpenResponse& response) {
  standings_.clear();
  for (const OwnChain& chain : store_.chains()) {
    if (chain.IsOpen()) {
      standings_.push_back(ReadStanding(response));
      continue;
    }
    Standing& standing = standings_.emplace_back();
    for (const v1::EarlierChainState& earlier : response.earlier()) {
      if (earlier.enrolment() == chain.id.raw()) standing = ReadStanding(earlier);
    }
  }
}

Status SyncSession::KeepOpening(const v1::OpenResponse& response) {
  ReadStandings(response);
  const Standing& standing = standings_.back();

  TILIK_ASSIGN_OR_RETURN(auto transaction, sqlite::Transaction::Begin(store_.database()));
  if (response.epoch() != store_.state().epoch()) {
    std::vector<std::uint64_t> contiguous;
    for (const Standing& one : standings_) contiguous.push_back(one.contiguous);
    TILIK_RETURN_IF_ERROR(pages_.EnterEpoch(response.epoch(), contiguous));
  }
  v1::DeviceState state = store_.state();
  if (!response.token().empty()) KeepSession(response, &state);
  if (!state.has_head() || IsNewer(response.head(), state.head())) {
    *state.mutable_head() = response.head();
  }
  state.set_contiguous_seq(standing.contiguous);
  // A carried word leaves them as they are: they belong to a server that is spoken to.
  if (response.has_limits()) *state.mutable_limits() = response.limits();
  state.set_minimum_app_version_for_pull(response.minimum_app_version_for_pull());
  state.set_revoked(response.revoked());
  state.set_unconfirmed(response.unconfirmed());
  const bool restored = response.restored_ms() != state.restored_ms();
  state.set_restored_ms(response.restored_ms());
  if (state.enrol_anew().empty()) {
    TILIK_ASSIGN_OR_RETURN(*state.mutable_enrol_anew(), Disagreement(store_.newest(), standing));
  }
  bool anew = !state.enrol_anew().empty();
  TILIK_RETURN_IF_ERROR(store_.SetState(std::move(state)));

  for (std::size_t i = 0; i + 1 < standings_.size(); ++i) {
    TILIK_RETURN_IF_ERROR(KeepEarlier(i, restored));
  }
  TILIK_RETURN_IF_ERROR(KeepStanding(store_.newest(), standing, restored));
  if (!anew) TILIK_RETURN_IF_ERROR(DeclareGone(standing));
  if (!response.revoked() && !response.unconfirmed() &&
      response.assignment_revision() != store_.state().assignment_revision()) {
    TILIK_RETURN_IF_ERROR(pages_.ApplyAssignment(
        response.assignment_revision(), {response.villages().begin(), response.villages().end()}));
  }
  return transaction.Commit();
}

void SyncSession::KeepSession(const v1::OpenResponse& response, v1::DeviceState* state) {
  state->set_token(response.token());
  state->mutable_session()->set_epoch(response.epoch());
  state->mutable_session()->set_number(response.session());
  // The server read its clock somewhere between our question and now.
  std::int64_t half_way =
      static_cast<std::int64_t>((clock_.Read().monotonic_ms - opened_at_.monotonic_ms) / 2);
  state->set_offset_ms(static_cast<std::int64_t>(response.server_time_ms()) - opened_at_.wall.ms -
                       half_way);
}

Status SyncSession::KeepEarlier(std::size_t index, bool restored) {
  const OwnChain chain = store_.chains()[index];
  Standing& standing = standings_[index];
  if (!standing.known) return Status();
  TILIK_ASSIGN_OR_RETURN(std::string disagreement, Disagreement(chain, standing));
  // Other work under the old name: all that is here is offered, and the district decides what is
  // new.
  if (!disagreement.empty()) standing.contiguous = 0;
  v1::DeviceState state = store_.state();
  state.mutable_earlier(static_cast<int>(index))->set_contiguous_seq(standing.contiguous);
  TILIK_RETURN_IF_ERROR(store_.SetState(std::move(state)));
  return KeepStanding(chain, standing, restored);
}

Status SyncSession::KeepStanding(const OwnChain chain, const Standing& standing, bool restored) {
  TILIK_RETURN_IF_ERROR(KeepBackedUpThrough(chain.id, standing.backed_up_through));
  TILIK_RETURN_IF_ERROR(outbox_.OfferAgain(chain, standing.contiguous, standing.waiting_seqs()));
  // A server that was restored may have every set and still lack the photos since its backup.
  const std::uint64_t safe =
      restored ? std::min(standing.contiguous, standing.backed_up_through) : standing.contiguous;
  return attachments_.Reoffer(chain.NumberOf(safe), chain.last);
}

Result<std::string> SyncSession::Disagreement(const OwnChain& chain, const Standing& standing) {
  TILIK_ASSIGN_OR_RETURN(std::uint64_t head, outbox_.HeadSeq());
  std::set<std::pair<std::uint64_t, std::string>> said = standing.waiting;
  if (standing.contiguous > 0) said.emplace(standing.contiguous, standing.contiguous_link);
  for (const auto& [seq, link] : said) {
    if (seq > chain.SeqOf(std::min(head, chain.last))) {
      return std::string("this device's file is older than what the district has from it");
    }
    TILIK_ASSIGN_OR_RETURN(Link own, outbox_.LinkOf(chain.NumberOf(seq)));
    if (own.raw() != link) {
      return std::string("the district has other work under this device's name");
    }
  }
  return std::string();
}

Status SyncSession::DeclareGone(const Standing& standing) {
  const OwnChain newest = store_.newest();
  TILIK_ASSIGN_OR_RETURN(std::vector<std::uint64_t> gone,
                         outbox_.GoneAbove(newest.NumberOf(standing.contiguous)));
  const std::set<std::uint64_t> waiting = standing.waiting_seqs();
  std::erase_if(gone, [&](std::uint64_t number) { return waiting.contains(newest.SeqOf(number)); });
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
  const OwnChain chain = store_.ChainOf(first);
  // A closed chain says nothing more; its gap is closed by a decision at the office.
  if (chain.IsOpen()) {
    Work work;
    v1::DeclareLost* lost = work.operations.emplace_back().mutable_declare_lost();
    lost->set_first_seq(chain.SeqOf(first));
    lost->set_last_seq(chain.SeqOf(last));
    lost->set_reason(reason);
    TILIK_RETURN_IF_ERROR(outbox_.Append(key_, work, clock_.Read()).status());
  }
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
  // A chain that the district does not know any more keeps its sets until it does.
  for (std::size_t i = 0; i < standings_.size(); ++i) {
    const OwnChain& chain = store_.chains()[i];
    if (standings_[i].known || *first <= chain.before || *first > chain.last) continue;
    pushed_through_ = chain.last;
    return NextBatch();
  }
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
  pushed_through_ = batch_.back().number;
  return NextBatch();
}

Status SyncSession::KeepReceipts(const v1::PushResponse& response) {
  const std::uint64_t first = batch_.front().sealed.seq;
  const OwnChain chain = store_.ChainOf(batch_.front().number);
  TILIK_ASSIGN_OR_RETURN(auto transaction, sqlite::Transaction::Begin(store_.database()));
  std::set<std::uint64_t> receipted;
  for (const v1::Receipt& receipt : response.receipts()) {
    if (receipt.seq() < first || receipt.seq() - first >= batch_.size()) {
      return Status::Denied("a receipt for something that was not sent");
    }
    if (!IsReceiptOf(chain.id, batch_[receipt.seq() - first].sealed.link, receipt)) {
      return Status::Denied("a receipt that the district did not sign");
    }
    TILIK_RETURN_IF_ERROR(outbox_.KeepReceipt(chain, receipt));
    receipted.insert(receipt.seq());
  }
  if (receipted.empty()) return Status::Unavailable("the server took nothing this time");
  TILIK_RETURN_IF_ERROR(KeepBackedUpThrough(chain.id, response.backed_up_through()));
  TILIK_RETURN_IF_ERROR(transaction.Commit());
  report_.receipts += receipted.size();
  return Status();
}

bool SyncSession::IsReceiptOf(const ChainId& chain, const Link& link,
                              const v1::Receipt& receipt) const {
  ReceiptFacts facts;
  facts.epoch = receipt.epoch();
  facts.enrolment = chain;
  facts.seq = receipt.seq();
  facts.link = link;
  facts.arrival = receipt.arrival();
  facts.time = {static_cast<std::int64_t>(receipt.time_ms())};
  std::optional<Signature> signature = Signature::FromRaw(receipt.signature());
  return signature && VerifyReceipt(store_.district(), facts, *signature);
}

Status SyncSession::KeepBackedUpThrough(const ChainId& id, std::uint64_t seq) {
  const std::optional<std::size_t> index = store_.IndexOf(id.raw());
  if (!index) return Status();
  const OwnChain chain = store_.chains()[*index];
  if (seq != chain.backed_up_through) {
    v1::DeviceState state = store_.state();
    if (chain.IsOpen()) {
      state.set_backed_up_through(seq);
    } else {
      state.mutable_earlier(static_cast<int>(*index))->set_backed_up_through(seq);
    }
    TILIK_RETURN_IF_ERROR(store_.SetState(std::move(state)));
  }
  // Also when the number stands still: a receipt may have come since.
  return outbox_.Release(chain, seq);
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
  report_.pulled.Add(applied.counts);
  {
    TILIK_ASSIGN_OR_RETURN(auto transaction, sqlite::Transaction::Begin(store_.database()));
    TILIK_RETURN_IF_ERROR(KeepBackedUpThrough(
        store_.enrolment(),
        std::max(response.backed_up_through(), store_.state().backed_up_through())));
    for (const v1::EarlierInbox& earlier : response.earlier()) {
      std::optional<ChainId> chain = ChainId::FromRaw(earlier.enrolment());
      if (!chain) return NotTilik();
      TILIK_RETURN_IF_ERROR(KeepBackedUpThrough(*chain, earlier.backed_up_through()));
    }
    TILIK_RETURN_IF_ERROR(transaction.Commit());
  }
  step_ = Step::kPull;
  if (applied.more) return Status();
  report_.pulled_all = true;
  return NextPhoto();
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
  const ClockReading now = clock_.Read();
  state.set_synced_ms(now.wall.ms);
  // A revoked or outdated device gets no data, so what it holds goes on ageing.
  if (report_.pulled_all) {
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
