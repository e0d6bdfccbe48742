// PPKS and PSKS as offices count them: opening + entries − exits = closing, or the row says why
// not; units apart; what is sensitive in the district's total alone (domain.md §2.8, §2.9, §3.5,
// §3.6).
#include "sync-server/console/register_counts.h"

#include "sync-server/console/standing_layouts.h"
#include "tests/unit/merge/told.h"
#include "tests/unit/storage/district_on_disk.h"

namespace tilik::console {
namespace {

using merge::CreateElsewhere;
using merge::CreatePerson;
using merge::Entered;
using merge::Graded;
using merge::Hand;
using merge::Id;
using merge::kElderly;
using merge::kFatumnasi;
using merge::kNenas;
using merge::kTrafficked;
using merge::Left;
using merge::RegistryInMemory;
using merge::Served;
using storage::Must;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr RegisterKey kRemote{70, 26};  // KAT: families or a community
constexpr Span kYear{20260101, 20261231};

std::vector<std::string> Cells(const v1::LayoutRow& row) {
  return {row.cells().begin(), row.cells().end()};
}

class Counting : public testing::Test {
 protected:
  Counting() {
    ina.villages.insert(kNenas);
    std::vector<v1::Operation> people;
    for (std::uint8_t n = 1; n <= 4; ++n) {
      people.push_back(
          CreatePerson(Id(n), "Orang " + std::to_string(n), n < 4 ? kFatumnasi : kNenas));
    }
    people.push_back(CreateElsewhere(v1::RECORD_KIND_LOCATION, Id(50), "Kampung Oelnunuh"));
    people.push_back(CreateElsewhere(v1::RECORD_KIND_GROUP, Id(60), "KUBE Sehati"));
    people.push_back(merge::CreateHousehold(Id(70), {}));
    people.push_back(merge::CreateBelow(v1::RECORD_KIND_FAMILY, Id(71), Id(70), {}));
    district.Receive(office, std::move(people), 0);
  }

  void Told(std::vector<v1::Operation> operations) {
    district.Receive(ina, std::move(operations), 30'000'000 + ++minutes);
  }
  v1::LayoutTable Count(AreaLevel level = AreaLevel::kVillage, const Span& span = kYear) {
    return Must(CountRegister(*district.Read(), v1::REGISTER_PPKS, span, level));
  }
  // The row of an area and type; fails the test when there is none, or several.
  static v1::LayoutRow Row(const v1::LayoutTable& table, const std::string& area,
                           const std::string& type, const std::string& unit = "orang") {
    v1::LayoutRow found;
    int rows = 0;
    for (const v1::LayoutRow& row : table.rows()) {
      const bool meant =
          row.cells(0).find(area) == 0 && row.cells(1).find(type) == 0 && row.cells(2) == unit;
      if (meant) found = row;
      rows += meant ? 1 : 0;
    }
    EXPECT_EQ(rows, 1) << area << ", " << type << ", " << unit;
    return found;
  }

