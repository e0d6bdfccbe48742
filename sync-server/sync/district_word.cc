#include "sync-server/sync/district_word.h"

#include <algorithm>

#include "sync-server/sync/ingest.h"
#include "sync-server/sync/pull.h"

namespace tilik::sync {
namespace {

constexpr std::uint32_t kMaxAttachmentBytes = 2 * 1024 * 1024;

Result<v1::LogHead> SignedHead(storage::Reader& reader, const SigningKey& key) {
  TILIK_ASSIGN_OR_RETURN(v1::LogHead head, reader.Head());
  std::optional<ContentHash> hash = ContentHash::FromRaw(head.hash());
  if (!hash) return Status::Corrupt("the log's head has no hash");
  head.set_signature(key.SignHead(head.epoch(), head.count(), *hash).str());
  return head;
}

constexpr int kMostGivenUp = 100;
constexpr std::size_t kSetsAtOnce = 500;

// Tells which numbers in the chain's holes are still empty, the oldest kMostGivenUp ranges of them:
// after a restore the phone may have what the office, in good faith, gave up.
Status AddGivenUp(const merge::ChainState& state, storage::Reader& reader,
                  google::protobuf::RepeatedPtrField<v1::GivenUp>* given_up) {
  std::vector<merge::Hole> holes = state.holes;
  std::sort(holes.begin(), holes.end(),
            [](const merge::Hole& a, const merge::Hole& b) { return a.first < b.first; });
  std::uint64_t next = 1;  // the lowest number not looked at
  auto add = [&](std::uint64_t first, std::uint64_t last) {
    if (first > last || given_up->size() == kMostGivenUp) return;
    v1::GivenUp* range = given_up->Add();
    range->set_first_seq(first);
    range->set_last_seq(last);
  };
  for (const merge::Hole& hole : holes) {
    next = std::max(next, hole.first);
    while (next <= hole.last) {
      TILIK_ASSIGN_OR_RETURN(const std::vector<ReceiptFacts> here,
                             reader.Custody(state.chain, next - 1, kSetsAtOnce));
      for (const ReceiptFacts& set : here) {
        add(next, std::min(hole.last, set.seq - 1));
        next = set.seq + 1;
        if (next > hole.last) break;
      }
      if (here.size() >= kSetsAtOnce) continue;
      add(next, hole.last);
      next = std::max(next, hole.last + 1);
    }
  }
  return Status();
}

// How the chains stand that this enrolment goes on from.
Status AddEarlier(const ChainId& enrolment, storage::Reader& reader, v1::OpenResponse* response) {
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
    TILIK_RETURN_IF_ERROR(AddGivenUp(row->state, reader, state->mutable_given_up()));
  }
  return Status();
}

}  // namespace

Result<v1::OpenResponse> WordOn(const ChainId& enrolment, storage::Reader& reader,
                                const storage::District& district, const SigningKey& key,
                                Instant now) {
  TILIK_ASSIGN_OR_RETURN(std::optional<storage::ChainRow> row, reader.Chain(enrolment));
  if (!row.has_value()) return Status::Denied("this enrolment is not known here");
  v1::OpenResponse response;
  response.set_epoch(district.epoch);
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
  TILIK_RETURN_IF_ERROR(AddGivenUp(row->state, reader, response.mutable_given_up()));
  response.set_backed_up_through(row->backed_up_through);
  TILIK_ASSIGN_OR_RETURN(*response.mutable_head(), SignedHead(reader, key));
  response.set_assignment_revision(row->assignment_revision);
  if (!row->revoked && !row->unconfirmed) {
    for (std::uint64_t village : row->assignment) response.add_villages(village);
  }
  response.mutable_limits()->set_max_push_sets(kMaxSetsPerPush);
  response.mutable_limits()->set_max_push_bytes(kMaxPushBytes);
  response.mutable_limits()->set_max_attachment_bytes(kMaxAttachmentBytes);
  response.mutable_limits()->set_max_pull_bytes(kMaxPullBytes);
  response.set_server_time_ms(static_cast<std::uint64_t>(now.ms));
  response.set_revoked(row->revoked);
  response.set_unconfirmed(row->unconfirmed);
  TILIK_ASSIGN_OR_RETURN(std::vector<storage::RestoreRow> restores, reader.Restores());
  if (!restores.empty()) {
    response.set_restored_ms(static_cast<std::uint64_t>(restores.back().time.ms));
  }
  TILIK_RETURN_IF_ERROR(AddEarlier(enrolment, reader, &response));
  return response;
}

}  // namespace tilik::sync
