#include "sync-server/sync/ingest.h"

#include <algorithm>

#include "sync-server/merge/duplicate_search.h"
#include "sync-server/merge/naming.h"
#include "sync-server/merge/second_signature.h"
#include "sync-server/merge/signals.h"
#include "sync-server/sync/account_chain.h"
#include "sync-server/sync/orders.h"

namespace tilik::sync {

using storage::ChainKind;
using storage::ChainRow;
using storage::LogEntry;

// Of the words with which a device gives up its own sets: they are kept with its chain for ever.
constexpr std::size_t kMaxReasonBytes = 200;

Result<PreparedPush> PreparePush(const ChainId& chain, const PublicKey& key,
                                 v1::PushRequest& request) {
  PreparedPush push;
  push.chain = chain;
  std::optional<Link> previous = Link::FromRaw(request.previous_link());
  std::optional<Signature> signature = Signature::FromRaw(request.head_signature());
  if (!previous || !signature) return Status::Invalid("a link has 32 bytes, a signature 64");
  if (request.bodies_size() == 0) return Status::Invalid("a push carries at least one change set");
  push.head_signature = *signature;
  std::vector<std::string> bodies(std::make_move_iterator(request.mutable_bodies()->begin()),
                                  std::make_move_iterator(request.mutable_bodies()->end()));
  TILIK_ASSIGN_OR_RETURN(push.sets,
                         merge::LinkPush(chain, request.first_seq(), *previous, std::move(bodies)));
  push.head_link = push.sets.back().link;
  if (!VerifyLink(key, push.head_link, push.head_signature)) {
    for (std::size_t i = 0; i < push.sets.size(); ++i) {
      request.set_bodies(static_cast<int>(i), std::move(push.sets[i].body));
    }
    return Status::Denied("the signature does not fit change set " +
                          std::to_string(push.sets.back().seq) + "; send the sets singly");
  }
  for (const SealedSet& set : push.sets) {
    Result<v1::ChangeSet> body = OpenBody(set.body);
    if (body.ok() && body->seq() != set.seq) {
      body = Status::Invalid("the body says it is number " + std::to_string(body->seq()));
    }
    push.bodies.push_back(std::move(body));
  }
  return push;
}

Result<std::uint64_t> CatchUp(const Codebooks& codebooks, storage::RegistryStore& store) {
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Writer> writer, store.BeginWrite());
  std::vector<LogEntry> beyond;
  TILIK_RETURN_IF_ERROR(store.ForEachBeyond([&](const LogEntry& entry) {
    beyond.push_back(entry);
    return Status();
  }));
  if (beyond.empty()) return std::uint64_t{0};
  Ingest ingest(codebooks, store.district(), *writer);
  std::uint64_t epoch = store.district().epoch;
  for (const LogEntry& entry : beyond) {
    if (entry.epoch > epoch) TILIK_RETURN_IF_ERROR(writer->BeginEpoch(entry.epoch));
    epoch = std::max(epoch, entry.epoch);
    TILIK_RETURN_IF_ERROR(ingest.Replay(entry));
  }
  TILIK_RETURN_IF_ERROR(writer->Commit());
  return static_cast<std::uint64_t>(beyond.size());
}

Result<std::vector<ReceiptFacts>> Ingest::Take(PreparedPush push, Instant now) {
  TILIK_ASSIGN_OR_RETURN(std::optional<ChainRow> chain, writer_.LoadChain(push.chain));
  if (!chain.has_value()) return Status::NotFound("this enrolment is not known here");
  chain->state.chain = push.chain;
  std::vector<ReceiptFacts> receipts;
  receipts.reserve(push.sets.size());
  for (std::size_t i = 0; i < push.sets.size(); ++i) {
    std::vector<SealedSet> one;
    one.push_back(std::move(push.sets[i]));
    merge::Admission admission =
        std::move(merge::Admit(chain->state, std::move(one), writer_.links()).front());
    if (admission.kind == merge::Admission::Kind::kKnown) {
      TILIK_ASSIGN_OR_RETURN(ReceiptFacts receipt, ReceiptOfKnown(push.chain, admission.set.link));
      receipts.push_back(receipt);
      continue;
    }
    TILIK_ASSIGN_OR_RETURN(std::uint64_t number, writer_.NextArrival());
    Arrival arrival{number, now, district_.epoch, std::nullopt, std::nullopt};
    TILIK_RETURN_IF_ERROR(DropIfDestroyed(admission.set, push.bodies[i], arrival));
    TILIK_ASSIGN_OR_RETURN(ReceiptFacts receipt, TakeSet(*chain, std::move(admission),
                                                         std::move(push.bodies[i]), push, arrival));
    receipts.push_back(receipt);
  }
  chain->last_seen = std::max(chain->last_seen, now);
  TILIK_RETURN_IF_ERROR(writer_.SaveChain(*chain));
  for (const ReceiptFacts& earlier : push.earlier) {
    if (earlier.epoch < district_.epoch) TILIK_RETURN_IF_ERROR(writer_.NoteReturned(earlier));
  }
  return receipts;
}

