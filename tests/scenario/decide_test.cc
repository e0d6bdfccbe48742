// What waits for a person is decided at the office, by one account or two, and the officers learn
// the answer and its reason (protocol.md §1 Account, §4.4–6).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scenario/district.h"

namespace tilik::scenario {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr char kNahak[] = "530214200100017";
constexpr char kTaek[] = "530214200100018";

std::string Received(const std::string& recipient, const std::string& amount) {
  return R"({"mode": "diserahkan", "programme": "rastra", "period": "2026-01",
             "deliveries": [{"recipient": ")" +
         recipient + R"(", "received": ")" + amount + R"(", "evidence": ["tanda tangan"]}]})";
}

// What the phone's log says of its newest change set: each outcome with its reason.
std::string NewestOutcomes(Phone& phone) {
  const v1::LogView log = phone.Log();
  std::string words;
  if (log.entries().empty()) return words;
  for (const v1::OutcomeView& outcome : log.entries(0).outcomes()) {
    words += outcome.kind() + ": " + outcome.reason() + "\n";
  }
  return words;
}

class Decided : public testing::Test {
 protected:
  // Dorkas' address is accepted, Markus' is proposed.
  void Collide() {
    dorkas.Visit(Completed(kNahak, R"("answers": {"alamat": "RT 003 dekat gereja"})"));
    markus.Visit(Completed(kNahak, R"("answers": {"alamat": "RT 007 Dusun Nefotes"})"));
    dorkas.Sync();
    markus.Sync();
    ASSERT_THAT(district.Cases(), SizeIs(1));
  }
  void ProposeRemoval() {
    dorkas.Visit(Completed(kNahak, R"("propose_status": {"status": "tidak layak",
        "reason": "mampu", "note": "rumah baru, mobil"})"));
    dorkas.Sync();
    ASSERT_THAT(district.Cases(), SizeIs(1));
  }

  District district{{NahakFamily(), TaekFamily()}};
  Phone& dorkas = district.Enrol("Dorkas Selan", kBenlutu);
  Phone& markus = district.Enrol("Markus Liu", kBenlutu);
};

TEST_F(Decided, AProposalIsAcceptedAndBothOfficersSeeIt) {
  Collide();
  const v1::DecisionReport report = district.Decide(1, "terima");
  EXPECT_TRUE(Tells(report, "Yosef Nahak", "alamat", "RT 007 Dusun Nefotes"));
  EXPECT_EQ(Said(district.Show(kNahak), "alamat"), "RT 007 Dusun Nefotes");
  EXPECT_THAT(district.Cases(), IsEmpty());
  dorkas.Sync();
  markus.Sync();
  EXPECT_EQ(Said(dorkas.Show(kNahak), "alamat"), "RT 007 Dusun Nefotes");
  EXPECT_EQ(Said(markus.Show(kNahak), "alamat"), "RT 007 Dusun Nefotes");
  district.Verify();
}

TEST_F(Decided, WhatStaysIsExplainedToWhoeverProposedOtherwise) {
  Collide();
  district.Decide(1, "tetap", {"--reason", "RT 007 adalah keluarga lain"});
  markus.Sync();
  EXPECT_EQ(Said(markus.Show(kNahak), "alamat"), "RT 003 dekat gereja");
  EXPECT_THAT(NewestOutcomes(markus), HasSubstr("RT 007 adalah keluarga lain"));
  district.Verify();
}

TEST_F(Decided, LookingChangesNothing) {
  Collide();
  const v1::DecisionReport look =
      district.Sign({"case", "decide", "--case", "1", "--choice", "terima", "--reason", "lihat"});
  EXPECT_FALSE(look.kept());
  EXPECT_TRUE(Tells(look, "Yosef Nahak", "alamat", "RT 007 Dusun Nefotes"));
  EXPECT_EQ(Said(district.Show(kNahak), "alamat"), "RT 003 dekat gereja");
  ASSERT_THAT(district.Cases(), SizeIs(1));
  district.Verify();
}

