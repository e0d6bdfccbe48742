// Reads bundles as they come: cut, overwritten, doubled, joined, or sealed to somebody else.
//
// Trusts nothing it reads. A frame counts when its seal opens, and nothing else does: magic,
// length, index and bundle id are only a guess where one may stand, for they are bound to the seal.
// After a guess that fails it goes on one byte further, so one damaged place costs exactly the
// frames it touches, wherever it lies. Bytes that belong to no frame are damage; frames that the
// key does not open are damage too, unless several of one bundle id stand there whole: then they
// are a bundle for somebody else.
//
// Bounded: one frame in memory (1 MiB), kMaxDoors bundle ids tried, and in vain at most four times
// the file is deciphered and 64 MiB beyond. A file that asks for more is hostile; what lies behind
// is reported as damage. 50 MB of photos are read in 0.2 s.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "proto/contract/bundle.h"

namespace tilik {

// [from, to) of the file.
struct ByteRange {
  std::uint64_t from = 0;
  std::uint64_t to = 0;

  friend bool operator==(const ByteRange&, const ByteRange&) = default;
};

struct OpenedFrame {
  BundleId bundle;
  std::uint32_t index = 0;
  v1::BundleFrame frame;
  std::string bytes;  // as it lies in the file, for whoever keeps it sealed
};

// A frame that belongs to a bundle and is not in this file. `what` describes it as a stretch of
// one, when the bundle's index survived.
struct MissingFrame {
  BundleId bundle;
  std::uint32_t index = 0;
  v1::BundleStretch what;
};

// As officers and offices read it: "simpanan 17", "foto 3fa9c2d1 bita 32768", "permintaan", or
// "bagian 12" when nobody knows.
std::string NameOf(const MissingFrame& missing);

class BundleReader {
 public:
  // Up to `size` bytes at `offset`; fewer only at the end.
  using Source = std::function<Result<std::string>(std::uint64_t offset, std::size_t size)>;

  // Bundle ids in one file; a season of daily bundles joined is a hundred.
  static constexpr std::size_t kMaxDoors = 4096;
  static constexpr std::size_t kMaxMissing = 10'000;

  BundleReader(const SealSecret& receiver, Source source)
      : receiver_(receiver), source_(std::move(source)) {}

  // The next frame that opens, in the file's order, each (bundle, index) once; nothing at the end.
  // An error is the source's own.
  Result<std::optional<OpenedFrame>> Next();

  // --- after the end ---
  std::vector<ByteRange> Damage() const;
  std::uint64_t frames_for_others() const;
  // Empty when every bundle is whole. A bundle without its index is missing what lies between its
  // frames, and the frame after its last. At most kMaxMissing.
  std::vector<MissingFrame> Missing() const;

 private:
  struct Door {
    std::optional<BundleKey> key;
    std::set<std::uint32_t> opened;
    std::vector<ByteRange> shut;  // frames by their header that did not open
    std::optional<v1::BundleIndex> index;
  };

  // A frame by its header, wholly inside the file, at `at`.
  Result<std::optional<FrameHeader>> HeaderAt(std::uint64_t at);
  Result<std::optional<OpenedFrame>> Try(const FrameHeader& header, std::uint64_t at);
  Door* DoorOf(const BundleId& bundle);
  // What is in memory from `at` on: `least` bytes, unless the file ends before. Good until the next
  // call.
  Result<std::string_view> Look(std::uint64_t at, std::size_t least);
  // The next place from `at` on where a magic stands; nothing when there is none.
  Result<std::optional<std::uint64_t>> FindMagic(std::uint64_t at);

  const SealSecret& receiver_;
  Source source_;
  std::string window_;
  std::uint64_t window_at_ = 0;
  bool window_ends_file_ = false;
  std::uint64_t at_ = 0;
  std::uint64_t end_ = 0;  // of the file, as far as it was seen
  std::uint64_t in_vain_ = 0;
  bool gave_up_ = false;
  std::map<BundleId, Door> doors_;
  std::vector<ByteRange> read_;  // that opened, in order, touching ones joined
};

}  // namespace tilik
