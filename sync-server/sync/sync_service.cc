#include "sync-server/sync/sync_service.h"

#include <algorithm>

#include "sync-server/sync/district_word.h"
#include "sync-server/sync/enrolment.h"
#include "sync-server/sync/proven_sets.h"
#include "sync-server/sync/pull.h"

namespace tilik::sync {
namespace {

// A phone holds five slots, and a PIN is not forgotten that often.
constexpr int kMaxSlotsHeld = 64;

}  // namespace

SyncService::SyncService(
    storage::RegistryStore& store, const DistrictKeys& keys, const Codebooks& codebooks,
    Random& random, std::function<Instant()> now,
    std::function<void(const v1::PushRequest&, const ChainId&)> keep_for_auditor,
    const SyncOptions& options)
    : store_(store),
      keys_(keys),
      options_(options),
      random_(random),
      now_(now),
      keep_for_auditor_(std::move(keep_for_auditor)),
      tokens_(keys.token_key, random),
      queue_(store, codebooks, now, options.works),
      witnesses_(store, keys, queue_) {}

Result<v1::EnrolResponse> SyncService::Enrol(const v1::EnrolRequest& request) {
  std::optional<PublicKey> key = PublicKey::FromRaw(request.public_key());
  if (!key) return Status::Invalid("a public key has 32 bytes");
  if (request.code().size() > 64 || request.device().size() > 200)
    return Status::Invalid("code or device name too long");
  v1::EnrolResponse response;
  response.set_seal_public_key(keys_.SealPublicKey());
  response.set_district_name(store_.district().name);
  response.set_server_time_ms(static_cast<std::uint64_t>(now_().ms));

  std::optional<v1::SignedCertificate> held;
  {
    TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, store_.BeginRead());
    TILIK_ASSIGN_OR_RETURN(held, CertificateHeldBy(*key, keys_, *reader));
  }
  if (held.has_value()) {
    // Its slots are filled at the next Open, when it says which arrived.
    *response.mutable_certificate() = *std::move(held);
    return response;
  }
  TILIK_RETURN_IF_ERROR(queue_.Write([&](storage::Writer& writer, Ingest& ingest,
                                         Instant now) -> Status {
    const Office office{keys_, store_.district(), writer, ingest, random_, now};
    TILIK_ASSIGN_OR_RETURN(*response.mutable_certificate(),
                           request.has_succession() ? AdmitSuccessor(office, request)
                                                    : AdmitByCode(office, request, *key));
    v1::Certificate certificate;
    TILIK_CHECK(certificate.ParseFromString(response.certificate().certificate()),
                "a certificate made here can be read");
    const ChainId enrolment = ChainId::FromRaw(certificate.enrolment()).value();
    TILIK_ASSIGN_OR_RETURN(Refill refill,
                           RefillSlots(writer.recovery(), options_.recovery, enrolment, {}, 0));
    for (v1::RecoverySecret& secret : refill.secrets) *response.add_recovery() = std::move(secret);
    // What kind of phone it is stays out of the signed log; it is only for the supervisor's list.
    TILIK_ASSIGN_OR_RETURN(std::optional<storage::ChainRow> admitted, writer.LoadChain(enrolment));
    TILIK_CHECK(admitted.has_value(), "an admitted enrolment has a chain");
    admitted->device = request.device();
    return writer.SaveChain(*admitted);
  }));
  return response;
}

Result<v1::HelloResponse> SyncService::Hello() {
  v1::HelloResponse response;
  response.set_nonce(tokens_.MakeNonce(now_()).str());
  return response;
}

Status SyncService::Meet(const v1::OpenRequest& shown) {
  TILIK_ASSIGN_OR_RETURN(std::vector<ShownCertificate> certificates,
                         CertificatesIn(shown, keys_.district.public_key()));
  if (shown.has_witnessed()) {
    TILIK_RETURN_IF_ERROR(
        witnesses_.TakeHead(shown.witnessed(), certificates.front().enrolment, now_()));
  }
  bool all_known = true;
  {
    TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, store_.BeginRead());
    for (const ShownCertificate& one : certificates) {
      TILIK_ASSIGN_OR_RETURN(std::optional<storage::ChainRow> row, reader->Chain(one.enrolment));
      all_known = all_known && row.has_value();
    }
  }
  if (all_known) return Status();
  return queue_.Write([&](storage::Writer& writer, Ingest& ingest, Instant now) -> Status {
    const Office office{keys_, store_.district(), writer, ingest, random_, now};
    for (const ShownCertificate& one : certificates) {
      TILIK_ASSIGN_OR_RETURN(std::optional<storage::ChainRow> row, writer.LoadChain(one.enrolment));
      if (!row.has_value()) TILIK_RETURN_IF_ERROR(Readmit(office, one.certificate));
    }
    return Status();
  });
}

