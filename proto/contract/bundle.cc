#include "proto/contract/bundle.h"

#include <google/protobuf/stubs/logging.h>

#include <array>

#include "proto/contract/compression.h"
#include "proto/contract/sodium.h"

namespace tilik {
namespace {

constexpr char kKeyPrefix[] = "tilik/bundle/1";  // with its NUL
constexpr char kPlain = 0;
constexpr char kPacked = 1;
constexpr std::size_t kIndexAt = kFrameMagic.size() + 3;

const unsigned char* Unsigned(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

std::string ThreeBytes(std::size_t number) {
  return {static_cast<char>(number >> 16), static_cast<char>(number >> 8),
          static_cast<char>(number)};
}

using FrameNonce = std::array<unsigned char, crypto_aead_xchacha20poly1305_ietf_NPUBBYTES>;

FrameNonce NonceOf(std::string_view header) {
  FrameNonce nonce{};
  std::memcpy(nonce.data(), header.data() + kIndexAt, 3);
  return nonce;
}

std::string Packed(std::string_view content, bool is_photo) {
  if (is_photo) return kPlain + std::string(content);
  std::string packed = Compress(content, kWireLevel);
  return packed.size() < content.size() ? kPacked + packed : kPlain + std::string(content);
}

std::string NameOf(const v1::CarriedWord& word, bool is_request) {
  if (is_request) return "request";
  v1::BundleReply reply;
  if (!reply.ParseFromString(word.said())) return "reply";
  switch (reply.content_case()) {
    case v1::BundleReply::kWord:
      return "word";
    case v1::BundleReply::kReceipts:
      return "receipts";
    case v1::BundleReply::kPage:
      return "page";
    case v1::BundleReply::kPhotos:
      return "photos";
    case v1::BundleReply::CONTENT_NOT_SET:
      break;
  }
  return "reply";
}

v1::BundleStretch StretchOf(const v1::BundleFrame& frame) {
  v1::BundleStretch stretch;
  stretch.set_frames(1);
  if (frame.has_set()) {
    stretch.set_first_seq(frame.set().seq());
  } else if (frame.has_piece()) {
    stretch.mutable_piece()->set_hash(frame.piece().hash());
    stretch.mutable_piece()->set_size(frame.piece().size());
    stretch.mutable_piece()->set_offset(frame.piece().offset());
  } else if (frame.has_request()) {
    stretch.set_word(NameOf(frame.request(), true));
  } else if (frame.has_reply()) {
    stretch.set_word(NameOf(frame.reply(), false));
  } else {
    stretch.set_word("index");
  }
  return stretch;
}

// Whether `next` only goes on where `stretch` ends.
bool GoesOn(const v1::BundleStretch& stretch, const v1::BundleStretch& next) {
  switch (stretch.what_case()) {
    case v1::BundleStretch::kFirstSeq:
      return next.has_first_seq() && next.first_seq() == stretch.first_seq() + stretch.frames();
    case v1::BundleStretch::kPiece:
      return next.has_piece() && next.piece().hash() == stretch.piece().hash() &&
             next.piece().offset() ==
                 stretch.piece().offset() + stretch.frames() * kPhotoPieceBytes;
    case v1::BundleStretch::kWord:
      return next.word() == stretch.word();
    case v1::BundleStretch::WHAT_NOT_SET:
      break;
  }
  return false;
}

}  // namespace

std::string FrameHeader::Bytes() const {
  return std::string(kFrameMagic) + ThreeBytes(length) + ThreeBytes(index) + bundle.str();
}

std::optional<BundleKey> BundleKey::Make(const SealSecret& own, const SealKey& theirs,
                                         const BundleId& bundle, const SealKey& receiver) {
  auto shared = own.Agree(theirs);
  if (!shared) return std::nullopt;
  std::string key(crypto_aead_xchacha20poly1305_ietf_KEYBYTES, '\0');
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, key.size());
  crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(kKeyPrefix),
                            sizeof kKeyPrefix);
  crypto_generichash_update(&state, shared->data(), shared->size());
  crypto_generichash_update(&state, bundle.data(), BundleId::kSize);
  crypto_generichash_update(&state, receiver.data(), SealKey::kSize);
  crypto_generichash_final(&state, reinterpret_cast<unsigned char*>(key.data()), key.size());
  sodium_memzero(shared->data(), shared->size());
  sodium_memzero(&state, sizeof state);
  return BundleKey(std::move(key));
}

BundleKey::~BundleKey() { sodium_memzero(key_.data(), key_.size()); }

