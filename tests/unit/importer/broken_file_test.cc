// Files as they come: what cannot be taken is said by line and column, and the rest is taken.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "tests/unit/importer/office.h"

namespace tilik::importer {
namespace {

using testing::HasSubstr;

const Finding* FindingOf(const RegistryReport& report, Problem problem) {
  const auto& listed = report.findings.listed();
  auto found = std::find_if(listed.begin(), listed.end(),
                            [&](const Finding& f) { return f.problem == problem; });
  return found == listed.end() ? nullptr : &*found;
}

TEST(BrokenFile, AnUnknownVillageRefusesTheRowAndItsPersons) {
  Office office;
  const RegistryReport report =
      office.Import(CsvOf({HouseholdOf("H1", {{"KDDESA", "2999"}}), HouseholdOf("H2")}),
                    CsvOf({PersonOf("P1", "H1"), PersonOf("P2", "H2")}));
  EXPECT_EQ(report.households.refused, 1u);
  EXPECT_EQ(report.households.created, 1u);
  EXPECT_EQ(report.persons.refused, 1u);
  EXPECT_EQ(report.persons.created, 1u);
  const Finding* village = FindingOf(report, Problem::kUnknownVillage);
  ASSERT_NE(village, nullptr);
  EXPECT_EQ(village->file, "rumah_tangga.csv");
  EXPECT_EQ(village->line, 2u);
  EXPECT_EQ(village->column, 2u);  // columns stand in the order of their names
  EXPECT_EQ(village->column_name, "KDDESA");
  EXPECT_THAT(village->words, HasSubstr("53.02.01.2999"));
  EXPECT_NE(FindingOf(report, Problem::kRefusedHousehold), nullptr);
}

TEST(BrokenFile, AVillageOfAnotherDistrictIsAnError) {
  Office office;
  const RegistryReport report = office.Import(
      CsvOf({HouseholdOf("H1", {{"KDKAB", "01"}, {"KDKEC", "04"}, {"KDDESA", "2003"}})}),
      CsvOf({PersonOf("P1", "H1")}));
  EXPECT_EQ(report.findings.Count(Problem::kOutsideDistrict), 1u);
  EXPECT_EQ(report.change_sets, 0u);
}

TEST(BrokenFile, LeadingZerosThatASpreadsheetAteArePutBack) {
  Office office;
  const RegistryReport report = office.Import(
      CsvOf({HouseholdOf("H1", {{"KDKAB", "2"}, {"KDKEC", "1"}})}), CsvOf({PersonOf("P1", "H1")}));
  EXPECT_EQ(report.households.created, 1u);
  EXPECT_EQ(office.Record(office.Household("H1")).village, 5302011001u);
}

TEST(BrokenFile, ACodeOutsideTheCodebookCostsTheCellAlone) {
  Office office;
  const RegistryReport report =
      office.Import(CsvOf({HouseholdOf("H1", {{"lantai", "77"}, {"dinding", "1"}})}),
                    CsvOf({PersonOf("P1", "H1", {{"TglLahir", "31-02-1985"}})}));
  EXPECT_EQ(report.findings.Count(Problem::kUnknownValue), 2u);
  EXPECT_EQ(FindingOf(report, Problem::kUnknownValue)->column_name, "lantai");
  EXPECT_THAT(FindingOf(report, Problem::kUnknownValue)->words, HasSubstr("77"));
  EXPECT_EQ(office.Says(office.Household("H1"), "lantai"), "(tidak ada)");
  EXPECT_EQ(office.Says(office.Household("H1"), "dinding"), "Tembok");
  EXPECT_EQ(office.Says(office.Person("P1"), "tgllahir"), "(tidak ada)");
}

TEST(BrokenFile, OfTwoRowsWithOneKeyTheFirstIsKept) {
  Office office;
  const RegistryReport report = office.Import(
      CsvOf({HouseholdOf("H1", {{"lantai", "2"}}), HouseholdOf("H1", {{"lantai", "9"}})}),
      CsvOf({PersonOf("P1", "H1", {{"Nama", "YANG PERTAMA"}}),
             PersonOf("P1", "H1", {{"Nama", "YANG KEDUA"}}), PersonOf("", "H1")}));
  EXPECT_EQ(office.Says(office.Household("H1"), "lantai"), "Keramik");
  EXPECT_EQ(office.Says(office.Person("P1"), "nama"), "YANG PERTAMA");
  EXPECT_EQ(report.findings.Count(Problem::kRepeatedKey), 2u);
  EXPECT_EQ(report.findings.Count(Problem::kMissingKey), 1u);
  EXPECT_EQ(report.households.refused, 1u);
  EXPECT_EQ(report.persons.refused, 2u);
}

TEST(BrokenFile, ColumnsNobodyKnowsAreSaidOnce) {
  Office office;
  const RegistryReport report =
      office.Import(CsvOf({HouseholdOf("H1", {{"Warna_Pintu", "biru"}}),
                           HouseholdOf("H2", {{"Warna_Pintu", "hijau"}})}),
                    CsvOf({PersonOf("P1", "H1")}));
  EXPECT_EQ(report.findings.Count(Problem::kUnknownColumn), 1u);
  EXPECT_EQ(report.households.created, 2u);
}

TEST(BrokenFile, AStrayQuoteCostsItsRow) {
  Office office;
  const RegistryReport report = office.Import(
      "IDBDT,KDPROP,KDKAB,KDKEC,KDDESA,Alamat\r\n"
      "H1,53,02,01,1001,\"DUSUN 1\r\n"
      "H2,53,02,01,1001,DUSUN 2\r\n"
      "H3,53,02,01,1001\r\n"
      "H4,53,02,01,1001,DUSUN 4\r\n",
      CsvOf({PersonOf("P1", "H2")}));
  EXPECT_EQ(report.households.rows, 4u);
  EXPECT_EQ(report.households.created, 2u);
  EXPECT_EQ(report.findings.Count(Problem::kUnreadableRow), 2u);
  EXPECT_EQ(FindingOf(report, Problem::kUnreadableRow)->line, 2u);
}

TEST(BrokenFile, RowsInAnyOrderMakeTheSameRegistry) {
  std::vector<Cells> persons;
  for (int i = 1; i <= 40; ++i) {
    persons.push_back(PersonOf("P" + std::to_string(i), "H" + std::to_string(i % 4),
                               {{"NUK", std::to_string(i % 2 + 1)}, {"NoKK", ""}}));
  }
  const std::string households =
      CsvOf({HouseholdOf("H0"), HouseholdOf("H1"), HouseholdOf("H2"), HouseholdOf("H3")});
  Office office;
  const RegistryReport scattered = office.Import(households, CsvOf(persons));
  EXPECT_EQ(scattered.persons.created, 40u);
  EXPECT_EQ(scattered.change_sets, 5u);
  std::reverse(persons.begin(), persons.end());
  EXPECT_EQ(office.Import(households, CsvOf(persons)).change_sets, 0u);
}

TEST(BrokenFile, CutAnywhereThenWholeEndsAsIfWholeFromTheStart) {
  const std::string households = CsvOf(
      {HouseholdOf("H1", {{"Alamat", "DUSUN 1"}}), HouseholdOf("H2", {{"Alamat", "DUSUN 2"}})});
  const std::string persons = CsvOf({PersonOf("P1", "H1"), PersonOf("P2", "H2")});
  for (std::size_t length = households.find('\n') + 1; length < households.size(); length += 7) {
    Office office;
    office.Import(households.substr(0, length), persons);
    const RegistryReport whole = office.Import(households, persons);
    EXPECT_EQ(office.Count().households, 2u) << length;
    EXPECT_EQ(office.Count().persons, 2u) << length;
    EXPECT_EQ(office.Says(office.Household("H2"), "alamat"), "DUSUN 2") << length;
    EXPECT_EQ(office.Import(households, persons).change_sets, 0u) << length;
  }
}

TEST(BrokenFile, TheReportIsReadByPeopleAndMachines) {
  Office office;
  const RegistryReport report =
      office.Import(CsvOf({HouseholdOf("H1", {{"KDDESA", "2999"}}), HouseholdOf("H2")}),
                    CsvOf({PersonOf("P1", "H1")}));
  std::ostringstream text;
  Print(report, text);
  EXPECT_THAT(text.str(),
              HasSubstr("Rumah tangga: 2 dibaca, 1 baru, 0 berubah, 0 tetap, 1 ditolak"));
  EXPECT_THAT(text.str(), HasSubstr("rumah_tangga.csv:2:2 (KDDESA) [H1] tidak ada desa"));
  const v1::RegistryImportReport message = ToMessage(report);
  EXPECT_EQ(message.households().refused(), 1u);
  ASSERT_EQ(message.findings_size(), 2);
  EXPECT_EQ(message.findings(0).problem(), "desa_tidak_dikenal");
  EXPECT_EQ(message.findings(0).effect(), "baris_ditolak");
}

}  // namespace
}  // namespace tilik::importer
