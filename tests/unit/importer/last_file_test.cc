#include "sync-server/importer/last_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tilik::importer {
namespace {

using testing::ElementsAre;

constexpr CodebookNumber kDtks = 1;
constexpr std::uint32_t kToday = 20251101;

// sta_bangunan and sta_lahan merge as one; a plot is asked about when the house is owned (1).
constexpr Field kBuilding = 100;
constexpr Field kPlot = 101;
constexpr Field kFloor = 103;

Answer Code(std::uint32_t code) { return {Coded{kDtks, code}, How::kUnspecified}; }
Answer No(Absent absent) { return {absent, How::kUnspecified}; }

Comparison Compare(const Answers& last, const Answers& now) {
  return CompareWithLastFile(Codebooks::BuiltIn(), kDtks, last, now, kToday);
}

TEST(LastFile, TheSameIsNoDifference) {
  const Answers row = {{kBuilding, Code(1)}, {kPlot, Code(1)}, {kFloor, Code(6)}};
  const Comparison comparison = Compare(row, row);
  EXPECT_TRUE(comparison.differences.empty());
  EXPECT_EQ(comparison.remembered, row);
  EXPECT_EQ(comparison.emptied, 0u);
}

TEST(LastFile, OnlyWhatDiffersIsAChange) {
  const Comparison comparison =
      Compare({{kPlot, Code(1)}, {kFloor, Code(6)}}, {{kPlot, Code(1)}, {kFloor, Code(2)}});
  ASSERT_EQ(comparison.differences.size(), 1u);
  EXPECT_EQ(comparison.differences[0].slot, kFloor);
  EXPECT_EQ(comparison.differences[0].was, (Answers{{kFloor, Code(6)}}));
  EXPECT_EQ(comparison.differences[0].now, (Answers{{kFloor, Code(2)}}));
}

TEST(LastFile, WhatWasSaidOnceIsRememberedThroughSilence) {
  const Comparison silent = Compare({{kFloor, Code(6)}}, {});
  EXPECT_TRUE(silent.differences.empty());
  EXPECT_EQ(silent.emptied, 1u);
  EXPECT_TRUE(Compare(silent.remembered, {{kFloor, Code(6)}}).differences.empty());
}

TEST(LastFile, AGroupIsCarriedWhole) {
  const Comparison comparison =
      Compare({{kBuilding, Code(1)}, {kPlot, Code(1)}}, {{kBuilding, Code(1)}, {kPlot, Code(3)}});
  ASSERT_EQ(comparison.differences.size(), 1u);
  EXPECT_EQ(comparison.differences[0].now, (Answers{{kBuilding, Code(1)}, {kPlot, Code(3)}}));
}

TEST(LastFile, AQuestionRuledOutIsSkippedAndAskedAgainIsBlank) {
  const Comparison rented =
      Compare({{kBuilding, Code(1)}, {kPlot, Code(1)}}, {{kBuilding, Code(2)}});
  ASSERT_EQ(rented.differences.size(), 1u);
  EXPECT_EQ(rented.differences[0].now,
            (Answers{{kBuilding, Code(2)}, {kPlot, No(Absent::kSkipped)}}));
  EXPECT_EQ(rented.emptied, 0u);
  EXPECT_TRUE(Compare(rented.remembered, {{kBuilding, Code(2)}}).differences.empty());

  const Comparison owned = Compare(rented.remembered, {{kBuilding, Code(1)}});
  ASSERT_EQ(owned.differences.size(), 1u);
  EXPECT_EQ(owned.differences[0].now, (Answers{{kBuilding, Code(1)}, {kPlot, No(Absent::kBlank)}}));
}

TEST(LastFile, OneBaseForMostAndExceptionsForTheRest) {
  const Comparison comparison =
      Compare({{kFloor, Code(6)}, {108, {std::int64_t{1}, How::kUnspecified}}, {113, Code(8)}},
              {{kFloor, Code(2)}, {108, {std::int64_t{2}, How::kUnspecified}}, {113, Code(3)}});
  ASSERT_EQ(comparison.differences.size(), 3u);
  const v1::ChangeFields change = ChangeOf(RecordId(), comparison.differences, {4, 1, 4});
  EXPECT_EQ(change.base_revision(), 4u);
  ASSERT_EQ(change.exceptions_size(), 1);
  EXPECT_EQ(change.exceptions(0).base_revision(), 1u);
  EXPECT_THAT(change.exceptions(0).fields(), ElementsAre(108u));
}

}  // namespace
}  // namespace tilik::importer