std::string BundleKey::Seal(std::uint32_t index, const BundleId& bundle, std::string_view content,
                            bool is_photo) const {
  const std::string plain = Packed(content, is_photo);
  std::string frame = FrameHeader{plain.size() + kFrameTagBytes, index, bundle}.Bytes();
  frame.resize(kFrameHeaderBytes + plain.size() + kFrameTagBytes);
  crypto_aead_xchacha20poly1305_ietf_encrypt(
      reinterpret_cast<unsigned char*>(frame.data()) + kFrameHeaderBytes, nullptr, Unsigned(plain),
      plain.size(), Unsigned(frame), kFrameHeaderBytes, nullptr, NonceOf(frame).data(),
      Unsigned(key_));
  return frame;
}

Result<v1::BundleFrame> BundleKey::Open(const FrameHeader& header, std::string_view sealed) const {
  if (sealed.size() != header.length || sealed.size() <= kFrameTagBytes) {
    return Status::Corrupt("a frame that is too short");
  }
  const std::string bound = header.Bytes();
  std::string plain(sealed.size() - kFrameTagBytes, '\0');
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(reinterpret_cast<unsigned char*>(plain.data()),
                                                 nullptr, nullptr, Unsigned(sealed), sealed.size(),
                                                 Unsigned(bound), bound.size(),
                                                 NonceOf(bound).data(), Unsigned(key_)) != 0) {
    return Status::Corrupt("a frame that is damaged, or sealed to somebody else");
  }
  std::string_view content = std::string_view(plain).substr(1);
  std::string unpacked;
  if (plain.front() == kPacked) {
    TILIK_ASSIGN_OR_RETURN(unpacked, Decompress(content, kMaxFrameContent));
    content = unpacked;
  } else if (plain.front() != kPlain) {
    return Status::Invalid("a frame packed in a way this version does not know");
  }
  google::protobuf::LogSilencer hostile_input_writes_no_log;
  v1::BundleFrame frame;
  if (!frame.ParseFromArray(content.data(), static_cast<int>(content.size()))) {
    return Status::Invalid("a frame whose content is no message");
  }
  return frame;
}

Result<BundleWriter> BundleWriter::Begin(const SealKey& receiver, Random& random,
                                         std::uint64_t max_bytes, Sink sink) {
  const SealSecret once = SealSecret::Make(random);
  std::optional<BundleKey> key = BundleKey::Make(once, receiver, once.public_key(), receiver);
  if (!key) return Status::Invalid("nobody can open what is sealed to this key");
  return BundleWriter(*std::move(key), once.public_key(), max_bytes, std::move(sink));
}

Result<std::string> BundleWriter::Sealed(const v1::BundleFrame& frame) const {
  const std::string content = frame.SerializeAsString();
  if (content.size() > kMaxFrameContent || next_ >= kMaxFrames) {
    return Status::Invalid("more than a frame, or a bundle, holds");
  }
  return key_.Seal(next_, bundle_, content, frame.has_piece());
}

void BundleWriter::Note(const v1::BundleFrame& frame) {
  v1::BundleStretch next = StretchOf(frame);
  const int last = index_.stretches_size() - 1;
  if (last >= 0 && GoesOn(index_.stretches(last), next)) {
    index_.mutable_stretches(last)->set_frames(index_.stretches(last).frames() + 1);
  } else {
    *index_.add_stretches() = std::move(next);
  }
}

Status BundleWriter::Write(const std::string& frame) {
  ++next_;
  bytes_ += frame.size();
  return sink_(frame);
}

Status BundleWriter::AddTwice(const v1::BundleFrame& frame) {
  TILIK_ASSIGN_OR_RETURN(std::string sealed, Sealed(frame));
  again_ = frame;
  Note(frame);
  return Write(sealed);
}

Result<bool> BundleWriter::Add(const v1::BundleFrame& frame) {
  TILIK_ASSIGN_OR_RETURN(std::string sealed, Sealed(frame));
  if (max_bytes_ != 0) {
    // Behind this frame still come the repeated word and the index with one more stretch.
    const std::uint64_t behind = again_.ByteSizeLong() + kFrameCost + index_.ByteSizeLong() +
                                 StretchOf(frame).ByteSizeLong() + 2 * kFrameCost;
    if (bytes_ + sealed.size() + behind > max_bytes_) return false;
  }
  Note(frame);
  TILIK_RETURN_IF_ERROR(Write(sealed));
  return true;
}

Status BundleWriter::Finish() {
  if (again_.content_case() != v1::BundleFrame::CONTENT_NOT_SET) {
    TILIK_ASSIGN_OR_RETURN(std::string repeated, Sealed(again_));
    Note(again_);
    TILIK_RETURN_IF_ERROR(Write(repeated));
  }
  v1::BundleFrame last;
  *last.mutable_index() = index_;
  TILIK_ASSIGN_OR_RETURN(std::string index, Sealed(last));
  return Write(index);
}

}  // namespace tilik
