#include "sync-server/sync/witnesses.h"

namespace tilik::sync {
namespace {

// Whether this log has it. kDenied: the district never signed it.
Result<bool> HasHead(const v1::LogHead& head, const PublicKey& district, storage::Reader& reader) {
  std::optional<ContentHash> hash = ContentHash::FromRaw(head.hash());
  std::optional<Signature> signature = Signature::FromRaw(head.signature());
  if (!hash || !signature || !VerifyHead(district, head.epoch(), head.count(), *hash, *signature)) {
    return Status::Denied("the district never signed this head of its log");
  }
  TILIK_ASSIGN_OR_RETURN(v1::LogHead ours, reader.Head());
  if (head.epoch() > ours.epoch() || head.count() > ours.count()) return false;
  TILIK_ASSIGN_OR_RETURN(v1::LogHead then, reader.HeadAt(head.count()));
  return then.hash() == head.hash();
}

// Those of the sets in `push` that the district signed.
std::vector<ReceiptFacts> EarlierReceipts(const v1::PushRequest& request, const PreparedPush& push,
                                          const PublicKey& district) {
  std::vector<ReceiptFacts> earlier;
  for (const v1::Receipt& receipt : request.earlier_receipts()) {
    if (earlier.size() == push.sets.size()) break;
    const std::uint64_t first = push.sets.front().seq;
    if (receipt.seq() < first || receipt.seq() - first >= push.sets.size()) continue;
    ReceiptFacts facts{receipt.epoch(),   push.chain,
                       receipt.seq(),     push.sets[receipt.seq() - first].link,
                       receipt.arrival(), Instant{static_cast<std::int64_t>(receipt.time_ms())}};
    std::optional<Signature> signature = Signature::FromRaw(receipt.signature());
    if (signature && VerifyReceipt(district, facts, *signature)) earlier.push_back(facts);
  }
  return earlier;
}

storage::Witness WitnessOf(const v1::LogHead& head, const ChainId& chain, Instant seen) {
  return {head.epoch(), head.count(), ContentHash::FromRaw(head.hash()).value_or(ContentHash()),
          chain, seen};
}

storage::Witness WitnessOf(const ReceiptFacts& receipt, Instant seen) {
  return {receipt.epoch, receipt.arrival, ContentHash(), receipt.enrolment, seen};
}

}  // namespace

Status Witnesses::TakeHead(const v1::LogHead& head, const ChainId& enrolment, Instant now) {
  Result<bool> ours = true;
  {
    TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, store_.BeginRead());
    ours = HasHead(head, keys_.district.public_key(), *reader);
  }
  // What the district never signed proves nothing.
  if (ours.status().code() == Code::kDenied || (ours.ok() && *ours)) return Status();
  return ours.ok() ? Believe(WitnessOf(head, enrolment, now)) : ours.status();
}

Status Witnesses::TakeReceipts(const v1::PushRequest& request, PreparedPush* push, Instant now) {
  push->earlier = EarlierReceipts(request, *push, keys_.district.public_key());
  if (push->earlier.empty()) return Status();
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, store_.BeginRead());
  for (const ReceiptFacts& receipt : push->earlier) {
    if (receipt.epoch < store_.district().epoch) continue;
    TILIK_ASSIGN_OR_RETURN(std::optional<storage::LogEntry> entry,
                           reader->EntryByLink(receipt.enrolment, receipt.link));
    if (entry.has_value()) continue;
    reader.reset();
    return Believe(WitnessOf(receipt, now));
  }
  return Status();
}

Status Witnesses::Believe(const storage::Witness& witness) {
  TILIK_RETURN_IF_ERROR(queue_.Write(
      [&](storage::Writer& writer, Ingest&, Instant) { return writer.NoteWitness(witness); }));
  if (witness.epoch < store_.district().epoch) return Status();
  return Status::Unavailable(
      "this server lost work that it had signed for and must begin a new epoch (tilik-server "
      "restore --new-epoch); keep everything and try again later");
}

}  // namespace tilik::sync