TEST_F(Decided, WhoeverLookedBeforeTheCaseMovedLooksAgain) {
  Collide();
  const std::uint64_t seen = district.Cases().front().counter();
  markus.Visit(Completed(kNahak, R"("answers": {"alamat": "RT 009 Dusun Nefotes"})"));
  markus.Sync();
  const std::vector<std::string> words = {"case",     "decide",        "--case",
                                          "1",        "--choice",      "terima",
                                          "--reason", "sudah dilihat", "--seen-counter"};
  std::vector<std::string> stale = words;
  stale.push_back(std::to_string(seen));
  const v1::DecisionReport refused = district.Sign(stale, 3);
  ASSERT_THAT(refused.decisions(), SizeIs(1));
  EXPECT_THAT(refused.decisions(0).reason(), HasSubstr("bergerak sejak dilihat"));
  EXPECT_EQ(Said(district.Show(kNahak), "alamat"), "RT 003 dekat gereja");

  std::vector<std::string> fresh = words;
  fresh.push_back(std::to_string(district.Cases().front().counter()));
  EXPECT_TRUE(district.Sign(fresh).kept());
  EXPECT_EQ(Said(district.Show(kNahak), "alamat"), "RT 009 Dusun Nefotes");
}

TEST_F(Decided, SeveralAtOnceItemByItem) {
  Collide();
  dorkas.Visit(Completed(kTaek, R"("answers": {"alamat": "RT 004 tepi sungai"})"));
  markus.Visit(Completed(kTaek, R"("answers": {"alamat": "RT 005"})"));
  dorkas.Sync();
  markus.Sync();
  const v1::DecisionReport report =
      district.Sign({"case", "decide", "--cases", "1,2,9", "--choice", "tetap", "--reason",
                     "Dorkas lebih dekat", "--yes"},
                    3);
  ASSERT_THAT(report.decisions(), SizeIs(3));
  EXPECT_EQ(report.decisions(0).outcome(), "diterapkan");
  EXPECT_EQ(report.decisions(1).outcome(), "diterapkan");
  EXPECT_EQ(report.decisions(2).outcome(), "ditolak");
  EXPECT_THAT(district.Cases(), IsEmpty());
  district.Verify();
}

