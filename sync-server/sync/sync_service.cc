#include "sync-server/sync/sync_service.h"

#include <algorithm>

#include "sync-server/sync/proven_sets.h"
#include "sync-server/sync/restore.h"

namespace tilik::sync {
namespace {

constexpr std::uint32_t kMaxPullBytes = 512 * 1024;
constexpr std::uint32_t kMaxAttachmentBytes = 2 * 1024 * 1024;
constexpr int kMaxVillagesPerPull = 500;
// A phone holds five slots, and a PIN is not forgotten that often.
constexpr int kMaxSlotsHeld = 64;
constexpr int kMaxEarlier = 64;

// No I, L, O, U, 0 or 1: what is read aloud is typed as it was meant.
constexpr char kCodeLetters[] = "ABCDEFGHJKMNPQRSTVWXYZ23456789";

struct Shown {
  ChainId enrolment;
  v1::SignedCertificate certificate;
};

// The enrolment first, then the chains that it goes on from, as far as one certificate names the
// next.
Result<std::vector<Shown>> CertificatesIn(const v1::OpenRequest& shown, const PublicKey& district) {
  if (shown.earlier_size() > kMaxEarlier)
    return Status::Invalid("more earlier chains than a device has");
  std::vector<Shown> certificates;
  std::string expected;
  for (int i = shown.earlier_size(); i >= 0; --i) {
    const bool newest = i == shown.earlier_size();
    const v1::SignedCertificate& one = newest ? shown.certificate() : shown.earlier(i);
    TILIK_ASSIGN_OR_RETURN(v1::Certificate certificate, VerifyCertificate(district, one));
    if (!newest && certificate.enrolment() != expected) break;
    expected = certificate.succession().enrolment();
    std::optional<ChainId> enrolment = ChainId::FromRaw(certificate.enrolment());
    if (!enrolment) return Status::Invalid("certificate of the wrong length");
    certificates.push_back({*enrolment, one});
  }
  return certificates;
}

}  // namespace

std::string MakeEnrolCode(Random& random) {
  std::string code;
  while (code.size() < 11) {
    if (code.size() == 5) code.push_back('-');
    std::uint8_t chance = 0;
    random.Fill(&chance, 1);
    constexpr int kLetters = sizeof kCodeLetters - 1;
    if (chance < 256 / kLetters * kLetters) code.push_back(kCodeLetters[chance % kLetters]);
  }
  return code;
}

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
      queue_(store, codebooks, now) {}

v1::SignedCertificate SyncService::CertificateOf(const ChainId& enrolment,
                                                 const storage::ChainRow& row) const {
  v1::Certificate certificate;
  certificate.set_district(keys_.district.public_key().str());
  certificate.set_enrolment(enrolment.str());
  certificate.set_officer(row.person);
  certificate.set_public_key(row.public_key.str());
  certificate.set_area(AreaOf(row.assignment));
  certificate.set_issued_ms(row.issued.ms);
  return keys_.district.Certify(certificate);
}

Result<std::optional<std::pair<ChainId, storage::ChainRow>>> SyncService::EnrolledWith(
    const PublicKey& key) {
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, store_.BeginRead());
  TILIK_ASSIGN_OR_RETURN(std::vector<storage::ChainRow> chains, reader->Chains());
  for (storage::ChainRow& row : chains) {
    if (row.kind == storage::ChainKind::kEnrolment && row.public_key == key) {
      ChainId id = row.state.chain;
      return std::optional(std::pair(id, std::move(row)));
    }
  }
  return std::optional<std::pair<ChainId, storage::ChainRow>>();
}

Result<v1::SignedCertificate> SyncService::CertificateAgain(const storage::ChainRow& row) {
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, store_.BeginRead());
  TILIK_ASSIGN_OR_RETURN(std::optional<storage::SuccessorRow> successor,
                         reader->recovery().Successor(row.state.chain));
  if (!successor.has_value()) return CertificateOf(row.state.chain, row);
  v1::Certificate certificate;
  if (!certificate.ParseFromString(successor->certificate)) {
    return Status::Corrupt("a certificate in the log is damaged");
  }
  return keys_.district.Certify(certificate);
}

