// What the supervisor is told of one village's week: nothing was refused, nothing was blocked, and
// everything that looked odd lies on the desk with its evidence (domain.md §2.12).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>

#include "tests/scenario/district.h"

namespace tilik::scenario {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr int kFamilies = 10;
// Of FamiliesOf(kHane, …): the head of the fourth.
constexpr char kFourthHead[] = "5302140401700004";

std::string Family(int n) { return KeyOf(kHane, n); }

// As much of a JPEG picture as anybody who does not decode it looks at.
std::filesystem::path TakePhoto(const District& district, const std::string& name) {
  const std::filesystem::path file = district.FileCalled(name);
  std::ofstream(file, std::ios::binary)
      << std::string("\xFF\xD8\xFF\xDA\x00\x08\x01\x01\x00\x00\x3F\x00", 12) << name << "\xFF\xD9";
  return file;
}

class Watched : public testing::Test {
 protected:
  Watched() {
    std::string danom;
    for (int n = 0; n < kFamilies; ++n) {
      danom += "rastra,2026-01," + Family(n) + ",10,kg,R-" + std::to_string(n) + "\n";
    }
    EXPECT_EQ(district.ImportDanom(danom).defined(), std::uint64_t{kFamilies});
    dorkas.Sync();
    markus.Sync();
    EXPECT_EQ(
        district.Server({"account", "add", "--name", "Kepala Dinas", "--role", "head"}).exit_code,
        0);
  }

  std::string VisitOf(int family, const std::string& more) {
    return Completed(Family(family), R"("answers": {"luas_lantai": 42}, )" + more);
  }
  static std::string Standing(const std::string& latitude) {
    return R"("place": {"latitude": )" + latitude + R"(, "longitude": 124.2241, "accuracy_m": 8})";
  }
  static std::string Photo(const std::filesystem::path& file) {
    return R"("photos": [{"kind": "rumah", "file": ")" + file.string() + R"("}])";
  }
  // From family `first` to before `last`, each with `more` of its own.
  static std::string Deliveries(int first, int last, const std::string& more = "") {
    std::string rows;
    for (int n = first; n < last; ++n) {
      rows += (rows.empty() ? "" : ", ") + std::string(R"({"recipient": ")") + Family(n) + "\"" +
              more + "}";
    }
    return R"("programme": "rastra", "period": "2026-01", "deliveries": [)" + rows + "]";
  }

  // By name, those that are open or confirmed.
  std::map<std::string, v1::CaseView> Signals() {
    v1::CaseList list;
    district.Answer({"cases", "--kind", "signal"}, &list);
    std::map<std::string, v1::CaseView> by_name;
    for (const v1::CaseView& file : list.cases()) {
      EXPECT_EQ(file.kind(), "sinyal");
      EXPECT_TRUE(by_name.emplace(file.signal(), file).second) << file.signal() << " twice";
    }
    return by_name;
  }
  v1::SignalLine Counted(const std::string& name) {
    v1::SignalSummary summary;
    district.Answer({"signals"}, &summary);
    for (const v1::SignalLine& line : summary.signals()) {
      if (line.name() == name) return line;
    }
    ADD_FAILURE() << "no signal " << name;
    return {};
  }

