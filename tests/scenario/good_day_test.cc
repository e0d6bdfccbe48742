// A day of verivali and penyaluran in Benlutu, where there is no signal.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scenario/district.h"

namespace tilik::scenario {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

constexpr char kNahak[] = "530214200100017";
constexpr char kTaek[] = "530214200100018";

TEST(AGoodDay, WhatTwoOfficersWroteDownOfflineReachesTheRegistry) {
  District district({NahakFamily(), TaekFamily()});
  district.ImportDanom(
      "rastra,2026-01,530214200100017,10,kg,R-17-1\n"
      "rastra,2026-01,530214200100018,10,kg,R-18-1\n");
  Phone& dorkas = district.Enrol("Dorkas Selan", kBenlutu);
  Phone& markus = district.Enrol("Markus Liu", kBenlutu);
  EXPECT_EQ(dorkas.Status().villages(0).households(), 2u);

  district.line().NoSignal();
  district.Close();  // and in the town they are working on the server besides
  dorkas.Visit(Completed(kNahak, R"(
      "answers": {"lantai": "semen", "luas_lantai": 42}, "seen": ["lantai"],
      "members": [{"person": "Maria Bere", "presence": "tinggal"}],
      "new_members": [{"answers": {"nama": "Yuliana Nahak", "jnskel": "perempuan",
                                   "tgllahir": "2026-05-17", "hub_krt": "anak"}}])"));
  markus.Visit(Completed(kTaek, R"("answers": {"jumlah_kamar": 3})"));
  markus.HandOver(R"({"event": "Balai desa Benlutu", "mode": "disaksikan",
      "paid_by": "juru bayar Bulog", "programme": "rastra", "period": "2026-01",
      "deliveries": [{"recipient": "530214200100017", "received": "9 kg",
                      "deductions": [{"amount": "1 kg", "taken_by": "Kepala Dusun"}],
                      "evidence": ["tanda tangan"]}],
      "not_delivered": [{"recipient": "530214200100018", "reason": "tidak hadir"}]})");
  dorkas.SyncEnds(kNoConnection);

  EXPECT_EQ(dorkas.Status().waiting_sets(), 1u);
  EXPECT_EQ(markus.Status().waiting_sets(), 3u) << "a visit, a handover, a non-delivery";
  EXPECT_EQ(Said(dorkas.Show(kNahak), "luas_lantai"), "42") << "own work is shown at once";

  district.line().Clear();
  district.Open();
  EXPECT_EQ(dorkas.Sync().receipts(), 1u);
  EXPECT_EQ(markus.Sync().receipts(), 3u);
  EXPECT_EQ(markus.Status().waiting_sets(), 0u);
  dorkas.Sync();
  EXPECT_EQ(Said(dorkas.Show(kTaek), "jumlah_kamar"), "3") << "Markus was there";

  const v1::RegistryRecordView nahak = district.Show(kNahak);
  EXPECT_EQ(Said(nahak, "luas_lantai"), "42");
  EXPECT_EQ(Said(nahak, "lantai"), "Semen / bata merah");
  ASSERT_THAT(nahak.visits(), SizeIs(1));
  EXPECT_EQ(nahak.visits(0).who(), "Dorkas Selan");
  EXPECT_EQ(nahak.visits(0).outcome(), "selesai");
  EXPECT_EQ(Said(MemberCalled(nahak, "Yuliana Nahak"), "tgllahir"), "17 Mei 2026");

  const v1::RecapTable rastra = district.Recap("rastra");
  ASSERT_THAT(rastra.totals(), SizeIs(1));
  EXPECT_EQ(rastra.totals(0).entitled(), 20'000) << "in grams";
  EXPECT_EQ(rastra.totals(0).delivered(), 10'000) << "what the Kepala Dusun took, too";
  ASSERT_THAT(rastra.totals(0).undelivered(), SizeIs(1));
  EXPECT_EQ(rastra.totals(0).undelivered(0).reason(), v1::NON_DELIVERY_REASON_TIDAK_HADIR);
  EXPECT_EQ(rastra.totals(0).undelivered(0).quantity(), 10'000);
  EXPECT_EQ(rastra.totals(0).open(), 0);

  EXPECT_THAT(district.Cases(), IsEmpty());
  EXPECT_THAT(district.Verify().gaps(), IsEmpty());
}

}  // namespace
}  // namespace tilik::scenario
