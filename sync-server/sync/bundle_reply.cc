#include "sync-server/sync/bundle_reply.h"

#include <algorithm>

#include "sync-server/sync/proven_sets.h"

namespace tilik::sync {
namespace {

// 80 bytes each: a damaged frame costs 200 receipts, which the next reply repeats.
constexpr std::size_t kReceiptsInAFrame = 200;
// As large as a phone asks for over the network; smaller ones when the file is nearly full.
constexpr std::uint32_t kPageBytes = 96 * 1024;
constexpr std::uint32_t kSmallestPage = 1024;

bool IsAmong(const google::protobuf::RepeatedPtrField<v1::SeqRange>& ranges, std::uint64_t seq) {
  return std::any_of(ranges.begin(), ranges.end(), [&](const v1::SeqRange& range) {
    return range.first() <= seq && seq <= range.last();
  });
}

// Where the feed of a chain stands among `cursors`; from the beginning when it does not.
v1::InboxCursor CursorOf(const google::protobuf::RepeatedPtrField<v1::InboxCursor>& cursors,
                         const ChainId& chain) {
  for (const v1::InboxCursor& cursor : cursors) {
    if (cursor.enrolment() == chain.raw()) return cursor;
  }
  v1::InboxCursor beginning;
  beginning.set_enrolment(chain.str());
  return beginning;
}

// What the device has of an earlier chain's receipts, as its request says.
google::protobuf::RepeatedPtrField<v1::SeqRange> ReceiptedOf(const v1::BundleRequest& request,
                                                             const ChainId& chain) {
  for (const v1::BundleEarlier& earlier : request.earlier()) {
    v1::Certificate certificate;
    if (certificate.ParseFromString(earlier.certificate().certificate()) &&
        certificate.enrolment() == chain.raw()) {
      return earlier.receipted();
    }
  }
  return {};
}

// Moves the cursors behind what `page` brings; false when none moves.
bool MoveOn(const v1::PullResponse& page, v1::PullRequest* pull) {
  bool moved = false;
  for (const v1::VillagePage& village : page.villages()) {
    for (v1::VillageCursor& cursor : *pull->mutable_villages()) {
      if (cursor.village() != village.village()) continue;
      moved = moved || cursor.position() != village.to();
      cursor.set_position(village.to());
    }
  }
  for (const v1::EarlierInbox& earlier : page.earlier()) {
    for (v1::InboxCursor& cursor : *pull->mutable_earlier()) {
      if (!earlier.has_inbox() || cursor.enrolment() != earlier.enrolment()) continue;
      moved = moved || cursor.position() != earlier.inbox().to();
      cursor.set_position(earlier.inbox().to());
    }
  }
  if (page.has_inbox()) {
    moved = moved || pull->inbox() != page.inbox().to();
    pull->set_inbox(page.inbox().to());
  }
  if (page.has_reference()) {
    moved = moved || pull->reference() != page.reference().to();
    pull->set_reference(page.reference().to());
  }
  return moved;
}

void Count(const v1::PullResponse& page, v1::WrittenReply* written) {
  int rows = 0;
  for (const v1::VillagePage& village : page.villages()) rows += village.rows_size();
  int outcomes = page.inbox().outcomes_size();
  for (const v1::EarlierInbox& earlier : page.earlier()) {
    outcomes += earlier.inbox().outcomes_size();
  }
  written->set_records(written->records() + static_cast<std::uint32_t>(rows));
  written->set_outcomes(written->outcomes() + static_cast<std::uint32_t>(outcomes));
}

}  // namespace

BundleReply::BundleReply(SyncService& service, storage::RegistryStore& store,
                         const SigningKey& district, Random& random, PhotoStateOf photo_state_of)
    : service_(service),
      store_(store),
      district_(district),
      random_(random),
      photo_state_of_(std::move(photo_state_of)) {}

Result<v1::KeptRequest> BundleReply::Begin(const ReplyOrder& order, const storage::ChainRow& chain,
                                           const std::vector<ChainId>& earlier) {
  std::optional<v1::KeptRequest> kept;
  {
    TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, store_.BeginRead());
    TILIK_ASSIGN_OR_RETURN(kept, reader->BundleRequest(order.enrolment));
  }
  if (!kept) kept.emplace();
  const std::uint64_t epoch = store_.district().epoch;
  if (order.again || !kept->has_given() || kept->given().epoch() != epoch) {
    *kept->mutable_given() = kept->request().pull();
    kept->set_receipts_through(0);
    kept->clear_earlier_receipts();
  }
  v1::PullRequest& given = *kept->mutable_given();
  if (given.epoch() != epoch) {
    given.clear_villages();
    given.clear_inbox();
    given.clear_earlier();
    given.clear_reference();
    kept->mutable_request()->clear_receipted();
    for (v1::BundleEarlier& one : *kept->mutable_request()->mutable_earlier()) {
      one.clear_receipted();
    }
  }
  given.set_epoch(epoch);
  // As the device will have it once it has read the word: lost villages without a cursor, new ones
  // and the reference data from the beginning.
  google::protobuf::RepeatedPtrField<v1::VillageCursor> cursors;
  for (std::uint64_t village : chain.assignment) {
    v1::VillageCursor cursor;
    cursor.set_village(village);
    const auto known = std::find_if(given.villages().begin(), given.villages().end(),
                                    [&](const auto& one) { return one.village() == village; });
    if (known == given.villages().end()) {
      given.set_reference(0);
    } else {
      cursor.set_position(known->position());
    }
    *cursors.Add() = cursor;
  }
  given.mutable_villages()->Swap(&cursors);
  google::protobuf::RepeatedPtrField<v1::InboxCursor> inboxes, receipts;
  for (const ChainId& one : earlier) {
    *inboxes.Add() = CursorOf(given.earlier(), one);
    *receipts.Add() = CursorOf(kept->earlier_receipts(), one);
  }
  given.mutable_earlier()->Swap(&inboxes);
  kept->mutable_earlier_receipts()->Swap(&receipts);
  return *std::move(kept);
}

