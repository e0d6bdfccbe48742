// Keys and ids that are the same in every run, so that what a target found it finds again.
#pragma once

#include <cstdint>

#include "proto/contract/environment.h"

namespace tilik::fuzz {

class Chance final : public Random {
 public:
  explicit Chance(std::uint64_t seed) : state_(seed) {}

  void Fill(void* out, std::size_t size) override {
    auto* bytes = static_cast<unsigned char*>(out);
    for (std::size_t i = 0; i < size; ++i) {
      state_ = state_ * 6364136223846793005ull + 1442695040888963407ull;
      bytes[i] = static_cast<unsigned char>(state_ >> 56);
    }
  }

 private:
  std::uint64_t state_;
};

}  // namespace tilik::fuzz
