#include "client/core/pages.h"

#include <algorithm>

#include "client/core/limits.h"

namespace tilik::client {
namespace {

constexpr char kCursor[] = "SELECT position FROM cursor WHERE feed = ?";
constexpr char kMove[] = "INSERT OR REPLACE INTO cursor (feed, position) VALUES (?, ?)";
constexpr char kDropCursor[] = "DELETE FROM cursor WHERE feed = ?";
constexpr char kDropCursors[] = "DELETE FROM cursor";
constexpr char kPutTask[] = "INSERT OR REPLACE INTO task (number, record, task) VALUES (?, ?, ?)";
constexpr char kDropTask[] = "DELETE FROM task WHERE number = ?";
constexpr char kDropTasks[] = "DELETE FROM task";
constexpr char kPutReference[] =
    "INSERT OR REPLACE INTO reference (kind, key, row) VALUES (?, ?, ?)";
constexpr char kPutLine[] =
    "INSERT OR REPLACE INTO entitlement (line, recipient, village, row) VALUES (?, ?, ?, ?)";
constexpr char kDropFeeds[] = "DELETE FROM cursor WHERE feed = ?1 OR feed > ?2";
constexpr char kDropOrphanLines[] =
    "DELETE FROM entitlement WHERE recipient NOT IN (SELECT id FROM record)";
constexpr char kDropLines[] = "DELETE FROM entitlement WHERE village = ?";

// Village codes have ten digits, so the feeds without a village fit beside them: the inbox of the
// home's first chain, the reference data, the inboxes of the chains after it.
constexpr std::uint64_t kFirstInbox = 0;
constexpr std::uint64_t kReferenceFeed = 1;
constexpr std::uint64_t kLastInbox = 1000;

std::uint64_t InboxOf(std::size_t chain) {
  return chain == 0 ? kFirstInbox : kReferenceFeed + chain;
}

Status Moved(std::uint64_t feed) {
  return Status::Conflict("a page of feed " + std::to_string(feed) +
                          " does not begin where the last one ended");
}

std::vector<std::uint64_t> Missing(const std::vector<std::uint64_t>& from,
                                   const std::vector<std::uint64_t>& in) {
  std::vector<std::uint64_t> missing;
  for (std::uint64_t village : from) {
    if (std::find(in.begin(), in.end(), village) == in.end()) missing.push_back(village);
  }
  return missing;
}

}  // namespace

void PageCounts::Add(const PageCounts& more) {
  rows += more.rows;
  left += more.left;
  outcomes += more.outcomes;
  tasks += more.tasks;
  references += more.references;
}

Result<std::uint64_t> Pages::CursorOf(std::uint64_t feed) {
  sqlite::Statement row = store_.database().Prepare(kCursor);
  TILIK_ASSIGN_OR_RETURN(bool found, row.Bind(1, feed).Step());
  return found ? row.UInt(0) : 0;
}

Result<v1::PullRequest> Pages::NextRequest() {
  v1::PullRequest request;
  request.set_epoch(store_.state().epoch());
  for (std::uint64_t village : store_.state().villages()) {
    TILIK_ASSIGN_OR_RETURN(std::uint64_t position, CursorOf(village));
    v1::VillageCursor* cursor = request.add_villages();
    cursor->set_village(village);
    cursor->set_position(position);
  }
  TILIK_ASSIGN_OR_RETURN(std::uint64_t inbox, CursorOf(InboxOf(store_.chains().size() - 1)));
  TILIK_ASSIGN_OR_RETURN(std::uint64_t reference, CursorOf(kReferenceFeed));
  request.set_inbox(inbox);
  request.set_reference(reference);
  for (std::size_t i = 0; i + 1 < store_.chains().size(); ++i) {
    TILIK_ASSIGN_OR_RETURN(std::uint64_t position, CursorOf(InboxOf(i)));
    v1::InboxCursor* cursor = request.add_earlier();
    cursor->set_enrolment(store_.chains()[i].id.str());
    cursor->set_position(position);
  }
  std::uint32_t allowed = store_.state().limits().max_pull_bytes();
  request.set_max_bytes(allowed == 0 ? kPullBytes : std::min(allowed, kPullBytes));
  return request;
}

Status Pages::MoveCursor(std::uint64_t feed, std::uint64_t from, std::uint64_t to, bool more,
                         Applied* applied) {
  TILIK_ASSIGN_OR_RETURN(std::uint64_t stored, CursorOf(feed));
  if (from != stored || to < from) return Moved(feed);
  if (more && to == from) return Status::Corrupt("the server promises more and sends nothing");
  applied->more = applied->more || more;
  if (to == from) return Status();
  return store_.database().Prepare(kMove).Bind(1, feed).Bind(2, to).Run();
}

Result<Pages::Applied> Pages::Apply(const v1::PullResponse& response) {
  if (response.epoch() != store_.state().epoch()) {
    return Status::Conflict("the answer speaks of another epoch than this session");
  }
  Applied applied;
  // Within an epoch the assignment only ever moves on; Open has the last word after a restore.
  if (response.assignment_revision() > store_.state().assignment_revision()) {
    TILIK_ASSIGN_OR_RETURN(auto transaction, sqlite::Transaction::Begin(store_.database()));
    TILIK_RETURN_IF_ERROR(
        ApplyAssignment(response.assignment_revision(),
                        {response.assignment().begin(), response.assignment().end()}));
    TILIK_RETURN_IF_ERROR(transaction.Commit());
    // What follows was cut for the old assignment; the next request asks for the new one.
    applied.more = true;
    return applied;
  }
  for (const v1::VillagePage& page : response.villages()) {
    TILIK_RETURN_IF_ERROR(ApplyVillage(page, response.epoch(), &applied));
  }
  if (response.has_inbox()) {
    TILIK_RETURN_IF_ERROR(
        ApplyInbox(store_.chains().size() - 1, response.inbox(), response.epoch(), &applied));
  }
  for (const v1::EarlierInbox& earlier : response.earlier()) {
    TILIK_RETURN_IF_ERROR(ApplyEarlier(earlier, response.epoch(), &applied));
  }
  if (response.has_reference()) {
    TILIK_RETURN_IF_ERROR(ApplyReference(response.reference(), &applied));
  }
  return applied;
}

Result<bool> Pages::Fits(std::uint64_t feed, std::uint64_t from, std::uint64_t to, Apart* rest) {
  TILIK_ASSIGN_OR_RETURN(std::uint64_t cursor, CursorOf(feed));
  if (from == cursor) return true;
  ++(to <= cursor ? rest->known : rest->too_early);
  return false;
}

Result<v1::PullResponse> Pages::TakeFitting(v1::PullResponse* response, Apart* rest) {
  v1::PullResponse fitting;
  const v1::DeviceState& state = store_.state();
  const auto ours = std::pair(state.epoch(), state.assignment_revision());
  const auto theirs = std::pair(response->epoch(), response->assignment_revision());
  const bool cut_for_now = theirs == ours;
  const auto fits = [&](std::uint64_t feed, const auto& page) -> Result<bool> {
    if (cut_for_now) return Fits(feed, page.from(), page.to(), rest);
    ++(theirs < ours ? rest->known : rest->too_early);
    return false;
  };
  fitting.set_epoch(response->epoch());
  fitting.set_assignment_revision(response->assignment_revision());
  google::protobuf::RepeatedPtrField<v1::VillagePage> others;
  for (v1::VillagePage& page : *response->mutable_villages()) {
    const bool assigned = std::find(state.villages().begin(), state.villages().end(),
                                    page.village()) != state.villages().end();
    TILIK_ASSIGN_OR_RETURN(bool now, assigned ? fits(page.village(), page) : Result<bool>(false));
    *(now ? fitting.add_villages() : others.Add()) = std::move(page);
  }
  response->mutable_villages()->Swap(&others);
  if (response->has_inbox()) {
    TILIK_ASSIGN_OR_RETURN(bool now, fits(InboxOf(store_.chains().size() - 1), response->inbox()));
    if (now) fitting.mutable_inbox()->Swap(response->mutable_inbox());
    if (now) response->clear_inbox();
  }
  google::protobuf::RepeatedPtrField<v1::EarlierInbox> later;
  for (v1::EarlierInbox& earlier : *response->mutable_earlier()) {
    const std::optional<std::size_t> chain = store_.IndexOf(earlier.enrolment());
    if (!chain || !earlier.has_inbox()) continue;
    TILIK_ASSIGN_OR_RETURN(bool now, fits(InboxOf(*chain), earlier.inbox()));
    *(now ? fitting.add_earlier() : later.Add()) = std::move(earlier);
  }
  response->mutable_earlier()->Swap(&later);
  if (response->has_reference()) {
    TILIK_ASSIGN_OR_RETURN(bool now, fits(kReferenceFeed, response->reference()));
    if (now) fitting.mutable_reference()->Swap(response->mutable_reference());
    if (now) response->clear_reference();
  }
  return fitting;
}

Status Pages::ApplyVillage(const v1::VillagePage& page, std::uint64_t epoch, Applied* applied) {
  if (page.rows_size() > kMaxPageRows || page.left_size() > kMaxPageRows) {
    return Status::Corrupt("a page of a size that no server sends");
  }
  TILIK_ASSIGN_OR_RETURN(auto transaction, sqlite::Transaction::Begin(store_.database()));
  TILIK_RETURN_IF_ERROR(MoveCursor(page.village(), page.from(), page.to(), page.more(), applied));
  for (const v1::RecordRow& row : page.rows()) {
    TILIK_RETURN_IF_ERROR(records_.ApplyRow(page.village(), epoch, row));
  }
  for (const v1::LeftRow& left : page.left()) {
    TILIK_RETURN_IF_ERROR(records_.ApplyLeft(page.village(), epoch, left));
  }
  if (!page.more()) TILIK_RETURN_IF_ERROR(leaving_.LeaveOldEpochs(page.village(), epoch));
  TILIK_RETURN_IF_ERROR(leaving_.Sweep());
  TILIK_RETURN_IF_ERROR(transaction.Commit());
  applied->counts.rows += static_cast<std::uint64_t>(page.rows_size());
  applied->counts.left += static_cast<std::uint64_t>(page.left_size());
  return Status();
}

Status Pages::ApplyEarlier(const v1::EarlierInbox& earlier, std::uint64_t epoch, Applied* applied) {
  const std::optional<std::size_t> chain = store_.IndexOf(earlier.enrolment());
  if (!chain || !earlier.has_inbox()) return Status();
  return ApplyInbox(*chain, earlier.inbox(), epoch, applied);
}

Status Pages::ApplyInbox(std::size_t chain, const v1::InboxPage& page, std::uint64_t epoch,
                         Applied* applied) {
  TILIK_ASSIGN_OR_RETURN(auto transaction, sqlite::Transaction::Begin(store_.database()));
  TILIK_RETURN_IF_ERROR(MoveCursor(InboxOf(chain), page.from(), page.to(), page.more(), applied));
  for (v1::Outcome outcome : page.outcomes()) {
    outcome.set_seq(store_.chains()[chain].NumberOf(outcome.seq()));
    TILIK_RETURN_IF_ERROR(records_.ApplyOutcome(epoch, outcome));
  }
  for (const v1::Task& task : page.tasks()) {
    if (task.closed()) {
      TILIK_RETURN_IF_ERROR(store_.database().Prepare(kDropTask).Bind(1, task.number()).Run());
      continue;
    }
    std::string bytes = task.SerializeAsString();
    TILIK_RETURN_IF_ERROR(store_.database()
                              .Prepare(kPutTask)
                              .Bind(1, task.number())
                              .BindBlob(2, task.record())
                              .BindBlob(3, bytes)
                              .Run());
  }
  TILIK_RETURN_IF_ERROR(leaving_.Sweep());
  TILIK_RETURN_IF_ERROR(transaction.Commit());
  applied->counts.outcomes += static_cast<std::uint64_t>(page.outcomes_size());
  applied->counts.tasks += static_cast<std::uint64_t>(page.tasks_size());
  return Status();
}

Status Pages::PutReference(ReferenceKind kind, const std::string& key, const std::string& row) {
  return store_.database()
      .Prepare(kPutReference)
      .Bind(1, static_cast<int>(kind))
      .BindText(2, key)
      .BindBlob(3, row)
      .Run();
}

Status Pages::ApplyReference(const v1::ReferencePage& page, Applied* applied) {
  TILIK_ASSIGN_OR_RETURN(auto transaction, sqlite::Transaction::Begin(store_.database()));
  TILIK_RETURN_IF_ERROR(MoveCursor(kReferenceFeed, page.from(), page.to(), page.more(), applied));
  for (const v1::Codebook& codebook : page.codebooks()) {
    TILIK_RETURN_IF_ERROR(PutReference(ReferenceKind::kCodebook, std::to_string(codebook.number()),
                                       codebook.SerializeAsString()));
  }
  for (const v1::Programme& programme : page.programmes()) {
    TILIK_RETURN_IF_ERROR(
        PutReference(ReferenceKind::kProgramme, programme.code(), programme.SerializeAsString()));
  }
  for (const v1::VillageName& village : page.villages()) {
    TILIK_RETURN_IF_ERROR(PutReference(ReferenceKind::kVillage, std::to_string(village.village()),
                                       village.SerializeAsString()));
  }
  for (const v1::Campaign& campaign : page.campaigns()) {
    TILIK_RETURN_IF_ERROR(
        PutReference(ReferenceKind::kCampaign, campaign.name(), campaign.SerializeAsString()));
  }
  for (const v1::SetPrelist& prelist : page.prelists()) {
    TILIK_RETURN_IF_ERROR(PutReference(ReferenceKind::kPrelist,
                                       std::to_string(prelist.village()) + "/" + prelist.campaign(),
                                       prelist.SerializeAsString()));
  }
  for (const v1::EntitlementLine& line : page.lines()) {
    std::string bytes = line.SerializeAsString();
    TILIK_RETURN_IF_ERROR(store_.database()
                              .Prepare(kPutLine)
                              .BindBlob(1, line.line())
                              .BindBlob(2, line.recipient())
                              .Bind(3, line.village())
                              .BindBlob(4, bytes)
                              .Run());
  }
  TILIK_RETURN_IF_ERROR(transaction.Commit());
  applied->counts.references += static_cast<std::uint64_t>(
      page.codebooks_size() + page.programmes_size() + page.villages_size() + page.lines_size());
  return Status();
}

Status Pages::ApplyAssignment(std::uint64_t revision, const std::vector<std::uint64_t>& villages) {
  v1::DeviceState state = store_.state();
  std::vector<std::uint64_t> before(state.villages().begin(), state.villages().end());
  for (std::uint64_t village : Missing(before, villages)) {
    TILIK_RETURN_IF_ERROR(store_.database().Prepare(kDropCursor).Bind(1, village).Run());
    TILIK_RETURN_IF_ERROR(store_.database().Prepare(kDropLines).Bind(1, village).Run());
  }
  // The reference feed is cut to the assignment, so a new village's danom lies behind its cursor.
  if (!Missing(villages, before).empty()) {
    TILIK_RETURN_IF_ERROR(store_.database().Prepare(kDropCursor).Bind(1, kReferenceFeed).Run());
  }
  state.set_assignment_revision(revision);
  state.mutable_villages()->Assign(villages.begin(), villages.end());
  TILIK_RETURN_IF_ERROR(store_.SetState(std::move(state)));
  TILIK_RETURN_IF_ERROR(leaving_.KeepOnly(villages));
  return leaving_.Sweep();
}

Status Pages::LetGoOfWhatIsElsewhere() {
  TILIK_ASSIGN_OR_RETURN(auto transaction, sqlite::Transaction::Begin(store_.database()));
  TILIK_RETURN_IF_ERROR(leaving_.LeaveWithoutRow());
  TILIK_RETURN_IF_ERROR(leaving_.Sweep());
  return transaction.Commit();
}

Status Pages::Expire() {
  TILIK_RETURN_IF_ERROR(
      store_.database().Prepare(kDropFeeds).Bind(1, kReferenceFeed).Bind(2, kLastInbox).Run());
  TILIK_RETURN_IF_ERROR(leaving_.KeepOnly({}));
  TILIK_RETURN_IF_ERROR(leaving_.Sweep());
  return store_.database().Prepare(kDropOrphanLines).Run();
}

Status Pages::EnterEpoch(std::uint64_t epoch, const std::vector<KnownOfChain>& known) {
  v1::DeviceState state = store_.state();
  state.set_epoch(epoch);
  // The restored district counts assignments on from where its backup stood.
  state.set_assignment_revision(0);
  TILIK_RETURN_IF_ERROR(store_.SetState(std::move(state)));
  TILIK_RETURN_IF_ERROR(store_.database().Prepare(kDropCursors).Run());
  TILIK_RETURN_IF_ERROR(store_.database().Prepare(kDropTasks).Run());
  const std::vector<OwnChain> chains = store_.chains();
  TILIK_CHECK(known.size() == chains.size(), "every chain stands somewhere");
  for (std::size_t i = 0; i < chains.size(); ++i) {
    TILIK_ASSIGN_OR_RETURN(
        std::vector<RecordId> subjects,
        outbox_.ForgetOutcomes(chains[i], known[i].contiguous, known[i].given_up));
    for (const RecordId& subject : subjects) TILIK_RETURN_IF_ERROR(records_.Refresh(subject));
  }
  return Status();
}

}  // namespace tilik::client
