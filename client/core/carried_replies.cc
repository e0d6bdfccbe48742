// What a district's replies say, applied by the rules of a session (sync.h): the same word on chain
// and log, the same receipts, the same pages.
//
// A reply may be weeks old, come twice, or come before the one it follows. So a word counts only
// when its log head is newer than all this device has seen; receipts and photos only in the epoch
// they were said in; a page only at its cursor, in the epoch and for the assignment it was cut for.
// Receipts and outcomes of the chains that this enrolment goes on from come in its own replies.
#include <algorithm>

#include "client/core/limits.h"
#include "client/core/sync.h"

namespace tilik::client {

Status SyncSession::TakeReplies(std::vector<v1::BundleReply> replies) {
  TILIK_CHECK(step_ == Step::kStart, "a session is used once");
  step_ = Step::kOver;
  std::vector<v1::OpenResponse> words;
  std::vector<v1::PullResponse> pages;
  for (v1::BundleReply& reply : replies) {
    if (reply.has_word()) words.push_back(std::move(*reply.mutable_word()));
    if (reply.has_page()) pages.push_back(std::move(*reply.mutable_page()));
  }
  std::sort(words.begin(), words.end(), [](const v1::OpenResponse& a, const v1::OpenResponse& b) {
    return IsNewer(b.head(), a.head());
  });
  bool heard = false;
  for (const v1::OpenResponse& word : words) {
    const bool newer = !store_.state().has_head() || IsNewer(word.head(), store_.state().head());
    if (!newer || word.epoch() < store_.state().epoch()) continue;
    TILIK_RETURN_IF_ERROR(TakeWord(word));
    heard = true;
  }
  for (const v1::BundleReply& reply : replies) {
    if (reply.has_receipts()) TILIK_RETURN_IF_ERROR(receipts_.KeepCarried(reply.receipts()));
    if (reply.has_photos()) TILIK_RETURN_IF_ERROR(TakeCarriedPhotos(reply.photos()));
  }
  const v1::LogHead& head = store_.state().head();
  const bool is_newest = std::any_of(words.begin(), words.end(), [&](const v1::OpenResponse& word) {
    return !IsNewer(head, word.head());
  });
  const bool may_pull = !report_.revoked && !report_.unconfirmed && !report_.app_too_old &&
                        report_.enrol_anew.empty();
  CarriedPages taken;
  if (may_pull) {
    TILIK_ASSIGN_OR_RETURN(taken, TakeCarriedPages(std::move(pages)));
  }
  // The last of several replies may bring the rest of what was said with the first one's word.
  const bool news = heard || (is_newest && taken.any);
  if (!news || report_.pages_too_early > 0) return attachments_.RemoveReleased();
  report_.pulled_all = may_pull && !taken.more;
  return Finish();
}

Status SyncSession::TakeCarriedPhotos(const v1::PhotoStates& photos) {
  const v1::LogHead& head = store_.state().head();
  if (photos.epoch() != head.epoch() || photos.count() < head.count()) return Status();
  TILIK_ASSIGN_OR_RETURN(std::vector<PhotoToCarry> waiting,
                         attachments_.ToCarry(kMaxCarriedPhotos));
  TILIK_ASSIGN_OR_RETURN(auto transaction, sqlite::Transaction::Begin(store_.database()));
  for (const v1::PhotoState& state : photos.photos()) {
    auto photo = std::find_if(waiting.begin(), waiting.end(), [&](const PhotoToCarry& one) {
      return one.hash.raw() == state.hash();
    });
    if (photo == waiting.end()) continue;
    if (state.complete()) {
      TILIK_RETURN_IF_ERROR(attachments_.MarkUploaded(photo->hash));
      ++report_.photos;
    } else {
      TILIK_RETURN_IF_ERROR(attachments_.Entrust(
          photo->hash, std::min(state.have_through(), photo->size), clock_.Read().wall));
    }
  }
  return transaction.Commit();
}

Result<SyncSession::CarriedPages> SyncSession::TakeCarriedPages(
    std::vector<v1::PullResponse> pages) {
  // Pages of one feed follow one another, wherever they stand in the file.
  Pages::Apart rest;
  CarriedPages taken;
  for (bool moved = true; moved;) {
    moved = false;
    rest = {};
    for (v1::PullResponse& page : pages) {
      TILIK_ASSIGN_OR_RETURN(v1::PullResponse fitting, pages_.TakeFitting(&page, &rest));
      const bool any = fitting.villages_size() > 0 || fitting.has_inbox() ||
                       fitting.earlier_size() > 0 || fitting.has_reference();
      if (!any) continue;
      TILIK_ASSIGN_OR_RETURN(Pages::Applied applied, pages_.Apply(fitting));
      report_.pulled.Add(applied.counts);
      moved = true;
      taken = {true, applied.more};
    }
  }
  report_.pages_known = rest.known;
  report_.pages_too_early = rest.too_early;
  return taken;
}

}  // namespace tilik::client