// An account makes its chain by signing in it, so the log itself may be the first to name one.
Result<ChainRow> Ingest::AccountOf(const LogEntry& entry) {
  if (!VerifyLink(district_.public_key, entry.head_link, entry.head_signature))
    return Status::NotFound("the log names a chain that nothing admitted");
  TILIK_ASSIGN_OR_RETURN(std::set<std::string> names, writer_.AccountNames());
  names.insert(kOfficeAccount);
  ChainRow row;
  row.kind = ChainKind::kAccount;
  row.state.branches.emplace_back();
  row.public_key = district_.public_key;
  row.issued = entry.time;
  // Its first work after a restore says its name again (AccountChain::Open).
  row.person = ToHex(entry.chain.raw());
  for (const std::string& name : names) {
    if (AccountChainId(name, entry.epoch) == entry.chain) row.person = name;
  }
  return row;
}

Status Ingest::Replay(const LogEntry& entry) {
  TILIK_ASSIGN_OR_RETURN(std::optional<ChainRow> chain, writer_.LoadChain(entry.chain));
  if (!chain.has_value()) {
    TILIK_ASSIGN_OR_RETURN(chain, AccountOf(entry));
  }
  chain->state.chain = entry.chain;
  PreparedPush push;
  push.chain = entry.chain;
  push.head_signature = entry.head_signature;
  push.head_link = entry.head_link;
  std::vector<SealedSet> one;
  one.push_back({entry.seq, entry.previous, entry.link, entry.body});
  merge::Admission admission =
      std::move(merge::Admit(chain->state, std::move(one), writer_.links()).front());
  if (admission.kind == merge::Admission::Kind::kKnown)
    return Status::Corrupt("a link stands twice in the log");
  Result<v1::ChangeSet> body = OpenBody(entry.body);
  if (body.ok() && body->seq() != entry.seq)
    body = Status::Invalid("the body says it is another number");
  Result<ReceiptFacts> taken =
      TakeSet(*chain, std::move(admission), std::move(body), push,
              {entry.arrival, entry.time, entry.epoch, entry.observed,
               entry.destroyed ? std::optional(entry.body_hash) : std::nullopt});
  if (!taken.ok()) return taken.status();
  return writer_.SaveChain(*chain);
}

// What was destroyed before the district was restored comes again with the phones' outboxes: it
// gets its receipt and no storage (protocol.md §2).
Status Ingest::DropIfDestroyed(SealedSet& set, Result<v1::ChangeSet>& body, Arrival& arrival) {
  TILIK_ASSIGN_OR_RETURN(const bool destroyed, writer_.WasDestroyed(set.link));
  if (!destroyed) return Status();
  arrival.destroyed = HashOf(set.body);
  merge::Names names;
  if (body.ok()) {
    for (const v1::Operation& operation : body->operations()) merge::AddNames(operation, names);
  }
  TILIK_RETURN_IF_ERROR(writer_.NoteDestroyed(arrival.number, names.ids));
  set.body.clear();
  body = Status::NotFound("destroyed by order");
  return Status();
}

Result<ReceiptFacts> Ingest::ReceiptOfKnown(const ChainId& chain, const Link& link) {
  TILIK_ASSIGN_OR_RETURN(std::optional<LogEntry> entry, writer_.EntryByLink(chain, link));
  if (!entry.has_value()) return Status::Corrupt("a link is known but not in the log");
  return ReceiptFacts{entry->epoch, chain, entry->seq, link, entry->arrival, entry->time};
}

