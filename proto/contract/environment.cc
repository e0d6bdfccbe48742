#include "proto/contract/environment.h"

#include <algorithm>

#include "proto/contract/sodium.h"

namespace tilik {
namespace {

// Bit positions within the 16 bytes of a UUIDv7: 48 bits of milliseconds, 4 of version, 12 random,
// 2 of variant, 62 random.
constexpr std::size_t kClockBytes = 6;
constexpr std::size_t kVersionByte = 6;
constexpr std::size_t kVariantByte = 8;
constexpr std::int64_t kLastMillisecond = (std::int64_t{1} << 48) - 1;

void WriteClock(Instant time, RecordId& id) {
  for (std::size_t i = 0; i < kClockBytes; ++i) {
    id.data()[i] = static_cast<std::uint8_t>(time.ms >> (8 * (kClockBytes - 1 - i)));
  }
}

void MarkAsVersion7(RecordId& id) {
  id.data()[kVersionByte] = static_cast<std::uint8_t>((id.data()[kVersionByte] & 0x0f) | 0x70);
  id.data()[kVariantByte] = static_cast<std::uint8_t>((id.data()[kVariantByte] & 0x3f) | 0x80);
}

// Adds `step` to the 74 random bits, carrying around version and variant. True when they overflow.
bool AddToRandomPart(unsigned step, RecordId& id) {
  unsigned carry = step;
  for (std::size_t i = RecordId::kSize; i-- > kVersionByte && carry != 0;) {
    unsigned mask = i == kVersionByte ? 0x0fu : i == kVariantByte ? 0x3fu : 0xffu;
    unsigned sum = (id.data()[i] & mask) + carry;
    id.data()[i] = static_cast<std::uint8_t>((id.data()[i] & ~mask) | (sum & mask));
    carry = sum / (mask + 1);
  }
  return carry != 0;
}

}  // namespace

void SodiumRandom::Fill(void* out, std::size_t size) {
  PrepareSodium();
  randombytes_buf(out, size);
}

RecordId IdMaker::Next(Instant now) {
  now.ms = std::clamp<std::int64_t>(now.ms, 0, kLastMillisecond);
  bool clock_stood = !last_id_.none() && now <= last_;
  if (clock_stood) {
    std::uint8_t chance;
    random_.Fill(&chance, sizeof chance);
    bool overflowed = AddToRandomPart(1u + chance % 255u, last_id_);
    if (!overflowed) return last_id_;
    now.ms = last_.ms + 1;
  }
  last_ = now;
  random_.Fill(last_id_.data() + kClockBytes, RecordId::kSize - kClockBytes);
  WriteClock(last_, last_id_);
  MarkAsVersion7(last_id_);
  return last_id_;
}

}  // namespace tilik
