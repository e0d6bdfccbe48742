// Handovers as they happen: seen by several, proved later, taken back, without a list
// (domain.md §3.4).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scenario/district.h"

namespace tilik::scenario {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class Handovers : public testing::Test {
 protected:
  Handovers() {
    EXPECT_EQ(district
                  .Server({"programme", "define", "--file",
                           district
                               .Written("programme.json", R"({
      "code": "rastra", "name": "Rastra", "unit_type": "UNIT_TYPE_HOUSEHOLD",
      "item": {"code": "beras", "unit": "kg", "name": "Beras"},
      "evidence": [{"kind": "EVIDENCE_KIND_TANDA_TANGAN", "need": "EVIDENCE_NEED_REQUIRED"},
                   {"kind": "EVIDENCE_KIND_FOTO_KTP", "need": "EVIDENCE_NEED_REQUIRED"},
                   {"kind": "EVIDENCE_KIND_KUITANSI", "need": "EVIDENCE_NEED_NOT_ASKED"}]})")
                               .string()})
                  .exit_code,
              0);
    std::string danom;
    for (int n = 0; n < 3; ++n) {
      danom += "rastra,2026-01," + KeyOf(kHane, n) + ",10,kg,A-" + std::to_string(n) + "\n";
      danom += "rastra,2026-02," + KeyOf(kHane, n) + ",10,kg,B-" + std::to_string(n) + "\n";
    }
    EXPECT_EQ(district.ImportDanom(danom).defined(), 6u);
  }

  v1::LineView LineOf(int family, const std::string& period) {
    const v1::RegistryRecordView household = district.Show(KeyOf(kHane, family));
    for (const v1::LineView& line : household.lines()) {
      if (line.period() == period) return line;
    }
    ADD_FAILURE() << "no line " << period;
    return {};
  }
  static std::string Proof(const v1::LineView& line) {
    std::string words;
    for (const v1::EvidenceView& one : line.evidence()) {
      words += one.kind() + (one.there() ? " ada " : " menyusul ") + one.who() + "; ";
    }
    return words;
  }

  District district{FamiliesOf(kHane, 3)};
};

// Proof that a programme asks for is missed at once, never in the way, and may come from another.
TEST_F(Handovers, ProofComesLaterFromAnotherOfficer) {
  Phone& dorkas = district.Enrol("Dorkas Selan", kHane);
  Phone& markus = district.Enrol("Markus Liu", kHane);
  const v1::SavedView saved = dorkas.HandOver(
      R"({"mode": "diserahkan", "programme": "rastra", "period": "2026-01", "deliveries":
          [{"recipient": ")" +
      KeyOf(kHane, 0) + R"(", "evidence": ["tanda tangan", "kuitansi"]}]})");
  ASSERT_THAT(saved.warnings(), SizeIs(2));
  EXPECT_THAT(saved.warnings(0).id(), HasSubstr("foto KTP wajib dan belum ada"));
  EXPECT_THAT(saved.warnings(1).id(), HasSubstr("kuitansi tidak diminta"));
  dorkas.Sync();
  EXPECT_EQ(Proof(LineOf(0, "2026-01")),
            "tanda tangan ada Dorkas Selan; foto KTP menyusul Dorkas Selan; "
            "kuitansi ada Dorkas Selan; ");
  const Ending later =
      markus.Tilik({"evidence", "-"}, R"({"recipient": ")" + KeyOf(kHane, 0) +
                                          R"(", "programme": "rastra", "period": "2026-01",
                                            "evidence": ["foto KTP"]})");
  EXPECT_EQ(later.exit_code, kDone) << later.out;
  markus.Sync();
  EXPECT_THAT(Proof(LineOf(0, "2026-01")), HasSubstr("foto KTP ada Markus Liu"));
  EXPECT_EQ(LineOf(0, "2026-01").delivered(), 10'000) << "proof is no delivery";
  district.Verify();
}

