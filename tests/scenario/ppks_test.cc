// Who is in need and who helps, and what becomes of groups, houses, proxies and cards: told at the
// door, counted at the office (domain.md §2.8, §2.9, §3.4–3.6).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scenario/district.h"

namespace tilik::scenario {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

// The head of the n-th family, by IDARTBDT.
std::string Head(int n) { return KeyOf(kHane, n) + "01"; }

std::string Quoted(const std::string& text) { return "\"" + text + "\""; }

class Needs : public testing::Test {
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
  // The cell of a column in the row of an area and type.
  static std::string Cell(const v1::LayoutTable& table, const std::string& area,
                          const std::string& type, const std::string& column) {
    for (const v1::LayoutRow& row : table.rows()) {
      if (row.cells(0).find(area) != 0 || row.cells(1) != type) continue;
      for (int i = 0; i < table.columns_size(); ++i) {
        if (table.columns(i) == column) return row.cells(i);
      }
    }
    return "";
  }
  static std::string Told(const v1::RegistryRecordView& record) {
    std::string words;
    for (const v1::StandingView& standing : record.standing()) {
      words += standing.what() + " " + standing.about() + ": " + standing.state() + "\n";
    }
    for (const v1::ToldView& told : record.told()) words += told.day() + " " + told.words() + "\n";
    return words;
  }
  static std::string OwnWords(const v1::ShowView& shown) {
    std::string words;
    for (const v1::RecordView& record : shown.records()) {
      for (const v1::OwnFactView& fact : record.facts()) words += fact.words() + "\n";
    }
    return words;
  }
  static std::string LogWords(const v1::LogView& log) {
    std::string words;
    for (const v1::LogEntryView& entry : log.entries()) {
      for (const std::string& operation : entry.operations()) words += operation + "\n";
    }
    return words;
  }

  District district{FamiliesOf(kHane, 10)};
};

// A TKSK's year: who was in, who came, who was served and left; one entry taken back.
TEST_F(Needs, AYearInTheRegister) {
  Phone& dorkas = district.Enrol("Dorkas Selan", kHane);
  const auto entry = [&](int person, const std::string& day, const std::string& more = "") {
    return dorkas.Save("ppks", R"({"record": ")" + Head(person) +
                                   R"(", "type": "pemulung", "entry": {"day": ")" + day +
                                   R"(", "criteria": ["barang bekas"]})" + more + "}");
  };
  entry(0, "2024-03-01");
  entry(1, "2025-02-10", R"(, "services": [{"day": "2025-03-01", "kind": "modal usaha",
      "by": "Dinas Sosial"}], "exit": {"day": "2025-05-01", "reason": "mandiri"})");
  const v1::SavedView mistaken = entry(2, "2025-04-01");
  EXPECT_EQ(dorkas
                .Tilik({"ppks", "--withdraw", std::to_string(mistaken.sets(0).seq()), "--reason",
                        "salah orang"})
                .exit_code,
            kDone);
  EXPECT_THAT(OwnWords(dorkas.Show(Head(0))), HasSubstr("PPKS masuk: Pemulung"));
  EXPECT_THAT(OwnWords(dorkas.Show(Head(2))), IsEmpty()) << "taken back";
  dorkas.Sync();

  const v1::LayoutTable year =
      Layout({"ppks", "--from", "2025-01-01", "--until", "2025-12-31", "--level", "desa"});
  ASSERT_THAT(year.rows(), SizeIs(2));
  EXPECT_THAT(Cells(year.rows(0)), ElementsAre(HasSubstr("Hane"), "Pemulung", "orang", "1", "1",
                                               "1", "1", "1", "2", "1", "50,00", "1", "50,00"));
  EXPECT_THAT(year.rows(0).findings(), IsEmpty());
  EXPECT_THAT(Told(district.Show(Head(1))), HasSubstr("PPKS Pemulung: keluar 2025-05-01, mandiri"));

  // Entered once more by somebody else, for the village's list had no such column: it does not
  // close, and says so.
  Phone& markus = district.Enrol("Markus Liu", kHane);
  markus.Save("ppks", R"({"record": ")" + Head(0) +
                          R"(", "type": "pemulung", "entry": {"day": "2025-08-01"}})");
  markus.Sync();
  const v1::LayoutTable again =
      Layout({"ppks", "--from", "2025-01-01", "--until", "2025-12-31", "--level", "kabupaten"});
  ASSERT_THAT(again.rows(0).findings(), SizeIs(2));
  EXPECT_THAT(again.rows(0).findings(0), HasSubstr("tidak sama dengan akhir 1"));
  EXPECT_EQ(again.rows(0).findings(1), "1 masuk padahal sudah tercatat");
  const std::string book = district.FileCalled("ppks.xlsx").string();
  EXPECT_EQ(district.Server({"recap", "--layout", "ppks", "--xlsx", book}).exit_code, 0);
  const Ending csv = district.Server({"recap", "--layout", "ppks", "--csv"});
  EXPECT_THAT(csv.out, HasSubstr("Wilayah,Jenis,Satuan,Awal,Masuk,Keluar"));
  district.Verify();
}

