// Chance from a seed: xoshiro256** filled by SplitMix64, the same numbers on every machine.
//
// The distributions of <random> differ from one standard library to the next, so choices are made
// here, with integers and one multiplication of doubles, and never with the functions of <cmath>.
// Compilers also differ in which argument of a call they work out first: draw once per call.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>

namespace tilik::population {

class Chance {
 public:
  // What one thing of many gets: its own stream, so that a change in one household moves no other.
  static Chance Of(std::uint64_t seed, std::uint64_t kind, std::uint64_t number) {
    std::uint64_t state = seed;
    for (const std::uint64_t part : {kind, number}) state = SplitMix(&state) ^ part;
    return Chance(state);
  }

  explicit Chance(std::uint64_t seed) {
    for (std::uint64_t& word : state_) word = SplitMix(&seed);
  }

  std::uint64_t Next() {
    const std::uint64_t result = Rotate(state_[1] * 5, 7) * 9;
    const std::uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = Rotate(state_[3], 45);
    return result;
  }

  // Both ends included.
  int Between(int low, int high) {
    const auto range = static_cast<std::uint64_t>(high - low) + 1;
    return low + static_cast<int>(((Next() >> 32) * range) >> 32);
  }

  bool Happens(double probability) {
    return static_cast<double>(Next() >> 11) * 0x1p-53 < probability;
  }

  template <typename Container>
  const auto& OneOf(const Container& container) {
    return container[static_cast<std::size_t>(
        Between(0, static_cast<int>(std::size(container)) - 1))];
  }

  // The place of one of `weights`, as often as it weighs.
  int Weighted(std::span<const int> weights) {
    int total = 0;
    for (const int weight : weights) total += weight;
    int left = Between(0, total - 1);
    int place = 0;
    while (left >= weights[static_cast<std::size_t>(place)]) {
      left -= weights[static_cast<std::size_t>(place++)];
    }
    return place;
  }
  int Weighted(std::initializer_list<int> weights) {
    return Weighted(std::span<const int>(weights.begin(), weights.size()));
  }

 private:
  static std::uint64_t Rotate(std::uint64_t word, int by) {
    return (word << by) | (word >> (64 - by));
  }
  static std::uint64_t SplitMix(std::uint64_t* state) {
    std::uint64_t mixed = (*state += 0x9E3779B97F4A7C15ull);
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9ull;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBull;
    return mixed ^ (mixed >> 31);
  }

  std::array<std::uint64_t, 4> state_;
};

}  // namespace tilik::population