v1::BundleFrame BundleReply::Signed(const ChainId& enrolment, const v1::BundleReply& reply) const {
  v1::BundleFrame frame;
  v1::CarriedWord* word = frame.mutable_reply();
  word->set_enrolment(enrolment.str());
  word->set_said(reply.SerializeAsString());
  word->set_signature(district_.SignBundleReply(enrolment, word->said()).str());
  return frame;
}

Result<v1::WrittenReply> BundleReply::Write(const ReplyOrder& order, BundleWriter::Sink sink,
                                            v1::KeptRequest* kept) {
  std::optional<storage::ChainRow> chain;
  std::optional<std::uint64_t> closed;
  std::vector<ChainId> earlier;
  {
    TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, store_.BeginRead());
    TILIK_ASSIGN_OR_RETURN(chain, reader->Chain(order.enrolment));
    TILIK_ASSIGN_OR_RETURN(closed, reader->recovery().ClosedAfter(order.enrolment));
    TILIK_ASSIGN_OR_RETURN(earlier, storage::EarlierOf(reader->recovery(), order.enrolment));
  }
  const bool is_device = chain && chain->kind == storage::ChainKind::kEnrolment;
  std::optional<SealKey> receiver = is_device ? SealKeyOf(chain->public_key) : std::nullopt;
  if (!receiver) return Status::NotFound("there is no such enrolment here");
  // Its key was left under a PIN that nobody knows.
  if (closed)
    return Status::Invalid("this enrolment is closed: answer the one that goes on from it");
  TILIK_ASSIGN_OR_RETURN(*kept, Begin(order, *chain, earlier));
  v1::WrittenReply written;
  written.set_enrolment(ToHex(order.enrolment.raw()));
  written.set_officer(chain->person);
  TILIK_ASSIGN_OR_RETURN(BundleWriter writer,
                         BundleWriter::Begin(*receiver, random_, order.max_bytes, std::move(sink)));
  v1::BundleReply word;
  TILIK_ASSIGN_OR_RETURN(*word.mutable_word(), service_.WordFor(order.enrolment));
  // They are for sessions, and the server that holds those was started with its own.
  word.mutable_word()->clear_limits();
  TILIK_RETURN_IF_ERROR(writer.AddTwice(Signed(order.enrolment, word)));
  TILIK_RETURN_IF_ERROR(AddReceipts(order.enrolment, kept, writer, &written));
  TILIK_RETURN_IF_ERROR(AddPhotos(order.enrolment, *kept, word.word().head(), writer));
  if (!written.more()) TILIK_RETURN_IF_ERROR(AddPages(order.enrolment, kept, writer, &written));
  TILIK_RETURN_IF_ERROR(writer.Finish());
  written.set_bytes(writer.bytes());
  return written;
}

