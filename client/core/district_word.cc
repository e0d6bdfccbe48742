#include "client/core/district_word.h"

#include <algorithm>

namespace tilik::client {

bool IsNewer(const v1::LogHead& head, const v1::LogHead& than) {
  return head.epoch() != than.epoch() ? head.epoch() > than.epoch() : head.count() > than.count();
}

Status DistrictWord::Take(const v1::OpenResponse& word, const ClockReading& asked) {
  const v1::LogHead& head = word.head();
  std::optional<ContentHash> hash = ContentHash::FromRaw(head.hash());
  std::optional<Signature> signature = Signature::FromRaw(head.signature());
  if (!hash || !signature ||
      !VerifyHead(store_.district(), head.epoch(), head.count(), *hash, *signature)) {
    return Status::Denied("this server does not speak for the district that enrolled this device");
  }
  if (word.epoch() < store_.state().epoch()) {
    return Status::Conflict("this server is an older copy of the district's");
  }
  ReadStandings(word);
  const Standing& newest = standings_.back();

  TILIK_ASSIGN_OR_RETURN(auto transaction, sqlite::Transaction::Begin(store_.database()));
  if (word.epoch() != store_.state().epoch()) {
    std::vector<Pages::KnownOfChain> known;
    for (const Standing& one : standings_) known.push_back({one.contiguous, one.given_up});
    TILIK_RETURN_IF_ERROR(parts_.pages.EnterEpoch(word.epoch(), known));
  }
  const bool restored = word.restored_ms() != store_.state().restored_ms();
  TILIK_RETURN_IF_ERROR(KeepState(word, asked));
  const bool anew = !store_.state().enrol_anew().empty();

  for (std::size_t i = 0; i + 1 < standings_.size(); ++i) {
    TILIK_RETURN_IF_ERROR(KeepEarlier(i, restored));
  }
  TILIK_RETURN_IF_ERROR(KeepStanding(store_.newest(), newest, restored));
  if (!anew) {
    TILIK_RETURN_IF_ERROR(parts_.losses.DeclareGone(newest.contiguous, newest.waiting_seqs()));
  }
  if (!word.revoked() && !word.unconfirmed() &&
      word.assignment_revision() != store_.state().assignment_revision()) {
    TILIK_RETURN_IF_ERROR(parts_.pages.ApplyAssignment(
        word.assignment_revision(), {word.villages().begin(), word.villages().end()}));
  }
  return transaction.Commit();
}

std::set<std::uint64_t> DistrictWord::Standing::waiting_seqs() const {
  std::set<std::uint64_t> seqs;
  for (const auto& [seq, link] : waiting) seqs.insert(seq);
  return seqs;
}

template <typename Said>
DistrictWord::Standing DistrictWord::ReadStanding(const Said& said) {
  Standing standing;
  standing.known = true;
  standing.contiguous = said.contiguous_seq();
  standing.contiguous_link = said.contiguous_link();
  for (const v1::WaitingSet& set : said.waiting()) standing.waiting.emplace(set.seq(), set.link());
  for (const v1::GivenUp& range : said.given_up()) {
    standing.given_up.emplace_back(range.first_seq(), range.last_seq());
  }
  standing.backed_up_through = said.backed_up_through();
  return standing;
}

void DistrictWord::ReadStandings(const v1::OpenResponse& word) {
  standings_.clear();
  for (const OwnChain& chain : store_.chains()) {
    if (chain.IsOpen()) {
      standings_.push_back(ReadStanding(word));
      continue;
    }
    Standing& standing = standings_.emplace_back();
    for (const v1::EarlierChainState& earlier : word.earlier()) {
      if (earlier.enrolment() == chain.id.raw()) standing = ReadStanding(earlier);
    }
  }
}

Status DistrictWord::KeepState(const v1::OpenResponse& word, const ClockReading& asked) {
  v1::DeviceState state = store_.state();
  if (!word.token().empty()) KeepSession(word, asked, &state);
  if (!state.has_head() || IsNewer(word.head(), state.head())) {
    *state.mutable_head() = word.head();
  }
  state.set_contiguous_seq(standings_.back().contiguous);
  // A carried word leaves them as they are: they belong to a server that is spoken to.
  if (word.has_limits()) *state.mutable_limits() = word.limits();
  state.set_minimum_app_version_for_pull(word.minimum_app_version_for_pull());
  state.set_revoked(word.revoked());
  state.set_unconfirmed(word.unconfirmed());
  state.set_restored_ms(word.restored_ms());
  if (state.enrol_anew().empty()) {
    TILIK_ASSIGN_OR_RETURN(*state.mutable_enrol_anew(),
                           Disagreement(store_.newest(), standings_.back()));
  }
  return store_.SetState(std::move(state));
}

void DistrictWord::KeepSession(const v1::OpenResponse& word, const ClockReading& asked,
                               v1::DeviceState* state) {
  state->set_token(word.token());
  state->mutable_session()->set_epoch(word.epoch());
  state->mutable_session()->set_number(word.session());
  // The server read its clock somewhere between our question and now.
  std::int64_t half_way =
      static_cast<std::int64_t>((parts_.clock.Read().monotonic_ms - asked.monotonic_ms) / 2);
  state->set_offset_ms(static_cast<std::int64_t>(word.server_time_ms()) - asked.wall.ms - half_way);
}

Status DistrictWord::KeepEarlier(std::size_t index, bool restored) {
  const OwnChain chain = store_.chains()[index];
  Standing& standing = standings_[index];
  if (!standing.known) return Status();
  TILIK_ASSIGN_OR_RETURN(std::string disagreement, Disagreement(chain, standing));
  // Other work under the old name: all that is here is offered, and the district decides what is
  // new.
  if (!disagreement.empty()) standing.contiguous = 0;
  v1::DeviceState state = store_.state();
  v1::EarlierChain* earlier = state.mutable_earlier(static_cast<int>(index));
  earlier->set_contiguous_seq(standing.contiguous);
  if (!disagreement.empty()) earlier->set_disagrees(true);
  TILIK_RETURN_IF_ERROR(store_.SetState(std::move(state)));
  return KeepStanding(chain, standing, restored);
}

Status DistrictWord::KeepStanding(const OwnChain chain, const Standing& standing, bool restored) {
  // Before anything is let go: what was given up counts as backed up with all around it.
  TILIK_RETURN_IF_ERROR(parts_.outbox.OfferAgain(chain, standing.contiguous, standing.given_up,
                                                 standing.waiting_seqs()));
  TILIK_RETURN_IF_ERROR(parts_.receipts.KeepBackedUpThrough(chain.id, standing.backed_up_through));
  // A server that was restored may have every set and still lack the photos since its backup.
  const std::uint64_t safe =
      restored ? std::min(standing.contiguous, standing.backed_up_through) : standing.contiguous;
  for (const auto& [first, last] : standing.given_up) {
    if (first == 0 || first > safe) continue;
    TILIK_RETURN_IF_ERROR(parts_.attachments.Reoffer(chain.NumberOf(first - 1),
                                                     chain.NumberOf(std::min(last, safe))));
  }
  return parts_.attachments.Reoffer(chain.NumberOf(safe), chain.last);
}

Result<std::string> DistrictWord::Disagreement(const OwnChain& chain, const Standing& standing) {
  TILIK_ASSIGN_OR_RETURN(std::uint64_t head, parts_.outbox.HeadSeq());
  std::set<std::pair<std::uint64_t, std::string>> said = standing.waiting;
  if (standing.contiguous > 0) said.emplace(standing.contiguous, standing.contiguous_link);
  for (const auto& [seq, link] : said) {
    if (seq > chain.SeqOf(std::min(head, chain.last))) {
      return std::string("this device's file is older than what the district has from it");
    }
    TILIK_ASSIGN_OR_RETURN(Link own, parts_.outbox.LinkOf(chain.NumberOf(seq)));
    if (own.raw() != link) {
      return std::string("the district has other work under this device's name");
    }
  }
  return std::string();
}

}  // namespace tilik::client
