// The ministry's file, imported as often as it comes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/unit/importer/office.h"

namespace tilik::importer {
namespace {

using testing::HasSubstr;

constexpr std::uint32_t kVersion1 = 20251001;
constexpr std::uint32_t kVersion2 = 20251015;
constexpr std::uint32_t kVersion3 = 20251101;

const std::string kOneHousehold =
    CsvOf({HouseholdOf("H1", {{"lantai", "9"}, {"Alamat", "DUSUN 1"}})});
const std::string kOnePerson = CsvOf({PersonOf("P1", "H1", {{"NIK", "5302015403850001"}})});

TEST(RegistryImport, MakesHouseholdsFamiliesAndPersons) {
  Office office;
  const RegistryReport report = office.Import(
      CsvOf({HouseholdOf("H1", {{"lantai", "6"}, {"luas_lantai", "40"}}), HouseholdOf("H2")}),
      CsvOf({PersonOf("P1", "H1"), PersonOf("P2", "H1"),
             PersonOf("P3", "H1", {{"NoKK", "5302010101100002"}, {"NUK", "2"}}),
             PersonOf("P4", "H2", {{"NoKK", ""}})}));
  EXPECT_EQ(report.households.created, 2u);
  EXPECT_EQ(report.families.created, 3u);
  EXPECT_EQ(report.persons.created, 4u);
  EXPECT_EQ(report.change_sets, 3u);  // one that names the files, one for each household
  EXPECT_EQ(office.Count().households, 2u);
  EXPECT_EQ(office.Count().families, 3u);
  EXPECT_EQ(office.Count().persons, 4u);
  EXPECT_EQ(office.Count().held, 0u);
  const RecordId household = office.Household("H1");
  EXPECT_EQ(office.Says(household, "lantai"), "Semen / bata merah");
  EXPECT_EQ(office.Says(household, "desa"), "53.02.01.1001");
  EXPECT_EQ(office.FamilyOf(office.Person("P1")), office.FamilyOf(office.Person("P2")));
  EXPECT_NE(office.FamilyOf(office.Person("P1")), office.FamilyOf(office.Person("P3")));
  EXPECT_EQ(office.Says(office.FamilyOf(office.Person("P1")), "nokk"), "5302010101100001");
  EXPECT_EQ(office.Record(office.FamilyOf(office.Person("P3"))).parent, household);
}

TEST(RegistryImport, LeavesNothingInTheScratchFolder) {
  Office office;
  office.Import(kOneHousehold, kOnePerson);
  EXPECT_TRUE(std::filesystem::is_empty(office.scratch()));
}

TEST(RegistryImport, TheSameFileAgainChangesNothingAtAll) {
  Office office;
  office.Import(kOneHousehold, kOnePerson, kVersion1);
  const std::uint64_t log = office.Count().log_entries;
  const RegistryReport again = office.Import(kOneHousehold, kOnePerson, kVersion2);
  EXPECT_EQ(again.change_sets, 0u);
  EXPECT_EQ(again.households.unchanged, 1u);
  EXPECT_EQ(again.persons.unchanged, 1u);
  EXPECT_EQ(office.Count().log_entries, log);
}

TEST(RegistryImport, TheSameFileAfterVisitsChangesNothing) {
  Office office;
  office.Import(kOneHousehold, kOnePerson, kVersion1);
  const RecordId household = office.Household("H1");
  const RecordId person = office.Person("P1");
  office.VisitFinds(household, "lantai", "keramik", 20251010);
  office.VisitFinds(person, "nama", "MARTHEN TEFU", 20251010);
  const std::uint64_t log = office.Count().log_entries;
  const RegistryReport again = office.Import(kOneHousehold, kOnePerson, kVersion3);
  EXPECT_EQ(again.change_sets, 0u);
  EXPECT_EQ(office.Count().log_entries, log);
  EXPECT_EQ(office.Says(household, "lantai"), "Keramik");
  EXPECT_EQ(office.Says(person, "nama"), "MARTHEN TEFU");
}

TEST(RegistryImport, VersionThreeDoesNotUndoWhatAVisitDidAfterVersionOne) {
  Office office;
  office.Import(kOneHousehold, kOnePerson, kVersion1);
  const RecordId household = office.Household("H1");
  office.VisitFinds(household, "lantai", "keramik", 20251020);
  office.VisitFinds(household, "alamat", "RT 2 DUSUN 3", 20251020);

  const RegistryReport second = office.Import(
      CsvOf({HouseholdOf("H1", {{"lantai", "7"}, {"Alamat", "DUSUN 2"}})}), kOnePerson, kVersion2);
  EXPECT_EQ(second.values_superseded, 1u);
  EXPECT_EQ(second.values_waiting, 1u);
  EXPECT_EQ(office.Says(household, "lantai"), "Keramik");
  EXPECT_EQ(office.Says(household, "alamat"), "RT 2 DUSUN 3");
  EXPECT_EQ(office.OpenCases(merge::CaseKind::kConflict).size(), 1u);

  // Back to what version 1 said, as of a day before the visit.
  office.Import(kOneHousehold, kOnePerson, kVersion2);
  EXPECT_EQ(office.Says(household, "lantai"), "Keramik");
  EXPECT_EQ(office.Says(household, "alamat"), "RT 2 DUSUN 3");
  EXPECT_EQ(office.OpenCases(merge::CaseKind::kConflict).size(), 1u);
}

TEST(RegistryImport, OnTheDayOfAVisitTheVisitLookedLater) {
  Office office;
  office.Import(kOneHousehold, kOnePerson, kVersion1);
  office.VisitFinds(office.Household("H1"), "lantai", "keramik", kVersion3);
  office.Import(CsvOf({HouseholdOf("H1", {{"lantai", "7"}})}), kOnePerson, kVersion3);
  EXPECT_EQ(office.Says(office.Household("H1"), "lantai"), "Keramik");
}

TEST(RegistryImport, ANewerFileCountsWhereNobodyWas) {
  Office office;
  office.Import(kOneHousehold, kOnePerson, kVersion1);
  const RegistryReport report =
      office.Import(CsvOf({HouseholdOf("H1", {{"lantai", "2"}, {"Alamat", "DUSUN 9"}})}),
                    CsvOf({PersonOf("P1", "H1", {{"NIK", "5302011403850001"}})}), kVersion2);
  EXPECT_EQ(report.values_in_force, 3u);
  EXPECT_EQ(report.households.changed, 1u);
  EXPECT_EQ(report.persons.changed, 1u);
  EXPECT_EQ(office.Says(office.Household("H1"), "lantai"), "Keramik");
  EXPECT_EQ(office.Says(office.Household("H1"), "alamat"), "DUSUN 9");
  EXPECT_EQ(office.Says(office.Person("P1"), "nik"), "5302011403850001");
  EXPECT_TRUE(office.OpenCases(merge::CaseKind::kConflict).empty());
}

TEST(RegistryImport, SaysWhenAFileReplacesWhatAVisitConfirmed) {
  Office office;
  office.Import(kOneHousehold, kOnePerson, kVersion1);
  office.VisitFinds(office.Person("P1"), "nama", "ORANG P1", 20251010);
  const RegistryReport report = office.Import(
      kOneHousehold, CsvOf({PersonOf("P1", "H1", {{"NIK", "5302015403850001"}, {"Nama", "LAIN"}})}),
      kVersion3);
  EXPECT_EQ(report.findings.Count(Problem::kOverConfirmed), 1u);
}

TEST(RegistryImport, ACellThatBecomesEmptyTakesNothingAway) {
  Office office;
  office.Import(kOneHousehold, kOnePerson, kVersion1);
  const RegistryReport emptied = office.Import(
      CsvOf({HouseholdOf("H1", {{"lantai", "-"}, {"Alamat", "DUSUN 1"}})}), kOnePerson, kVersion2);
  EXPECT_EQ(emptied.change_sets, 0u);
  EXPECT_EQ(emptied.cells_emptied, 1u);
  EXPECT_EQ(office.Says(office.Household("H1"), "lantai"), "Tanah");
  EXPECT_EQ(office.Import(kOneHousehold, kOnePerson, kVersion3).change_sets, 0u);
}

TEST(RegistryImport, NoDataIsNotZeroAndZeroIsNotAName) {
  Office office;
  const RegistryReport report = office.Import(
      CsvOf({HouseholdOf("H1", {{"jumlah_sapi", "0"}, {"jumlah_kuda", "-"}, {"lantai", "0"}})}),
      CsvOf({PersonOf("P1", "H1", {{"NIK", "0"}, {"TmpLahir", "-"}, {"TglLahir", "0000-00-00"}})}));
  EXPECT_EQ(office.Says(office.Household("H1"), "jumlah_sapi"), "0");
  EXPECT_EQ(office.Says(office.Household("H1"), "jumlah_kuda"), "(tidak ada)");
  EXPECT_EQ(office.Says(office.Household("H1"), "lantai"), "(tidak ada)");
  for (const char* variable : {"nik", "tmplahir", "tgllahir"}) {
    EXPECT_EQ(office.Says(office.Person("P1"), variable), "(tidak ada)") << variable;
  }
  EXPECT_EQ(report.cells_without_data, 5u);
  EXPECT_TRUE(report.findings.counts().empty());
}

TEST(RegistryImport, AQuestionThatAnotherAnswerRulesOutIsSkipped) {
  Office office;
  office.Import(CsvOf({HouseholdOf("H1", {{"sta_bangunan", "1"}, {"sta_lahan", "1"}})}), kOnePerson,
                kVersion1);
  const std::string rented = CsvOf({HouseholdOf("H1", {{"sta_bangunan", "2"}, {"sta_lahan", ""}})});
  office.Import(rented, kOnePerson, kVersion2);
  EXPECT_EQ(office.Says(office.Household("H1"), "sta_lahan"), "dilewati");
  EXPECT_EQ(office.Import(rented, kOnePerson, kVersion3).change_sets, 0u);
}

TEST(RegistryImport, CodesAndLabelsAreBothUnderstood) {
  Office office;
  office.Import(CsvOf({HouseholdOf("H1", {{"lantai", "Semen / bata merah"}}),
                       HouseholdOf("H2", {{"lantai", "6"}})}),
                kOnePerson);
  EXPECT_EQ(office.Says(office.Household("H1"), "lantai"), "Semen / bata merah");
  EXPECT_EQ(office.Says(office.Household("H2"), "lantai"), "Semen / bata merah");
}

TEST(RegistryImport, AWrongNikIsKeptAsWritten) {
  Office office;
  const RegistryReport report =
      office.Import(kOneHousehold, CsvOf({PersonOf("P1", "H1", {{"NIK", "53020199"}})}));
  const merge::RecordState person = office.Record(office.Person("P1"));
  const Answer nik = merge::AllAnswers(person).at(field::kNik);
  EXPECT_EQ(std::get<std::string>(nik.value), "53020199");
  EXPECT_EQ(nik.how, How::kAsWritten);
  EXPECT_EQ(report.findings.Count(Problem::kAsWritten), 1u);
  EXPECT_EQ(report.persons.created, 1u);
}

TEST(RegistryImport, APersonWhoMovedBelongsElsewhereNow) {
  Office office;
  const std::string households = CsvOf({HouseholdOf("H1"), HouseholdOf("H2")});
  office.Import(households,
                CsvOf({PersonOf("P1", "H1"), PersonOf("P2", "H1"),
                       PersonOf("P3", "H2", {{"NoKK", "5302010101100002"}})}),
                kVersion1);
  const RecordId person = office.Person("P2");
  const RegistryReport report = office.Import(
      households,
      CsvOf({PersonOf("P1", "H1"), PersonOf("P2", "H2", {{"NoKK", "5302010101100002"}}),
             PersonOf("P3", "H2", {{"NoKK", "5302010101100002"}})}),
      kVersion2);
  EXPECT_EQ(report.persons_moved, 1u);
  EXPECT_EQ(report.persons.created, 0u);
  EXPECT_EQ(report.values_in_force, 1u);
  EXPECT_EQ(office.Person("P2"), person);
  EXPECT_EQ(office.FamilyOf(person), office.FamilyOf(office.Person("P3")));
}

TEST(RegistryImport, AMoveThatTheFieldSawOtherwiseIsHeld) {
  Office office;
  const std::string households = CsvOf({HouseholdOf("H1"), HouseholdOf("H2")});
  const Cells other = PersonOf("P3", "H2", {{"NoKK", "5302010101100002"}});
  office.Import(households, CsvOf({PersonOf("P1", "H1"), PersonOf("P2", "H1"), other}), kVersion1);
  const RecordId person = office.Person("P2");
  const RecordId to = office.FamilyOf(office.Person("P3"));
  office.VisitFinds(person, "keluarga", ToUuidText(to), 20251005);
  office.Import(households,
                CsvOf({PersonOf("P1", "H1"),
                       PersonOf("P2", "H1", {{"NoKK", "5302010101100003"}, {"NUK", "2"}}), other}),
                kVersion2);
  EXPECT_EQ(office.FamilyOf(person), to);
  EXPECT_EQ(office.OpenCases(merge::CaseKind::kConflict).size(), 1u);
}

TEST(RegistryImport, ACorrectedNoKkIsTheSameFamily) {
  Office office;
  office.Import(kOneHousehold, CsvOf({PersonOf("P1", "H1"), PersonOf("P2", "H1")}), kVersion1);
  const RecordId family = office.FamilyOf(office.Person("P1"));
  const std::string corrected = CsvOf({PersonOf("P1", "H1", {{"NoKK", "5302010101100009"}}),
                                       PersonOf("P2", "H1", {{"NoKK", "5302010101100009"}})});
  const RegistryReport report = office.Import(kOneHousehold, corrected, kVersion2);
  EXPECT_EQ(report.families.created, 0u);
  EXPECT_EQ(report.families.changed, 1u);
  EXPECT_EQ(report.persons_moved, 0u);
  EXPECT_EQ(office.FamilyOf(office.Person("P1")), family);
  EXPECT_EQ(office.Says(family, "nokk"), "5302010101100009");
  EXPECT_EQ(office.Import(kOneHousehold, corrected, kVersion3).change_sets, 0u);
}

TEST(RegistryImport, WhatDropsOutOfTheFileIsCountedAndLeftAlone) {
  Office office;
  const std::string persons = CsvOf({PersonOf("P1", "H1"), PersonOf("P2", "H2")});
  office.Import(CsvOf({HouseholdOf("H1"), HouseholdOf("H2")}), persons, kVersion1);
  const RegistryReport report =
      office.Import(CsvOf({HouseholdOf("H1")}), CsvOf({PersonOf("P1", "H1")}), kVersion2);
  EXPECT_EQ(report.households.vanished, 1u);
  EXPECT_EQ(report.persons.vanished, 1u);
  EXPECT_EQ(report.change_sets, 0u);
  EXPECT_EQ(office.Count().persons, 2u);
}

TEST(RegistryImport, PersonsOfAHouseholdKnownFromBeforeAreTakenWithoutItsRow) {
  Office office;
  office.Import(kOneHousehold, kOnePerson, kVersion1);
  const RegistryReport report = office.Import(
      CsvOf({HouseholdOf("H2")}), CsvOf({PersonOf("P2", "H1"), PersonOf("P3", "H9")}), kVersion2);
  EXPECT_EQ(report.persons.created, 1u);
  EXPECT_EQ(office.Record(office.Person("P2")).village, 5302011001u);
  EXPECT_EQ(report.findings.Count(Problem::kUnknownHousehold), 1u);
}

TEST(RegistryImport, RefusesADateThatHasNotComeAndAFileWithoutItsKeys) {
  Office office;
  EXPECT_EQ(office.TryImport(kOneHousehold, kOnePerson, 20270101).status().code(), Code::kInvalid);
  EXPECT_EQ(office.TryImport(kOneHousehold, kOnePerson, 20250230).status().code(), Code::kInvalid);
  const Result<RegistryReport> keyless =
      office.TryImport(kOneHousehold, "Nama\r\nA\r\n", kVersion1);
  EXPECT_EQ(keyless.status().code(), Code::kInvalid);
  EXPECT_THAT(keyless.status().message(), HasSubstr("IDARTBDT, IDBDT"));
  EXPECT_EQ(office.TryImport("", kOnePerson, kVersion1).status().code(), Code::kInvalid);
  EXPECT_EQ(office.Count().log_entries, 0u);
}

}  // namespace
}  // namespace tilik::importer