  District district{FamiliesOf(kHane, kFamilies)};
  Phone& dorkas = district.Enrol("Dorkas Selan", kHane);
  Phone& markus = district.Enrol("Markus Liu", kHane);
};

TEST_F(Watched, OnePhotoForTwoHousesAndAHouseThatMoved) {
  const std::filesystem::path photo = TakePhoto(district, "rumah.jpg");
  dorkas.Visit(VisitOf(0, Photo(photo) + ", " + Standing("-9.7312")));
  dorkas.Visit(VisitOf(1, Photo(photo) + ", " + Standing("-9.7313")));
  dorkas.Sync();
  markus.Visit(VisitOf(0, Standing("-9.7512")));
  markus.Sync();

  const auto signals = Signals();
  EXPECT_THAT(signals, SizeIs(2));
  const v1::CaseView& photos = signals.at("foto-sama");
  EXPECT_THAT(photos.about(), HasSubstr("Bapak Nomor 1"));
  ASSERT_THAT(photos.evidence(), SizeIs(1));
  EXPECT_EQ(photos.evidence(0).who(), "Dorkas Selan");
  EXPECT_THAT(photos.evidence(0).other_about(), HasSubstr("Bapak Nomor 0"));
  const v1::CaseView& far = signals.at("jauh-dari-rumah");
  EXPECT_THAT(far.about(), HasSubstr("Bapak Nomor 0"));
  ASSERT_THAT(far.evidence(), SizeIs(1));
  EXPECT_EQ(far.evidence(0).who(), "Markus Liu");
  EXPECT_THAT(far.evidence(0).words(), HasSubstr("2.224 m dari tempat kunjungan"));
  EXPECT_EQ(far.evidence(0).place().latitude_e7(), -97'512'000);

  const v1::RegistryRecordView household = district.Show(Family(0));
  EXPECT_EQ(Said(household, "luas_lantai"), "42") << "nothing was refused";
  ASSERT_THAT(household.signals(), SizeIs(1));
  EXPECT_EQ(household.signals(0).signal(), "jauh-dari-rumah");
  EXPECT_THAT(district.Server({"show", Family(1)}).out, HasSubstr("Foto yang sama"));
  district.Verify();
}

TEST_F(Watched, AListServedAtOnceWithACardInOtherHands) {
  dorkas.HandOver(R"({"mode": "disaksikan", "paid_by": "juru bayar Bulog", )" + Deliveries(0, 8) +
                  "}");
  dorkas.HandOver(R"({"event": "Balai desa Hane", "mode": "disaksikan", "paid_by": "agen", )" +
                  Deliveries(8, 9, R"(, "card_holder": "agen")") + "}");
  dorkas.Sync();
  const auto signals = Signals();
  EXPECT_THAT(signals, SizeIs(2));
  const v1::CaseView& at_once = signals.at("serah-serempak");
  EXPECT_EQ(at_once.about(), "Dorkas Selan");
  EXPECT_GE(at_once.evidence_size(), 4) << "a minute may have ended in between";
  EXPECT_THAT(at_once.evidence(0).words(), HasSubstr("penerima dalam satu menit"));
  const v1::CaseView& card = signals.at("kartu-dipegang");
  EXPECT_THAT(card.about(), HasSubstr("Bapak Nomor 8"));
  EXPECT_THAT(card.why(), HasSubstr("dipegang agen"));
  EXPECT_EQ(district.Recap("rastra").totals(0).delivered(), 90'000) << "all of it counts";
  district.Verify();
}

TEST_F(Watched, WhoVerifiedAFamilyAndThenPaidIt) {
  markus.Visit(VisitOf(9, R"("card_holder": "pendamping")"));
  markus.HandOver(R"({"event": "Balai desa Hane", "mode": "diserahkan", )" + Deliveries(9, 10) +
                  "}");
  markus.Sync();
  const auto signals = Signals();
  EXPECT_THAT(signals, SizeIs(2));
  EXPECT_EQ(signals.at("verifikator-pembayar").about(), "Markus Liu");
  EXPECT_THAT(signals.at("verifikator-pembayar").evidence(0).about(), HasSubstr("Bapak Nomor 9"));
  EXPECT_THAT(signals.at("kartu-dipegang").evidence(0).words(), HasSubstr("kata kunjungan"));
  EXPECT_THAT(district.Show(Family(9)).signals(), SizeIs(2));
  district.Verify();
}

TEST_F(Watched, ADeathThatTheCivilRegistryTellsOfAfterThePayment) {
  EXPECT_EQ(district
                .ImportDanomWith("rastra,2026-03,,," + std::string(kFourthHead) +
                                     ",Bapak Nomor 3,53.02.14.2003,10,kg,P-1\n",
                                 "")
                .defined(),
            1u);
  dorkas.Sync();
  dorkas.HandOver(R"({"event": "Balai desa Hane", "mode": "disaksikan", "paid_by": "Bulog",
      "programme": "rastra", "period": "2026-03", "deliveries": [{"recipient": ")" +
                  std::string(kFourthHead) + R"("}]})");
  dorkas.Sync();
  EXPECT_THAT(Signals(), IsEmpty());
  EXPECT_EQ(district.ImportCivil(std::string(kFourthHead) + ",PADAN,meninggal,2026-02-03,\n")
                .deaths_proposed(),
            1u);
  EXPECT_THAT(Signals(), IsEmpty()) << "proposed is not decided";
  district.Decide(district.Cases().front().number(), "terima");
  const auto pending = district.Pending();
  ASSERT_THAT(pending, SizeIs(1));
  district.Sign({"case", "countersign", "--link", pending.front().link(), "--as", "Kepala Dinas"});
  const auto signals = Signals();
  ASSERT_THAT(signals, SizeIs(1));
  const v1::CaseView& dead = signals.at("meninggal-dibayar");
  EXPECT_EQ(dead.about(), "Bapak Nomor 3");
  ASSERT_THAT(dead.evidence(), SizeIs(1));
  EXPECT_EQ(dead.evidence(0).who(), "Dorkas Selan");
  EXPECT_THAT(dead.evidence(0).words(), HasSubstr("meninggal menurut pengamatan 2026-02-05"));
  district.Verify();
}

// No line says that he was due anything; that he was given a parcel is told all the same.
TEST_F(Watched, AParcelOnNoListForSomebodyWhoHadDied) {
  dorkas.HandOver(R"({"event": "Kekeringan Hane", "mode": "diserahkan", "without_list": [
      {"recipient": ")" +
                  std::string(kFourthHead) +
                  R"(", "programme": "bencana", "items": {"paket sembako": "1 paket"}}]})");
  dorkas.Sync();
  district.ImportCivil(std::string(kFourthHead) + ",PADAN,meninggal,2026-02-03,\n");
  EXPECT_THAT(Signals(), IsEmpty()) << "proposed is not decided";
  district.Decide(district.Cases().front().number(), "terima");
  district.Sign(
      {"case", "countersign", "--link", district.Pending().front().link(), "--as", "Kepala Dinas"});
  const auto signals = Signals();
  ASSERT_THAT(signals, SizeIs(1));
  const v1::CaseView& dead = signals.at("meninggal-dibayar");
  EXPECT_EQ(dead.about(), "Bapak Nomor 3");
  EXPECT_THAT(dead.why(), HasSubstr("bencana: diserahkan"));
  ASSERT_THAT(dead.evidence(), SizeIs(1));
  EXPECT_EQ(dead.evidence(0).who(), "Dorkas Selan");
  EXPECT_THAT(dead.evidence(0).words(), HasSubstr("diserahkan tanpa daftar"));
  EXPECT_THAT(district.Show(kFourthHead).signals(), SizeIs(1));
  district.Verify();
}