Result<v1::SignedCertificate> SyncService::AdmitByCode(const v1::EnrolRequest& request,
                                                       const PublicKey& key, const Office& office) {
  TILIK_ASSIGN_OR_RETURN(std::optional<storage::EnrolCode> code,
                         office.writer.TakeEnrolCode(request.code(), office.now));
  if (!code.has_value()) return Status::Denied("this enrolment code is unknown, used, or too old");
  IdMaker ids(random_);
  const ChainId enrolment = ChainId::FromRaw(ids.Next(office.now).raw()).value();
  storage::ChainRow row;
  row.person = code->officer;
  row.public_key = key;
  row.issued = office.now;
  row.assignment = code->villages;
  v1::SignedCertificate certificate = CertificateOf(enrolment, row);
  v1::Operation admit;
  admit.mutable_admit_enrolment()->set_certificate(certificate.certificate());
  admit.mutable_admit_enrolment()->set_signature(certificate.signature());
  v1::Operation assign;
  assign.mutable_assign_villages()->set_enrolment(enrolment.str());
  assign.mutable_assign_villages()->set_revision(1);
  for (std::uint64_t village : code->villages)
    assign.mutable_assign_villages()->add_villages(village);
  TILIK_ASSIGN_OR_RETURN(AccountChain chain,
                         AccountChain::Open(kOfficeAccount, keys_, store_.district(), office.writer,
                                            random_, office.now));
  chain.Add({admit, assign}, office.now);
  TILIK_RETURN_IF_ERROR(chain.Flush(office.ingest, office.now));
  return certificate;
}