TEST_F(Decided, ARemovalTakesTwoPeopleAndShowsWhatItCosts) {
  EXPECT_EQ(
      district.ImportDanom("rastra,2026-01," + std::string(kNahak) + ",10,kg,R-1\n").defined(), 1u);
  EXPECT_EQ(
      district.Server({"account", "add", "--name", "Kepala Dinas", "--role", "head"}).exit_code, 0);
  ProposeRemoval();
  const v1::DecisionReport first = district.Decide(1, "terima");
  EXPECT_TRUE(first.awaits_second_signature());
  EXPECT_THAT(first.effects(), IsEmpty());
  EXPECT_EQ(district.Show(kNahak).status(), "aktif");
  EXPECT_EQ(district.Recap("rastra").totals(0).open(), 10'000);

  const auto pending = district.Pending();
  ASSERT_THAT(pending, SizeIs(1));
  EXPECT_EQ(pending.front().account(), "supervisor");
  EXPECT_THAT(pending.front().operations(0), HasSubstr("tidak layak: mampu"));
  EXPECT_THAT(pending.front().why_two(), HasSubstr("pencoretan"));
  const std::string link = pending.front().link();
  district.Sign({"case", "countersign", "--link", link, "--as", "supervisor"}, 3);
  EXPECT_EQ(district.Show(kNahak).status(), "aktif") << "one account does not sign twice";

  const v1::DecisionReport second =
      district.Sign({"case", "countersign", "--link", link.substr(0, 12), "--as", "Kepala Dinas"});
  EXPECT_TRUE(Tells(second, "Yosef Nahak", "status", "tidak layak"));
  EXPECT_TRUE(Tells(second, "Yosef Nahak", "rastra 2026-01", "ditutup 10 (mampu)"));
  EXPECT_EQ(district.Show(kNahak).status(), "tidak layak: mampu");
  EXPECT_EQ(district.Recap("rastra").totals(0).open(), 0);
  EXPECT_EQ(Unexplained(district.Recap("rastra")), 0);
  EXPECT_THAT(district.Pending(), IsEmpty());
  dorkas.Sync();
  EXPECT_THAT(NewestOutcomes(dorkas), HasSubstr("sudah ditanyakan ke RT"));
  district.Verify();
}

TEST_F(Decided, WhatMovedBetweenTwoSignaturesIsNotApplied) {
  EXPECT_EQ(
      district.Server({"account", "add", "--name", "Kepala Dinas", "--role", "head"}).exit_code, 0);
  ProposeRemoval();
  district.Decide(1, "terima");
  markus.Visit(Completed(kNahak, R"("answers": {"luas_lantai": 40})"));
  markus.Sync();
  district.Sign(
      {"case", "countersign", "--link", district.Pending().front().link(), "--as", "Kepala Dinas"},
      3);
  EXPECT_EQ(district.Show(kNahak).status(), "aktif");
  ASSERT_THAT(district.Cases(), SizeIs(1)) << "to be looked at again";
  EXPECT_THAT(district.Pending(), IsEmpty());
  district.Verify();
}

TEST_F(Decided, TheSecondAccountMayRefuse) {
  EXPECT_EQ(
      district.Server({"account", "add", "--name", "Kepala Dinas", "--role", "head"}).exit_code, 0);
  ProposeRemoval();
  district.Decide(1, "terima");
  district.Sign({"case", "countersign", "--link", district.Pending().front().link(), "--as",
                 "Kepala Dinas", "--refuse", "--reason", "kunjungi sekali lagi"});
  EXPECT_EQ(district.Show(kNahak).status(), "aktif");
  EXPECT_THAT(district.Pending(), IsEmpty());
  EXPECT_THAT(district.Cases(), SizeIs(1));
  district.Verify();
}

TEST_F(Decided, AHandoverWrittenDownByMistakeIsWithdrawnAndItsOfficerTold) {
  district.ImportDanom("rastra,2026-01," + std::string(kNahak) + ",10,kg,R-1\n");
  dorkas.Sync();
  markus.Sync();
  dorkas.HandOver(Received(kNahak, "10 kg"));
  markus.HandOver(Received(kNahak, "10 kg"));
  dorkas.Sync();
  markus.Sync();
  ASSERT_THAT(district.Cases(), SizeIs(1));
  const v1::CaseView twice = district.Cases().front();
  const int of_markus = twice.proposals(0).who() == "Markus Liu" ? 1 : 2;
  const v1::DecisionReport report =
      district.Decide(1, "petugas-lain-keliru", {"--proposal", std::to_string(of_markus)});
  EXPECT_TRUE(Tells(report, "Yosef Nahak", "rastra 2026-01", "diterima 10"));
  EXPECT_EQ(district.Recap("rastra").totals(0).excess(), 0);
  EXPECT_THAT(district.Cases(), IsEmpty());
  markus.Sync();
  EXPECT_THAT(NewestOutcomes(markus), HasSubstr("sudah ditanyakan ke RT"));
  district.Verify();
}

TEST_F(Decided, WhatWasReceivedTwiceStaysCountedAndIsToBeGivenBack) {
  district.ImportDanom("rastra,2026-01," + std::string(kNahak) + ",10,kg,R-1\n");
  dorkas.Sync();
  markus.Sync();
  dorkas.HandOver(Received(kNahak, "10 kg"));
  markus.HandOver(Received(kNahak, "5 kg"));
  dorkas.Sync();
  markus.Sync();
  district.Decide(1, "dikembalikan");
  EXPECT_EQ(district.Recap("rastra").totals(0).excess(), 5'000);
  EXPECT_THAT(district.Cases(), IsEmpty());
  district.Verify();
}

TEST_F(Decided, ByWhomeverHasTheRight) {
  Collide();
  for (const char* role : {"operator", "auditor"}) {
    EXPECT_EQ(district.Server({"account", "add", "--name", role, "--role", role}).exit_code, 0);
    const Ending refused = district.Server({"case", "decide", "--case", "1", "--choice", "tetap",
                                            "--reason", "saya", "--yes", "--as", role});
    EXPECT_EQ(refused.exit_code, 3);
    EXPECT_THAT(refused.err, HasSubstr("tidak berwenang"));
  }
  EXPECT_EQ(district.Server({"account", "add", "--name", "Ibu Rini"}).exit_code, 0);
  EXPECT_EQ(
      district.Server({"account", "retire", "--name", "supervisor", "--as", "Ibu Rini"}).exit_code,
      0);
  EXPECT_EQ(district.Decide(1, "tetap").account(), "Ibu Rini") << "the first who is there";
  EXPECT_EQ(district.Server({"account", "retire", "--name", "Ibu Rini"}).exit_code, 3)
      << "somebody must be able to keep accounts";
  district.Verify();
}

}  // namespace
}  // namespace tilik::scenario
