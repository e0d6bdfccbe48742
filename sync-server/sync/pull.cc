#include "sync-server/sync/pull.h"

#include <algorithm>

#include "sync-server/sync/enrolment.h"

namespace tilik::sync {
namespace {

constexpr int kMaxVillagesPerPull = 500;

// Of the chains that this enrolment goes on from.
Status AddEarlierInboxes(const v1::PullRequest& request, std::uint64_t epoch,
                         const ChainId& enrolment, storage::Reader& reader,
                         v1::PullResponse* response) {
  if (request.earlier_size() > kMaxEarlier) {
    return Status::Invalid("more earlier chains than a device has");
  }
  for (const v1::InboxCursor& cursor : request.earlier()) {
    std::optional<ChainId> chain = ChainId::FromRaw(cursor.enrolment());
    if (!chain) return Status::Invalid("an enrolment's id has 16 bytes");
    TILIK_ASSIGN_OR_RETURN(bool own, storage::GoesOnFrom(reader.recovery(), enrolment, *chain));
    TILIK_ASSIGN_OR_RETURN(std::optional<storage::ChainRow> row, reader.Chain(*chain));
    if (!own || !row.has_value()) continue;
    const std::uint64_t after = request.epoch() == epoch ? cursor.position() : 0;
    v1::EarlierInbox earlier;
    TILIK_ASSIGN_OR_RETURN(*earlier.mutable_inbox(), reader.Inbox(*chain, after, kMaxPullBytes));
    if (earlier.inbox().to() == after && !earlier.inbox().more()) earlier.clear_inbox();
    earlier.set_enrolment(chain->str());
    earlier.set_backed_up_through(row->backed_up_through);
    *response->add_earlier() = std::move(earlier);
  }
  return Status();
}

}  // namespace

Result<v1::PullResponse> PullFrom(storage::Reader& reader, std::uint64_t epoch,
                                  const ChainId& enrolment, const v1::PullRequest& request) {
  if (request.villages_size() > kMaxVillagesPerPull)
    return Status::Invalid("too many villages in one pull");
  TILIK_ASSIGN_OR_RETURN(std::optional<storage::ChainRow> row, reader.Chain(enrolment));
  if (!row.has_value()) return Status::Denied("this enrolment is not known here");

  v1::PullResponse response;
  response.set_epoch(epoch);
  response.set_assignment_revision(row->assignment_revision);
  response.set_backed_up_through(row->backed_up_through);
  // Receipts and the backup mark, no data.
  if (row->revoked || row->unconfirmed) return response;
  for (std::uint64_t village : row->assignment) response.add_assignment(village);
  const bool same_epoch = request.epoch() == epoch;
  const std::size_t wanted =
      request.max_bytes() == 0 ? kMaxPullBytes : std::min(request.max_bytes(), kMaxPullBytes);
  std::size_t used = 0;
  // What is beyond the size waits for the next pull, which some page must promise; until one does,
  // every feed gives a row at least. A page that moves nothing promises nothing.
  auto room = [&] { return used < wanted ? wanted - used : std::size_t{1}; };

  // Outcomes before records: a device may drop its own overlay only when it has both.
  TILIK_ASSIGN_OR_RETURN(*response.mutable_inbox(),
                         reader.Inbox(enrolment, same_epoch ? request.inbox() : 0, wanted));
  TILIK_RETURN_IF_ERROR(AddEarlierInboxes(request, epoch, enrolment, reader, &response));
  used += response.inbox().ByteSizeLong();
  bool promised = response.inbox().more();
  for (const v1::VillageCursor& cursor : request.villages()) {
    // A village that is not the officer's gets no page; that it is not in `assignment` says why.
    if (row->assignment.count(cursor.village()) == 0) continue;
    const std::uint64_t after = same_epoch ? cursor.position() : 0;
    if (used >= wanted && promised) continue;
    TILIK_ASSIGN_OR_RETURN(storage::FeedPage feed, reader.Feed(cursor.village(), after, room()));
    // A page that says nothing is left out, unless it says that a restored village is empty: the
    // device drops what it has of an earlier epoch.
    const bool clears = after == 0 && epoch > 1;
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
        reader.Reference(row->assignment, same_epoch ? request.reference() : 0, room()));
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