Result<v1::EnrolResponse> SyncService::Enrol(const v1::EnrolRequest& request) {
  std::optional<PublicKey> key = PublicKey::FromRaw(request.public_key());
  if (!key) return Status::Invalid("a public key has 32 bytes");
  if (request.code().size() > 64 || request.device().size() > 200)
    return Status::Invalid("code or device name too long");
  v1::EnrolResponse response;
  response.set_seal_public_key(keys_.SealPublicKey());
  response.set_district_name(store_.district().name);
  response.set_server_time_ms(static_cast<std::uint64_t>(now_().ms));

  TILIK_ASSIGN_OR_RETURN(auto known, EnrolledWith(*key));
  if (known.has_value()) {
    // Its slots are filled at the next Open, when it says which arrived.
    TILIK_ASSIGN_OR_RETURN(*response.mutable_certificate(), CertificateAgain(known->second));
    return response;
  }
  TILIK_RETURN_IF_ERROR(queue_.Write([&](storage::Writer& writer, Ingest& ingest,
                                         Instant now) -> Status {
    const Office office{keys_, store_.district(), writer, ingest, random_, now};
    TILIK_ASSIGN_OR_RETURN(*response.mutable_certificate(),
                           request.has_succession() ? AdmitSuccessor(office, request)
                                                    : AdmitByCode(request, *key, office));
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

Result<v1::LogHead> SyncService::SignedHead(storage::Reader& reader) {
  TILIK_ASSIGN_OR_RETURN(v1::LogHead head, reader.Head());
  std::optional<ContentHash> hash = ContentHash::FromRaw(head.hash());
  if (!hash) return Status::Corrupt("the log's head has no hash");
  head.set_signature(keys_.district.SignHead(head.epoch(), head.count(), *hash).str());
  return head;
}

Status SyncService::Readmit(const v1::SignedCertificate& certificate, storage::Writer& writer,
                            Ingest& ingest, Instant now) {
  v1::Operation admit;
  admit.mutable_admit_enrolment()->set_certificate(certificate.certificate());
  admit.mutable_admit_enrolment()->set_signature(certificate.signature());
  admit.mutable_admit_enrolment()->set_unconfirmed(true);
  TILIK_ASSIGN_OR_RETURN(
      AccountChain office,
      AccountChain::Open(kOfficeAccount, keys_, store_.district(), writer, random_, now));
  office.Add({admit}, now);
  return office.Flush(ingest, now);
}

Status SyncService::Meet(const v1::OpenRequest& shown) {
  TILIK_ASSIGN_OR_RETURN(std::vector<Shown> certificates,
                         CertificatesIn(shown, keys_.district.public_key()));
  if (shown.has_witnessed()) {
    TILIK_RETURN_IF_ERROR(LookAtHead(shown.witnessed(), certificates.front().enrolment, now_()));
  }
  bool all_known = true;
  {
    TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, store_.BeginRead());
    for (const Shown& one : certificates) {
      TILIK_ASSIGN_OR_RETURN(std::optional<storage::ChainRow> row, reader->Chain(one.enrolment));
      all_known = all_known && row.has_value();
    }
  }
  if (all_known) return Status();
  return queue_.Write([&](storage::Writer& writer, Ingest& ingest, Instant now) -> Status {
    for (const Shown& one : certificates) {
      TILIK_ASSIGN_OR_RETURN(std::optional<storage::ChainRow> row, writer.LoadChain(one.enrolment));
      if (!row.has_value()) {
        TILIK_RETURN_IF_ERROR(Readmit(one.certificate, writer, ingest, now));
      }
    }
    return Status();
  });
}

Status SyncService::LookAtHead(const v1::LogHead& head, const ChainId& enrolment, Instant now) {
  Result<bool> ours = true;
  {
    TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, store_.BeginRead());
    ours = HasHead(head, keys_.district.public_key(), *reader);
  }
  // What the district never signed proves nothing.
  if (ours.status().code() == Code::kDenied || (ours.ok() && *ours)) return Status();
  return ours.ok() ? Believe(WitnessOf(head, enrolment, now)) : ours.status();
}

Status SyncService::LookAtReceipts(const std::vector<ReceiptFacts>& receipts, Instant now) {
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, store_.BeginRead());
  for (const ReceiptFacts& receipt : receipts) {
    if (receipt.epoch < store_.district().epoch) continue;
    TILIK_ASSIGN_OR_RETURN(std::optional<storage::LogEntry> entry,
                           reader->EntryByLink(receipt.enrolment, receipt.link));
    if (entry.has_value()) continue;
    reader.reset();
    return Believe(WitnessOf(receipt, now));
  }
  return Status();
}

Status SyncService::Believe(const storage::Witness& witness) {
  TILIK_RETURN_IF_ERROR(queue_.Write(
      [&](storage::Writer& writer, Ingest&, Instant) { return writer.NoteWitness(witness); }));
  if (witness.epoch < store_.district().epoch) return Status();
  return Status::Unavailable(
      "this server lost work that it had signed for and must begin a new epoch (tilik-server "
      "restore --new-epoch); keep everything and try again later");
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
  TILIK_ASSIGN_OR_RETURN(std::optional<storage::ChainRow> row, reader->Chain(enrolment));
  if (!row.has_value()) return Status::Denied("this enrolment is not known here");
  v1::OpenResponse response;
  response.set_epoch(store_.district().epoch);
  if (!row->state.branches.empty()) {
    response.set_contiguous_seq(row->state.branches.front().contiguous);
    response.set_contiguous_link(row->state.branches.front().contiguous_link.str());
  }
  auto add_waiting = [&](std::uint64_t seq, const Link& link) {
    v1::WaitingSet* waiting = response.add_waiting();
    waiting->set_seq(seq);
    waiting->set_link(link.str());
  };
  for (const auto& [seq, link] : row->state.waiting) add_waiting(seq, link);
  // Every device of a forked chain, on whichever branch, learns that it is not alone.
  for (const merge::Branch& branch : row->state.branches) {
    if (branch.number != 0) add_waiting(branch.contiguous, branch.contiguous_link);
  }
  response.set_backed_up_through(row->backed_up_through);
  TILIK_ASSIGN_OR_RETURN(*response.mutable_head(), SignedHead(*reader));
  response.set_assignment_revision(row->assignment_revision);
  if (!row->revoked && !row->unconfirmed) {
    for (std::uint64_t village : row->assignment) response.add_villages(village);
  }
  response.mutable_limits()->set_max_push_sets(kMaxSetsPerPush);
  response.mutable_limits()->set_max_push_bytes(kMaxPushBytes);
  response.mutable_limits()->set_max_attachment_bytes(kMaxAttachmentBytes);
  response.mutable_limits()->set_max_pull_bytes(kMaxPullBytes);
  response.mutable_limits()->set_data_expires_days(options_.data_expires_days);
  response.set_server_time_ms(static_cast<std::uint64_t>(now_().ms));
  response.set_revoked(row->revoked);
  response.set_unconfirmed(row->unconfirmed);
  TILIK_ASSIGN_OR_RETURN(std::vector<storage::RestoreRow> restores, reader->Restores());
  if (!restores.empty()) {
    response.set_restored_ms(static_cast<std::uint64_t>(restores.back().time.ms));
  }
  TILIK_RETURN_IF_ERROR(AddEarlier(enrolment, *reader, &response));
  return response;
}

Status SyncService::AddEarlier(const ChainId& enrolment, storage::Reader& reader,
                               v1::OpenResponse* response) {
  TILIK_ASSIGN_OR_RETURN(std::vector<ChainId> earlier,
                         storage::EarlierOf(reader.recovery(), enrolment));
  for (const ChainId& chain : earlier) {
    TILIK_ASSIGN_OR_RETURN(std::optional<storage::ChainRow> row, reader.Chain(chain));
    if (!row.has_value()) continue;
    v1::EarlierChainState* state = response->add_earlier();
    state->set_enrolment(chain.str());
    state->set_backed_up_through(row->backed_up_through);
    if (!row->state.branches.empty()) {
      state->set_contiguous_seq(row->state.branches.front().contiguous);
      state->set_contiguous_link(row->state.branches.front().contiguous_link.str());
    }
    for (const auto& [seq, link] : row->state.waiting) {
      v1::WaitingSet* waiting = state->add_waiting();
      waiting->set_seq(seq);
      waiting->set_link(link.str());
    }
  }
  return Status();
}

Status SyncService::AddEarlierInboxes(const v1::PullRequest& request, const Session& session,
                                      storage::Reader& reader, v1::PullResponse* response) {
  if (request.earlier_size() > kMaxEarlier) {
    return Status::Invalid("more earlier chains than a device has");
  }
  for (const v1::InboxCursor& cursor : request.earlier()) {
    std::optional<ChainId> chain = ChainId::FromRaw(cursor.enrolment());
    if (!chain) return Status::Invalid("an enrolment's id has 16 bytes");
    TILIK_ASSIGN_OR_RETURN(bool own,
                           storage::GoesOnFrom(reader.recovery(), session.enrolment, *chain));
    TILIK_ASSIGN_OR_RETURN(std::optional<storage::ChainRow> row, reader.Chain(*chain));
    if (!own || !row.has_value()) continue;
    const std::uint64_t after = request.epoch() == session.epoch ? cursor.position() : 0;
    v1::EarlierInbox earlier;
    TILIK_ASSIGN_OR_RETURN(*earlier.mutable_inbox(), reader.Inbox(*chain, after, kMaxPullBytes));
    if (earlier.inbox().to() == after && !earlier.inbox().more()) earlier.clear_inbox();
    earlier.set_enrolment(chain->str());
    earlier.set_backed_up_through(row->backed_up_through);
    *response->add_earlier() = std::move(earlier);
  }
  return Status();
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
  sets->push.earlier = EarlierReceipts(request, sets->push, keys_.district.public_key());
  if (!sets->push.earlier.empty()) {
    if (Status looked = LookAtReceipts(sets->push.earlier, now_()); !looked.ok())
      return done(looked);
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
  return PullOf(session.enrolment, request);
}

Result<v1::PullResponse> SyncService::PullOf(const ChainId& enrolment,
                                             const v1::PullRequest& request) {
  const Session session{enrolment, store_.district().epoch, 0, {}};
  if (request.villages_size() > kMaxVillagesPerPull)
    return Status::Invalid("too many villages in one pull");
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, store_.BeginRead());
  TILIK_ASSIGN_OR_RETURN(std::optional<storage::ChainRow> row, reader->Chain(session.enrolment));
  if (!row.has_value()) return Status::Denied("this enrolment is not known here");

  v1::PullResponse response;
  response.set_epoch(session.epoch);
  response.set_assignment_revision(row->assignment_revision);
  response.set_backed_up_through(row->backed_up_through);
  // Receipts and the backup mark, no data.
  if (row->revoked || row->unconfirmed) return response;
  for (std::uint64_t village : row->assignment) response.add_assignment(village);
  const bool same_epoch = request.epoch() == session.epoch;
  const std::size_t wanted =
      request.max_bytes() == 0 ? kMaxPullBytes : std::min(request.max_bytes(), kMaxPullBytes);
  std::size_t used = 0;
  // What is beyond the size waits for the next pull, which some page must promise; until one does,
  // every feed gives a row at least. A page that moves nothing promises nothing.
  auto room = [&] { return used < wanted ? wanted - used : std::size_t{1}; };

  // Outcomes before records: a device may drop its own overlay only when it has both.
  TILIK_ASSIGN_OR_RETURN(
      *response.mutable_inbox(),
      reader->Inbox(session.enrolment, same_epoch ? request.inbox() : 0, wanted));
  TILIK_RETURN_IF_ERROR(AddEarlierInboxes(request, session, *reader, &response));
  used += response.inbox().ByteSizeLong();
  bool promised = response.inbox().more();
  for (const v1::VillageCursor& cursor : request.villages()) {
    // A village that is not the officer's gets no page; that it is not in `assignment` says why.
    if (row->assignment.count(cursor.village()) == 0) continue;
    const std::uint64_t after = same_epoch ? cursor.position() : 0;
    if (used >= wanted && promised) continue;
    TILIK_ASSIGN_OR_RETURN(storage::FeedPage feed, reader->Feed(cursor.village(), after, room()));
    // A page that says nothing is left out, unless it says that a restored village is empty: the
    // device drops what it has of an earlier epoch.
    const bool clears = after == 0 && session.epoch > 1;
    if (feed.rows.empty() && feed.left.empty() && !feed.more && feed.to == after && !clears)
      continue;
    v1::VillagePage* page = response.add_villages();
    page->set_village(cursor.village());
    page->set_from(after);
    page->set_to(feed.to);
    page->set_more(feed.more);
    for (v1::RecordRow& record : feed.rows) *page->add_rows() = std::move(record);
    for (v1::LeftRow& left : feed.left) *page->add_left() = std::move(left);
    used += page->ByteSizeLong();
    promised = promised || feed.more;
  }
  if (used < wanted || !promised) {
    TILIK_ASSIGN_OR_RETURN(
        *response.mutable_reference(),
        reader->Reference(row->assignment, same_epoch ? request.reference() : 0, room()));
  }
  // An empty page that moved nothing says nothing.
  if (response.inbox().from() == response.inbox().to() && !response.inbox().more())
    response.clear_inbox();
  if (response.reference().from() == response.reference().to() && !response.reference().more()) {
    response.clear_reference();
  }
  return response;
}

}  // namespace tilik::sync