Result<ReceiptFacts> Ingest::TakeSet(ChainRow& chain, merge::Admission admission,
                                     Result<v1::ChangeSet> body, const PreparedPush& push,
                                     const Arrival& arrival) {
  LogEntry entry;
  entry.arrival = arrival.number;
  entry.time = arrival.time;
  entry.epoch = arrival.epoch;
  entry.chain = push.chain;
  entry.branch = admission.branch;
  entry.seq = admission.set.seq;
  entry.previous = admission.set.previous;
  entry.link = admission.set.link;
  entry.destroyed = arrival.destroyed.has_value();
  entry.body_hash = entry.destroyed ? *arrival.destroyed : HashOf(admission.set.body);
  entry.body = std::move(admission.set.body);
  entry.head_signature = push.head_signature;
  entry.head_link = push.head_link;
  entry.merge_version = kMergeVersion;
  entry.observed = arrival.time;
  if (body.ok()) {
    entry.clock_offset_ms = body->clock().offset_ms();
    for (const v1::AttachmentRef& attachment : body->attachments()) {
      if (auto hash = ContentHash::FromRaw(attachment.hash())) entry.attachments.push_back(*hash);
    }
    if (arrival.observed.has_value()) {
      entry.observed = *arrival.observed;
    } else {
      TILIK_ASSIGN_OR_RETURN(entry.observed, Observe(chain, *body, arrival.time));
    }
    for (const v1::Operation& operation : body->operations()) {
      if (!operation.has_declare_lost()) continue;
      const v1::DeclareLost& lost = operation.declare_lost();
      merge::Hole hole{lost.first_seq(), lost.last_seq(), false, lost.reason()};
      if (hole.reason.size() > kMaxReasonBytes) hole.reason.clear();
      if (entry.branch == 0 && merge::MayBeGivenUp(chain.state, hole, entry.seq))
        chain.state.holes.push_back(std::move(hole));
    }
  }
  TILIK_ASSIGN_OR_RETURN(const bool quarantined, IsQuarantined(chain, entry.seq));
  using State = LogEntry::State;
  entry.state = admission.kind == merge::Admission::Kind::kWaiting ? State::kWaiting
                : !body.ok() && !entry.destroyed                   ? State::kUnreadable
                : quarantined                                      ? State::kQuarantined
                                                                   : State::kMerged;
  TILIK_RETURN_IF_ERROR(writer_.SaveChain(chain));
  TILIK_RETURN_IF_ERROR(writer_.AppendLog(entry));
  if (entry.state != State::kWaiting) TILIK_RETURN_IF_ERROR(MergeEntry(chain, entry, body));
  TILIK_RETURN_IF_ERROR(MergeReleased(chain));
  return ReceiptFacts{entry.epoch, entry.chain, entry.seq, entry.link, entry.arrival, entry.time};
}

Status Ingest::MergeEntry(ChainRow& chain, LogEntry& entry, const Result<v1::ChangeSet>& body) {
  if (entry.destroyed || IsGiven(entry.arrival)) return Status();
  merge::SetContext context;
  context.chain = entry.chain;
  context.branch = entry.branch;
  context.ancestry = merge::AncestryOf(chain.state, entry.branch, entry.seq);
  context.seq = entry.seq;
  context.link = entry.link;
  context.arrival = entry.arrival;
  context.arrived = entry.time;
  context.observed = entry.observed;
  context.account = chain.kind == ChainKind::kAccount;
  context.assignment = chain.assignment;
  context.quarantined = entry.state == LogEntry::State::kQuarantined;
  if (body.ok() && context.account) {
    TILIK_ASSIGN_OR_RETURN(context.not_released, NotReleased(*body, writer_));
  }
  context.epoch = entry.epoch;
  context.zone_offset_minutes = district_.zone_offset_minutes;
  context.person = chain.person;
  context.second_signatures = true;
  newest_ = merge::Delta();
  bool waits = false;
  if (body.ok()) {
    context.oldest_epoch = body->oldest_epoch();
    context.highest_receipted = body->highest_receipted();
    TILIK_RETURN_IF_ERROR(merge::LoadFor(
        codebooks_, context, *body,
        [&](const merge::Keys& keys) { return writer_.Load(keys, loaded_); }, loaded_, asked_));
    waits = context.account && !merge::WhyTwoSignatures(*body, loaded_).empty();
    newest_ = merge::Merge(codebooks_, context, *body, loaded_);
    TILIK_RETURN_IF_ERROR(merge::SearchDuplicates(
        context, [&](const merge::Keys& keys) { return writer_.Load(keys, loaded_); }, loaded_,
        newest_));
    TILIK_RETURN_IF_ERROR(merge::SearchSignals(
        codebooks_, context, *body,
        [&](const merge::Keys& keys) { return writer_.Load(keys, loaded_); }, loaded_, newest_,
        given_ == nullptr ? std::set<merge::CaseKey>() : given_->signals));
  } else {
    merge::Keys none;
    TILIK_RETURN_IF_ERROR(writer_.Load(none, loaded_));
    newest_ = merge::HoldWhole(context, merge::HeldBecause::kNewerVersion, 1, loaded_);
  }
  TILIK_RETURN_IF_ERROR(writer_.Save(newest_, loaded_, entry));
  if (context.quarantined) {
    merge::CaseKey key;
    key.kind = merge::CaseKind::kQuarantine;
    key.chain = entry.chain;
    auto open = loaded_.open_cases.find(key);
    if (open != loaded_.open_cases.end()) chain.quarantine_case = open->second;
  }
  if (!body.ok() || !context.account || waits) return Status();
  TILIK_ASSIGN_OR_RETURN(std::vector<ChainId> go_on, ApplyOrders(*body, chain, entry, writer_));
  for (const ChainId& other : go_on) {
    TILIK_ASSIGN_OR_RETURN(std::optional<ChainRow> row, writer_.LoadChain(other));
    TILIK_RETURN_IF_ERROR(MergeReleased(*row));
    TILIK_RETURN_IF_ERROR(writer_.SaveChain(*row));
  }
  return Status();
}

