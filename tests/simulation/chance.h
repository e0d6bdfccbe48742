// Chance from one seed: every decision of a simulated world is drawn here, so a seed is a world.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "proto/contract/environment.h"

namespace tilik::simulation {

// splitmix64: eight bytes of state, passes BigCrush. The seed goes through it once, for a stream is
// a walk by one constant: seeds a constant apart would be one stream, a draw later.
class Chance final : public Random {
 public:
  explicit Chance(std::uint64_t seed) : state_(Mixed(seed + kStep)) {}

  std::uint64_t Next() { return Mixed(state_ += kStep); }

  // Uniform enough below `bound` ≤ 2^32; 0 for 0.
  std::uint64_t Below(std::uint64_t bound) { return bound == 0 ? 0 : (Next() >> 32) * bound >> 32; }
  bool Percent(unsigned percent) { return Below(100) < percent; }

  template <typename T>
  const T& OneOf(const std::vector<T>& choices) {
    return choices[Below(choices.size())];
  }

  void Fill(void* out, std::size_t size) override {
    auto* bytes = static_cast<std::uint8_t*>(out);
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::uint8_t>(Next() >> 56);
  }

 private:
  static constexpr std::uint64_t kStep = 0x9E3779B97F4A7C15ull;
  static std::uint64_t Mixed(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
  }

  std::uint64_t state_;
};

}  // namespace tilik::simulation
