// What bank and post report beside what officers saw, and families that leave and come back
// (domain.md §2.5, §2.12, §3.4).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scenario/district.h"

namespace tilik::scenario {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

std::string Family(int n) { return KeyOf(kHane, n); }

class PaidByBank : public testing::Test {
 protected:
  PaidByBank() {
    std::string danom;
    for (int n = 0; n < 5; ++n) {
      danom += "bpnt,2026-01," + Family(n) + ",200.000,Rp,A-" + std::to_string(n) + "\n";
    }
    EXPECT_EQ(district.ImportDanom(danom).defined(), 5u);
  }

  v1::RealisationImportReport Payments(const std::string& rows) {
    const std::string header = "programme,period,IDBDT,payer,reference,result,amount,day,reason\n";
    v1::RealisationImportReport report;
    district.Answer({"import", "realisasi", "--payments",
                     district.Written("bayar.csv", header + rows).string(), "--as-of", "20260220"},
                    &report);
    return report;
  }
  static std::string Payment(int family, const std::string& reference, const std::string& result,
                             const std::string& rest) {
    return "bpnt,2026-01," + Family(family) + ",BRI," + reference + "," + result + "," + rest +
           "\n";
  }
  v1::ReconcileTable Reconciled() {
    v1::ReconcileTable table;
    district.Answer({"reconcile", "--programme", "bpnt", "--period", "2026-01"}, &table);
    return table;
  }

  District district{FamiliesOf(kHane, 6)};
};

TEST_F(PaidByBank, BothAccountsOfOnePaymentCountOnce) {
  const std::string file = Payment(0, "r0", "berhasil", "200.000,2026-02-03,") +
                           Payment(1, "r1", "berhasil", "200.000,2026-02-03,") +
                           Payment(2, "r2", "berhasil", "200.000,2026-02-03,") +
                           Payment(3, "r3", "gagal", ",2026-02-03,data tidak padan") +
                           Payment(4, "r4", "belum transaksi", ",,");
  EXPECT_EQ(Payments(file).recorded(), 5u);
  EXPECT_EQ(Payments(file).unchanged(), 5u) << "the same file says nothing new";
  Phone& dorkas = district.Enrol("Dorkas Selan", kHane);
  dorkas.HandOver(R"({"mode": "disaksikan", "paid_by": "agen BRILink", "programme": "bpnt",
      "period": "2026-01", "deliveries": [
       {"recipient": ")" +
                  Family(0) + R"(", "card_holder": "KPM"},
       {"recipient": ")" +
                  Family(1) + R"(", "received": "Rp150.000", "card_holder": "agen"},
       {"recipient": ")" +
                  Family(4) + R"(", "card_holder": "KPM"}],
      "not_delivered": [{"recipient": ")" +
                  Family(2) + R"(", "reason": "tidak hadir"}]})");
  dorkas.Sync();
  const v1::RecapTable recap = district.Recap("bpnt");
  EXPECT_EQ(recap.totals(0).delivered(), 800'000'000) << "three by the bank, one more seen";
  EXPECT_EQ(recap.totals(0).excess(), 0);
  ASSERT_THAT(district.Cases(), SizeIs(1));
  EXPECT_EQ(district.Cases().front().signal(), "kartu-dipegang") << "and nothing twice";
  EXPECT_EQ(Unexplained(recap), 0);
  const v1::ReconcileTable table = Reconciled();
  EXPECT_EQ(table.lines(), 5u);
  EXPECT_EQ(table.agreeing(), 2u) << "family 0 was paid, family 3 was not, says everybody";
  ASSERT_THAT(table.rows(), SizeIs(3));
  EXPECT_EQ(table.rows(0).finding(), "jumlah berbeda");
  EXPECT_EQ(table.rows(1).finding(), "dibayar menurut penyalur, tidak diterima menurut petugas");
  EXPECT_EQ(table.rows(2).finding(), "diterima menurut petugas, tidak dibayar menurut penyalur");
  district.Verify();
}

TEST_F(PaidByBank, TwoRealPaymentsStillShow) {
  Payments(Payment(0, "r0", "berhasil", "200.000,2026-02-03,") +
           Payment(0, "r9", "berhasil", "200.000,2026-02-09,"));
  EXPECT_EQ(district.Recap("bpnt").totals(0).excess(), 200'000'000);
  ASSERT_THAT(Reconciled().rows(), SizeIs(1));
  EXPECT_EQ(Reconciled().rows(0).finding(), "dibayar melebihi hak");
  ASSERT_THAT(district.Cases(), SizeIs(1));
  // The second is returned: what remains is one payment.
  Payments(Payment(0, "r9", "retur", "200.000,2026-02-12,gagal rekening"));
  EXPECT_EQ(district.Recap("bpnt").totals(0).excess(), 0);
  EXPECT_THAT(district.Cases(), IsEmpty());
  district.Verify();
}

// 5,886 → 5,761 → 5,891 in small: every family between two lists is explained [S4].
TEST_F(PaidByBank, WhoLeftAndWhoCameIsSaidFamilyByFamily) {
  std::string february;
  for (int n : {0, 1, 2, 5}) {
    february += "bpnt,2026-02," + Family(n) + ",200.000,Rp,B-" + std::to_string(n) + "\n";
  }
  district.ImportDanom(february);
  const auto set = [&](int family, const std::string& period, const std::string& state,
                       const std::string& reason) {
    const Ending said =
        district.Server({"eligibility", "set", "--programme", "bpnt", "--recipient", Family(family),
                         "--period", period, "--state", state, "--reason", reason});
    EXPECT_EQ(said.exit_code, 0) << said.err;
  };
  const auto compare = [&](bool derive) {
    v1::EligibilityComparison comparison;
    std::vector<std::string> words = {"eligibility", "compare", "--programme", "bpnt",
                                      "--from",      "2026-01", "--to",        "2026-02"};
    if (derive) words.emplace_back("--derive");
    district.Answer(words, &comparison);
    return comparison;
  };
  set(3, "2026-02", "tidak layak", "mampu");
  set(2, "2026-02", "sementara tidak disalurkan", "data tidak padan");
  const v1::EligibilityComparison before = compare(false);
  EXPECT_EQ(before.entitled_from(), 5u);
  EXPECT_EQ(before.entitled_to(), 3u);
  EXPECT_THAT(before.left(), SizeIs(3));
  EXPECT_THAT(before.came(), SizeIs(1));
  EXPECT_EQ(district.Recap("bpnt").totals(0).open(), 1'600'000'000) << "its reason is on the line";

  const v1::EligibilityComparison after = compare(true);
  for (const auto* moves : {&after.left(), &after.came()}) {
    for (const v1::EligibilityMove& move : *moves) {
      EXPECT_TRUE(move.explained()) << move.label();
    }
  }
  set(2, "2026-02", "dilanjutkan", "data tidak padan");
  EXPECT_EQ(compare(false).entitled_to(), 4u);
  EXPECT_EQ(district.Recap("bpnt").totals(0).open(), 1'800'000'000);
  district.Verify();
}

}  // namespace
}  // namespace tilik::scenario
