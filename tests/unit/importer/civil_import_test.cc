// What the civil registry answered, stored beside what is claimed and never over it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "proto/contract/civil_identity.h"
#include "tests/unit/importer/office.h"

namespace tilik::importer {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr char kMariasNik[] = "5302015403850001";

Cells AnswerFor(const std::string& idartbdt, const std::string& hasil, const Cells& cells = {}) {
  Cells row = cells;
  row.insert({{"IDARTBDT", idartbdt},
              {"NIK", ""},
              {"hasil", hasil},
              {"alasan", ""},
              {"tgl_cek", "2025-12-10"},
              {"nama_dukcapil", ""},
              {"tgllahir_dukcapil", ""}});
  return row;
}

class Civil : public testing::Test {
 protected:
  Civil() {
    office.Import(CsvOf({HouseholdOf("H1")}),
                  CsvOf({PersonOf("P1", "H1", {{"Nama", "MARIA BERE"}, {"NIK", kMariasNik}}),
                         PersonOf("P2", "H1", {{"Nama", "YOSEP TEFU"}}),
                         PersonOf("P3", "H1", {{"Nama", "ANTON TEFU"}})}));
  }

  std::vector<v1::CivilRowFate> FatesOf(const CivilReport& report) {
    std::vector<v1::CivilRowFate> fates;
    for (const CivilRowOutcome& row : report.rows) fates.push_back(row.fate);
    return fates;
  }
  v1::CivilIdentity IdentityOf(const std::string& idartbdt) {
    const Answers answers = merge::AllAnswers(office.Record(office.Person(idartbdt)));
    return CivilIdentityOf(Codebooks::BuiltIn(), answers, "id").value_or(v1::CivilIdentity());
  }

