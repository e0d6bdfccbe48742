// simulate --seeds A..B [--ticks N] [--phones N] [--households N] [--without ACTION] [--aloud]
// [--until-failure]: runs seeds, prints one line per failure with the command that repeats it, and
// says what was seen. Every thousandth seed is run twice and must leave the same trace.
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "tests/simulation/district.h"

namespace {

using tilik::simulation::District;
using tilik::simulation::Failure;
using tilik::simulation::Story;

constexpr std::uint64_t kTwiceEvery = 1'000;

unsigned long long Number(std::uint64_t number) { return number; }

// What an invariant of production code that breaks leaves behind: the command that breaks it again.
Story running;

void NameTheSeed(int) {
  std::fprintf(stderr, "tools/simulate --seeds %llu..%llu --ticks %d: process: ended by a signal\n",
               Number(running.seed), Number(running.seed), running.ticks);
  std::_Exit(1);
}

struct Wish {
  std::uint64_t first = 1;
  std::uint64_t last = 100;
  Story story;
  bool until_failure = false;
  bool understood = true;
};

// The action of this name, as a bit of Story::without; 0 when there is none.
std::uint64_t BitOf(const std::string& name) {
  for (int i = 0; i < tilik::simulation::kActions; ++i) {
    if (name == NameOf(static_cast<tilik::simulation::Action>(i))) return std::uint64_t{1} << i;
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
    } else if (word == "--until-failure") {
      wish.until_failure = true;
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
      const std::uint64_t bit = BitOf(next);
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
                 "[--without ACTION] [--aloud] [--until-failure]\n");
    return 2;
  }
  std::map<std::string, std::uint64_t> sightings;
  for (const std::string& what : tilik::simulation::WorthSeeing()) sightings[what] = 0;
  std::uint64_t failures = 0, run = 0, faults = 0;
  double device_days = 0;
  std::signal(SIGABRT, NameTheSeed);
  std::signal(SIGSEGV, NameTheSeed);
  const auto began = std::chrono::steady_clock::now();
  for (std::uint64_t seed = wish.first; seed <= wish.last; ++seed) {
    wish.story.seed = seed;
    running = wish.story;
    District district(wish.story);
    std::optional<Failure> failure = district.Run();
    if (!failure && seed % kTwiceEvery == 0) {
      District again(wish.story);
      again.Run();
      if (again.trace() != district.trace()) failure = {"the same twice", "another trace", 0};
    }
    if (failure) {
      ++failures;
      std::printf("tools/simulate --seeds %llu..%llu --ticks %d: tick %d: %s: %s\n", Number(seed),
                  Number(seed), wish.story.ticks, failure->tick, failure->check.c_str(),
                  failure->words.c_str());
      std::fflush(stdout);
    }
    ++run;
    faults += district.faults();
    device_days += district.device_days();
    for (const auto& [what, times] : district.sightings()) sightings[what] += times;
    if (failure && wish.until_failure) break;
  }
  for (const auto& [what, times] : sightings)
    std::printf("%8llu × %s\n", Number(times), what.c_str());
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  std::printf(
      "%llu seeds, %llu failures; %.0f device-days, %llu faults; %.0f s, %.0f simulated s a "
      "second\n",
      Number(run), Number(failures), device_days, Number(faults), took.count(),
      device_days * 86'400 / took.count());
  return failures == 0 ? 0 : 1;
}
