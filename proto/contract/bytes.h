// Byte strings of fixed length that cannot be mistaken for one another: a link is not a key is not
// a record id.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace tilik {

// N bytes with a meaning. `Tag` only keeps types apart. All zero means "none" where a type has such
// a thing.
template <typename Tag, std::size_t N>
class FixedBytes {
 public:
  static constexpr std::size_t kSize = N;

  constexpr FixedBytes() : bytes_{} {}
  explicit constexpr FixedBytes(const std::array<std::uint8_t, N>& bytes) : bytes_(bytes) {}

  // Nothing unless `raw` is exactly N bytes long.
  static std::optional<FixedBytes> FromRaw(std::string_view raw) {
    if (raw.size() != N) return std::nullopt;
    FixedBytes result;
    std::memcpy(result.bytes_.data(), raw.data(), N);
    return result;
  }

  const std::uint8_t* data() const { return bytes_.data(); }
  std::uint8_t* data() { return bytes_.data(); }
  static constexpr std::size_t size() { return N; }
  std::string_view raw() const { return {reinterpret_cast<const char*>(bytes_.data()), N}; }
  std::string str() const { return std::string(raw()); }
  bool none() const { return *this == FixedBytes(); }

  friend bool operator==(const FixedBytes&, const FixedBytes&) = default;
  // As unsigned bytes. Not defaulted: libc++ 14 (Emscripten) has no <=> for arrays.
  friend std::strong_ordering operator<=>(const FixedBytes& a, const FixedBytes& b) {
    return std::memcmp(a.data(), b.data(), N) <=> 0;
  }

 private:
  std::array<std::uint8_t, N> bytes_;
};

using RecordId = FixedBytes<struct RecordIdTag, 16>;  // UUIDv7, made where the record is created
using ChainId =
    FixedBytes<struct ChainIdTag, 16>;  // an enrolment's id, or an account's id of one epoch
using LineId = FixedBytes<struct LineIdTag, 16>;  // an entitlement line, UUIDv7
using Link = FixedBytes<struct LinkTag, 32>;  // of a chain of change sets; zeros before the first
using ContentHash = FixedBytes<struct HashTag, 32>;     // BLAKE2b-256, unkeyed
using PublicKey = FixedBytes<struct PublicKeyTag, 32>;  // Ed25519
using Signature = FixedBytes<struct SignatureTag, 64>;  // Ed25519, detached
using Nonce = FixedBytes<struct NonceTag, 32>;

// Lower-case hexadecimal, and back. FromHex gives nothing for odd lengths and strange characters.
std::string ToHex(std::string_view raw);
std::optional<std::string> FromHex(std::string_view hex);

// A record id as people see it: 8-4-4-4-12.
std::string ToUuidText(const RecordId& id);
std::optional<RecordId> RecordIdFromText(std::string_view text);

}  // namespace tilik

template <typename Tag, std::size_t N>
struct std::hash<tilik::FixedBytes<Tag, N>> {
  // The last bytes: in a UUIDv7 the first are a clock, in a digest all are equally random.
  std::size_t operator()(const tilik::FixedBytes<Tag, N>& value) const noexcept {
    std::uint64_t tail;
    std::memcpy(&tail, value.data() + N - sizeof tail, sizeof tail);
    return static_cast<std::size_t>(tail * 0x9E3779B97F4A7C15ull >> 7);
  }
};
