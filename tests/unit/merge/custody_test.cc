// Which sets are taken, which wait, and what a fork looks like (protocol.md §3.2).
#include <gtest/gtest.h>

#include <limits>
#include <map>

#include "sync-server/merge/custody.h"

namespace tilik::merge {
namespace {

using Kind = Admission::Kind;

// What a log would hold after each admission.
class Log : public LinkIndex {
 public:
  std::vector<LoggedLink> LinksAt(const ChainId&, std::uint64_t seq) const override {
    auto found = links_.find(seq);
    return found == links_.end() ? std::vector<LoggedLink>() : found->second;
  }
  std::vector<Kind> Take(ChainState& state, std::vector<SealedSet> sets) {
    std::vector<Kind> kinds;
    for (Admission& admission : Admit(state, std::move(sets), *this)) {
      kinds.push_back(admission.kind);
      if (admission.kind != Kind::kKnown)
        links_[admission.set.seq].push_back(
            {admission.set.link, admission.branch, admission.set.previous});
    }
    return kinds;
  }

 private:
  std::map<std::uint64_t, std::vector<LoggedLink>> links_;
};

std::vector<SealedSet> Chain(const ChainId& chain, std::uint64_t first, const Link& previous,
                             std::vector<std::string> bodies) {
  return *LinkPush(chain, first, previous, std::move(bodies));
}

class Custody : public ::testing::Test {
 protected:
  ChainId chain = ChainId::FromRaw("0123456789abcdef").value();
  ChainState state{chain, {Branch()}, {}, {}, {}};
  Log log;
  std::vector<SealedSet> sets = Chain(chain, 1, Link(), {"satu", "dua", "tiga", "empat"});
  std::vector<SealedSet> Part(std::size_t from, std::size_t to) {
    return {sets.begin() + static_cast<std::ptrdiff_t>(from),
            sets.begin() + static_cast<std::ptrdiff_t>(to)};
  }
};

TEST_F(Custody, TheSamePushTwiceIsTakenOnce) {
  EXPECT_EQ(log.Take(state, Part(0, 4)),
            (std::vector{Kind::kNext, Kind::kNext, Kind::kNext, Kind::kNext}));
  EXPECT_EQ(log.Take(state, Part(0, 4)),
            (std::vector{Kind::kKnown, Kind::kKnown, Kind::kKnown, Kind::kKnown}));
  EXPECT_EQ(state.branches[0].contiguous, 4u);
}

TEST_F(Custody, AGapWaitsAndCloses) {
  log.Take(state, Part(0, 1));
  EXPECT_EQ(log.Take(state, Part(2, 4)), (std::vector{Kind::kWaiting, Kind::kWaiting}));
  EXPECT_TRUE(ReleaseWaiting(state).empty());
  log.Take(state, Part(1, 2));
  std::vector<Released> released = ReleaseWaiting(state);
  ASSERT_EQ(released.size(), 2u);
  EXPECT_EQ(released[0].seq, 3u);
  EXPECT_EQ(released[1].branch, 0u);
  EXPECT_EQ(state.branches[0].contiguous, 4u);
}

TEST_F(Custody, ADeclaredHoleLetsTheRestGoOn) {
  log.Take(state, Part(0, 1));
  log.Take(state, Part(3, 4));
  state.holes.push_back({2, 3, false, "rusak"});
  ASSERT_EQ(ReleaseWaiting(state).size(), 1u);
  EXPECT_EQ(state.branches[0].contiguous, 4u);
  // Found after all: it takes its place, and nothing is a fork.
  EXPECT_EQ(log.Take(state, Part(1, 2)), std::vector{Kind::kNext});
  EXPECT_FALSE(state.forked());
  EXPECT_EQ(state.branches[0].contiguous, 4u);
}

TEST_F(Custody, AFoundSetThatDoesNotFitItsNeighboursForks) {
  log.Take(state, Part(0, 1));
  log.Take(state, Part(3, 4));
  state.holes.push_back({2, 3, false, "rusak"});
  ReleaseWaiting(state);
  std::vector<SealedSet> forged = Chain(chain, 2, sets[0].link, {"dua lain", "tiga lain"});
  ChainState as_was = state;
  EXPECT_EQ(log.Take(state, {forged[1]}), std::vector{Kind::kFork})
      << "number 4 does not follow it";
  EXPECT_EQ(log.Take(as_was, Part(2, 3)), std::vector{Kind::kFork}) << "3 is taken by now";

  Log clean;
  ChainState other{chain, {Branch()}, {}, {}, {}};
  clean.Take(other, Part(0, 1));
  clean.Take(other, Part(3, 4));
  other.holes.push_back({2, 3, true, "HP hilang"});
  ReleaseWaiting(other);
  EXPECT_EQ(clean.Take(other, {forged[0]}), std::vector{Kind::kNext})
      << "nothing speaks against it";
  EXPECT_EQ(clean.Take(other, Part(2, 3)), std::vector{Kind::kFork}) << "it does not follow that 2";
}

TEST_F(Custody, OnlyWhatHasNotComeIsGivenUp) {
  log.Take(state, Part(0, 1));
  log.Take(state, Part(3, 4));
  EXPECT_EQ(GapsOf(state), (std::vector<std::pair<std::uint64_t, std::uint64_t>>{{2, 3}}));
  EXPECT_TRUE(MayBeGivenUp(state, {2, 3, true, ""}, 4));
  EXPECT_FALSE(MayBeGivenUp(state, {1, 3, true, ""}, 4)) << "number 1 is here";
  EXPECT_FALSE(MayBeGivenUp(state, {2, 4, true, ""}, 4)) << "number 4 is here";
  EXPECT_FALSE(MayBeGivenUp(state, {3, 2, true, ""}, 4));
}

TEST_F(Custody, ABeginningThatWasLostAndFoundTakesItsPlace) {
  EXPECT_EQ(log.Take(state, Part(1, 4)),
            (std::vector{Kind::kWaiting, Kind::kWaiting, Kind::kWaiting}));
  state.holes.push_back({1, 1, false, "rusak"});
  EXPECT_EQ(ReleaseWaiting(state).size(), 3u);
  ChainState as_was = state;
  Log as_held = log;
  EXPECT_EQ(log.Take(state, Part(0, 1)), std::vector{Kind::kNext});
  const Link nothing = Link::FromRaw(std::string(32, 7)).value();
  EXPECT_EQ(as_held.Take(as_was, Chain(chain, 1, nothing, {"satu"})), std::vector{Kind::kFork})
      << "nothing is before the first of a chain";
}

TEST_F(Custody, WhatWasGivenUpAndIsFoundInOnePushFitsTogether) {
  log.Take(state, Part(0, 1));
  log.Take(state, Part(3, 4));
  state.holes.push_back({2, 3, false, "rusak"});
  ReleaseWaiting(state);
  ChainState as_was = state;
  Log as_held = log;
  EXPECT_EQ(log.Take(state, Part(1, 3)), (std::vector{Kind::kNext, Kind::kNext}));
  const Link nothing = Link::FromRaw(std::string(32, 7)).value();
  EXPECT_EQ(as_held.Take(as_was, Chain(chain, 2, nothing, {"dua"})), std::vector{Kind::kFork})
      << "number 1 is not what it follows";
}

TEST_F(Custody, WhatAForkBringsThereDoesNotJudgeWhatIsFound) {
  log.Take(state, Part(0, 1));
  log.Take(state, Part(3, 4));
  state.holes.push_back({2, 3, false, "rusak"});
  ReleaseWaiting(state);
  const Link nothing = Link::FromRaw(std::string(32, 7)).value();
  log.Take(state, Chain(chain, 3, nothing, {"tiga lain"}));
  ASSERT_TRUE(state.forked());
  EXPECT_EQ(log.Take(state, Part(1, 2)), std::vector{Kind::kNext});
}

TEST_F(Custody, WhatWaitedForAnotherHistoryForksWhenTheGapCloses) {
  log.Take(state, Part(0, 1));
  log.Take(state, Part(2, 4));
  log.Take(state, Chain(chain, 2, sets[0].link, {"dua lain"}));
  const std::vector<Released> released = ReleaseWaiting(state);
  ASSERT_EQ(released.size(), 1u);
  EXPECT_EQ(released[0].seq, 3u);
  EXPECT_EQ(released[0].branch, 1u) << "it does not follow the 2 that came";
}

TEST_F(Custody, AHoleElsewhereLetsNothingGoOn) {
  log.Take(state, Part(0, 2));
  log.Take(state, Part(3, 4));
  state.holes = {{1, 1, true, ""}, {7, 8, true, ""}};
  EXPECT_TRUE(ReleaseWaiting(state).empty());
  EXPECT_EQ(GapsOf(state), (std::vector<std::pair<std::uint64_t, std::uint64_t>>{{3, 3}}));
}

TEST_F(Custody, AChainThatHasNotBegunLacksNothing) {
  ChainState fresh;
  EXPECT_TRUE(GapsOf(fresh).empty());
  EXPECT_TRUE(ReleaseWaiting(fresh).empty());
  EXPECT_FALSE(MayBeGivenUp(fresh, {1, 1, true, ""}, 2));
  EXPECT_EQ(log.Take(fresh, Part(0, 1)), std::vector{Kind::kNext});
  EXPECT_EQ(AncestryOf(fresh, 0, 2), (std::vector<Ancestry>{{0, 1}}));
}

TEST_F(Custody, APushIsBounded) {
  EXPECT_EQ(LinkPush(chain, 0, Link(), {"nol"}).status().code(), Code::kInvalid);
  const std::vector<std::string> many(kMaxSetsPerPush + 1, "satu");
  EXPECT_EQ(LinkPush(chain, 1, Link(), many).status().code(), Code::kInvalid);
  const std::string long_one(kMaxBodyBytes + 1, 'x');
  EXPECT_EQ(LinkPush(chain, 1, Link(), {"satu", long_one}).status().code(), Code::kInvalid);
}

TEST_F(Custody, AnEndlessHoleIsNoEndlessLoop) {
  log.Take(state, Part(0, 1));
  log.Take(state, Part(3, 4));
  state.holes.push_back({2, ~std::uint64_t{0}, false, ""});
  EXPECT_EQ(ReleaseWaiting(state).size(), 1u);
}

TEST_F(Custody, NoChainGoesOnBehindTheLastNumber) {
  constexpr std::uint64_t kHighest = std::numeric_limits<std::int64_t>::max();
  for (const std::uint64_t first : {kHighest - 1, kHighest + 1, 2 * kHighest + 1}) {
    const auto linked = LinkPush(chain, first, Link(), {"satu", "dua"});
    EXPECT_EQ(linked.status().code(), Code::kInvalid) << first;
  }
  EXPECT_TRUE(LinkPush(chain, kHighest - 2, Link(), {"satu", "dua"}).ok());
}

TEST_F(Custody, AClonedPhoneForks) {
  log.Take(state, Part(0, 2));
  std::vector<SealedSet> clone = Chain(chain, 3, sets[1].link, {"tiga lain", "empat lain"});
  log.Take(state, Part(2, 3));
  EXPECT_EQ(log.Take(state, clone), (std::vector{Kind::kFork, Kind::kFork}));
  EXPECT_TRUE(state.forked());
  EXPECT_EQ(state.branches.size(), 2u);
  EXPECT_EQ(state.branches[1].from_seq, 3u);
  EXPECT_EQ(state.branches[1].contiguous, 4u);
  EXPECT_EQ(log.Take(state, Part(3, 4)), std::vector{Kind::kNext}) << "the first branch goes on";
  EXPECT_EQ(AncestryOf(state, 1, 4), (std::vector<Ancestry>{{1, 3}, {0, 2}}));
}

TEST_F(Custody, AHistoryThatIsNotTheOneInCustodyForks) {
  log.Take(state, Part(0, 2));
  std::vector<SealedSet> other =
      Chain(chain, 3, Link::FromRaw(std::string(32, 7)).value(), {"tiga"});
  EXPECT_EQ(log.Take(state, other), std::vector{Kind::kFork});
}

TEST_F(Custody, NothingIsOwnEarlierAcrossAHoleInAForkedChain) {
  log.Take(state, Part(0, 2));
  log.Take(state, Chain(chain, 2, sets[0].link, {"dua lain"}));
  state.holes.push_back({3, 3, false, ""});
  EXPECT_TRUE(AncestryOf(state, 0, 5).empty());
  EXPECT_FALSE(AncestryOf(state, 0, 3).empty());
}

}  // namespace
}  // namespace tilik::merge
