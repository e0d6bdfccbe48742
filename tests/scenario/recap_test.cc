// Recaps as offices print them: checks beside the row, nothing repaired, what is missing stays
// missing (domain.md §2.1, §2.6, §2.7, §3.6).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/scenario/district.h"

namespace tilik::scenario {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::string Family(int n) { return KeyOf(kHane, n); }

class Recaps : public testing::Test {
 protected:
  v1::LayoutTable Layout(const std::vector<std::string>& words) {
    std::vector<std::string> all = {"recap", "--layout"};
    all.insert(all.end(), words.begin(), words.end());
    v1::LayoutTable table;
    district.Answer(all, &table);
    return table;
  }
  static std::vector<std::string> Cells(const v1::LayoutRow& row) {
    return {row.cells().begin(), row.cells().end()};
  }
  void Orders(const std::string& rows) {
    const std::string header =
        "programme,period,area,number,date,ordered_recipients,ordered,realised_recipients,"
        "realised\n";
    v1::RealisationImportReport report;
    district.Answer({"import", "realisasi", "--sp2d",
                     district.Written("sp2d.csv", header + rows).string(), "--as-of", "20260301"},
                    &report);
    EXPECT_EQ(report.refused(), 0u);
  }

  District district{FamiliesOf(kHane, 4)};
};

TEST_F(Recaps, OrdersToPayKeepTheirCorrectionsAndWhatIsNotPrinted) {
  EXPECT_EQ(district
                .ImportDanom("pkh,2026-T1," + Family(0) + ",750.000,Rp,A\npkh,2026-T1," +
                             Family(1) + ",250.000,Rp,B\n")
                .defined(),
            2u);
  Phone& dorkas = district.Enrol("Dorkas Selan", kHane);
  dorkas.HandOver(R"({"mode": "disaksikan", "paid_by": "Himbara", "programme": "pkh",
      "period": "2026-T1", "deliveries": [{"recipient": ")" +
                  Family(0) + R"(", "card_holder": "KPM"}]})");
  dorkas.Sync();
  Orders("pkh,Tahap 1 2026,53.02,001,2026-02-01,2,1.000.000,2,900.000\n");
  Orders("pkh,2026-T1,53.02,001,2026-02-01,2,1.000.000,2,750.000\n");
  Orders("pkh,2026-T2,53.02,002,2026-05-01,2,1.000.000,-,\n");
  const v1::LayoutTable table = Layout({"pkh", "--programme", "pkh"});
  ASSERT_THAT(table.rows(), SizeIs(2));
  EXPECT_THAT(Cells(table.rows(0)), ElementsAre("Kabupaten Timor Tengah Selatan", "pkh", "2026",
                                                "T1", "001", "2", "1.000.000", "2", "750.000"));
  ASSERT_THAT(table.rows(0).findings(), SizeIs(2));
  EXPECT_THAT(table.rows(0).findings(0),
              HasSubstr("dikoreksi oleh supervisor: semula SP2D 1.000.000, realisasi 900.000"));
  EXPECT_EQ(table.rows(0).findings(1), "KPM sama, rupiah berbeda");
  EXPECT_EQ(table.rows(1).cells(7), "tidak ada data");
  EXPECT_FALSE(table.rows(1).figures(8).known());
  EXPECT_THAT(table.rows(1).findings(), IsEmpty());
  district.Verify();
}

// The same kilograms at every level, and in a file that a spreadsheet opens.
TEST_F(Recaps, TotalsAgreeAtEveryLevel) {
  district.ImportDanom("rastra,2026-01," + Family(0) + ",10,kg,A\nrastra,2026-01," + Family(1) +
                       ",10,kg,B\nrastra,2026-02," + Family(0) + ",10,kg,C\n");
  Phone& dorkas = district.Enrol("Dorkas Selan", kHane);
  dorkas.HandOver(R"({"mode": "diserahkan", "programme": "rastra", "period": "2026-01",
      "deliveries": [{"recipient": ")" +
                  Family(0) + R"("}], "not_delivered": [{"recipient": ")" + Family(1) +
                  R"(", "reason": "pindah"}]})");
  dorkas.Sync();
  for (const char* level : {"desa", "kecamatan", "kabupaten"}) {
    const v1::LayoutTable table = Layout({"realisasi", "--programme", "rastra", "--level", level});
    ASSERT_THAT(table.rows(), SizeIs(3)) << level;
    std::vector<std::string> total = Cells(table.rows(2));
    total.erase(total.begin(), total.begin() + 3);
    EXPECT_THAT(total, ElementsAre("kg", "2", "3", "30", "10", "33,33", "20", "10", "10")) << level;
  }
  const std::string book = district.FileCalled("rekap.xlsx").string();
  const Ending written = district.Server({"recap", "--layout", "realisasi", "--xlsx", book});
  EXPECT_EQ(written.exit_code, 0) << written.err;
  EXPECT_GT(std::filesystem::file_size(book), 1000u);
  const Ending csv = district.Server({"recap", "--layout", "realisasi", "--csv"});
  EXPECT_THAT(csv.out, HasSubstr("Wilayah,Program,Periode,Satuan,KPM,Pembayaran,Pagu"));
}

// CKPM = E + NE, and who is not decided yet is said (3,482 = 2,263 + 1,219 [S4]).
TEST_F(Recaps, CandidatesAreEligibleOrNot) {
  const auto set = [&](int family, const std::string& state) {
    EXPECT_EQ(district
                  .Server({"eligibility", "set", "--programme", "pkh", "--recipient",
                           Family(family), "--period", "2026-T2", "--state", state})
                  .exit_code,
              0);
  };
  for (int n = 0; n < 4; ++n) set(n, "calon");
  set(0, "layak");
  set(1, "layak");
  set(2, "tidak layak");
  const v1::LayoutTable table = Layout({"perluasan", "--programme", "pkh", "--period", "2026-T2"});
  ASSERT_THAT(table.rows(), SizeIs(2));
  EXPECT_THAT(Cells(table.rows(1)), ElementsAre("Jumlah", "4", "2", "1"));
  EXPECT_THAT(table.rows(1).findings(), ElementsAre("1 calon belum diputuskan"));
  set(3, "tidak layak");
  EXPECT_THAT(Layout({"perluasan", "--programme", "pkh", "--period", "2026-T2"}).rows(1).findings(),
              IsEmpty());
  district.Verify();
}

}  // namespace
}  // namespace tilik::scenario