// Counted, and in nobody's list: the recorder sees it, and who at the office must.
TEST_F(Needs, WhatIsSensitiveIsCountedAndNotListed) {
  Phone& dorkas = district.Enrol("Dorkas Selan", kHane);
  Phone& markus = district.Enrol("Markus Liu", kHane);
  dorkas.Save("ppks", R"({"record": ")" + Head(3) +
                          R"(", "type": "korban trafficking", "entry": {"day": "2025-06-01",
                          "words": "dijanjikan kerja di Batam"}})");
  dorkas.Save("ppks", R"({"record": ")" + Head(4) +
                          R"(", "type": "pemulung", "entry": {"day": "2025-06-01"}})");
  dorkas.Sync();
  markus.Sync();
  EXPECT_THAT(OwnWords(dorkas.Show(Head(3))), HasSubstr("Korban trafficking"));
  EXPECT_THAT(LogWords(dorkas.Log()), Not(HasSubstr("rafficking")));
  EXPECT_THAT(LogWords(dorkas.Log()), HasSubstr("PPKS masuk: jenis yang dirahasiakan"));
  EXPECT_THAT(OwnWords(markus.Show(Head(3))), IsEmpty());
  for (Phone* phone : {&dorkas, &markus}) {
    for (const char* word : {"trafficking", "batam"}) {
      EXPECT_THAT(phone->Tilik({"find", word}).out, Not(HasSubstr("Bapak"))) << word;
    }
  }

  EXPECT_THAT(Told(district.Show(Head(3))), IsEmpty());
  v1::RegistryRecordView seen;
  district.Answer({"show", Head(3), "--as", "supervisor"}, &seen);
  EXPECT_THAT(Told(seen), HasSubstr("PPKS Korban trafficking: tercatat"));
  EXPECT_THAT(Told(seen), HasSubstr("dijanjikan kerja di Batam"));
  EXPECT_NE(district.Server({"show", Head(3), "--as", "siapa saja"}).exit_code, 0);

  const v1::LayoutTable counts = Layout({"ppks", "--level", "desa"});
  EXPECT_EQ(Cell(counts, "Jumlah", "Korban trafficking", "Akhir"), "1");
  EXPECT_EQ(Cell(counts, "Hane", "Korban trafficking", "Akhir"), "") << "no village has it";
  EXPECT_EQ(Cell(counts, "Hane", "Pemulung", "Akhir"), "1");
  const v1::LayoutTable list = Layout({"daftar-ppks", "--area", kHane});
  ASSERT_THAT(list.rows(), SizeIs(1));
  EXPECT_EQ(list.rows(0).cells(1), "Bapak Nomor 4");
  district.Verify();
}

// Who helps, and where: persons and institutions, each in its own unit.
TEST_F(Needs, TheDirectoryOfHelpers) {
  Phone& dorkas = district.Enrol("Dorkas Selan", kHane);
  dorkas.Save("psks", R"({"record": ")" + Head(0) +
                          R"(", "type": "Tagana", "entry": {"day": "2025-01-10"}})");
  dorkas.Save("psks", R"({"record": ")" + Head(1) +
                          R"(", "type": "Tagana", "entry": {"day": "2025-01-10"},
                          "exit": {"day": "2025-09-01", "reason": "berhenti"}})");
  dorkas.Save("psks", R"({"new_recipient": {"name": "LKSA Kasih", "address": "Dusun I",
                          "sort": "LKSA"}, "type": "LKS", "entry": {"day": "2025-02-01"}})");
  dorkas.Sync();
  const v1::LayoutTable list = Layout({"daftar-psks"});
  ASSERT_THAT(list.rows(), SizeIs(2));
  EXPECT_THAT(Cells(list.rows(0)), ElementsAre(HasSubstr("Hane"), "Bapak Nomor 0",
                                               HasSubstr("Tagana"), "orang", "2025-01-10"));
  EXPECT_EQ(list.rows(1).cells(1), "LKSA Kasih");
  EXPECT_EQ(list.rows(1).cells(3), "lembaga");
  const v1::LayoutTable counts = Layout({"psks", "--from", "2025-01-01"});
  EXPECT_EQ(counts.rows_size(), 4) << "two types, in the kecamatan and in sum; no sum over both";
  district.Verify();
}