  Office office;
};

TEST_F(Civil, AnAnswerStandsBesideTheClaim) {
  const CivilReport report =
      office.ImportCivilOf(CsvOf({AnswerFor("P1", "TIDAK PADAN",
                                            {{"alasan", "nama berbeda; tgl lahir berbeda"},
                                             {"nama_dukcapil", "MARIA SERAN BERE"},
                                             {"tgllahir_dukcapil", "14-03-1984"}}),
                                  AnswerFor("P2", "PADAN")}));
  EXPECT_THAT(FatesOf(report),
              ElementsAre(v1::CIVIL_ROW_FATE_RECORDED, v1::CIVIL_ROW_FATE_RECORDED));
  EXPECT_EQ(report.matched, 1u);
  EXPECT_EQ(report.not_matched, 1u);
  EXPECT_THAT(report.findings.listed(), IsEmpty());
  const RecordId maria = office.Person("P1");
  EXPECT_EQ(office.Says(maria, "nama"), "MARIA BERE");
  const v1::CivilIdentity beside = IdentityOf("P1");
  EXPECT_EQ(beside.result(), "Tidak padan");
  EXPECT_EQ(beside.reasons(), "Nama berbeda, Tanggal lahir berbeda");
  EXPECT_EQ(beside.checked(), "10 Desember 2025");
  ASSERT_THAT(beside.compared(), SizeIs(2));
  EXPECT_EQ(beside.compared(0).claimed(), "MARIA BERE");
  EXPECT_EQ(beside.compared(0).civil(), "MARIA SERAN BERE");
  EXPECT_TRUE(beside.compared(0).differs());
  EXPECT_EQ(IdentityOf("P2").result(), "Padan");
  EXPECT_EQ(IdentityOf("P3").result(), "") << "not asked yet";
}

TEST_F(Civil, TheSameFileAgainChangesNothing) {
  const std::string file = CsvOf({AnswerFor("P1", "PADAN"), AnswerFor("P2", "2")});
  office.ImportCivilOf(file);
  const std::uint64_t entries = office.Count().log_entries;
  const CivilReport again = office.ImportCivilOf(file);
  EXPECT_THAT(FatesOf(again),
              ElementsAre(v1::CIVIL_ROW_FATE_UNCHANGED, v1::CIVIL_ROW_FATE_UNCHANGED));
  EXPECT_EQ(again.change_sets, 0u);
  EXPECT_EQ(office.Count().log_entries, entries);
}

TEST_F(Civil, ALaterCheckReplacesAsAWholeAndAnEarlierOneDoesNot) {
  office.ImportCivilOf(CsvOf(
      {AnswerFor("P1", "TIDAK PADAN", {{"alasan", "nama"}, {"nama_dukcapil", "MARIA SERAN"}})}));
  const std::string earlier =
      CsvOf({AnswerFor("P1", "TIDAK PADAN", {{"tgl_cek", "2025-12-01"}, {"alasan", "lainnya"}})});
  EXPECT_THAT(FatesOf(office.ImportCivilOf(earlier)), ElementsAre(v1::CIVIL_ROW_FATE_OLDER));
  EXPECT_EQ(IdentityOf("P1").reasons(), "Nama berbeda");

  const std::string later = CsvOf({AnswerFor("P1", "PADAN", {{"tgl_cek", "2025-12-14"}})});
  EXPECT_THAT(FatesOf(office.ImportCivilOf(later)), ElementsAre(v1::CIVIL_ROW_FATE_REPLACED));
  const v1::CivilIdentity beside = IdentityOf("P1");
  EXPECT_EQ(beside.result(), "Padan");
  EXPECT_EQ(beside.reasons(), "");
  EXPECT_EQ(beside.compared(0).civil(), "");
  EXPECT_THAT(FatesOf(office.ImportCivilOf(later)), ElementsAre(v1::CIVIL_ROW_FATE_UNCHANGED));
}

TEST_F(Civil, APersonIsKnownByNikToo) {
  const CivilReport report =
      office.ImportCivilOf(CsvOf({AnswerFor("", "PADAN", {{"NIK", kMariasNik}})}));
  EXPECT_THAT(FatesOf(report), ElementsAre(v1::CIVIL_ROW_FATE_RECORDED));
  EXPECT_EQ(IdentityOf("P1").result(), "Padan");
}

TEST_F(Civil, RowsThatCannotBeTakenAreToldByLineAndColumnAndTheRestIsTaken) {
  const CivilReport report = office.ImportCivilOf(
      CsvOf({AnswerFor("P9", "PADAN"), AnswerFor("P2", "mungkin"), AnswerFor("", "PADAN"),
             AnswerFor("P1", "PADAN", {{"NIK", "5302015403850002"}, {"alasan", "tidak jelas"}}),
             AnswerFor("P1", "TIDAK PADAN")}));
  EXPECT_THAT(FatesOf(report), ElementsAre(v1::CIVIL_ROW_FATE_REFUSED, v1::CIVIL_ROW_FATE_REFUSED,
                                           v1::CIVIL_ROW_FATE_REFUSED, v1::CIVIL_ROW_FATE_RECORDED,
                                           v1::CIVIL_ROW_FATE_REFUSED));
  EXPECT_EQ(IdentityOf("P1").result(), "Padan") << "the first row of two";
  std::vector<std::string> told;
  for (const Finding& finding : report.findings.listed()) {
    told.push_back(std::to_string(finding.line) + " " + finding.column_name + " " +
                   WordFor(finding.problem));
  }
  EXPECT_THAT(told, ElementsAre("2 IDARTBDT orang_tidak_dikenal", "3 hasil isian_tidak_diterima",
                                "3 hasil tanpa_hasil", "4  tanpa_kunci", "5 NIK nik_berbeda",
                                "5 alasan isian_tidak_diterima", "6 IDARTBDT kunci_berulang"));
}

TEST_F(Civil, APreviewSaysTheSameAndWritesNothing) {
  const std::string file =
      CsvOf({AnswerFor("P1", "TIDAK PADAN", {{"alasan", "meninggal"}}), AnswerFor("P9", "PADAN")});
  const std::uint64_t entries = office.Count().log_entries;
  const CivilReport preview = office.PreviewCivilOf(file);
  EXPECT_EQ(office.Count().log_entries, entries);
  EXPECT_EQ(IdentityOf("P1").result(), "");
  EXPECT_EQ(preview.deaths_proposed, 1u);
  std::ostringstream words;
  Print(preview, words);
  EXPECT_THAT(words.str(), HasSubstr("tidak ada yang ditulis"));
  EXPECT_EQ(FatesOf(preview), FatesOf(office.ImportCivilOf(file)));
}

TEST_F(Civil, ADeathInTheCivilRegistryIsProposedOnceAndChangesNothing) {
  const std::string file = CsvOf({AnswerFor("P2", "PADAN", {{"alasan", "meninggal di Dukcapil"}})});
  EXPECT_EQ(office.ImportCivilOf(file).deaths_proposed, 1u);
  const RecordId yosep = office.Person("P2");
  EXPECT_EQ(office.Record(yosep).status, v1::RECORD_STATUS_ACTIVE);
  const auto cases = office.OpenCases(merge::CaseKind::kStatus);
  ASSERT_THAT(cases, SizeIs(1));
  EXPECT_EQ(cases[0].key.record, yosep);
  EXPECT_EQ(cases[0].proposals[0].reason, v1::STATUS_REASON_MENINGGAL);
  EXPECT_THAT(cases[0].proposals[0].note, HasSubstr("Dukcapil"));
  EXPECT_EQ(office.ImportCivilOf(file).deaths_proposed, 0u);
  const std::string later = CsvOf(
      {AnswerFor("P2", "PADAN", {{"alasan", "meninggal di Dukcapil"}, {"tgl_cek", "2025-12-14"}})});
  EXPECT_EQ(office.ImportCivilOf(later).deaths_proposed, 0u) << "said before";
}

TEST_F(Civil, WithoutTheColumnsThatMatterNothingIsRead) {
  std::istringstream no_result("IDARTBDT,alasan\nP1,nama\n");
  std::istringstream no_key("hasil\nPADAN\n");
  EXPECT_EQ(office.TryCivil(no_result).code(), Code::kInvalid);
  EXPECT_EQ(office.TryCivil(no_key).code(), Code::kInvalid);
}

}  // namespace
}  // namespace tilik::importer