Result<v1::OpenResponse> SyncService::Open(const v1::OpenRequest& request) {
  const Instant now = now_();
  TILIK_ASSIGN_OR_RETURN(v1::Certificate certificate,
                         VerifyCertificate(keys_.district.public_key(), request.certificate()));
  std::optional<ChainId> enrolment = ChainId::FromRaw(certificate.enrolment());
  std::optional<PublicKey> key = PublicKey::FromRaw(certificate.public_key());
  std::optional<Nonce> nonce = Nonce::FromRaw(request.nonce());
  std::optional<Signature> proof = Signature::FromRaw(request.proof());
  if (!enrolment || !key || !nonce || !proof)
    return Status::Invalid("certificate, nonce or proof of the wrong length");
  TILIK_RETURN_IF_ERROR(tokens_.UseNonce(*nonce, now));
  if (!VerifySession(*key, *nonce, *enrolment, *proof))
    return Status::Denied("the proof does not fit the certificate");

  if (request.recovery_slots_size() > kMaxSlotsHeld)
    return Status::Invalid("more slots than a device has");
  TILIK_RETURN_IF_ERROR(Meet(request));
  storage::SessionRow session;
  session.epoch = store_.district().epoch;
  session.chain = *enrolment;
  session.note.opened = now;
  session.note.device_wall = Instant{request.clock().wall_ms()};
  session.note.device_monotonic_ms = request.clock().monotonic_ms();
  session.note.device_boot_id = request.clock().boot_id();
  Refill refill;
  TILIK_RETURN_IF_ERROR(queue_.Write([&](storage::Writer& writer, Ingest&, Instant) -> Status {
    TILIK_ASSIGN_OR_RETURN(std::optional<storage::ChainRow> row, writer.LoadChain(*enrolment));
    TILIK_CHECK(row.has_value(), "whoever was met has a chain");
    TILIK_ASSIGN_OR_RETURN(session.number, writer.AddSession(session));
    row->last_seen = std::max(row->last_seen, now);
    TILIK_ASSIGN_OR_RETURN(
        refill,
        RefillSlots(writer.recovery(),
                    row->revoked || row->unconfirmed ? nullptr : options_.recovery, *enrolment,
                    {request.recovery_slots().begin(), request.recovery_slots().end()},
                    request.highest_recovery_slot()));
    return writer.SaveChain(*row);
  }));

  TILIK_ASSIGN_OR_RETURN(v1::OpenResponse response, WordFor(*enrolment));
  response.set_token(
      tokens_.Issue({*enrolment, session.epoch, session.number, Instant{now.ms + kTokenLifeMs}}));
  response.set_session(session.number);
  for (v1::RecoverySecret& secret : refill.secrets) *response.add_recovery() = std::move(secret);
  for (std::uint32_t slot : refill.spent) response.add_spent_recovery_slots(slot);
  return response;
}

Result<v1::OpenResponse> SyncService::WordFor(const ChainId& enrolment) {
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, store_.BeginRead());
  TILIK_ASSIGN_OR_RETURN(v1::OpenResponse word,
                         WordOn(enrolment, *reader, store_.district(), keys_.district, now_()));
  word.mutable_limits()->set_data_expires_days(options_.data_expires_days);
  return word;
}

void SyncService::Push(const std::string& token, v1::PushRequest request, PushDone done) {
  Result<Session> session = tokens_.Read(token, store_.district().epoch, now_());
  if (!session.ok()) return done(session.status());
  ChainId chain = session->enrolment;
  if (!request.chain().empty()) {
    std::optional<ChainId> other = ChainId::FromRaw(request.chain());
    if (!other) return done(Status::Invalid("an enrolment's id has 16 bytes"));
    chain = *other;
  }
  PushOf(chain, std::move(request), std::move(done));
}

void SyncService::PushOf(const ChainId& chain, v1::PushRequest request, PushDone done) {
  Result<std::unique_ptr<storage::Reader>> reader = store_.BeginRead();
  if (!reader.ok()) return done(reader.status());
  Result<ProvenSets> sets = ProveSets(**reader, chain, request);
  if (!sets.ok()) {
    if (sets.status().code() == Code::kDenied) keep_for_auditor_(request, chain);
    return done(sets.status());
  }
  if (Status heard = witnesses_.TakeReceipts(request, &sets->push, now_()); !heard.ok()) {
    return done(heard);
  }
  queue_.Submit(std::move(sets->push), [this, backed_up_through = sets->chain.backed_up_through,
                                        done = std::move(done)](PushQueue::Receipts receipts) {
    if (!receipts.ok()) return done(receipts.status());
    v1::PushResponse response;
    response.set_backed_up_through(backed_up_through);
    for (const ReceiptFacts& facts : *receipts) {
      *response.add_receipts() = MakeReceipt(keys_.district, facts);
    }
    done(std::move(response));
  });
}

Result<Session> SyncService::Authorise(const std::string& token) const {
  return tokens_.Read(token, store_.district().epoch, now_());
}

Result<v1::PullResponse> SyncService::Pull(const std::string& token,
                                           const v1::PullRequest& request) {
  TILIK_ASSIGN_OR_RETURN(Session session, Authorise(token));
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, store_.BeginRead());
  TILIK_ASSIGN_OR_RETURN(std::optional<storage::ChainRow> row, reader->Chain(session.enrolment));
  // Who has nothing to send only pulls, for as long as his token lives: he must open a session,
  // where he is told.
  if (row.has_value() && row->revoked) return Status::Denied("this enrolment was revoked");
  return PullFrom(*reader, store_.district().epoch, session.enrolment, request);
}

Result<v1::PullResponse> SyncService::PullOf(const ChainId& enrolment,
                                             const v1::PullRequest& request) {
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, store_.BeginRead());
  return PullFrom(*reader, store_.district().epoch, enrolment, request);
}

}  // namespace tilik::sync