  storage::DistrictOnDisk district;
  Hand office = RegistryInMemory::Account(200);
  Hand ina = RegistryInMemory::Officer(10);
  std::int64_t minutes = 0;
};

TEST_F(Counting, AYearClosesFromItsOpeningStock) {
  Told({Entered(Id(1), kElderly, 20250301)});
  Told({Entered(Id(2), kElderly, 20250401),
        Left(Id(2), kElderly, 20260601, v1::EXIT_REASON_MENINGGAL)});
  Told({Entered(Id(3), kElderly, 20260215), Served(Id(3), kElderly, 20260301),
        Served(Id(3), kElderly, 20260401)});
  Told({Entered(Id(4), kElderly, 20260215)});
  const v1::LayoutTable table = Count();
  EXPECT_THAT(std::vector<std::string>(table.columns().begin(), table.columns().end()),
              ElementsAre("Wilayah", "Jenis", "Satuan", "Awal", "Masuk", "Keluar",
                          "Keluar: meninggal", "Akhir", "Jumlah", "Dilayani", "%", "Sisa", "%"));
  EXPECT_THAT(Cells(Row(table, "Benlutu", "Lanjut usia")),
              ElementsAre(testing::_, "Lanjut usia terlantar", "orang", "2", "1", "1", "1", "2",
                          "3", "1", "33,33", "2", "66,67"));
  EXPECT_THAT(Cells(Row(table, "Hane", "Lanjut usia")),
              ElementsAre(testing::_, testing::_, "orang", "0", "1", "0", "0", "1", "1", "0",
                          "0,00", "1", "100,00"));
  const v1::LayoutRow total = Row(table, "Jumlah", "Lanjut usia");
  EXPECT_EQ(total.cells(7), "3");
  for (const v1::LayoutRow& row : table.rows()) EXPECT_THAT(row.findings(), IsEmpty());
  // The year before, from the same facts: the stock at its end is the opening of the next.
  const v1::LayoutTable before = Count(AreaLevel::kDistrict, {20250101, 20251231});
  EXPECT_EQ(Row(before, "Jumlah", "Lanjut usia").cells(6), "2");
}

TEST_F(Counting, WhatDoesNotCloseIsSaidAndNotRepaired) {
  Told({Entered(Id(1), kElderly, 20260105), Entered(Id(1), kElderly, 20260205)});
  Told({Left(Id(2), kElderly, 20260301), Served(Id(2), kElderly, 20260302)});
  const v1::LayoutRow row = Row(Count(), "Benlutu", "Lanjut usia");
  EXPECT_EQ(row.cells(4), "2");
  ASSERT_THAT(row.findings(), SizeIs(3)) << "two entries and one exit leave one by chance";
  EXPECT_THAT(row.findings(0), HasSubstr("1 masuk padahal sudah tercatat"));
  EXPECT_THAT(row.findings(1), HasSubstr("1 keluar padahal tidak tercatat"));
  EXPECT_THAT(row.findings(2), HasSubstr("1 dilayani padahal tidak tercatat"));
  Told({Entered(Id(3), kElderly, 20260105), Entered(Id(3), kElderly, 20260106)});
  EXPECT_THAT(Row(Count(), "Benlutu", "Lanjut usia").findings(0),
              HasSubstr("awal 0 + masuk 4 − keluar 1 tidak sama dengan akhir 2"));
}

TEST_F(Counting, UnitsAreNeverAddedAcross) {
  Told({Entered(Id(50), kRemote, 20260105)});
  Told({Entered(Id(71), kRemote, 20260105)});
  const v1::LayoutTable table = Count();
  EXPECT_EQ(Row(table, "Jumlah", "Komunitas adat", "komunitas").cells(4), "1");
  EXPECT_EQ(Row(table, "Jumlah", "Komunitas adat", "keluarga").cells(4), "1");
}

TEST_F(Counting, SensitiveTypesAreInTheTotalAndInNoVillageAndNoList) {
  Told({Entered(Id(1), kTrafficked, 20260105), Entered(Id(2), kElderly, 20260105)});
  for (AreaLevel level : {AreaLevel::kVillage, AreaLevel::kKecamatan, AreaLevel::kDistrict}) {
    const v1::LayoutTable table = Count(level);
    EXPECT_EQ(Row(table, "Jumlah", "Korban trafficking").cells(4), "1");
    for (const v1::LayoutRow& row : table.rows()) {
      EXPECT_TRUE(row.cells(0) == "Jumlah" || row.cells(1) != "Korban trafficking");
    }
  }
  const v1::LayoutTable list =
      Must(ListRegister(*district.Read(), v1::REGISTER_PPKS, 20261231, kFatumnasi));
  ASSERT_THAT(list.rows(), SizeIs(1));
  EXPECT_EQ(list.rows(0).cells(1), "Orang 2");
  EXPECT_THAT(Must(ListRegister(*district.Read(), v1::REGISTER_PPKS, 20261231, kNenas)).rows(),
              IsEmpty());
}

TEST_F(Counting, OnePersonUnderTwoIdsIsOnePerson) {
  Told({Entered(Id(1), kElderly, 20260105), Entered(Id(2), kElderly, 20260205)});
  EXPECT_EQ(Row(Count(), "Jumlah", "Lanjut usia").cells(6), "2");
  district.Receive(
      office,
      {merge::MergeOf(district.memory.records.at(Id(1)), district.memory.records.at(Id(2)))},
      40'000'000);
  const v1::LayoutRow row = Row(Count(), "Jumlah", "Lanjut usia");
  EXPECT_EQ(row.cells(6), "1");
  EXPECT_THAT(row.findings(1), HasSubstr("1 masuk padahal sudah tercatat"));
}

TEST_F(Counting, GroupsStandAsTheyWereLastSeen) {
  Told({Graded(Id(60), v1::GROUP_GRADE_C, 20260401, 10)});
  Told({Graded(Id(60), v1::GROUP_GRADE_A, 20261001)});
  const auto kube = [&](std::uint32_t day) {
    return Must(MakeStandingLayout(*district.Read(), "kube", {0, day}, AreaLevel::kKecamatan));
  };
  EXPECT_THAT(Cells(kube(20261231).rows(0)),
              ElementsAre("Batu Putih", "1", "10", "1", "0", "0", "0", "0"));
  EXPECT_THAT(Cells(kube(20260630).rows(1)),
              ElementsAre("Jumlah", "1", "10", "0", "0", "1", "0", "0"));
  EXPECT_FALSE(MakeStandingLayout(*district.Read(), "rumah", kYear, AreaLevel::kVillage).ok());
}

}  // namespace
}  // namespace tilik::console