TEST_F(Watched, ASignalIsNoProblemOrConfirmedAndStaysInTheCount) {
  dorkas.Visit(VisitOf(0, R"("card_holder": "agen")"));
  dorkas.Visit(VisitOf(1, R"("card_holder": "aparat desa")"));
  dorkas.Sync();
  v1::CaseList list;
  district.Answer({"cases", "--kind", "sinyal"}, &list);
  ASSERT_THAT(list.cases(), SizeIs(2));
  EXPECT_EQ(Counted("kartu-dipegang").open(), 2u);
  const v1::DecisionReport wrong =
      district.Sign({"case", "decide", "--case", std::to_string(list.cases(0).number()), "--choice",
                     "terima", "--reason", "?", "--yes"},
                    3);
  EXPECT_THAT(wrong.decisions(0).reason(), HasSubstr("bukan-masalah, terbukti"));
  district.Decide(list.cases(0).number(), "bukan-masalah", {"--reason", "disimpan anaknya"});
  district.Decide(list.cases(1).number(), "terbukti", {"--reason", "diakui kepala dusun"});

  const auto left = Signals();
  ASSERT_THAT(left, SizeIs(1));
  EXPECT_TRUE(left.at("kartu-dipegang").confirmed());
  EXPECT_EQ(left.at("kartu-dipegang").settlement(), "diakui kepala dusun");
  EXPECT_THAT(district.Cases(), IsEmpty()) << "nothing is left to be decided";
  EXPECT_THAT(district.Server({"cases", "--kind", "signal"}).out, HasSubstr("terbukti: diakui"));
  const v1::SignalLine counted = Counted("kartu-dipegang");
  EXPECT_EQ(counted.open(), 0u);
  EXPECT_EQ(counted.confirmed(), 1u);
  EXPECT_EQ(counted.not_a_problem(), 1u);
  EXPECT_THAT(district.Server({"signals"}).out, HasSubstr("far_from_house_m = 500 m"));
  EXPECT_EQ(district.Server({"cases", "--kind", "gosip"}).exit_code, 3);
  district.Verify();
}

TEST_F(Watched, WhatASignalRestsOnMayBeDestroyed) {
  const auto hasty = [&](int family) {
    return R"({"household": ")" + Family(family) + R"(", "outcome": "selesai", "duration_s": 30,
        "respondent": {"name": "Ibu yang menjawab", "relation": "istri"},
        "documents": {"KTP": "ditunjukkan", "KK": "tidak dibawa"},
        "members": [{"person": "Ibu Nomor )" +
           std::to_string(family) + R"(", "presence": "tinggal"}]})";
  };
  for (int n = 0; n < 3; ++n) dorkas.Visit(hasty(n));
  dorkas.Sync();
  EXPECT_THAT(Signals().at("kunjungan-singkat").evidence(), SizeIs(3));
  const std::string her = MemberCalled(district.Show(Family(1)), "Ibu Nomor 1").record();
  const v1::DecisionReport order =
      district.Sign({"destroy", "--record", her, "--letter", "800/12/DINSOS", "--letter-date",
                     "20260302", "--reason", "permintaan yang bersangkutan", "--yes"});
  district.Sign({"case", "countersign", "--link", order.link(), "--as", "Kepala Dinas"});
  district.Verify();
  dorkas.Sync();
  dorkas.Visit(hasty(3));
  dorkas.Sync();
  EXPECT_THAT(Signals().at("kunjungan-singkat").evidence(), SizeIs(3))
      << "what is left of it, and the new one";
  district.Verify();
}

}  // namespace
}  // namespace tilik::scenario
