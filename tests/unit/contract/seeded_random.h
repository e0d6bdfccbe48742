// Chance that repeats: the same seed gives the same bytes on every machine.
#pragma once

#include <cstdint>
#include <random>

#include "proto/contract/environment.h"

namespace tilik {

class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : engine_(seed) {}

  void Fill(void* out, std::size_t size) override {
    auto* bytes = static_cast<std::uint8_t*>(out);
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::uint8_t>(engine_());
  }

  std::uint64_t Below(std::uint64_t bound) { return engine_() % bound; }

  template <typename Bytes>
  Bytes Make() {
    Bytes bytes;
    Fill(bytes.data(), Bytes::kSize);
    return bytes;
  }

  std::string Text(std::size_t size) {
    std::string text;
    for (std::size_t i = 0; i < size; ++i) text += static_cast<char>('a' + Below(26));
    return text;
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace tilik
