#include "proto/contract/environment.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

#include "tests/unit/contract/seeded_random.h"

namespace tilik {
namespace {

constexpr Instant kNoon{1'735'693'200'000};

std::int64_t MillisecondIn(const RecordId& id) {
  std::int64_t ms = 0;
  for (int i = 0; i < 6; ++i) ms = ms << 8 | id.data()[i];
  return ms;
}

int VersionIn(const RecordId& id) { return id.data()[6] >> 4; }
int VariantIn(const RecordId& id) { return id.data()[8] >> 6; }

// Always the same byte: the worst that chance can do.
class StuckRandom final : public Random {
 public:
  explicit StuckRandom(std::uint8_t byte) : byte_(byte) {}
  void Fill(void* out, std::size_t size) override {
    std::fill_n(static_cast<char*>(out), size, byte_);
  }

 private:
  std::uint8_t byte_;
};

TEST(IdMaker, MakesUuidsOfVersion7) {
  SeededRandom random(1);
  IdMaker maker(random);
  for (std::int64_t ms = 0; ms < 1000; ++ms) {
    RecordId id = maker.Next(Instant{kNoon.ms + ms / 3});
    EXPECT_EQ(MillisecondIn(id), kNoon.ms + ms / 3);
    EXPECT_EQ(VersionIn(id), 7);
    EXPECT_EQ(VariantIn(id), 2);
  }
}

TEST(IdMaker, IdsOfOneMillisecondDifferInTheirLastBytes) {
  SeededRandom random(2);
  IdMaker maker(random);
  RecordId household = maker.Next(kNoon);
  for (int person = 0; person < 5; ++person) {
    EXPECT_EQ(maker.Next(kNoon).raw().substr(0, 12), household.raw().substr(0, 12));
  }
}

TEST(IdMaker, IdsRiseWhateverTheClockDoes) {
  SeededRandom random(3);
  IdMaker maker(random);
  RecordId last;
  for (int i = 0; i < 100'000; ++i) {
    std::int64_t jump = static_cast<std::int64_t>(random.Below(20'001)) - 10'000;
    RecordId id = maker.Next(Instant{kNoon.ms + jump});
    ASSERT_GT(id, last);
    last = id;
  }
}

TEST(IdMaker, TwoMakersOfOneMillisecondNeverMeet) {
  SeededRandom one(4);
  SeededRandom other(5);
  IdMaker maker(one);
  IdMaker other_maker(other);
  std::set<RecordId> ids;
  for (int i = 0; i < 50'000; ++i) {
    ids.insert(maker.Next(kNoon));
    ids.insert(other_maker.Next(kNoon));
  }
  EXPECT_EQ(ids.size(), 100'000u);
}

TEST(IdMaker, CarriesAroundVersionAndVariant) {
  StuckRandom random(0xff);
  IdMaker maker(random);
  RecordId full = maker.Next(kNoon);
  EXPECT_EQ(ToHex(full.raw()).substr(12), "7fffbfffffffffffffff");

  RecordId next = maker.Next(kNoon);

  EXPECT_GT(next, full);
  EXPECT_EQ(VersionIn(next), 7);
  EXPECT_EQ(VariantIn(next), 2);
  EXPECT_EQ(MillisecondIn(next), kNoon.ms + 1) << "a full millisecond borrows the next";
}

TEST(IdMaker, CarriesFromTheLowWordIntoTheHighOne) {
  class AlmostFull final : public Random {
   public:
    void Fill(void* out, std::size_t size) override {
      auto* bytes = static_cast<std::uint8_t*>(out);
      std::fill_n(bytes, size, std::uint8_t{0xff});
      if (size > 1) bytes[0] = bytes[1] = 0;
    }
  } random;
  IdMaker maker(random);
  EXPECT_EQ(ToHex(maker.Next(kNoon).raw()).substr(12), "7000bfffffffffffffff");
  EXPECT_EQ(ToHex(maker.Next(kNoon).raw()).substr(12), "70018000000000000000");
}

TEST(IdMaker, AnUnknownTimeIsNotAFamiliarOne) {
  SeededRandom random(6);
  IdMaker maker(random);
  RecordId id = maker.Next(Instant{0});
  EXPECT_EQ(MillisecondIn(id), 0);
  EXPECT_GT(std::set<char>(id.raw().begin() + 6, id.raw().end()).size(), 3u)
      << "random all the same";
}

TEST(IdMaker, AClockBefore1970IsTheBeginning) {
  SeededRandom random(7);
  IdMaker maker(random);
  RecordId first = maker.Next(Instant{-5});
  EXPECT_EQ(MillisecondIn(first), 0);
  EXPECT_GT(maker.Next(Instant{-9'000}), first);
}

TEST(SodiumRandom, FillsTheLastByteToo) {
  SodiumRandom random;
  std::set<std::uint8_t> last_bytes;
  for (int i = 0; i < 100; ++i) {
    std::uint8_t bytes[33] = {};
    random.Fill(bytes, sizeof bytes);
    last_bytes.insert(bytes[32]);
  }
  EXPECT_GT(last_bytes.size(), 10u);
}

}  // namespace
}  // namespace tilik
