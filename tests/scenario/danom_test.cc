// The list of who is entitled to what, on its way into the registry: looked at before it counts
// (domain.md §2.7, §2.10, §2.11).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/scenario/district.h"

namespace tilik::scenario {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

// programme,period,IDBDT,NoKK,NIK,name,village,quantity,unit,external_key
std::string Row(const std::string& programme, const std::string& period, int family,
                const std::string& village, const std::string& quantity, const std::string& unit,
                const std::string& key) {
  return programme + "," + period + "," + KeyOf(kHane, family) + ",,,Bapak Nomor,\"" + village +
         "\",\"" + quantity + "\"," + unit + "," + key + "\n";
}

std::vector<v1::DanomLineFate> FatesOf(const v1::DanomImportReport& report) {
  std::vector<v1::DanomLineFate> fates;
  for (int fate : report.fates()) fates.push_back(static_cast<v1::DanomLineFate>(fate));
  return fates;
}

const v1::ImportFinding* FindingOf(const v1::DanomImportReport& report, std::uint64_t line) {
  const auto found = std::find_if(report.findings().begin(), report.findings().end(),
                                  [&](const auto& one) { return one.line() == line; });
  return found == report.findings().end() ? nullptr : &*found;
}

constexpr v1::DanomLineFate kNew = v1::DANOM_LINE_FATE_DEFINED;
constexpr v1::DanomLineFate kRefusedLine = v1::DANOM_LINE_FATE_REFUSED;
constexpr v1::DanomLineFate kSkipped = v1::DANOM_LINE_FATE_SKIPPED;

TEST(Danom, IsOnlyLookedAtUntilItIsConfirmed) {
  District district{FamiliesOf(kHane, 4)};
  const std::string rows = Row("rastra", "2018-01", 0, kHane, "10", "kg", "A") +
                           Row("rastra", "Februari 2018", 1, kHane, "10", "kg", "B") +
                           Row("rastra", "2018-13", 2, kHane, "10", "kg", "C") +
                           Row("rastra", "2018-01", 3, kHane, "-", "kg", "D") +
                           Row("rastra", "2018-01", 3, kHane, "", "kg", "E") +
                           Row("rastra", "2018-01", 3, kHane, "0", "kg", "F") +
                           Row("rasta", "2018-01", 2, kHane, "10", "kg", "G");
  const v1::DanomImportReport preview = district.PreviewDanom(rows);
  EXPECT_FALSE(preview.confirmed());
  EXPECT_EQ(preview.change_sets(), 0u);
  EXPECT_THAT(FatesOf(preview), ElementsAre(kNew, kNew, kRefusedLine, kRefusedLine, kRefusedLine,
                                            kNew, kRefusedLine));
  EXPECT_EQ(FindingOf(preview, 3)->problem(), "periode_dibaca");
  EXPECT_EQ(FindingOf(preview, 4)->problem(), "periode_tidak_dikenal");
  EXPECT_EQ(FindingOf(preview, 5)->problem(), "jumlah_strip");
  EXPECT_EQ(FindingOf(preview, 6)->problem(), "jumlah_tidak_ada");
  EXPECT_EQ(FindingOf(preview, 7)->problem(), "jumlah_nol");
  EXPECT_EQ(FindingOf(preview, 8)->suggestions(0).value(), "rastra");
  EXPECT_THAT(district.Recap("rastra").rows(), IsEmpty()) << "nothing was imported";

  const std::string fixes = "4,periode,2018-03\n5,jumlah,10\n6,lewati,\n8,program,rastra\n";
  const v1::DanomImportReport taken = district.ImportDanomWith(rows, fixes);
  EXPECT_TRUE(taken.confirmed());
  EXPECT_THAT(FatesOf(taken), ElementsAre(kNew, kNew, kNew, kNew, kSkipped, kNew, kNew));
  const v1::RecapTable recap = district.Recap("rastra");
  ASSERT_THAT(recap.totals(), SizeIs(1));
  EXPECT_EQ(recap.totals(0).entitled(), 50'000);
  EXPECT_EQ(recap.totals(0).lines(), 6u);
  district.Verify();
}

// Both marks separate thousands in one column of money; of kilograms nobody can say.
TEST(Danom, MixedSeparatorsAreReadWhereTheyMeanOneThing) {
  District district{FamiliesOf(kHane, 3)};
  const v1::DanomImportReport money =
      district.ImportDanomWith(Row("bpnt", "2018-06", 0, kHane, "110.000", "Rp", "A") +
                                   Row("bpnt", "2018-06", 1, kHane, "110,000", "Rp", "B"),
                               "");
  EXPECT_THAT(FatesOf(money), ElementsAre(kNew, kNew));
  EXPECT_EQ(district.Recap("bpnt").totals(0).entitled(), 220'000'000);
  const v1::DanomImportReport rice =
      district.PreviewDanom(Row("rastra", "2018-06", 0, kHane, "1.250", "kg", "A") +
                            Row("rastra", "2018-06", 1, kHane, "1,250", "kg", "B"));
  EXPECT_THAT(FatesOf(rice), ElementsAre(kRefusedLine, kRefusedLine));
}

// "Karang Rejo" (S4): a name confirmed once is known for good, and a copy of the log knows it too.
TEST(Danom, APlaceConfirmedOnceIsRemembered) {
  District district{FamiliesOf(kHane, 2)};
  const std::string first = Row("rastra", "2018-01", 0, "Hanne", "10", "kg", "A");
  const v1::DanomImportReport preview = district.PreviewDanom(first);
  ASSERT_NE(FindingOf(preview, 2), nullptr);
  ASSERT_FALSE(FindingOf(preview, 2)->suggestions().empty());
  EXPECT_EQ(FindingOf(preview, 2)->suggestions(0).value(), kHane);
  const v1::DanomImportReport taken =
      district.ImportDanomWith(first, std::string("2,desa,") + kHane + "\n");
  ASSERT_THAT(taken.remembered_places(), SizeIs(1));
  EXPECT_THAT(taken.findings(), IsEmpty());
  const v1::DanomImportReport later =
      district.ImportDanomWith(Row("rastra", "2018-02", 1, "HANNE", "10", "kg", "B"), "");
  EXPECT_THAT(later.findings(), IsEmpty());
  EXPECT_EQ(later.defined(), 1u);
  district.Verify();
}

// Rice reached one kecamatan until May, the card from June; each is right in its own months [S2].
TEST(Danom, AnAreaChangesProgrammeInMidYear) {
  District district{FamiliesOf(kHane, 2)};
  const auto define = [&](const std::string& json) {
    const Ending said = district.Server(
        {"programme", "define", "--file", district.Written("programme.json", json).string()});
    EXPECT_EQ(said.exit_code, 0) << said.err;
  };
  define(R"({"code": "rastra", "name": "Rastra", "unit_type": "UNIT_TYPE_HOUSEHOLD",
             "item": {"code": "beras", "unit": "kg", "name": "Beras"},
             "channels": [{"name": "titik bagi", "areas": [530214], "until": 20180531}]})");
  define(R"({"code": "bpnt", "name": "BPNT", "unit_type": "UNIT_TYPE_HOUSEHOLD",
             "item": {"code": "IDR", "unit": "Rp", "name": "Rupiah"},
             "channels": [{"name": "e-warong", "areas": [530214], "from": 20180601}]})");
  const std::string rows = Row("rastra", "2018-05", 0, kHane, "10", "kg", "A") +
                           Row("rastra", "2018-06", 0, kHane, "10", "kg", "B") +
                           Row("bpnt", "2018-05", 0, kHane, "110.000", "Rp", "C") +
                           Row("bpnt", "2018-T4.1", 0, kHane, "110.000", "Rp", "D");
  const v1::DanomImportReport report = district.ImportDanomWith(rows, "");
  EXPECT_THAT(FatesOf(report), ElementsAre(kNew, kRefusedLine, kRefusedLine, kNew));
  EXPECT_EQ(FindingOf(report, 3)->problem(), "di_luar_masa_salur");
  const v1::DanomImportReport insisted = district.ImportDanomWith(rows, "3,terima,\n");
  EXPECT_EQ(insisted.defined(), 1u);
  EXPECT_EQ(insisted.unchanged(), 2u);
  district.Verify();
}

}  // namespace
}  // namespace tilik::scenario