Status Ingest::MergeReleased(ChainRow& chain) {
  for (const merge::Released& released : merge::ReleaseWaiting(chain.state)) {
    TILIK_ASSIGN_OR_RETURN(std::optional<LogEntry> entry,
                           writer_.EntryByLink(chain.state.chain, released.link));
    if (!entry.has_value()) return Status::Corrupt("a waiting change set is not in the log");
    Result<v1::ChangeSet> body = OpenBody(entry->body);
    TILIK_ASSIGN_OR_RETURN(const bool quarantined, IsQuarantined(chain, entry->seq));
    entry->branch = released.branch;
    entry->state = !body.ok() && !entry->destroyed ? LogEntry::State::kUnreadable
                   : quarantined                   ? LogEntry::State::kQuarantined
                                                   : LogEntry::State::kMerged;
    TILIK_RETURN_IF_ERROR(writer_.SetLogState(entry->arrival, entry->state, entry->observed));
    if (entry->branch != 0)
      TILIK_RETURN_IF_ERROR(writer_.SetLogBranch(entry->arrival, entry->branch));
    TILIK_RETURN_IF_ERROR(MergeEntry(chain, *entry, body));
  }
  return Status();
}

// What is signed by the key of a closed chain beyond its end is nobody's who is known.
Result<bool> Ingest::IsQuarantined(const ChainRow& chain, std::uint64_t seq) {
  if (InQuarantine(chain)) return true;
  if (chain.kind != ChainKind::kEnrolment) return false;
  TILIK_ASSIGN_OR_RETURN(std::optional<std::uint64_t> last,
                         writer_.recovery().ClosedAfter(chain.state.chain));
  return last.has_value() && seq > *last;
}

// An account works at the office: its clock is the server's, or the as-of date of the file it
// imports.
Result<Instant> Ingest::Observe(const ChainRow& chain, const v1::ChangeSet& set, Instant arrived) {
  if (chain.kind == ChainKind::kAccount) return std::min(Instant{set.clock().wall_ms()}, arrived);
  merge::SessionNote note;
  note.opened = chain.issued;
  TILIK_ASSIGN_OR_RETURN(std::optional<storage::SessionRow> session,
                         writer_.LoadSession(set.session().epoch(), set.session().number()));
  if (session.has_value()) {
    // After a forgotten PIN the phone works on before it has opened a session by its new name.
    bool own = session->chain == chain.state.chain;
    if (!own) {
      TILIK_ASSIGN_OR_RETURN(
          own, storage::GoesOnFrom(writer_.recovery(), chain.state.chain, session->chain));
    }
    if (own) note = session->note;
  }
  return merge::BoundObservation(set.clock(), note, arrived);
}

}  // namespace tilik::sync
