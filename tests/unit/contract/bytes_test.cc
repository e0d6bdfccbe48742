#include "proto/contract/bytes.h"

#include <gtest/gtest.h>

#include <unordered_set>

#include "tests/unit/contract/seeded_random.h"

namespace tilik {
namespace {

TEST(Hex, GivesBackEveryByte) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);

  EXPECT_EQ(ToHex(all).size(), 512u);
  EXPECT_EQ(ToHex(all).substr(0, 8), "00010203");
  EXPECT_EQ(FromHex(ToHex(all)), all);
  EXPECT_EQ(FromHex(""), "");
}

TEST(Hex, IsReadInEitherCase) { EXPECT_EQ(FromHex("aBcDeF"), FromHex("abcdef")); }

TEST(Hex, RefusesWhatIsNotHex) {
  EXPECT_FALSE(FromHex("abc").has_value());
  EXPECT_FALSE(FromHex("0g").has_value());
  EXPECT_FALSE(FromHex("g0").has_value());
  EXPECT_FALSE(FromHex("0x").has_value());
  EXPECT_FALSE(FromHex(" 0").has_value());
  EXPECT_FALSE(FromHex(std::string_view("0\0", 2)).has_value());
}

TEST(RecordIdText, IsAUuid) {
  std::optional<RecordId> id = RecordIdFromText("0190163d-8694-739b-aea5-966c26f8ad91");
  ASSERT_TRUE(id.has_value());
  EXPECT_EQ(ToHex(id->raw()), "0190163d8694739baea5966c26f8ad91");
  EXPECT_EQ(ToUuidText(*id), "0190163d-8694-739b-aea5-966c26f8ad91");
}

TEST(RecordIdText, RefusesOtherShapes) {
  EXPECT_FALSE(RecordIdFromText("").has_value());
  EXPECT_FALSE(RecordIdFromText("0190163d8694739baea5966c26f8ad91").has_value());
  EXPECT_FALSE(RecordIdFromText("0190163d-8694-739b-aea5-966c26f8ad9").has_value());
  EXPECT_FALSE(RecordIdFromText("0190163d-8694-739b-aea5-966c26f8ad911").has_value());
  EXPECT_FALSE(RecordIdFromText("0190163d-8694-739baea5--966c26f8ad91").has_value());
  EXPECT_FALSE(RecordIdFromText("0190163d-8694-739b-aea5-966c26f8ad9z").has_value());
}

TEST(FixedBytes, AreExactlyAsLongAsTheirType) {
  EXPECT_FALSE(RecordId::FromRaw(std::string(15, 'x')).has_value());
  EXPECT_FALSE(RecordId::FromRaw(std::string(17, 'x')).has_value());
  EXPECT_EQ(RecordId::FromRaw(std::string(16, 'x'))->str(), std::string(16, 'x'));
}

TEST(FixedBytes, ZerosMeanNone) {
  EXPECT_TRUE(Link().none());
  EXPECT_FALSE(Link::FromRaw(std::string(31, '\0') + '\1')->none());
}

TEST(FixedBytes, AreOrderedAsUnsignedBytes) {
  EXPECT_LT(*RecordId::FromRaw(std::string(16, '\x7f')),
            *RecordId::FromRaw(std::string(16, '\x80')));
}

TEST(FixedBytes, HashWithoutCrowding) {
  SeededRandom random(1);
  IdMaker maker(random);
  std::unordered_set<std::size_t> hashes;
  for (int i = 0; i < 10'000; ++i) {
    hashes.insert(std::hash<RecordId>()(maker.Next(Instant{1'700'000'000'000})));
  }
  EXPECT_GT(hashes.size(), 9'990u);
}

}  // namespace
}  // namespace tilik