// Two months at once, each counted by itself; one of them partly, with a cut.
TEST_F(Handovers, OneEventServesSeveralPeriods) {
  Phone& dorkas = district.Enrol("Dorkas Selan", kHane);
  dorkas.HandOver(R"({"event": "Balai desa Hane", "mode": "disaksikan", "paid_by": "Bulog",
      "programme": "rastra", "deliveries": [
      {"recipient": ")" +
                  KeyOf(kHane, 0) + R"(", "periods": ["2026-01", "2026-02"]},
      {"recipient": ")" +
                  KeyOf(kHane, 1) + R"(", "period": "2026-01", "received": "8 kg", "deductions":
       [{"amount": "1 kg", "taken_by": "Kepala Dusun", "reason": "ongkos"}]}]})");
  dorkas.Sync();
  EXPECT_EQ(LineOf(0, "2026-01").delivered(), 10'000);
  EXPECT_EQ(LineOf(0, "2026-02").delivered(), 10'000);
  EXPECT_EQ(LineOf(1, "2026-01").delivered(), 9'000);
  EXPECT_EQ(LineOf(1, "2026-01").open(), 1'000);
  EXPECT_EQ(LineOf(1, "2026-02").open(), 10'000);
  district.Verify();
}

// The page was signed on the 5th and copied on the 20th: the day of the page counts.
TEST_F(Handovers, RowsCopiedFromPaperKeepTheirDay) {
  Phone& dorkas = district.Enrol("Dorkas Selan", kHane);
  const std::string page = R"({"from_paper": true, "mode": "diserahkan", "programme": "rastra",
      "period": "2026-01", "deliveries": [{"recipient": ")" +
                           KeyOf(kHane, 2) + R"(", "evidence": ["tanda tangan", "foto danom",
      "foto KTP"]}])";
  const v1::ProblemView refused = dorkas.Ends(kRefused, {"handover", "-"}, page + "}");
  EXPECT_THAT(refused.findings(0).id(), HasSubstr("tanggal penyerahan belum diisi"));
  EXPECT_EQ(dorkas.Tilik({"handover", "-"}, page + R"(, "day": "2026-01-05"})").exit_code, kDone);
  dorkas.Sync();
  EXPECT_THAT(Proof(LineOf(2, "2026-01")), HasSubstr("foto danom ada"));
  district.Verify();
}

// A mistake is withdrawn by a later fact: by its officer at once, by another only through a case.
TEST_F(Handovers, CorrectionsWithdrawInEveryTally) {
  Phone& dorkas = district.Enrol("Dorkas Selan", kHane);
  const std::string wrong = R"({"programme": "rastra", "period": "2026-01", "not_delivered":
      [{"recipient": ")" + KeyOf(kHane, 1) +
                            R"(", "reason": "meninggal"}]})";
  const v1::SavedView mistaken = dorkas.HandOver(wrong);
  EXPECT_EQ(dorkas
                .Tilik({"handover", "--withdraw", std::to_string(mistaken.sets(0).seq()),
                        "--reason", "orangnya hidup"})
                .exit_code,
            kDone);
  const v1::SavedView known = dorkas.HandOver(wrong);
  dorkas.Sync();
  EXPECT_EQ(LineOf(1, "2026-01").reason(), "meninggal");
  // Receipted by now: to take it back is a proposal that the office decides.
  EXPECT_EQ(dorkas
                .Tilik({"handover", "--withdraw", std::to_string(known.sets(0).seq()), "--reason",
                        "orangnya hidup"})
                .exit_code,
            kDone);
  dorkas.Sync();
  const auto cases = district.Cases();
  ASSERT_THAT(cases, SizeIs(1));
  EXPECT_THAT(cases.front().why(), HasSubstr("orangnya hidup"));
  EXPECT_EQ(LineOf(1, "2026-01").undelivered(), 10'000) << "until it is decided";
  EXPECT_EQ(Unexplained(district.Recap("rastra")), 0);
  district.Verify();
}

// Water for a dusun and parcels for who is on no list: counted, and nobody is invented.
TEST_F(Handovers, AidWithoutAListIsCountedByItself) {
  Phone& dorkas = district.Enrol("Dorkas Selan", kHane);
  const v1::SavedView saved = dorkas.HandOver(R"({"event": "Kekeringan Hane", "mode": "diserahkan",
      "without_list": [
        {"dusun": "Oelnunuh", "recipients": 40, "unit_type": "keluarga", "programme": "bencana",
         "items": {"air": "8.000 liter"}},
        {"recipient": ")" + KeyOf(kHane, 0) +
                                              R"(", "programme": "bencana",
         "items": {"paket sembako": "1 paket", "selimut": "2 lembar"}}]})");
  EXPECT_THAT(saved.sets(), SizeIs(2));
  dorkas.Sync();
  const v1::RecapTable bencana = district.Recap("bencana");
  ASSERT_THAT(bencana.rows(), SizeIs(1));
  EXPECT_EQ(bencana.rows(0).entitled(), 0);
  EXPECT_EQ(bencana.rows(0).delivered(), 0) << "never against entitlements";
  ASSERT_THAT(bencana.rows(0).unlisted(), SizeIs(3));
  EXPECT_EQ(bencana.rows(0).unlisted(0).item(), "air");
  EXPECT_EQ(bencana.rows(0).unlisted(0).quantity(), 8'000'000);
  EXPECT_EQ(bencana.rows(0).unlisted(0).recipients(), 40u);
  EXPECT_EQ(district.Recap("rastra").totals(0).delivered(), 0);
  dorkas.Tilik(
      {"handover", "--withdraw", std::to_string(saved.sets(0).seq()), "--reason", "salah"});
  dorkas.Sync();
  EXPECT_THAT(district.Cases(), SizeIs(1)) << "receipted: the office decides";
  district.Verify();
}

// 30 kg came, 20 were handed out, 3 were wet, 1 cannot be found by counting.
TEST_F(Handovers, StockClosesOrSaysWhereNot) {
  Phone& dorkas = district.Enrol("Dorkas Selan", kHane);
  const auto stock = [&](const std::string& rows) {
    const Ending saved = dorkas.Tilik(
        {"stock", "-"},
        R"({"event": "Balai desa Hane", "programme": "rastra", "rows": [)" + rows + "]}");
    EXPECT_EQ(saved.exit_code, kDone) << saved.out;
  };
  stock(R"({"kind": "diterima", "quantity": "30 kg", "document": "BAST/12", "other_side": "Bulog"},
           {"kind": "rusak", "quantity": "3 kg"})");
  dorkas.HandOver(R"({"event": "Balai desa Hane", "mode": "diserahkan", "programme": "rastra",
      "period": "2026-01", "deliveries": [{"recipient": ")" +
                  KeyOf(kHane, 0) + R"("}, {"recipient": ")" + KeyOf(kHane, 1) + R"("}]})");
  dorkas.Sync();
  v1::StockTable table;
  district.Answer({"recap", "--stock"}, &table);
  ASSERT_THAT(table.rows(), SizeIs(1));
  EXPECT_EQ(table.rows(0).handed_out(), 20'000);
  EXPECT_FALSE(table.rows(0).is_counted());
  EXPECT_THAT(table.rows(0).findings(0), HasSubstr("belum dihitung; menurut catatan sisa 7 kg"));
  stock(R"({"kind": "dihitung", "quantity": "6 kg"})");
  dorkas.Sync();
  district.Answer({"recap", "--stock"}, &table);
  EXPECT_THAT(table.rows(0).findings(0), HasSubstr("sisa 7 kg, dihitung 6 (selisih -1)"));
  stock(R"({"kind": "hilang", "quantity": "1 kg"})");
  dorkas.Sync();
  district.Answer({"recap", "--stock"}, &table);
  EXPECT_THAT(table.rows(0).findings(), IsEmpty());
  EXPECT_EQ(district.Recap("rastra").totals(0).delivered(), 20'000);
  district.Verify();
}

}  // namespace
}  // namespace tilik::scenario
