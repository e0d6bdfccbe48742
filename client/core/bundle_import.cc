#include "client/core/bundle_import.h"

#include "client/core/limits.h"

namespace tilik::client {
namespace {

Result<v1::BundleReply> Believed(const Store& store, const v1::CarriedWord& word) {
  std::optional<Signature> signature = Signature::FromRaw(word.signature());
  v1::BundleReply reply;
  if (!signature || word.enrolment() != store.enrolment().raw() ||
      !VerifyBundleReply(store.district(), store.enrolment(), word.said(), *signature) ||
      !reply.ParseFromString(word.said())) {
    return Status::Denied("a reply that the district did not sign");
  }
  return reply;
}

}  // namespace

Result<BundleImport> ReadBundle(const SyncParts& parts, const BundleReader::Source& source) {
  const SealSecret secret = SealSecret::Of(parts.key);
  BundleReader reader(secret, source);
  BundleImport import;
  std::vector<v1::BundleReply> replies;
  std::size_t bytes = 0;
  while (true) {
    TILIK_ASSIGN_OR_RETURN(std::optional<OpenedFrame> opened, reader.Next());
    if (!opened) break;
    if (!opened->frame.has_reply()) continue;
    TILIK_ASSIGN_OR_RETURN(v1::BundleReply reply, Believed(parts.store, opened->frame.reply()));
    bytes += opened->frame.reply().said().size();
    if (bytes > kMaxReplyBytes) return Status::Invalid("more in one file than a device takes");
    replies.push_back(std::move(reply));
  }
  import.replies = replies.size();
  import.for_others = reader.frames_for_others();
  import.damage = reader.Damage();
  import.missing = reader.Missing();
  SyncSession session(parts);
  if (Status taken = session.TakeReplies(std::move(replies)); !taken.ok()) {
    // What a rolled back transaction left in memory must not be believed.
    TILIK_RETURN_IF_ERROR(parts.store.ReloadState());
    return taken;
  }
  import.report = session.report();
  return import;
}

}  // namespace tilik::client
