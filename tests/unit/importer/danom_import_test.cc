// A list of who is entitled to what, turned into promises that later lists do not rewrite.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "tests/unit/importer/office.h"

namespace tilik::importer {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Cells Rice(const std::string& key, const std::string& idbdt, const Cells& cells = {}) {
  Cells row = cells;
  row.insert({{"programme", "rastra"},
              {"period", "2025-11"},
              {"IDBDT", idbdt},
              {"NoKK", ""},
              {"name", "MARTEN TEFU"},
              {"village", "53.02.01.1001"},
              {"quantity", "10"},
              {"unit", "kg"},
              {"external_key", key}});
  return row;
}

class Danom : public testing::Test {
 protected:
  Danom() {
    office.Import(
        CsvOf({HouseholdOf("H1"), HouseholdOf("H2"), HouseholdOf("H3", {{"KDDESA", "1002"}})}),
        CsvOf({PersonOf("P1", "H1", {{"NIK", "5302011403850001"}}),
               PersonOf("P2", "H2", {{"NoKK", "5302010101100002"}, {"Nama", "YOSEP"}}),
               PersonOf("P3", "H3", {{"NoKK", "5302010101100002"}, {"Nama", "ADOLFINA"}})}));
  }

  std::vector<merge::LineState> LinesOf(const RecordId& recipient) {
    return office.Read()->LinesOf(recipient).value();
  }
  static std::string Words(const DanomReport& report) {
    std::ostringstream text;
    Print(report, text);
    return text.str();
  }

