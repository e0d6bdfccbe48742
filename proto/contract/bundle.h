// Bundles: a file of sealed frames that travels by card, cable, chat or another officer
// (protocol.md §6). This header owns the bytes; what a frame holds is v1::BundleFrame.
//
//   bundle = frame…
//   frame  = "\xD7TL1" length(u24) index(u24) bundle id(32) sealed(length), integers big-endian
//   sealed = XChaCha20-Poly1305( packing(1) content ) tag(16), bound to the 42 bytes before it
//   key    = BLAKE2b-256( "tilik/bundle/1" NUL | X25519(once, receiver) | bundle id | receiver )
//   nonce  = index(u24), 21 zeros
//   content = a BundleFrame; packing 0: as it is, 1: one zstd frame
//
// The bundle id is the public half of a key made for this bundle alone: the sealed box of
// libsodium, with one such key for all frames. It stands in every frame, so each opens without any
// other, and whoever carries the file learns the number of frames and their sizes, nothing else. A
// frame costs 59 bytes beyond its content; a sealed box for each, with a length and an index that
// are not forged, would cost 63 and one X25519 each. What a change set needs to prove itself
// (chain, previous link, signature) is another 112, which no packing shrinks.
//
// Nothing in a frame is needed for another: frames may be lost, doubled, reordered, and bundles
// simply joined. The sender of a frame is not proven by its seal: sets carry their own signature,
// pieces the hash of their photo, requests and replies the word's.
//
// A bundle written here begins with its most wanted word (a device's request, a district's word),
// repeats it near the end, and ends with a BundleIndex, which only names what is missing.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "proto/contract/sealing.h"
#include "tilik/v1/bundle.pb.h"

namespace tilik {

using BundleId = SealKey;

inline constexpr std::string_view kFrameMagic = "\xD7TL1";
inline constexpr std::size_t kFrameHeaderBytes = 4 + 3 + 3 + BundleId::kSize;
inline constexpr std::size_t kFrameTagBytes = 16;
// Packing byte included.
inline constexpr std::size_t kFrameCost = kFrameHeaderBytes + 1 + kFrameTagBytes;
// The largest set has 256 KiB; a page of records four times that at most.
inline constexpr std::size_t kMaxFrameContent = 1024 * 1024;
inline constexpr std::uint32_t kMaxFrames = 1 << 24;

// Photos are cut here, always at the same places, so that pieces of several bundles fit: a damaged
// place costs no more than one, four cover a photo of 120 kB, and 100 bytes each are 0.3 %.
inline constexpr std::size_t kPhotoPieceBytes = 32 * 1024;

struct FrameHeader {
  std::size_t length = 0;  // of the sealed part
  std::uint32_t index = 0;
  BundleId bundle;

  std::string Bytes() const;
};

// The key of all frames of one bundle; either side makes the same. Wiped when it goes away.
class BundleKey {
 public:
  // Nothing when `theirs` is no honest key.
  static std::optional<BundleKey> Make(const SealSecret& own, const SealKey& theirs,
                                       const BundleId& bundle, const SealKey& receiver);
  BundleKey(BundleKey&&) = default;
  BundleKey& operator=(BundleKey&&) = default;
  ~BundleKey();

  // A whole frame. `content` is bounded by kMaxFrameContent and packed when that is shorter;
  // photos are not tried, they never are.
  std::string Seal(std::uint32_t index, const BundleId& bundle, std::string_view content,
                   bool is_photo) const;
  // kCorrupt: not this key's, or damaged. kInvalid: whole, but no BundleFrame.
  Result<v1::BundleFrame> Open(const FrameHeader& header, std::string_view sealed) const;

 private:
  explicit BundleKey(std::string key) : key_(std::move(key)) {}
  std::string key_;
};

// Writes one bundle, frame by frame. A writer that failed is not used again; without Finish the
// file lacks its repeated word and its index, and is a whole bundle otherwise.
class BundleWriter {
 public:
  using Sink = std::function<Status(std::string_view)>;

  // `max_bytes` bounds the whole file; 0: no bound. kInvalid: nobody can open what is sealed to
  // `receiver`.
  static Result<BundleWriter> Begin(const SealKey& receiver, Random& random,
                                    std::uint64_t max_bytes, Sink sink);

  // The frame that matters most: written now and again before the index. Always fits.
  Status AddTwice(const v1::BundleFrame& frame);
  // False: it does not fit any more, and nothing was written; a smaller one still may.
  Result<bool> Add(const v1::BundleFrame& frame);
  Status Finish();

  std::uint64_t bytes() const { return bytes_; }

 private:
  BundleWriter(BundleKey key, const BundleId& bundle, std::uint64_t max_bytes, Sink sink)
      : key_(std::move(key)), bundle_(bundle), max_bytes_(max_bytes), sink_(std::move(sink)) {}

  Result<std::string> Sealed(const v1::BundleFrame& frame) const;
  Status Write(const std::string& frame);
  void Note(const v1::BundleFrame& frame);

  BundleKey key_;
  BundleId bundle_;
  std::uint64_t max_bytes_;
  Sink sink_;
  std::uint64_t bytes_ = 0;
  std::uint32_t next_ = 0;
  v1::BundleFrame again_;
  v1::BundleIndex index_;
};

}  // namespace tilik