// Ten members, two visits, and money that goes to the group.
TEST_F(Needs, AGroupIsGradedTwiceAndAided) {
  Phone& dorkas = district.Enrol("Dorkas Selan", kHane);
  std::string members;
  for (int n = 0; n < 10; ++n) {
    members += (n == 0 ? "" : ", ") + std::string(R"({"person": )") + Quoted(Head(n)) +
               (n == 0 ? R"(, "role": "ketua"})" : "}");
  }
  dorkas.Save("kube", R"({"new_recipient": {"name": "KUBE Sehati"}, "day": "2025-04-01",
      "grade": "C", "funding": "APBN 2025", "members": [)" +
                          members + "]}");
  dorkas.Sync();
  dorkas.Save("kube", R"({"group": "KUBE Sehati", "day": "2025-10-01", "grade": "A"})");
  dorkas.Sync();
  EXPECT_THAT(Cells(Layout({"kube", "--until", "2025-06-30"}).rows(0)),
              ElementsAre("Batu Putih", "1", "10", "0", "0", "1", "0", "0"));
  EXPECT_THAT(Cells(Layout({"kube"}).rows(0)),
              ElementsAre("Batu Putih", "1", "10", "1", "0", "0", "0", "0"));
  const std::string told = Told(district.Show("KUBE Sehati"));
  EXPECT_THAT(told, HasSubstr("KUBE 10 anggota, APBN 2025: A sangat berhasil"));
  EXPECT_THAT(told, HasSubstr("anggota: Bapak Nomor 0 (ketua), Bapak Nomor 1"));

  const std::string programme = district
                                    .Written("kube.json", R"({"code": "kube", "name": "KUBE",
      "unit_type": "UNIT_TYPE_GROUP", "item": {"code": "IDR", "unit": "Rp", "name": "Rupiah"}})")
                                    .string();
  EXPECT_EQ(district.Server({"programme", "define", "--file", programme}).exit_code, 0);
  EXPECT_EQ(
      district
          .ImportDanomWith(
              "kube,2025-T4,,,,KUBE Sehati," + std::string(kHane) + ",20.000.000,Rp,K-1\n", "")
          .defined(),
      1u);
  dorkas.Sync();
  dorkas.HandOver(R"({"mode": "disaksikan", "paid_by": "BRI", "programme": "kube",
      "period": "2025-T4", "deliveries": [{"recipient": "KUBE Sehati"}]})");
  dorkas.Sync();
  EXPECT_EQ(district.Recap("kube").totals(0).delivered(), 20'000'000'000);
  district.Verify();
}

// A house before, at half and after; each stage with its photo, whenever that arrives.
TEST_F(Needs, AHouseIsSeenThreeTimes) {
  Phone& dorkas = district.Enrol("Dorkas Selan", kHane);
  const std::string photo = district.FileCalled("rumah.jpg").string();
  const auto stage = [&](const std::string& house, const std::string& named,
                         const std::string& day) {
    TakePhoto(photo, 2'000);
    dorkas.Save("rtlh", "{" + house + R"(, "stage": ")" + named + R"(", "day": ")" + day +
                            R"(", "photos": [{"file": ")" + photo + R"(", "kind": "rumah"}]})");
  };
  stage(R"("new_recipient": {"name": "Rumah Bapak Nomor 0", "household": ")" + KeyOf(kHane, 0) +
            R"("})",
        "sebelum", "2025-03-01");
  stage(R"("house": "Rumah Bapak Nomor 0")", "50 %", "2025-05-01");
  EXPECT_THAT(
      dorkas
          .Ends(kRefused, {"rtlh", "-"}, R"({"house": "Rumah Bapak Nomor 0", "stage": "sesudah"})")
          .findings(0)
          .id(),
      HasSubstr("sedikitnya satu foto"));
  EXPECT_EQ(dorkas.Sync().photos_sent(), 2u);
  EXPECT_THAT(Cells(Layout({"rtlh"}).rows(1)), ElementsAre("Jumlah", "1", "0", "1", "0"));
  stage(R"("house": "Rumah Bapak Nomor 0")", "sesudah", "2025-08-01");
  dorkas.Sync();
  const v1::LayoutTable houses = Layout({"rtlh", "--level", "desa"});
  EXPECT_THAT(Cells(houses.rows(0)), ElementsAre(HasSubstr("Hane"), "1", "0", "0", "1"));
  EXPECT_THAT(houses.rows(0).findings(), IsEmpty());
  EXPECT_EQ(Layout({"rtlh", "--until", "2025-04-30"}).rows(0).cells(2), "1");
  const v1::RegistryRecordView house = district.Show("Rumah Bapak Nomor 0");
  EXPECT_THAT(Told(house), HasSubstr("RTLH 1 foto: sesudah"));
  EXPECT_THAT(house.told(), SizeIs(3));
  district.Verify();
}

