// What goes wrong for an officer, and the answer to each: it is clear, and nothing is lost.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <list>
#include <thread>

#include "tests/scenario/district.h"

namespace tilik::scenario {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr char kNahak[] = "530214200100017";
constexpr std::int64_t kTenYears = 10 * 365 * 24 * 3600;

bool Names(const v1::ProblemView& problem, const std::string& place) {
  return std::any_of(problem.findings().begin(), problem.findings().end(),
                     [&](const v1::FindingView& finding) { return finding.at() == place; });
}

class Refusals : public testing::Test {
 protected:
  District district{{NahakFamily(), TaekFamily()}};
  Phone& dorkas = district.Enrol("Dorkas Selan", kBenlutu);
};

TEST_F(Refusals, AWrongPinOpensNothingAndLosesNothing) {
  dorkas.Visit(Completed(kNahak, R"("answers": {"luas_lantai": 42})"));
  dorkas.Type("135790");
  dorkas.Ends(kLocked, {"status"});
  dorkas.VisitEnds(kLocked, Completed(kNahak, R"("answers": {"luas_lantai": 50})"));
  dorkas.Type("246810");
  EXPECT_EQ(dorkas.Status().waiting_sets(), 1u);
  EXPECT_EQ(Said(dorkas.Show(kNahak), "luas_lantai"), "42");
}

TEST_F(Refusals, ASecondProgramOnTheSameHomeIsToldSo) {
  dorkas.Visit(Completed(kNahak, R"("answers": {"luas_lantai": 42})"));
  district.line().StandStill();
  Process syncing(dorkas.CommandFor({"sync"}));
  while (!district.line().HoldsSomething() && syncing.IsRunning()) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  const v1::ProblemView problem =
      dorkas.VisitEnds(kLocked, Completed(kNahak, R"("answers": {"luas_lantai": 50})"));
  EXPECT_THAT(problem.message(), HasSubstr("program lain"));
  district.line().Clear();
  EXPECT_EQ(syncing.Wait().exit_code, kDone);
  EXPECT_EQ(dorkas.Status().waiting_sets(), 0u);
  EXPECT_EQ(Said(district.Show(kNahak), "luas_lantai"), "42");
}

TEST_F(Refusals, ManyProgramsAtOnceAreServedOrToldSo) {
  constexpr int kRounds = 8;
  constexpr int kAtOnce = 3;
  std::uint32_t saved = 0;
  for (int round = 0; round < kRounds; ++round) {
    std::list<Process> visits;
    for (int n = 0; n < kAtOnce; ++n) {
      visits.emplace_back(dorkas.CommandFor(
          {"visit", "-"}, Completed(kNahak, R"("answers": {"luas_lantai": 42})")));
    }
    for (Process& visit : visits) {
      const Ending ending = visit.Wait();
      EXPECT_TRUE(ending.exit_code == kDone || ending.exit_code == kLocked)
          << ending.exit_code << ": " << ending.out;
      saved += ending.exit_code == kDone;
    }
    EXPECT_EQ(dorkas.Status().waiting_sets(), saved);
  }
}

TEST_F(Refusals, AFormThatCannotBeIsRefusedByTheNameOfItsQuestion) {
  EXPECT_TRUE(Names(dorkas.VisitEnds(kRefused, Completed(kNahak, R"("answers": {"lantay": 6})")),
                    "answers.lantay"));
  EXPECT_TRUE(Names(dorkas.VisitEnds(kRefused, Completed(kNahak, R"("members": [
                        {"person": "Anton Nahak", "answers": {"tgllahir": "2012-02-30"}}])")),
                    "members[0].answers.tgllahir"));
  EXPECT_TRUE(
      Names(dorkas.VisitEnds(kRefused, R"({"household": "530214200100017", "outcome": "selesai",
                                     "documents": {"KTP": "ditunjukkan", "KK": "ditunjukkan"}})"),
            "respondent"));
  EXPECT_THAT(dorkas.VisitEnds(kRefused, "{\"household\": ").message(), HasSubstr("terbaca"));
  EXPECT_THAT(dorkas.Log().entries(), IsEmpty()) << "nothing was saved";
}

TEST_F(Refusals, AVillageOfSomebodyElseIsSavedTakenAndHeldForADecision) {
  const v1::SavedView saved = dorkas.Visit(R"({"outcome": "selesai",
      "new_household": {"village": "53.02.14.2003", "answers": {"alamat": "RT 001"}},
      "respondent": {"name": "Paulus Liu", "relation": "kepala"},
      "documents": {"KTP": "tidak punya", "KK": "tidak punya"},
      "new_members": [{"answers": {"nama": "Paulus Liu", "jnskel": "laki-laki",
                                   "hub_krt": "kepala"}}]})");
  EXPECT_FALSE(saved.warnings().empty());
  EXPECT_EQ(dorkas.Sync().receipts(), 1u);
  dorkas.Sync();
  EXPECT_GT(dorkas.Status().held(), 0u);
  const auto cases = district.Cases();
  ASSERT_THAT(cases, SizeIs(1));
  EXPECT_EQ(cases.front().kind(), "di luar penugasan");
  district.Verify();
}

TEST_F(Refusals, WithoutAConnectionOrWithAStrangersAnswerTheWorkIsKept) {
  dorkas.Visit(Completed(kNahak, R"("answers": {"luas_lantai": 42})"));
  district.line().NoSignal();
  EXPECT_FALSE(dorkas.SyncEnds(kNoConnection).kept().empty());
  district.line().CaptivePortal();
  EXPECT_THAT(dorkas.SyncEnds(kNoConnection).message(), HasSubstr("login page"));
  district.line().BadGateway();
  EXPECT_THAT(dorkas.SyncEnds(kNoConnection).message(), HasSubstr("502"));
  district.line().Clear();
  EXPECT_EQ(dorkas.Status().waiting_sets(), 1u);
  EXPECT_EQ(dorkas.Sync().receipts(), 1u);
  EXPECT_EQ(Said(district.Show(kNahak), "luas_lantai"), "42");
}

TEST_F(Refusals, AClockTenYearsOffWinsNothingAndLosesNothing) {
  Phone& markus = district.Enrol("Markus Liu", kBenlutu);
  Phone& elias = district.Enrol("Elias Tefa", kBenlutu);
  markus.ClockRunsAhead(kTenYears);
  elias.ClockRunsAhead(-kTenYears);
  markus.Visit(Completed(kNahak, R"("answers": {"luas_lantai": 60})"));
  elias.Visit(Completed(kNahak, R"("answers": {"jumlah_kamar": 5})"));
  dorkas.Visit(Completed(kNahak, R"("answers": {"luas_lantai": 42})"));
  for (Phone* phone : {&dorkas, &markus, &elias}) EXPECT_EQ(phone->Sync().receipts(), 1u);

  const v1::RegistryRecordView nahak = district.Show(kNahak);
  EXPECT_EQ(Said(nahak, "luas_lantai"), "42") << "Dorkas looked last, whatever his clock says";
  EXPECT_EQ(Said(nahak, "jumlah_kamar"), "5") << "nobody else said anything about the rooms";
  ASSERT_THAT(nahak.visits(), SizeIs(3));
  const std::int64_t now = std::chrono::duration_cast<std::chrono::milliseconds>(
                               std::chrono::system_clock::now().time_since_epoch())
                               .count();
  for (const v1::VisitView& visit : nahak.visits()) {
    EXPECT_LE(visit.observed_ms(), now) << visit.who();
    EXPECT_GT(visit.observed_ms(), now - 3'600'000) << visit.who();
  }
  district.Verify();
}

}  // namespace
}  // namespace tilik::scenario
