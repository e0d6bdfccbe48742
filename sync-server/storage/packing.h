// How packed rows are written and read: one walk over a struct's members, in one order, serves both
// directions, so what is written is what is read.
//
//   number   base-128, least significant group first, at most ten bytes; signed ones zigzag
//   text     number of bytes, then the bytes
//   id       16 bytes seen for the first time: 0 and the bytes; seen before: its place, from 1
//   digest   the same for 32 bytes, with places of their own
//   origin   seen for the first time: 0 and its members; seen before: its place, from 1
//   stamp    the same for (revision, origin)
//
// The sharing is what keeps a record small: a visit stamps forty slots with one origin, which is
// written once (measured in packing_test). Zero ids and digests have place 1 from the start, so
// "none" costs one byte. Rows live inside an encrypted, authenticated page; a Reader of foreign
// bytes still never reads beyond them, never allocates more than they could hold, and says so at
// Finish().
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "proto/contract/bytes.h"
#include "sync-server/merge/registry_state.h"

namespace tilik::storage {

// What a packed row has named so far, on either side.
struct Named {
  using Id = FixedBytes<struct NamedIdTag, 16>;
  using Digest = FixedBytes<struct NamedDigestTag, 32>;
  std::vector<Id> ids{Id()};
  std::vector<Digest> digests{Digest()};
  std::vector<merge::Origin> origins;
  std::vector<merge::Stamp> stamps;
};

class Packer {
 public:
  static constexpr bool kReading = false;

  // Gives an id that the row's reader knows anyway (its record, its chain) a place in advance.
  template <typename Tag>
  void Know(const FixedBytes<Tag, 16>& id) {
    named_.ids.push_back(*Named::Id::FromRaw(id.raw()));
  }

  template <typename T>
  void Number(const T& value) {
    Put(static_cast<std::uint64_t>(value));
  }
  void Signed(std::int64_t value) {
    Put((static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63));
  }
  void Text(std::string_view text) {
    Put(text.size());
    bytes_.append(text);
  }
  template <typename Tag>
  void Id(const FixedBytes<Tag, 16>& id) {
    Shared(named_.ids, id.raw());
  }
  template <typename Tag>
  void Digest(const FixedBytes<Tag, 32>& digest) {
    Shared(named_.digests, digest.raw());
  }
  // Bytes that nothing else shares.
  template <typename Tag, std::size_t N>
  void Raw(const FixedBytes<Tag, N>& bytes) {
    bytes_.append(bytes.raw());
  }
  void Time(const Instant& time) { Signed(time.ms); }
  void Origin(const merge::Origin& origin);
  void Stamp(const merge::Stamp& stamp);
  void Answer(const tilik::Answer& answer);
  void AllOf(const Answers& answers);

  template <typename Container, typename Walk>
  void Each(const Container& container, Walk&& walk) {
    Put(container.size());
    for (const auto& element : container) walk(element);
  }

  std::string Take() { return std::move(bytes_); }

 private:
  void Put(std::uint64_t value) {
    while (value >= 0x80) {
      bytes_.push_back(static_cast<char>(value | 0x80));
      value >>= 7;
    }
    bytes_.push_back(static_cast<char>(value));
  }
  template <typename Bytes>
  void Shared(std::vector<Bytes>& known, std::string_view raw) {
    auto found = std::find_if(known.begin(), known.end(),
                              [&](const Bytes& bytes) { return bytes.raw() == raw; });
    if (found != known.end()) {
      Put(static_cast<std::uint64_t>(found - known.begin()) + 1);
      return;
    }
    Put(0);
    bytes_.append(raw);
    known.push_back(*Bytes::FromRaw(raw));
  }

  std::string bytes_;
  Named named_;
};

class Unpacker {
 public:
  static constexpr bool kReading = true;

  explicit Unpacker(std::string_view bytes) : bytes_(bytes) {}

  template <typename Tag>
  void Know(const FixedBytes<Tag, 16>& id) {
    named_.ids.push_back(*Named::Id::FromRaw(id.raw()));
  }

  template <typename T>
  void Number(T& value) {
    std::uint64_t raw = Get();
    value = static_cast<T>(raw);
    if (static_cast<std::uint64_t>(value) != raw) failed_ = true;
  }
  void Signed(std::int64_t& value) {
    std::uint64_t raw = Get();
    value = static_cast<std::int64_t>((raw >> 1) ^ (~(raw & 1) + 1));
  }
  void Text(std::string& text) { text = std::string(Next(Get())); }
  template <typename Tag>
  void Id(FixedBytes<Tag, 16>& id) {
    id = FixedBytes<Tag, 16>::FromRaw(Shared(named_.ids)).value_or(id);
  }
  template <typename Tag>
  void Digest(FixedBytes<Tag, 32>& digest) {
    digest = FixedBytes<Tag, 32>::FromRaw(Shared(named_.digests)).value_or(digest);
  }
  template <typename Tag, std::size_t N>
  void Raw(FixedBytes<Tag, N>& bytes) {
    bytes = FixedBytes<Tag, N>::FromRaw(Next(N)).value_or(bytes);
  }
  void Time(Instant& time) { Signed(time.ms); }
  void Origin(merge::Origin& origin);
  void Stamp(merge::Stamp& stamp);
  void Answer(tilik::Answer& answer);
  void AllOf(Answers& answers);

  // Sequences only; every element takes at least one byte.
  template <typename Element, typename Walk>
  void Each(std::vector<Element>& container, Walk&& walk) {
    std::uint64_t count = Count();
    container.clear();
    container.reserve(count);
    for (; count > 0 && !failed_; --count) walk(container.emplace_back());
  }
  // How many elements follow: 0 and failed when there are more than bytes left.
  std::uint64_t Count();

  void Fail() { failed_ = true; }
  bool failed() const { return failed_; }
  // Whether every byte was read and made sense.
  bool Finish() const { return !failed_ && bytes_.empty(); }

 private:
  std::uint64_t Get();
  std::string_view Next(std::uint64_t size);
  template <typename Bytes>
  std::string_view Shared(std::vector<Bytes>& known) {
    std::uint64_t place = Get();
    if (place == 0) {
      std::string_view raw = Next(Bytes::kSize);
      if (!failed_) known.push_back(*Bytes::FromRaw(raw));
      return raw;
    }
    if (place <= known.size()) return known[place - 1].raw();
    failed_ = true;
    return {};
  }

  std::string_view bytes_;
  Named named_;
  bool failed_ = false;
};

// Lets one walk take what a Packer reads from (const) and what an Unpacker writes to (not const).
template <typename T, typename S>
concept Is = std::is_same_v<std::remove_const_t<T>, S>;

}  // namespace tilik::storage
