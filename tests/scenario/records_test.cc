// Which record is which: two that are one, one that was two, and people who move
// (protocol.md §4 Duplicates, domain.md §3).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scenario/district.h"

namespace tilik::scenario {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr char kNahak[] = "530214200100017";
constexpr char kTaek[] = "530214200100018";
// The same house, listed once more under the name by which the neighbours know its head.
constexpr char kTaneo[] = "530214200100099";
constexpr char kAnton[] = "5302140503120003";
constexpr char kMaria[] = "5302144208800002";

ListedHousehold TaneoFamily() {
  return {kTaneo,
          kBenlutu,
          "Belakang gereja",
          "",
          {{"jumlah_kamar", "3"}},
          {{"53021420010009901", "Bapak Lius Taneo", '1', "1951-02-28", "", '1'}}};
}

std::vector<std::string> NamesOn(const v1::ShowView& shown) {
  std::vector<std::string> names;
  for (const v1::RecordView& record : shown.records()) {
    for (const v1::AnswerView& answer : record.answers()) {
      if (answer.variable() == "nama") names.push_back(answer.words());
    }
  }
  return names;
}

class Records : public testing::Test {
 protected:
  v1::DecisionReport Merge() {
    return district.Sign({"record", "merge", "--survivor", kNahak, "--retired", kTaneo, "--reason",
                          "satu rumah, dua nama", "--take", "jumlah_kamar", "--yes"});
  }

  District district{{NahakFamily(), TaekFamily(), TaneoFamily(), FamiliesOf(kBoentuka, 1).front()}};
  Phone& dorkas = district.Enrol("Dorkas Selan", kBenlutu);
  Phone& markus = district.Enrol("Markus Liu", kBoentuka);
};

TEST_F(Records, WhatIsBroughtLateToARetiredIdLandsOnTheSurvivor) {
  Phone& offline = district.Enrol("Yane Bait", kBenlutu);
  const v1::DecisionReport merged = Merge();
  EXPECT_TRUE(Tells(merged, "Bapak Lius Taneo", "catatan", "digabung ke Rumah tangga Yosef Nahak"));
  EXPECT_TRUE(Tells(merged, "Yosef Nahak", "jumlah_kamar", "3"));
  ASSERT_THAT(district.Cases(), IsEmpty());

  // She stands before the house she pulled last week, and knows nothing of a merge.
  offline.Visit(Completed(kTaneo, R"("answers": {"jumlah_kamar": 4,
      "alamat": "RT 010 dekat pasar"})"));
  offline.Sync();

  const v1::RegistryRecordView nahak = district.Show(kNahak);
  EXPECT_EQ(Said(nahak, "alamat"), "RT 003 Dusun Oelnunuh") << "never on her screen";
  EXPECT_EQ(Said(nahak, "jumlah_kamar"), "4")
      << "it was on her screen, and nobody touched it since";
  EXPECT_EQ(nahak.visits_size(), 1) << "facts keep their id and are found under the survivor";
  const auto cases = district.Cases();
  ASSERT_THAT(cases, SizeIs(1));
  EXPECT_EQ(cases.front().field(), "alamat");
  EXPECT_EQ(cases.front().proposals(0).words(), "RT 010 dekat pasar");
  district.Verify();

  // And then the two turn out to be two.
  EXPECT_EQ(
      district.Server({"account", "add", "--name", "Kepala Dinas", "--role", "head"}).exit_code, 0);
  const v1::DecisionReport parting = district.Sign(
      {"record", "unmerge", "--survivor", kNahak, "--reason", "bertetangga, dua rumah", "--yes"});
  EXPECT_TRUE(parting.awaits_second_signature());
  EXPECT_THAT(district.Show(kTaneo).redirected_to(), Not(IsEmpty()));
  district.Sign({"case", "countersign", "--link", parting.link(), "--as", "Kepala Dinas"});
  const v1::RegistryRecordView taneo = district.Show(kTaneo);
  EXPECT_THAT(taneo.redirected_to(), IsEmpty());
  EXPECT_EQ(Said(taneo, "jumlah_kamar"), "4") << "she named this house";
  EXPECT_EQ(taneo.visits_size(), 1);
  EXPECT_EQ(Said(district.Show(kNahak), "jumlah_kamar"), "2") << "nobody counted that one's anew";
  ASSERT_THAT(district.Cases(), SizeIs(1));
  EXPECT_EQ(district.Cases().front().record(), taneo.record()) << "her address is about hers";
  dorkas.Sync();
  EXPECT_EQ(Said(dorkas.Show(kTaneo), "jumlah_kamar"), "4");
  EXPECT_EQ(Said(dorkas.Show(kNahak), "jumlah_kamar"), "2");
  district.Verify();

  EXPECT_TRUE(Merge().kept()) << "and may be merged again";
  district.Verify();
}

TEST_F(Records, TwoThatShareANikBecomeOneByDecision) {
  dorkas.Visit(Completed(kTaek, R"("members": [
      {"person": "Yuliana Tse", "presence": "tinggal", "answers": {"nik": "5302144208800002"}}])"));
  dorkas.Sync();
  ASSERT_THAT(district.Cases(), SizeIs(1));
  const std::string maria = MemberCalled(district.Show(kNahak), "Maria Bere").record();
  const v1::DecisionReport report =
      district.Decide(1, "gabung", {"--survivor", maria, "--take", "nama"});
  EXPECT_TRUE(Tells(report, "Yuliana Tse", "nama", "Yuliana Tse"));
  EXPECT_THAT(district.Cases(), IsEmpty());
  const v1::RegistryRecordView one = district.Show(kMaria);
  EXPECT_EQ(one.record(), maria);
  EXPECT_EQ(one.label(), "Yuliana Tse");
  EXPECT_EQ(district.Show(kTaek).members(0).members_size(), 1) << "Rut alone";
  district.Verify();
}

TEST_F(Records, TwoWhoShareANikAreTwoAndNobodyAsksAgain) {
  const std::string typed = R"("members": [
      {"person": "Yuliana Tse", "presence": "tinggal", "answers": {"nik": ")";
  dorkas.Visit(Completed(kTaek, typed + R"(5302144208800002"}}])"));
  dorkas.Sync();
  ASSERT_THAT(district.Cases(), SizeIs(1));
  district.Decide(1, "bukan-ganda");
  dorkas.Visit(Completed(kTaek, typed + R"(5302144101440001"}}])"));
  dorkas.Sync();
  dorkas.Visit(Completed(kTaek, typed + R"(5302144208800002"}}])"));
  dorkas.Sync();
  EXPECT_THAT(district.Cases(), IsEmpty());
  district.Verify();
}

