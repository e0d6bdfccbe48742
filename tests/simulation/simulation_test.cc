// A few hundred districts, each from its own seed, every one of which must hold together; and the
// proof that the simulator can fail.
#include <gtest/gtest.h>

#include "tests/simulation/district.h"

namespace tilik::simulation {
namespace {

constexpr std::uint64_t kSeeds = 300;
constexpr int kTicks = 150;

Story StoryOf(std::uint64_t seed) {
  Story story;
  story.seed = seed;
  story.ticks = kTicks;
  return story;
}

TEST(District, HoldsTogetherWhateverPeopleDo) {
  std::map<std::string, std::uint64_t> sightings;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    District district(StoryOf(seed));
    if (auto failure = district.Run()) {
      ADD_FAILURE() << "tools/simulate --seeds " << seed << ".." << seed << " --ticks " << kTicks
                    << ": tick " << failure->tick << ": " << failure->check << ": "
                    << failure->words;
    }
    for (const auto& [what, times] : district.sightings()) sightings[what] += times;
  }
  for (const char* what : {"a case decided",
                           "a clock jumped",
                           "a decision came too late",
                           "a device cloned",
                           "a fact retracted directly",
                           "a forked chain noticed by its phone",
                           "a household registered",
                           "a newer value shown beside",
                           "a phone met a new epoch",
                           "a push came twice",
                           "a push was cut",
                           "a retraction proposed",
                           "a server restored from a backup",
                           "an answer was lost",
                           "an enrolment revoked",
                           "an import changed a field",
                           "later sets came first",
                           "two records merged",
                           "one recipient was due twice",
                           "a set was lost",
                           "an entitlement closed by order"}) {
    EXPECT_GT(sightings[what], 0u) << "never seen: " << what;
  }
}

TEST(District, IsTheSameTwice) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    District once(StoryOf(seed));
    District again(StoryOf(seed));
    once.Run();
    again.Run();
    EXPECT_EQ(once.trace(), again.trace()) << "seed " << seed;
  }
}

// The first seed that holds together honestly and does not with the fault; 0 when none notices.
std::uint64_t NoticedBy(Mischief mischief) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    Story story = StoryOf(seed);
    if (District(story).Run()) continue;
    story.mischief = mischief;
    if (District(story).Run()) return seed;
  }
  return 0;
}

TEST(PlantedFault, ASetMergedTwiceIsNoticed) {
  EXPECT_NE(NoticedBy(Mischief::kForgetsDuplicates), 0u);
}
TEST(PlantedFault, SetsOutOfOrderAreNoticed) {
  EXPECT_NE(NoticedBy(Mischief::kMergesBackwards), 0u);
}
TEST(PlantedFault, BasesFromALostEpochAreNoticed) {
  EXPECT_NE(NoticedBy(Mischief::kTrustsBases), 0u);
}
TEST(PlantedFault, BelievedClocksAreNoticed) {
  EXPECT_NE(NoticedBy(Mischief::kBelievesClocks), 0u);
}
TEST(PlantedFault, ForgottenHeldWorkIsNoticed) { EXPECT_NE(NoticedBy(Mischief::kDropsHeld), 0u); }

}  // namespace
}  // namespace tilik::simulation
