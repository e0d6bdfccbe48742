// The ministry's file, and the ministry's file again: what officers found in between stands
// (protocol.md §4, Imports).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scenario/district.h"

namespace tilik::scenario {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

constexpr int kVerified = 100;

TEST(TheMinistrysFile, ImportedAgainAfterAHundredVisitsChangesNothing) {
  const std::vector<ListedHousehold> file = FamiliesOf(kHane, kVerified);
  District district;
  const v1::RegistryImportReport first = district.Import(file);
  EXPECT_EQ(first.households().created(), static_cast<std::uint64_t>(kVerified));
  EXPECT_EQ(first.persons().created(), static_cast<std::uint64_t>(2 * kVerified));
  Phone& dorkas = district.Enrol("Dorkas Selan", kHane);
  for (int n = 0; n < kVerified; ++n) {
    dorkas.Visit(Completed(KeyOf(kHane, n), R"("answers": {"lantai": "keramik", "luas_lantai": )" +
                                                std::to_string(60 + n) + "}"));
  }
  EXPECT_EQ(dorkas.Sync().receipts(), static_cast<std::uint32_t>(kVerified));
  const v1::VerifyReport before = district.Verify();

  const v1::RegistryImportReport again = district.Import(file, 20260205);
  EXPECT_EQ(again.change_sets(), 0u);
  EXPECT_EQ(again.households().unchanged(), static_cast<std::uint64_t>(kVerified));
  EXPECT_EQ(again.persons().unchanged(), static_cast<std::uint64_t>(2 * kVerified));
  EXPECT_EQ(district.Verify().change_sets(), before.change_sets());
  EXPECT_EQ(dorkas.Sync().records_received(), 0u);
  for (int n = 0; n < kVerified; n += 25) {
    const v1::RegistryRecordView household = district.Show(KeyOf(kHane, n));
    EXPECT_EQ(Said(household, "luas_lantai"), std::to_string(60 + n));
    EXPECT_EQ(Said(household, "lantai"), "Keramik");
  }
}

TEST(TheMinistrysFile, VersionThreeDoesNotUndoWhatAVisitDidAfterVersionOne) {
  std::vector<ListedHousehold> file = {NahakFamily(), TaekFamily()};
  District district;
  district.Import(file, 20260105);
  Phone& dorkas = district.Enrol("Dorkas Selan", kBenlutu);
  dorkas.Visit(Completed(file[0].key, R"("answers": {"luas_lantai": 42, "jumlah_kamar": 4,
                                                     "alamat": "RT 003 dekat gereja"})"));
  dorkas.Sync();

  // Version 2 knows of other rooms, version 3 is version 1 again with another address.
  file[0].answers["jumlah_kamar"] = "3";
  file[1].answers["jumlah_kamar"] = "2";
  district.Import(file, 20260205);
  file[0].answers["jumlah_kamar"] = "2";
  file[0].address = "RT 009 Dusun Oelnunuh";
  const v1::RegistryImportReport third = district.Import(file, 20260305);
  EXPECT_EQ(third.values_superseded(), 1u) << "rooms: the visit looked later";
  EXPECT_EQ(third.values_waiting(), 1u) << "the address: a person decides";
  EXPECT_EQ(third.values_in_force(), 0u);

  const v1::RegistryRecordView visited = district.Show(file[0].key);
  EXPECT_EQ(Said(visited, "luas_lantai"), "42");
  EXPECT_EQ(Said(visited, "jumlah_kamar"), "4");
  EXPECT_EQ(Said(visited, "alamat"), "RT 003 dekat gereja");
  EXPECT_EQ(Said(district.Show(file[1].key), "jumlah_kamar"), "2") << "nobody else was there";
  const auto cases = district.Cases();
  ASSERT_THAT(cases, SizeIs(1));
  EXPECT_EQ(cases.front().field(), "alamat");
  EXPECT_EQ(cases.front().proposals(0).words(), "RT 009 Dusun Oelnunuh");
  district.Verify();
}

TEST(TheMinistrysFile, RowsItCannotTakeAreToldByLineAndTheRestIsTaken) {
  std::vector<ListedHousehold> file = {NahakFamily(), TaekFamily()};
  file[0].village = "53.02.14.9999";
  file[1].answers["luas_lantai"] = "luas sekali";
  District district;
  const v1::RegistryImportReport report = district.Import(file);
  EXPECT_EQ(report.households().refused(), 1u);
  EXPECT_EQ(report.households().created(), 1u);
  ASSERT_FALSE(report.findings().empty());
  bool village = false, area = false;
  for (const v1::ImportFinding& finding : report.findings()) {
    village |= finding.line() == 2 && finding.key() == file[0].key;
    area |= finding.line() == 3 && finding.column_name() == "luas_lantai";
  }
  EXPECT_TRUE(village);
  EXPECT_TRUE(area);
  EXPECT_EQ(Said(district.Show(file[1].key), "lantai"), "Bambu");
}

}  // namespace
}  // namespace tilik::scenario