TEST_F(Records, WhoMovesAwayKeepsIdAndHistoryAndTravelsFromPhoneToPhone) {
  dorkas.Visit(Completed(kNahak, R"("members": [{"person": "Anton Nahak", "presence": "tinggal",
      "answers": {"partisipasi_sekolah": "masih"}}])"));
  dorkas.Sync();
  markus.Sync();
  EXPECT_THAT(NamesOn(dorkas.Show(kNahak)), Contains("Anton Nahak"));
  const v1::RegistryRecordView before = district.ShowWithHistory(kAnton);

  const std::string no_kk = "5302140708090001";
  const v1::DecisionReport moved =
      district.Sign({"record", "move", "--person", kAnton, "--to-family", no_kk, "--yes"});
  EXPECT_TRUE(Tells(moved, "Anton Nahak", "desa", "Boentuka"));
  const v1::RegistryRecordView after = district.ShowWithHistory(kAnton);
  EXPECT_EQ(after.record(), before.record());
  EXPECT_EQ(after.history_size(), before.history_size() + 1);

  dorkas.Sync();
  markus.Sync();
  EXPECT_THAT(NamesOn(dorkas.Show(kNahak)), Not(Contains("Anton Nahak")));
  EXPECT_THAT(NamesOn(markus.Show(KeyOf(kBoentuka, 0))), Contains("Anton Nahak"));
  markus.Visit(Completed(KeyOf(kBoentuka, 0), R"("members": [{"person": "Anton Nahak",
      "presence": "tinggal", "answers": {"partisipasi_sekolah": "tidak-lagi"}}])"));
  markus.Sync();
  EXPECT_THAT(district.Cases(), IsEmpty());
  EXPECT_EQ(district.ShowWithHistory(kAnton).history_size(), after.history_size() + 1);
  district.Verify();
}

TEST_F(Records, AFamilyThatLeavesItsHouseholdGetsOneOfItsOwn) {
  const v1::DecisionReport split = district.Sign(
      {"record", "split", "--family", "5302141203120001", "--head", "Maria Bere", "--yes"});
  EXPECT_TRUE(Tells(split, "Maria Bere", "catatan", "dibuat"));
  EXPECT_EQ(district.Show(kNahak).members_size(), 0);
  dorkas.Sync();
  EXPECT_THAT(NamesOn(dorkas.Show(kNahak)), IsEmpty());
  EXPECT_EQ(district.Show(kAnton).village(), district.Show(kNahak).village());
  district.Verify();
}

}  // namespace
}  // namespace tilik::scenario
