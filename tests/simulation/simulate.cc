// simulate --seeds A..B [--ticks N] [--phones N] [--households N] [--without ACTION] [--aloud]:
// runs seeds, prints one line per failure with the command that repeats it, and says what was seen.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "tests/simulation/district.h"

namespace {

using tilik::simulation::District;
using tilik::simulation::Failure;
using tilik::simulation::Story;

struct Wish {
  std::uint64_t first = 1;
  std::uint64_t last = 100;
  Story story;
  bool understood = true;
};

// The action of this name, as a bit of Story::without; 0 when there is none.
std::uint32_t BitOf(const std::string& name) {
  for (int i = 0; i < tilik::simulation::kActions; ++i) {
    if (name == NameOf(static_cast<tilik::simulation::Action>(i))) return 1u << i;
  }
  return 0;
}

Wish Understand(int count, char** words) {
  Wish wish;
  for (int i = 1; i < count && wish.understood; ++i) {
    const std::string word = words[i];
    const char* next = i + 1 < count ? words[i + 1] : nullptr;
    if (word == "--aloud") {
      wish.story.aloud = true;
    } else if (next == nullptr) {
      wish.understood = false;
    } else if (word == "--seeds") {
      char* rest = nullptr;
      wish.first = wish.last = std::strtoull(next, &rest, 10);
      if (std::strncmp(rest, "..", 2) == 0) wish.last = std::strtoull(rest + 2, nullptr, 10);
      ++i;
    } else if (word == "--ticks") {
      wish.story.ticks = std::atoi(next);
      ++i;
    } else if (word == "--phones") {
      wish.story.phones = std::atoi(next);
      ++i;
    } else if (word == "--without") {
      const std::uint32_t bit = BitOf(next);
      wish.understood = bit != 0;
      wish.story.without |= bit;
      ++i;
    } else if (word == "--households") {
      wish.story.households = std::atoi(next);
      ++i;
    } else {
      wish.understood = false;
    }
  }
  return wish;
}

}  // namespace

int main(int count, char** words) {
  Wish wish = Understand(count, words);
  if (!wish.understood) {
    std::fprintf(stderr,
                 "usage: simulate --seeds A..B [--ticks N] [--phones N] [--households N] "
                 "[--without ACTION] [--aloud]\n");
    return 2;
  }
  std::map<std::string, std::uint64_t> sightings;
  std::uint64_t failures = 0;
  for (std::uint64_t seed = wish.first; seed <= wish.last; ++seed) {
    wish.story.seed = seed;
    District district(wish.story);
    if (auto failure = district.Run()) {
      ++failures;
      std::printf("tools/simulate --seeds %llu..%llu --ticks %d: tick %d: %s: %s\n",
                  static_cast<unsigned long long>(seed), static_cast<unsigned long long>(seed),
                  wish.story.ticks, failure->tick, failure->check.c_str(), failure->words.c_str());
    }
    for (const auto& [what, times] : district.sightings()) sightings[what] += times;
  }
  for (const auto& [what, times] : sightings) {
    std::printf("%8llu × %s\n", static_cast<unsigned long long>(times), what.c_str());
  }
  std::printf("%llu seeds, %llu failures\n",
              static_cast<unsigned long long>(wish.last - wish.first + 1),
              static_cast<unsigned long long>(failures));
  return failures == 0 ? 0 : 1;
}