// The account failed, was opened later, and the card is with the agent who asks for it.
TEST_F(Needs, AnAccountAndItsCardAreFollowed) {
  Phone& dorkas = district.Enrol("Dorkas Selan", kHane);
  const std::string of = R"({"record": ")" + KeyOf(kHane, 0) + R"(", "provider": "BRI", )";
  dorkas.Save("rekening", of + R"("state": "gagal dibuka", "reason": "nama KTP dan KK berbeda",
                                "day": "2025-02-01"})");
  dorkas.Sync();
  const v1::LayoutTable failed = Layout({"rekening"});
  EXPECT_THAT(Cells(failed.rows(1)), ElementsAre("Jumlah", "1", "0", "1", "0", "0", "0", "0", "1"));
  dorkas.Save("rekening", of + R"("state": "dibuka", "number": "0321-01-000017-53-1",
                                "day": "2025-06-01"})");
  dorkas.Save("rekening", of + R"("holder": "agen", "holder_name": "Toko Maju",
                                "day": "2025-09-01"})");
  dorkas.Sync();
  EXPECT_THAT(Cells(Layout({"rekening"}).rows(1)),
              ElementsAre("Jumlah", "1", "1", "0", "0", "0", "0", "1", "0"));
  EXPECT_THAT(Cells(Layout({"rekening", "--until", "2025-03-01"}).rows(1)), Contains("1").Times(3))
      << "one account, failed then, its card not known";
  EXPECT_THAT(Told(district.Show(KeyOf(kHane, 0))),
              HasSubstr("rekening BRI 0321-01-000017-53-1: dibuka; kartu pada agen (Toko Maju)"));
  district.Verify();
}

// A proxy whose letter had ended came all the same: what was handed out is handed out, and said.
TEST_F(Needs, AProxyOutsideHisLetterIsAFinding) {
  district.ImportDanom("aslut,2025-01," + KeyOf(kHane, 0) + ",200.000,Rp,A\naslut,2025-02," +
                       KeyOf(kHane, 0) + ",200.000,Rp,B\n");
  Phone& dorkas = district.Enrol("Dorkas Selan", kHane);
  dorkas.Save("kuasa", R"({"record": ")" + KeyOf(kHane, 0) + R"(", "name": "Yosef Nahak",
      "relation": "anak", "letter": "12/2025", "letter_date": "2025-01-05",
      "until": "2025-06-30", "programme": "aslut"})");
  const auto hand_over = [&](const std::string& period, const std::string& day) {
    dorkas.HandOver(R"({"from_paper": true, "mode": "disaksikan", "paid_by": "Pos",
        "programme": "aslut", "period": ")" +
                    period + R"(", "day": ")" + day + R"(", "deliveries": [{"recipient": ")" +
                    KeyOf(kHane, 0) + R"(", "receiver": "kuasa", "receiver_name": "Yosef Nahak",
        "receiver_relation": "anak", "card_holder": "KPM"}]})");
  };
  hand_over("2025-01", "2025-03-03");
  hand_over("2025-02", "2025-07-03");
  dorkas.Sync();
  EXPECT_EQ(district.Recap("aslut").totals(0).delivered(), 400'000'000) << "never refused";
  const v1::LayoutTable letters = Layout({"kuasa"});
  ASSERT_THAT(letters.rows(), SizeIs(1));
  EXPECT_EQ(Cell(letters, "Hane", "Rumah tangga Bapak Nomor 0", "Penyerahan"), "1");
  ASSERT_THAT(letters.rows(0).findings(), SizeIs(1));
  EXPECT_THAT(letters.rows(0).findings(0),
              HasSubstr("2025-07-03 (aslut), surat kuasa 12/2025 berlaku 2025-01-05 – 2025-06-30"));
  int findings = 0;
  const v1::RegistryRecordView shown = district.Show(KeyOf(kHane, 0));
  for (const v1::LineView& line : shown.lines()) {
    findings += line.findings_size();
    EXPECT_EQ(line.findings_size(), line.period() == "2025-02" ? 1 : 0) << line.period();
  }
  EXPECT_EQ(findings, 1);
  district.Verify();
}

}  // namespace
}  // namespace tilik::scenario