Status BundleReply::AddReceipts(const ChainId& enrolment, v1::KeptRequest* kept,
                                BundleWriter& writer, v1::WrittenReply* written) {
  for (v1::InboxCursor& earlier : *kept->mutable_earlier_receipts()) {
    const ChainId chain = ChainId::FromRaw(earlier.enrolment()).value_or(ChainId());
    std::uint64_t through = earlier.position();
    TILIK_RETURN_IF_ERROR(AddReceiptsOf(chain, enrolment, ReceiptedOf(kept->request(), chain),
                                        &through, writer, written));
    earlier.set_position(through);
  }
  std::uint64_t through = kept->receipts_through();
  TILIK_RETURN_IF_ERROR(
      AddReceiptsOf(enrolment, enrolment, kept->request().receipted(), &through, writer, written));
  kept->set_receipts_through(through);
  return Status();
}

Status BundleReply::AddReceiptsOf(const ChainId& chain, const ChainId& enrolment,
                                  const SeqRanges& known, std::uint64_t* through,
                                  BundleWriter& writer, v1::WrittenReply* written) {
  while (!written->more()) {
    std::vector<ReceiptFacts> sets;
    {
      TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, store_.BeginRead());
      TILIK_ASSIGN_OR_RETURN(sets, reader->Custody(chain, *through, kReceiptsInAFrame));
    }
    if (sets.empty()) return Status();
    v1::BundleReply reply;
    v1::BundleReceipts* receipts = reply.mutable_receipts();
    receipts->set_enrolment(chain.str());
    receipts->set_epoch(store_.district().epoch);
    for (const ReceiptFacts& set : sets) {
      if (!IsAmong(known, set.seq)) *receipts->add_receipts() = MakeReceipt(district_, set);
    }
    if (receipts->receipts_size() > 0) {
      TILIK_ASSIGN_OR_RETURN(bool fits, writer.Add(Signed(enrolment, reply)));
      if (!fits) {
        written->set_more(true);
        return Status();
      }
    }
    written->set_receipts(written->receipts() +
                          static_cast<std::uint32_t>(receipts->receipts_size()));
    *through = sets.back().seq;
  }
  return Status();
}

Status BundleReply::AddPhotos(const ChainId& enrolment, const v1::KeptRequest& kept,
                              const v1::LogHead& head, BundleWriter& writer) {
  v1::BundleReply reply;
  v1::PhotoStates* states = reply.mutable_photos();
  states->set_epoch(head.epoch());
  states->set_count(head.count());
  for (const std::string& raw : kept.request().photos()) {
    std::optional<ContentHash> hash = ContentHash::FromRaw(raw);
    if (!hash) continue;
    TILIK_ASSIGN_OR_RETURN(*states->add_photos(), photo_state_of_(*hash));
  }
  if (states->photos_size() == 0) return Status();
  // A device that is not told offers its photos again; that is all that is lost.
  Result<bool> added = writer.Add(Signed(enrolment, reply));
  return added.ok() ? Status() : added.status();
}

Status BundleReply::AddPages(const ChainId& enrolment, v1::KeptRequest* kept, BundleWriter& writer,
                             v1::WrittenReply* written) {
  v1::PullRequest& given = *kept->mutable_given();
  std::uint32_t most = kPageBytes;
  // The first page may move nothing and still say that a village is empty.
  for (bool first = true;; first = false) {
    given.set_max_bytes(most);
    v1::BundleReply reply;
    TILIK_ASSIGN_OR_RETURN(*reply.mutable_page(), service_.PullOf(enrolment, given));
    v1::PullRequest after = given;
    if (!MoveOn(reply.page(), &after) && (!first || reply.page().villages_size() == 0)) {
      return Status();
    }
    TILIK_ASSIGN_OR_RETURN(bool fits, writer.Add(Signed(enrolment, reply)));
    if (fits) {
      given = std::move(after);
      Count(reply.page(), written);
    } else if (most > kSmallestPage) {
      most /= 2;
    } else {
      written->set_more(true);
      return Status();
    }
  }
}

Status BundleReply::Keep(const ChainId& enrolment, const v1::KeptRequest& kept) {
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Writer> writer, store_.BeginWrite());
  TILIK_RETURN_IF_ERROR(writer->SaveBundleRequest(enrolment, kept));
  return writer->Commit();
}

}  // namespace tilik::sync
