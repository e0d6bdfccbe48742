// A kecamatan as audits find it: NIK invalid, missing, used twice, KK and NIK swapped, households
// listed twice (domain.md §2.12). Made by tools/population from a seed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scenario/district.h"

namespace tilik::scenario {
namespace {

using testing::IsEmpty;

constexpr std::uint64_t kHouseholds = 700;
constexpr std::uint32_t kAsOf = 20251101;

class DirtyKecamatan : public testing::Test {
 protected:
  DirtyKecamatan() {
    Command command;
    command.arguments = {TILIK_POPULATION_PROGRAM,
                         "--district",
                         "53.02",
                         "--kecamatan",
                         "53.02.14",
                         "--households",
                         std::to_string(kHouseholds),
                         "--seed",
                         "7",
                         "--as-of",
                         std::to_string(kAsOf),
                         "--out",
                         files.string()};
    EXPECT_EQ(scenario::Run(command).exit_code, 0);
  }

  v1::RegistryImportReport Import() {
    return district.ImportFiles(files / "rumah_tangga.csv", files / "anggota.csv", kAsOf);
  }

  District district;
  const std::filesystem::path files = district.FileCalled("made");
};

TEST_F(DirtyKecamatan, IsTakenRowByRowAndFetchedPageByPage) {
  const v1::RegistryImportReport report = Import();
  const v1::ImportRowCounts& households = report.households();
  EXPECT_GE(households.rows(), kHouseholds);
  EXPECT_EQ(households.created(), households.rows()) << "dirt is no reason to refuse a household";
  EXPECT_EQ(report.persons().created() + report.persons().refused(), report.persons().rows());
  EXPECT_FALSE(district.Cases().empty()) << "NIK used twice and households listed twice";
  EXPECT_EQ(Import().change_sets(), 0u);

  Phone& dorkas = district.Enrol("Dorkas Selan", "53.02.14");
  const v1::StatusView status = dorkas.Status();
  std::uint64_t carried = 0;
  for (const v1::VillageView& village : status.villages()) {
    EXPECT_FALSE(village.name().empty()) << village.code();
    carried += village.households();
  }
  EXPECT_EQ(carried, households.created());
  EXPECT_EQ(dorkas.Sync().records_received(), 0u);
  EXPECT_THAT(district.Verify().gaps(), IsEmpty());
}

TEST_F(DirtyKecamatan, StandsOnADanomOfWhichNothingIsHandedOutYet) {
  Import();
  const v1::DanomImportReport danom = district.ImportDanomFile(files / "danom.csv", kAsOf);
  EXPECT_GT(danom.defined(), 0u);
  EXPECT_EQ(danom.defined() + danom.refused() + danom.differing() + danom.unchanged(),
            static_cast<std::uint64_t>(danom.lines_size()));
  std::uint64_t lines = 0;
  const v1::RecapTable recap = district.Recap("");
  for (const v1::RecapLine& total : recap.totals()) {
    lines += total.lines();
    EXPECT_EQ(total.open(), total.entitled()) << total.programme();
  }
  EXPECT_EQ(lines, danom.defined());
  EXPECT_EQ(Unexplained(recap), 0);
  EXPECT_EQ(district.ImportDanomFile(files / "danom.csv", kAsOf).change_sets(), 0u);
  district.Verify();
}

}  // namespace
}  // namespace tilik::scenario
