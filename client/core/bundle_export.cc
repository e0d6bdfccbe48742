#include "client/core/bundle_export.h"

#include <algorithm>

#include "client/core/entrusting.h"
#include "client/core/limits.h"
#include "client/core/set_writing.h"

namespace tilik::client {
namespace {

// Chains with more holes than this are not told apart; the district then repeats some receipts.
constexpr std::size_t kMaxStretches = 1'000;

Status AddReceipted(const SyncParts& parts, const OwnChain& chain,
                    google::protobuf::RepeatedPtrField<v1::SeqRange>* receipted) {
  TILIK_ASSIGN_OR_RETURN(auto stretches, parts.outbox.Answered(chain, kMaxStretches));
  for (const auto& [first, last] : stretches) {
    v1::SeqRange* range = receipted->Add();
    range->set_first(first);
    range->set_last(last);
  }
  return Status();
}

Result<v1::BundleRequest> MakeRequest(const SyncParts& parts) {
  const v1::DeviceState& state = parts.store.state();
  v1::BundleRequest request;
  request.set_number(state.bundle_requests() + 1);
  *request.mutable_certificate() = state.certificate();
  TILIK_ASSIGN_OR_RETURN(*request.mutable_pull(),
                         Pages(parts.store, parts.records, parts.outbox).NextRequest());
  request.set_assignment_revision(state.assignment_revision());
  if (state.has_head()) *request.mutable_witnessed() = state.head();
  *request.mutable_clock() = ReadingsOf(parts.clock.Read());
  request.set_app_version(kAppVersion);
  const OwnChain& newest = parts.store.newest();
  TILIK_ASSIGN_OR_RETURN(std::uint64_t head, parts.outbox.HeadSeq());
  TILIK_ASSIGN_OR_RETURN(Link link, parts.outbox.PreviousOf(head + 1));
  request.set_head_seq(newest.SeqOf(head));
  request.set_head_link(link.str());
  TILIK_RETURN_IF_ERROR(AddReceipted(parts, newest, request.mutable_receipted()));
  for (int i = 0; i < state.earlier_size(); ++i) {
    v1::BundleEarlier* earlier = request.add_earlier();
    *earlier->mutable_certificate() = state.earlier(i).certificate();
    TILIK_RETURN_IF_ERROR(AddReceipted(parts, parts.store.chains()[static_cast<std::size_t>(i)],
                                       earlier->mutable_receipted()));
  }
  TILIK_ASSIGN_OR_RETURN(std::vector<PhotoToCarry> photos,
                         parts.attachments.ToCarry(kMaxCarriedPhotos));
  for (const PhotoToCarry& photo : photos) request.add_photos(photo.hash.str());
  return request;
}

v1::BundleFrame Signed(const SyncParts& parts, const v1::BundleRequest& request) {
  v1::BundleFrame frame;
  v1::CarriedWord* word = frame.mutable_request();
  word->set_enrolment(parts.store.enrolment().str());
  word->set_said(request.SerializeAsString());
  word->set_signature(parts.key.SignBundleRequest(parts.store.enrolment(), word->said()).str());
  return frame;
}

Status AddSets(const SyncParts& parts, BundleWriter& writer, BundleExport* bundle) {
  const bool anew = !parts.store.state().enrol_anew().empty();
  TILIK_ASSIGN_OR_RETURN(std::vector<std::uint64_t> numbers, Entrusting(parts.store).ToCarry(anew));
  for (std::uint64_t number : numbers) {
    TILIK_ASSIGN_OR_RETURN(StoredSet set, parts.outbox.Read(number));
    v1::BundleFrame frame;
    frame.mutable_set()->set_enrolment(parts.store.ChainOf(number).id.str());
    frame.mutable_set()->set_seq(set.sealed.seq);
    frame.mutable_set()->set_previous_link(set.sealed.previous.str());
    frame.mutable_set()->set_signature(set.signature.str());
    frame.mutable_set()->set_body(std::move(set.sealed.body));
    TILIK_ASSIGN_OR_RETURN(bool fits, writer.Add(frame));
    if (!fits) break;
    bundle->sets.push_back(number);
  }
  bundle->sets_left = numbers.size() - bundle->sets.size();
  return Status();
}

// The rest of one photo, as far as it fits.
Result<bool> AddPhoto(const PhotoToCarry& photo, const std::string& bytes, BundleWriter& writer,
                      BundleExport* bundle) {
  // Pieces are cut at the same places in every bundle.
  std::uint64_t at = photo.from - photo.from % kPhotoPieceBytes;
  bool fits = true;
  while (at < bytes.size()) {
    v1::BundleFrame frame;
    frame.mutable_piece()->set_hash(photo.hash.str());
    frame.mutable_piece()->set_size(bytes.size());
    frame.mutable_piece()->set_offset(at);
    frame.mutable_piece()->set_bytes(bytes.substr(at, kPhotoPieceBytes));
    TILIK_ASSIGN_OR_RETURN(fits, writer.Add(frame));
    if (!fits) break;
    at = std::min<std::uint64_t>(at + kPhotoPieceBytes, bytes.size());
  }
  if (at > photo.from) bundle->photos.emplace_back(photo.hash, at);
  return fits;
}

Status AddPhotos(const SyncParts& parts, BundleWriter& writer, BundleExport* bundle) {
  TILIK_ASSIGN_OR_RETURN(std::vector<PhotoToCarry> photos,
                         parts.attachments.ToCarry(kMaxCarriedPhotos));
  for (std::size_t i = 0; i < photos.size(); ++i) {
    Result<std::string> bytes = parts.attachments.Read(photos[i].hash);
    if (!bytes.ok()) {
      const Code code = bytes.status().code();
      if (code != Code::kCorrupt && code != Code::kNotFound) return bytes.status();
      continue;  // a session marks it damaged; a bundle only leaves it out
    }
    TILIK_ASSIGN_OR_RETURN(bool fits, AddPhoto(photos[i], *bytes, writer, bundle));
    if (!fits) {
      bundle->photos_left = photos.size() - i;
      return Status();
    }
  }
  return Status();
}

}  // namespace

Result<BundleExport> WriteBundle(const SyncParts& parts, Random& random, const BundleOrder& order,
                                 BundleWriter::Sink sink) {
  if (!parts.store.newest().certified) {
    return Status::Invalid(
        "the office opened this phone and the district has not heard of it: it must sync once over "
        "a network before work can travel by file");
  }
  std::optional<SealKey> office = SealKey::FromRaw(parts.store.state().seal_public_key());
  if (!office) return Status::Invalid("the district gave no key to seal bundles to");
  TILIK_ASSIGN_OR_RETURN(BundleWriter writer,
                         BundleWriter::Begin(*office, random, order.max_bytes, std::move(sink)));
  TILIK_ASSIGN_OR_RETURN(v1::BundleRequest request, MakeRequest(parts));
  BundleExport bundle;
  bundle.request_number = request.number();
  TILIK_RETURN_IF_ERROR(writer.AddTwice(Signed(parts, request)));
  TILIK_RETURN_IF_ERROR(AddSets(parts, writer, &bundle));
  if (bundle.sets_left > 0 && bundle.sets.empty()) {
    return Status::Invalid("not even one change set fits into " + std::to_string(order.max_bytes) +
                           " bytes");
  }
  if (order.photos && bundle.sets_left == 0) {
    TILIK_RETURN_IF_ERROR(AddPhotos(parts, writer, &bundle));
  } else {
    TILIK_ASSIGN_OR_RETURN(std::vector<PhotoToCarry> left,
                           parts.attachments.ToCarry(kMaxCarriedPhotos));
    bundle.photos_left = left.size();
  }
  TILIK_RETURN_IF_ERROR(writer.Finish());
  bundle.bytes = writer.bytes();
  return bundle;
}

Status EntrustBundle(const SyncParts& parts, const BundleExport& bundle,
                     const std::string& courier) {
  const Instant now = parts.clock.Read().wall;
  TILIK_ASSIGN_OR_RETURN(auto transaction, sqlite::Transaction::Begin(parts.store.database()));
  TILIK_RETURN_IF_ERROR(Entrusting(parts.store).Entrust(bundle.sets, {courier, now}));
  for (const auto& [hash, through] : bundle.photos) {
    TILIK_RETURN_IF_ERROR(parts.attachments.Entrust(hash, through, now));
  }
  v1::DeviceState state = parts.store.state();
  state.set_bundle_requests(std::max(state.bundle_requests(), bundle.request_number));
  TILIK_RETURN_IF_ERROR(parts.store.SetState(std::move(state)));
  return transaction.Commit();
}

}  // namespace tilik::client
