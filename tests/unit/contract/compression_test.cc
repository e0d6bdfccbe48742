#include "proto/contract/compression.h"

#include <gtest/gtest.h>
#include <zstd.h>

#include "tests/unit/contract/seeded_random.h"

namespace tilik {
namespace {

constexpr std::size_t kRoom = 1 << 20;

TEST(Compression, GivesBackWhatItWasGiven) {
  SeededRandom random(1);
  for (std::size_t size : {0u, 1u, 100u, 5'000u, 300'000u}) {
    for (int level : {kWireLevel, kStoreLevel}) {
      std::string plain = random.Text(size);
      Result<std::string> again = Decompress(Compress(plain, level), kRoom);
      ASSERT_TRUE(again.ok()) << again.status().message();
      EXPECT_EQ(*again, plain);
    }
  }
}

TEST(Compression, AllowsExactlyTheBound) {
  std::string packed = Compress(std::string(1000, 'x'), kWireLevel);
  EXPECT_TRUE(Decompress(packed, 1000).ok());
  EXPECT_EQ(Decompress(packed, 999).status().code(), Code::kInvalid);
}

TEST(Compression, ABombIsRefusedByItsLabel) {
  std::string bomb = Compress(std::string(256 << 20, '\0'), kStoreLevel);
  ASSERT_LT(bomb.size(), 100'000u);
  EXPECT_EQ(Decompress(bomb, kRoom).status().code(), Code::kInvalid);
}

TEST(Compression, ABombThatHidesItsSizeIsRefused) {
  std::string plain(8 << 20, '\0');
  std::string bomb(ZSTD_compressBound(plain.size()), '\0');
  ZSTD_CCtx* context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 0);
  bomb.resize(ZSTD_compress2(context, bomb.data(), bomb.size(), plain.data(), plain.size()));
  ZSTD_freeCCtx(context);
  ASSERT_EQ(ZSTD_getFrameContentSize(bomb.data(), bomb.size()), ZSTD_CONTENTSIZE_UNKNOWN);

  EXPECT_EQ(Decompress(bomb, kRoom).status().code(), Code::kInvalid);
}

TEST(Compression, NothingMayFollowTheFrame) {
  std::string packed = Compress("one", kWireLevel);
  EXPECT_EQ(Decompress(packed + Compress("two", kWireLevel), kRoom).status().code(),
            Code::kInvalid);
  EXPECT_EQ(Decompress(packed + "x", kRoom).status().code(), Code::kInvalid);
}

TEST(Compression, AFrameCutAnywhereIsRefused) {
  std::string packed = Compress(SeededRandom(2).Text(2'000), kWireLevel);
  for (std::size_t size = 0; size < packed.size(); ++size) {
    EXPECT_EQ(Decompress(packed.substr(0, size), kRoom).status().code(), Code::kInvalid) << size;
  }
}

TEST(Compression, AFlippedBitNeverPassesForTheOriginal) {
  std::string plain = SeededRandom(3).Text(500);
  std::string packed = Compress(plain, kWireLevel);
  for (std::size_t bit = 0; bit < packed.size() * 8; ++bit) {
    std::string flipped = packed;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ 1 << bit % 8);
    Result<std::string> opened = Decompress(flipped, kRoom);
    if (opened.ok()) {
      EXPECT_EQ(*opened, plain) << "bit " << bit;
    }
  }
}

}  // namespace
}  // namespace tilik