  Office office;
};

TEST_F(Danom, DefinesTheProgrammeAndItsLines) {
  const DanomReport report = office.ImportDanomOf(CsvOf({Rice("A", "H1"), Rice("B", "H2")}));
  EXPECT_EQ(report.defined, 2u);
  EXPECT_THAT(report.new_programmes, ElementsAre("rastra"));
  const auto programmes = office.Read()->Programmes().value();
  ASSERT_EQ(programmes.size(), 1u);
  EXPECT_EQ(programmes[0].unit_type(), v1::UNIT_TYPE_HOUSEHOLD);
  EXPECT_EQ(programmes[0].item().code(), "beras");
  const auto lines = LinesOf(office.Household("H1"));
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_TRUE(lines[0].defined);
  EXPECT_EQ(lines[0].entitled, 10'000);
  EXPECT_EQ(lines[0].external_key, "A");
  EXPECT_EQ(lines[0].village, 5302011001u);
}

TEST_F(Danom, TheSameListAgainChangesNothing) {
  const std::string list = CsvOf({Rice("A", "H1"), Rice("B", "H2")});
  office.ImportDanomOf(list);
  const LineId line = LinesOf(office.Household("H1"))[0].id;
  const DanomReport again = office.ImportDanomOf(list);
  EXPECT_EQ(again.change_sets, 0u);
  EXPECT_EQ(again.unchanged, 2u);
  EXPECT_EQ(LinesOf(office.Household("H1"))[0].id, line);
}

TEST_F(Danom, AChangedQuantityIsSaidAndThePromiseStands) {
  office.ImportDanomOf(CsvOf({Rice("A", "H1")}));
  const DanomReport report = office.ImportDanomOf(CsvOf({Rice("A", "H1", {{"quantity", "15"}})}));
  EXPECT_EQ(report.differing, 1u);
  EXPECT_EQ(report.change_sets, 0u);
  EXPECT_EQ(report.findings.Count(Problem::kLineDiffers), 1u);
  EXPECT_EQ(LinesOf(office.Household("H1"))[0].entitled, 10'000);
}

TEST_F(Danom, AnotherRecipientUnderOneKeyIsSaidAndThePromiseStands) {
  office.ImportDanomOf(CsvOf({Rice("A", "H1")}));
  const DanomReport report = office.ImportDanomOf(CsvOf({Rice("A", "H2")}));
  EXPECT_EQ(report.differing, 1u);
  EXPECT_TRUE(LinesOf(office.Household("H2")).empty());
}

TEST_F(Danom, FamiliesAreFoundByNoKkAndPersonsByNik) {
  const DanomReport report = office.ImportDanomOf(CsvOf(
      {Rice("A", "", {{"programme", "sembako"}, {"NoKK", "5302010101100001"}, {"unit", "Rp"}}),
       Rice("B", "", {{"programme", "aslut"}, {"NIK", "5302011403850001"}, {"unit", "Rp"}})}));
  EXPECT_EQ(report.defined, 2u);
  const RecordId person = office.Person("P1");
  EXPECT_EQ(LinesOf(person).size(), 1u);
  EXPECT_EQ(LinesOf(office.FamilyOf(person)).size(), 1u);
}

TEST_F(Danom, OneNoKkOfTwoFamiliesIsToldApartByVillageThenByName) {
  const Cells sembako{{"programme", "sembako"}, {"NoKK", "5302010101100002"}, {"unit", "Rp"}};
  Cells by_village = sembako;
  by_village["village"] = "53.02.01.1002";
  Cells by_name = sembako;
  by_name.insert({{"village", ""}, {"name", "YOSEP"}});
  Cells by_nothing = sembako;
  by_nothing.insert({{"village", ""}, {"name", "TIDAK SIAPA PUN"}});
  const DanomReport report = office.ImportDanomOf(
      CsvOf({Rice("A", "", by_village), Rice("B", "", by_name), Rice("C", "", by_nothing)}));
  EXPECT_EQ(report.defined, 2u);
  EXPECT_EQ(report.findings.Count(Problem::kAmbiguousRecipient), 1u);
  EXPECT_EQ(LinesOf(office.FamilyOf(office.Person("P3"))).size(), 1u);
  EXPECT_EQ(LinesOf(office.FamilyOf(office.Person("P2"))).size(), 1u);
}

TEST_F(Danom, AMisspeltVillageIsTakenFromTheRecipientAndSaid) {
  const DanomReport report =
      office.ImportDanomOf(CsvOf({Rice("A", "H1", {{"village", "Cendanaa"}}),
                                  Rice("B", "HX", {{"village", "53.02.01.1001"}})}));
  EXPECT_EQ(report.defined, 1u);
  EXPECT_EQ(report.findings.Count(Problem::kVillageFromRecipient), 1u);
  EXPECT_THAT(Words(report), HasSubstr("dipakai desa penerima, 53.02.01.1001"));
  EXPECT_EQ(report.findings.Count(Problem::kUnknownRecipient), 1u);
}

TEST_F(Danom, AnotherVillageThanTheRegistrysIsTakenAndSaid) {
  const DanomReport report =
      office.ImportDanomOf(CsvOf({Rice("A", "H1", {{"village", "53.02.01.1002"}}),
                                  Rice("B", "H2", {{"village", "53.01.04.2003"}})}));
  EXPECT_EQ(report.findings.Count(Problem::kVillageDiffers), 1u);
  EXPECT_EQ(LinesOf(office.Household("H1"))[0].village, 5302011002u);
  EXPECT_EQ(report.findings.Count(Problem::kOutsideDistrict), 1u);
}

TEST_F(Danom, ZeroIsAPromiseOfNothingAndNoDataIsNone) {
  const DanomReport report = office.ImportDanomOf(
      CsvOf({Rice("A", "H1", {{"quantity", "0"}}), Rice("B", "H2", {{"quantity", "-"}}),
             Rice("C", "H3", {{"quantity", "banyak"}}), Rice("D", "H3", {{"quantity", ""}})}));
  EXPECT_EQ(report.defined, 1u);
  EXPECT_EQ(LinesOf(office.Household("H1"))[0].entitled, 0);
  EXPECT_EQ(report.findings.Count(Problem::kZeroQuantity), 1u);
  EXPECT_EQ(report.findings.Count(Problem::kDashQuantity), 1u);
  EXPECT_EQ(report.findings.Count(Problem::kNoQuantity), 1u);
  EXPECT_EQ(report.findings.Count(Problem::kUnreadableQuantity), 1u);
}

TEST_F(Danom, MixedSeparatorsRefuseOnlyTheDoubtfulRows) {
  const DanomReport report = office.ImportDanomOf(
      CsvOf({Rice("A", "H1", {{"quantity", "1.250"}}), Rice("B", "H2", {{"quantity", "1,250"}}),
             Rice("C", "H3", {{"village", ""}})}));
  EXPECT_EQ(report.findings.Count(Problem::kAmbiguousQuantity), 2u);
  EXPECT_EQ(report.defined, 1u);
}

TEST_F(Danom, APreviewLeavesNothingBehind) {
  const std::string list = CsvOf({Rice("A", "H1"), Rice("B", "H2")});
  const storage::Reader::Counts before = office.Count();
  const DanomReport preview = office.PreviewDanomOf(list);
  EXPECT_EQ(preview.defined, 2u);
  EXPECT_EQ(office.Count().log_entries, before.log_entries);
  EXPECT_TRUE(office.Read()->Programmes().value().empty());
  EXPECT_THAT(Words(preview), HasSubstr("PRATINJAU"));
  EXPECT_THAT(Words(preview), HasSubstr("baris 2–3: baru"));
  EXPECT_EQ(office.ImportDanomOf(list).defined, 2u) << "nothing was remembered as known";
}

TEST_F(Danom, RupiahHaveNoThousandths) {
  const DanomReport report = office.ImportDanomOf(
      CsvOf({Rice("A", "H1", {{"programme", "bpnt"}, {"unit", "Rp"}, {"quantity", "110.000"}}),
             Rice("B", "H2", {{"programme", "bpnt"}, {"unit", "Rp"}, {"quantity", "110,000"}})}));
  EXPECT_EQ(report.defined, 2u);
  EXPECT_EQ(LinesOf(office.Household("H2"))[0].entitled, 110'000'000);
}

TEST_F(Danom, ADecisionThatIsNotUnderstoodStopsTheImport) {
  const std::string list = CsvOf({Rice("A", "H1")});
  for (const char* fix : {"2,desa,Cendana", "2,jumlah,1.250.000", "x,lewati,", "2,hapus,"}) {
    EXPECT_EQ(office.TryDanom(list, fix).status().code(), Code::kInvalid) << fix;
  }
  EXPECT_EQ(office.TryDanom(list, "2,jumlah,7.5").value().defined, 1u);
  EXPECT_EQ(LinesOf(office.Household("H1"))[0].entitled, 7'500);
}

TEST_F(Danom, AFileOfDecisionsThatBreaksOffIsSaidToByItsLine) {
  const auto refused = office.TryDanom(CsvOf({Rice("A", "H1")}), "2,terima,\n3,lewati");
  EXPECT_EQ(refused.status().code(), Code::kInvalid);
  EXPECT_THAT(refused.status().message(), HasSubstr("fixes.csv: line 3"));
}

TEST_F(Danom, OneRecipientOnTwoLinesIsSaid) {
  const DanomReport report = office.ImportDanomOf(CsvOf({Rice("A", "H1"), Rice("B", "H1")}));
  EXPECT_EQ(report.defined, 2u) << "the list promises both";
  EXPECT_EQ(report.findings.Count(Problem::kRecipientTwice), 1u);
}

TEST_F(Danom, EveryRowHasItsFate) {
  office.ImportDanomOf(CsvOf({Rice("A", "H1"), Rice("B", "H2")}));
  const DanomReport report = office.ImportDanomOf(
      CsvOf({Rice("A", "H1"), Rice("B", "H2", {{"quantity", "20"}}), Rice("C", "H3"),
             Rice("C", "H3"), Rice("D", "H1", {{"unit", "liter"}}), Rice("", "", {})}));
  std::vector<v1::DanomLineFate> fates;
  for (const LineFate& fate : report.fates) fates.push_back(fate.fate);
  EXPECT_THAT(fates, ElementsAre(v1::DANOM_LINE_FATE_UNCHANGED, v1::DANOM_LINE_FATE_DIFFERS,
                                 v1::DANOM_LINE_FATE_DEFINED, v1::DANOM_LINE_FATE_REFUSED,
                                 v1::DANOM_LINE_FATE_REFUSED, v1::DANOM_LINE_FATE_REFUSED));
  EXPECT_EQ(report.fates.back().line, 7u);
  EXPECT_EQ(report.findings.Count(Problem::kRepeatedKey), 1u);
  EXPECT_EQ(report.findings.Count(Problem::kOtherUnit), 1u);
  EXPECT_EQ(report.findings.Count(Problem::kMissingKey), 1u);
  EXPECT_EQ(ToMessage(report).fates_size(), 6);
}

}  // namespace
}  // namespace tilik::importer
