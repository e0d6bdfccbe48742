#include "client/core/outbox.h"

#include <algorithm>

#include "client/core/overlay.h"
#include "client/core/set_writing.h"
#include "proto/contract/operation.h"

namespace tilik::client {
namespace {

constexpr char kHead[] = "SELECT ifnull(max(seq), 0) FROM outbox";
constexpr char kLinkOf[] = "SELECT link FROM outbox WHERE seq = ?";
constexpr char kInsert[] =
    "INSERT INTO outbox (seq, link, signature, saved_ms, body) VALUES (?, ?, ?, ?, ?)";
constexpr char kInsertOperation[] =
    "INSERT INTO own_operation (seq, operation, subject, hides, live, oldest_epoch, said) "
    "VALUES (?1, ?2, ?3, ?4, ?4, ?5, ?6)";
constexpr char kRetract[] =
    "UPDATE own_operation SET retracted = ? WHERE operation = ? AND "
    "seq = (SELECT seq FROM outbox WHERE link = ?)";
constexpr char kRead[] = "SELECT seq, link, signature, saved_ms, body FROM outbox WHERE seq = ?";
constexpr char kFirstUnanswered[] =
    "SELECT min(seq) FROM outbox WHERE answered = 0 AND body IS NOT NULL AND seq > ?";
constexpr char kFirstHeld[] = "SELECT min(seq) FROM outbox WHERE body IS NOT NULL AND seq > ?";
constexpr char kBatch[] =
    "SELECT seq, link, signature, saved_ms, body, answered FROM outbox "
    "WHERE seq >= ? ORDER BY seq";
constexpr char kCounts[] =
    "SELECT count(*), total(answered = 0 AND lost = 0), total(body IS NOT NULL), "
    "min(iif(answered = 0 AND lost = 0, saved_ms, NULL)), "
    "total(answered = 0 AND lost = 0 AND entrusted_ms <> 0) FROM outbox";
constexpr char kHighestReceipted[] = "SELECT ifnull(max(seq), 0) FROM receipt";
constexpr char kInsertReceipt[] =
    "INSERT OR IGNORE INTO receipt (epoch, seq, arrival, time_ms, signature) "
    "VALUES (?, ?, ?, ?, ?)";
constexpr char kMarkAnswered[] =
    "UPDATE outbox SET answered = 1, entrusted_ms = 0, courier = '' WHERE seq = ?";
constexpr char kAnswered[] =
    "SELECT seq FROM outbox WHERE answered = 1 AND seq > ? AND seq <= ? ORDER BY seq";
constexpr char kReceiptOf[] =
    "SELECT epoch, seq, arrival, time_ms, signature FROM receipt "
    "WHERE seq = ? ORDER BY epoch DESC, arrival LIMIT 1";
constexpr char kRelease[] =
    "UPDATE outbox SET body = NULL WHERE seq > ? AND seq <= ? AND answered = 1 AND "
    "body IS NOT NULL";
constexpr char kOfferAgain[] =
    "UPDATE outbox SET answered = 0 WHERE seq = ? AND body IS NOT NULL AND answered = 1";
constexpr char kAnsweredAbove[] =
    "SELECT seq FROM outbox WHERE seq > ? AND seq <= ? AND answered = 1 AND body IS NOT NULL";
constexpr char kGoneAbove[] = "SELECT seq FROM outbox WHERE seq > ? AND body IS NULL ORDER BY seq";
constexpr char kSaidOfNoRecord[] =
    "SELECT o.said FROM own_operation o JOIN outbox b ON b.seq = o.seq "
    "WHERE o.subject IS NULL AND b.body IS NOT NULL AND o.seq > ?";
constexpr char kForgetOutcomes[] =
    "UPDATE own_operation SET outcome = NULL, outcome_epoch = 0, outcome_record = NULL "
    "WHERE (live = 1 OR seq > ?1) AND seq > ?2 AND seq <= ?3";
constexpr char kBringBack[] =
    "UPDATE own_operation SET live = 1 WHERE seq > ?1 AND seq <= ?2 AND hides = 1 AND "
    "seq IN (SELECT seq FROM outbox WHERE lost = 0)";
constexpr char kLiveSubjects[] =
    "SELECT DISTINCT subject FROM own_operation WHERE live = 1 AND subject IS NOT NULL";
constexpr char kMarkLost[] =
    "UPDATE outbox SET lost = 1, answered = 1, body = NULL WHERE seq BETWEEN ? AND ?";
constexpr char kLostOperations[] = "UPDATE own_operation SET live = 0 WHERE seq BETWEEN ? AND ?";
constexpr char kSubjectsOf[] =
    "SELECT DISTINCT subject FROM own_operation "
    "WHERE seq BETWEEN ? AND ? AND subject IS NOT NULL";

constexpr std::size_t kSaltBytes = 16;

// What the district has not of a chain: numbers of this home above one and up to another.
struct NumbersMissing {
  std::uint64_t above = 0;
  std::uint64_t last = 0;
};

std::vector<NumbersMissing> MissingOf(const OwnChain& chain, std::uint64_t contiguous,
                                      const SeqRanges& given_up) {
  std::vector<NumbersMissing> missing = {{chain.NumberOf(contiguous), chain.last}};
  for (const auto& [first, last] : given_up) {
    if (first == 0 || first > contiguous) continue;
    missing.push_back({chain.NumberOf(first - 1), chain.NumberOf(std::min(last, contiguous))});
  }
  return missing;
}

StoredSet ReadSet(const sqlite::Statement& row, const OwnChain& chain) {
  StoredSet set;
  set.number = row.UInt(0);
  set.sealed.seq = chain.SeqOf(set.number);
  set.sealed.link = row.Fixed<Link>(1);
  set.signature = row.Fixed<Signature>(2);
  set.saved = {row.Int(3)};
  set.sealed.body = row.Blob(4);
  return set;
}

Status StepToAggregate(sqlite::Statement& row) {
  TILIK_ASSIGN_OR_RETURN(bool found, row.Step());
  TILIK_CHECK(found, "an aggregate has a row");
  return Status();
}

Result<std::optional<std::uint64_t>> FirstOf(sqlite::Statement row, std::uint64_t after) {
  TILIK_RETURN_IF_ERROR(StepToAggregate(row.Bind(1, after)));
  if (row.IsNull(0)) return std::optional<std::uint64_t>();
  return std::optional<std::uint64_t>(row.UInt(0));
}

}  // namespace

Result<SavedSet> Outbox::Append(const SigningKey& key, const Work& work, const ClockReading& now) {
  if (work.operations.empty() && work.attachments.empty()) {
    return Status::Invalid("there is nothing to save");
  }
  TILIK_ASSIGN_OR_RETURN(std::uint64_t head, HeadSeq());
  TILIK_ASSIGN_OR_RETURN(Link previous, PreviousOf(head + 1));
  TILIK_ASSIGN_OR_RETURN(OutboxCounts counts, Counts());
  const v1::DeviceState& state = store_.state();

  v1::ChangeSet set;
  std::string salt(kSaltBytes, '\0');
  random_.Fill(salt.data(), salt.size());
  set.set_salt(salt);
  set.set_seq(store_.newest().SeqOf(head + 1));
  set.set_highest_receipted(counts.highest_receipted);
  *set.mutable_session() = state.session();
  *set.mutable_clock() = ReadingsOf(now);
  set.mutable_clock()->set_offset_ms(state.offset_ms());
  set.mutable_clock()->set_gps_ms(work.gps_time.ms);
  if (work.place) *set.mutable_place() = *work.place;
  for (const v1::Operation& operation : work.operations) *set.add_operations() = operation;
  for (const v1::AttachmentRef& photo : work.attachments) *set.add_attachments() = photo;
  SayWhatFollows(state.epoch(), &set);
  TILIK_RETURN_IF_ERROR(CheckSet(set));

  SealedSet sealed = Seal(store_.enrolment(), previous, set);
  if (sealed.body.size() > kMaxBodyBytes) {
    return Status::Invalid("too much for one change set: split the work");
  }
  TILIK_RETURN_IF_ERROR(store_.database()
                            .Prepare(kInsert)
                            .Bind(1, head + 1)
                            .Bind(2, sealed.link)
                            .Bind(3, key.SignLink(sealed.link))
                            .Bind(4, now.wall.ms)
                            .BindBlob(5, sealed.body)
                            .Run());
  for (int i = 0; i < set.operations_size(); ++i) {
    TILIK_RETURN_IF_ERROR(AppendOperation(head + 1, set, i));
  }
  return SavedSet{head + 1, sealed.link};
}

Status Outbox::AppendOperation(std::uint64_t number, const v1::ChangeSet& set, int index) {
  const v1::Operation& operation = set.operations(index);
  if (operation.has_retract()) {
    const v1::FactRef& fact = operation.retract().fact();
    TILIK_RETURN_IF_ERROR(store_.database()
                              .Prepare(kRetract)
                              .Bind(1, number)
                              .Bind(2, fact.operation())
                              .BindBlob(3, fact.link())
                              .Run());
  }
  bool hides = operation.has_create_record() || operation.has_change_fields() ||
               operation.has_propose_status();
  std::string_view subject = SubjectOf(operation);
  std::string said = operation.SerializeAsString();
  sqlite::Statement insert = store_.database().Prepare(kInsertOperation);
  insert.Bind(1, number).Bind(2, index).Bind(4, hides ? 1 : 0).Bind(5, set.oldest_epoch());
  if (!subject.empty()) insert.BindBlob(3, subject);
  return insert.BindBlob(6, said).Run();
}

Result<std::uint64_t> Outbox::HeadSeq() {
  sqlite::Statement row = store_.database().Prepare(kHead);
  TILIK_RETURN_IF_ERROR(StepToAggregate(row));
  return row.UInt(0);
}

Result<Link> Outbox::LinkOf(std::uint64_t seq) {
  if (seq == 0) return Link();
  sqlite::Statement row = store_.database().Prepare(kLinkOf);
  TILIK_ASSIGN_OR_RETURN(bool found, row.Bind(1, seq).Step());
  if (!found) return Status::NotFound("this chain has no set " + std::to_string(seq));
  return row.Fixed<Link>(0);
}

Result<Link> Outbox::PreviousOf(std::uint64_t seq) {
  if (seq - 1 == store_.ChainOf(seq).before) return Link();
  return LinkOf(seq - 1);
}

Result<StoredSet> Outbox::Read(std::uint64_t seq) {
  TILIK_ASSIGN_OR_RETURN(Link previous, PreviousOf(seq));
  sqlite::Statement row = store_.database().Prepare(kRead);
  TILIK_ASSIGN_OR_RETURN(bool found, row.Bind(1, seq).Step());
  if (!found) return Status::NotFound("this chain has no set " + std::to_string(seq));
  StoredSet set = ReadSet(row, store_.ChainOf(seq));
  set.sealed.previous = previous;
  return set;
}

Result<std::vector<StoredSet>> Outbox::Batch(std::uint64_t first, std::uint32_t max_sets,
                                             std::size_t max_bytes) {
  std::vector<StoredSet> batch;
  TILIK_ASSIGN_OR_RETURN(Link previous, PreviousOf(first));
  const OwnChain& chain = store_.ChainOf(first);
  std::size_t bytes = 0;
  sqlite::Statement row = store_.database().Prepare(kBatch);
  row.Bind(1, first);
  while (batch.size() < max_sets) {
    TILIK_ASSIGN_OR_RETURN(bool found, row.Step());
    if (!found || row.IsNull(4) || row.UInt(0) > chain.last) break;
    bytes += row.Blob(4).size();
    if (!batch.empty() && bytes > max_bytes) break;
    StoredSet set = ReadSet(row, chain);
    set.sealed.previous = previous;
    previous = set.sealed.link;
    batch.push_back(std::move(set));
  }
  return batch;
}

Result<std::optional<std::uint64_t>> Outbox::FirstUnanswered(std::uint64_t after) {
  return FirstOf(store_.database().Prepare(kFirstUnanswered), after);
}

Result<std::optional<std::uint64_t>> Outbox::FirstHeld(std::uint64_t after) {
  return FirstOf(store_.database().Prepare(kFirstHeld), after);
}

Result<std::vector<std::uint64_t>> Outbox::GoneAbove(std::uint64_t number) {
  sqlite::Statement row = store_.database().Prepare(kGoneAbove);
  row.Bind(1, number);
  TILIK_ASSIGN_OR_RETURN(std::vector<std::uint64_t> gone, ReadNumbers(std::move(row)));
  if (gone.empty()) return gone;
  sqlite::Statement said = store_.database().Prepare(kSaidOfNoRecord);
  said.Bind(1, number);
  for (;;) {
    TILIK_ASSIGN_OR_RETURN(bool found, said.Step());
    if (!found) return gone;
    const std::string_view bytes = said.Blob(0);
    v1::Operation operation;
    if (!operation.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) continue;
    if (!operation.has_declare_lost()) continue;
    const OwnChain& chain = store_.newest();
    const std::uint64_t first = chain.NumberOf(operation.declare_lost().first_seq());
    const std::uint64_t last = chain.NumberOf(operation.declare_lost().last_seq());
    std::erase_if(gone, [&](std::uint64_t one) { return first <= one && one <= last; });
  }
}

Result<OutboxCounts> Outbox::Counts() {
  OutboxCounts counts;
  sqlite::Statement row = store_.database().Prepare(kCounts);
  TILIK_RETURN_IF_ERROR(StepToAggregate(row));
  counts.sets = row.UInt(0);
  counts.unsent = row.UInt(1);
  counts.held_bodies = row.UInt(2);
  counts.oldest_unsent = {row.Int(3)};
  counts.entrusted = row.UInt(4);
  sqlite::Statement highest = store_.database().Prepare(kHighestReceipted);
  TILIK_RETURN_IF_ERROR(StepToAggregate(highest));
  const OwnChain& newest = store_.newest();
  if (highest.UInt(0) > newest.before) {
    counts.highest_receipted = newest.SeqOf(highest.UInt(0));
  }
  return counts;
}

Result<std::vector<std::pair<std::uint64_t, std::uint64_t>>> Outbox::Answered(const OwnChain& chain,
                                                                              std::size_t limit) {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> stretches;
  sqlite::Statement row = store_.database().Prepare(kAnswered);
  row.Bind(1, chain.before).Bind(2, chain.last);
  for (;;) {
    TILIK_ASSIGN_OR_RETURN(bool found, row.Step());
    if (!found) return stretches;
    const std::uint64_t seq = chain.SeqOf(row.UInt(0));
    if (!stretches.empty() && stretches.back().second + 1 == seq) {
      stretches.back().second = seq;
    } else if (stretches.size() < limit) {
      stretches.emplace_back(seq, seq);
    } else {
      return stretches;
    }
  }
}

Status Outbox::KeepReceipt(const OwnChain& chain, const v1::Receipt& receipt) {
  const std::uint64_t number = chain.NumberOf(receipt.seq());
  TILIK_RETURN_IF_ERROR(store_.database()
                            .Prepare(kInsertReceipt)
                            .Bind(1, receipt.epoch())
                            .Bind(2, number)
                            .Bind(3, receipt.arrival())
                            .Bind(4, receipt.time_ms())
                            .BindBlob(5, receipt.signature())
                            .Run());
  return store_.database().Prepare(kMarkAnswered).Bind(1, number).Run();
}

Result<std::optional<v1::Receipt>> Outbox::ReceiptOf(std::uint64_t seq) {
  sqlite::Statement row = store_.database().Prepare(kReceiptOf);
  TILIK_ASSIGN_OR_RETURN(bool found, row.Bind(1, seq).Step());
  if (!found) return std::optional<v1::Receipt>();
  v1::Receipt receipt;
  receipt.set_epoch(row.UInt(0));
  receipt.set_seq(store_.ChainOf(seq).SeqOf(row.UInt(1)));
  receipt.set_arrival(row.UInt(2));
  receipt.set_time_ms(row.UInt(3));
  receipt.set_signature(std::string(row.Blob(4)));
  return std::optional<v1::Receipt>(std::move(receipt));
}

Status Outbox::Release(const OwnChain& chain, std::uint64_t backed_up_through) {
  return store_.database()
      .Prepare(kRelease)
      .Bind(1, chain.before)
      .Bind(2, std::min(chain.NumberOf(backed_up_through), chain.last))
      .Run();
}

Status Outbox::OfferAgain(const OwnChain& chain, std::uint64_t contiguous,
                          const SeqRanges& given_up, const std::set<std::uint64_t>& waiting) {
  for (const NumbersMissing& missing : MissingOf(chain, contiguous, given_up)) {
    sqlite::Statement row = store_.database().Prepare(kAnsweredAbove);
    row.Bind(1, missing.above).Bind(2, missing.last);
    TILIK_ASSIGN_OR_RETURN(std::vector<std::uint64_t> answered, ReadNumbers(std::move(row)));
    for (std::uint64_t number : answered) {
      if (waiting.contains(chain.SeqOf(number))) continue;
      TILIK_RETURN_IF_ERROR(store_.database().Prepare(kOfferAgain).Bind(1, number).Run());
    }
  }
  return Status();
}

Result<std::vector<RecordId>> Outbox::ForgetOutcomes(const OwnChain& chain,
                                                     std::uint64_t contiguous,
                                                     const SeqRanges& given_up) {
  for (const NumbersMissing& missing : MissingOf(chain, contiguous, given_up)) {
    TILIK_RETURN_IF_ERROR(store_.database()
                              .Prepare(kForgetOutcomes)
                              .Bind(1, missing.above)
                              .Bind(2, chain.before)
                              .Bind(3, missing.last)
                              .Run());
    TILIK_RETURN_IF_ERROR(
        store_.database().Prepare(kBringBack).Bind(1, missing.above).Bind(2, missing.last).Run());
  }
  return ReadIds(store_.database().Prepare(kLiveSubjects));
}

Result<std::vector<RecordId>> Outbox::MarkLost(std::uint64_t first_seq, std::uint64_t last_seq) {
  TILIK_RETURN_IF_ERROR(
      store_.database().Prepare(kMarkLost).Bind(1, first_seq).Bind(2, last_seq).Run());
  TILIK_RETURN_IF_ERROR(
      store_.database().Prepare(kLostOperations).Bind(1, first_seq).Bind(2, last_seq).Run());
  sqlite::Statement subjects = store_.database().Prepare(kSubjectsOf);
  subjects.Bind(1, first_seq).Bind(2, last_seq);
  return ReadIds(std::move(subjects));
}

}  // namespace tilik::client
