// Verivali as the office runs it: a campaign with its prelist, visits, review, the bupati's letter
// and the ministry's answer (domain.md §2.2, §3.3).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "tests/scenario/verivali_office.h"

namespace tilik::scenario {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr char kNahak[] = "530214200100017";
constexpr char kTaek[] = "530214200100018";
// A month whose last day is its cut-off: nothing done today is late.
constexpr int kWholeMonth = 31;

std::string Gone(const std::string& household, const std::string& outcome) {
  return R"({"household": ")" + household + R"(", "outcome": ")" + outcome +
         R"(", "told_by": "Ketua RT 003"})";
}

template <typename View>
const v1::AnswerView* AnswerIn(const View& shown, const std::string& variable) {
  for (const v1::AnswerView& answer : shown.records(0).answers()) {
    if (answer.variable() == variable) return &answer;
  }
  return nullptr;
}

class Verivali : public testing::Test {
 protected:
  District district{{NahakFamily(), TaekFamily()}};
  VerivaliOffice office{district};
  std::string month = VerivaliOffice::ThisMonth();
};

TEST_F(Verivali, TheOfficerSeesWhatIsListedAndTheOfficeWhoWasVisited) {
  office.Campaign(month, std::string(kBenlutu) + "," + kBoentuka, kWholeMonth);
  Phone& dorkas = district.Enrol("Dorkas Selan", kBenlutu);
  ASSERT_THAT(dorkas.Status().campaigns(), SizeIs(1));
  EXPECT_EQ(dorkas.Status().campaigns(0).listed(), 2u);
  EXPECT_EQ(dorkas.Status().campaigns(0).visited_here(), 0u);

  dorkas.Visit(Completed(kNahak, R"("answers": {"luas_lantai": 42})"));
  dorkas.Visit(R"({"household": "530214200100018", "outcome": "belum bertemu", "attempt": 1,
                   "next_date": "2099-01-01"})");
  EXPECT_EQ(dorkas.Status().campaigns(0).visited_here(), 1u) << "before any signal";
  dorkas.Sync();

  const v1::CoverageRow benlutu = office.CoverageOf(kBenlutu);
  EXPECT_EQ(benlutu.state(), "sebagian");
  EXPECT_EQ(benlutu.listed(), 2u);
  EXPECT_EQ(benlutu.visited(), 1u);
  EXPECT_EQ(benlutu.not_met(), 1u);
  EXPECT_EQ(benlutu.untouched(), 0u);
  EXPECT_THAT(benlutu.officers(), ElementsAre("Dorkas Selan"));
  EXPECT_EQ(office.CoverageOf(kBoentuka).state(), "belum ada");

  const v1::CoverageList list = office.CoverageList(kBenlutu);
  ASSERT_THAT(list.households(), SizeIs(2));
  std::vector<std::string> states = {list.households(0).state(), list.households(1).state()};
  EXPECT_THAT(states, testing::UnorderedElementsAre("dikunjungi", "belum bertemu"));

  dorkas.Visit(Completed(kTaek, R"("answers": {"jumlah_kamar": 2})"));
  dorkas.Sync();
  EXPECT_EQ(office.CoverageOf(kBenlutu).state(), "lengkap");
  const v1::CoverageTable by_officer = office.Coverage({"--by", "officer"});
  ASSERT_THAT(by_officer.rows(), SizeIs(1));
  EXPECT_EQ(by_officer.rows(0).visited(), 2u);
  district.Verify();
}

TEST_F(Verivali, VillagesWithoutASingleVisitSayWhy) {
  office.Campaign(month, "53.02.14", kWholeMonth);
  Phone& dorkas = district.Enrol("Dorkas Selan", "53.02.14");
  EXPECT_EQ(dorkas
                .Tilik({"not-verified", "-"},
                       R"({"village": "53.02.14.2003", "reason": "tidak ada operator",
                             "note": "operator pindah sejak Maret"})")
                .exit_code,
            0);
  dorkas.Visit(Completed(kNahak, R"("answers": {"luas_lantai": 42})"));
  dorkas.Visit(Completed(kTaek, R"("answers": {"jumlah_kamar": 2})"));
  dorkas.Sync();

  const v1::CoverageTable table = office.Coverage();
  EXPECT_EQ(table.total().complete(), 1u);
  EXPECT_EQ(table.total().none() + 1, static_cast<unsigned>(table.rows_size()));
  const v1::CoverageRow hane = office.CoverageOf(kHane);
  EXPECT_EQ(hane.state(), "belum ada");
  EXPECT_THAT(hane.reason(), HasSubstr("tidak ada operator"));
  EXPECT_THAT(hane.reason(), HasSubstr("pindah sejak Maret"));
  EXPECT_EQ(hane.reason_by(), "Dorkas Selan");
  EXPECT_EQ(office.CoverageOf(kBenlutu).reason(), "");
  EXPECT_EQ(office.Coverage({"--by", "kecamatan"}).rows_size(), 1);
  EXPECT_THAT(office.Does({"coverage", "--csv"}), HasSubstr("operator pindah"));
  district.Verify();
}

TEST_F(Verivali, WhatComesAfterTheCutOffCountsForTheNextPeriod) {
  office.Campaign("2026-01", kBenlutu);  // its 17th has long passed
  Phone& dorkas = district.Enrol("Dorkas Selan", kBenlutu);
  dorkas.Visit(Completed(kNahak, R"("answers": {"luas_lantai": 42})"));
  dorkas.Sync();
  const v1::CoverageRow january = office.CoverageOf(kBenlutu, {"--campaign", "verivali-2026-01"});
  EXPECT_EQ(january.visited(), 0u);
  EXPECT_EQ(january.late(), 1u);

  office.Campaign("2099-12", kBenlutu);
  const v1::CoverageRow next = office.CoverageOf(kBenlutu, {"--campaign", "verivali-2099-12"});
  EXPECT_EQ(next.visited(), 1u);
  EXPECT_EQ(next.next_period(), 1u);
  EXPECT_EQ(next.untouched(), 1u);
}

TEST_F(Verivali, AReturnedVisitComesBackWithItsCommentsAtTheQuestions) {
  office.Campaign(month, kBenlutu, kWholeMonth);
  Phone& dorkas = district.Enrol("Dorkas Selan", kBenlutu);
  dorkas.Visit(Completed(kNahak, R"("answers": {"luas_lantai": 420})"));
  dorkas.Sync();
  const v1::ReviewVisitView visit = office.ReviewOf("Yosef Nahak");
  EXPECT_EQ(visit.state(), "belum ditinjau");
  EXPECT_THAT(visit.flags(), IsEmpty());
  office.Does({"review", "return", visit.visit(), "--comment", "luas_lantai: 420 m2? ukur lagi",
               "--comment", "foto rumah belum ada"});

  dorkas.Sync();
  const v1::StatusView status = dorkas.Status();
  EXPECT_EQ(status.open_tasks(), 1u);
  ASSERT_THAT(status.tasks(), SizeIs(1));
  EXPECT_EQ(status.tasks(0).name(), "Yosef Nahak");
  EXPECT_EQ(status.tasks(0).returned_by(), "supervisor");
  const v1::ShowView shown = dorkas.Show(kNahak);
  const v1::AnswerView* floor = AnswerIn(shown, "luas_lantai");
  ASSERT_NE(floor, nullptr);
  EXPECT_EQ(floor->words(), "420") << "returned visits keep their values";
  EXPECT_THAT(floor->comments(), ElementsAre("420 m2? ukur lagi"));
  ASSERT_THAT(shown.tasks(), SizeIs(1));
  EXPECT_EQ(shown.tasks(0).comments(1).text(), "foto rumah belum ada");
  bool returned = false;
  const v1::LogView log = dorkas.Log();
  for (const v1::OutcomeView& outcome : log.entries(0).outcomes()) {
    returned |= outcome.kind() == "dikembalikan";
  }
  EXPECT_TRUE(returned);
  EXPECT_EQ(Said(district.Show(kNahak), "luas_lantai"), "420");

  dorkas.Visit(Completed(kNahak, R"("answers": {"luas_lantai": 42})"));
  dorkas.Sync();
  EXPECT_EQ(office.Reviews({"--all"}).visits_size(), 2);
  const v1::ReviewVisitView answer = office.Reviews().visits(0);
  EXPECT_EQ(answer.answers(), visit.visit());
  EXPECT_THAT(answer.flags(), ElementsAre("jawaban atas pengembalian"));
  dorkas.Sync();
  EXPECT_EQ(dorkas.Status().open_tasks(), 0u);
  EXPECT_EQ(Said(district.Show(kNahak), "luas_lantai"), "42");
  district.Verify();
}

TEST_F(Verivali, TheForumRemovesAndProposesWithItsMinutesAsGround) {
  office.Campaign(month, kBenlutu, kWholeMonth);
  Phone& dorkas = district.Enrol("Dorkas Selan", kBenlutu);
  const std::string form = R"({"village": "53.02.14.2001", "ground": "berita acara",
      "number": "470/12/2026", "date": "2026-01-09", "signers": ["Kepala Desa", "Ketua BPD"],
      "results": [{"household": "530214200100017", "finding": "ditemukan"},
                  {"household": "530214200100018", "finding": "ditemukan", "ability": "mampu"}],
      "proposals": [{"answers": {"alamat": "RT 009"},
                     "members": [{"answers": {"nama": "Hana Tefa", "jnskel": "perempuan",
                                              "tgllahir": "1990-02-03", "hub_krt": "kepala"}}]}]})";
  EXPECT_EQ(dorkas.Tilik({"musdes", "-"}, form).exit_code, 0);
  EXPECT_EQ(dorkas.Status().waiting_sets(), 4u) << "the minutes, two results, a proposal";
  EXPECT_EQ(dorkas.Tilik({"musdes", "-"}, form).exit_code, 0);
  EXPECT_EQ(dorkas.Status().waiting_sets(), 4u) << "saved once, however often the form is read";
  dorkas.Sync();

  const auto cases = district.Cases();
  ASSERT_THAT(cases, SizeIs(testing::Ge(1)));
  EXPECT_EQ(cases.front().kind(), "usulan status");
  ASSERT_THAT(cases.front().proposals(), SizeIs(1));
  EXPECT_EQ(cases.front().proposals(0).words(), "tidak layak: mampu");
  EXPECT_EQ(cases.front().proposals(0).note(), "BA 470/12/2026, 2026-01-09");
  const v1::ReviewVisitView hana = office.ReviewOf("Hana Tefa");
  EXPECT_THAT(hana.flags(), Contains("usulan baru"));
  EXPECT_EQ(hana.outcome(), "musdes: usulan baru");
  district.Verify();

  EXPECT_EQ(dorkas.Tilik({"musdes", "-"}, R"({"village": "53.02.14.2001", "date": "2026-01-09"})")
                .exit_code,
            kRefused);
}

class Sampled : public testing::Test {
 protected:
  static constexpr int kFamilies = 12;
  District district{FamiliesOf(kBenlutu, kFamilies)};
  VerivaliOffice office{district};
  std::string month = VerivaliOffice::ThisMonth();
  Phone* dorkas = nullptr;

  void SetUp() override {
    office.Campaign(month, kBenlutu, kWholeMonth);
    dorkas = &district.Enrol("Dorkas Selan", kBenlutu);
    for (int n = 0; n < kFamilies; ++n) {
      dorkas->Visit(Completed(KeyOf(kBenlutu, n), R"("answers": {"jumlah_kamar": 3})"));
    }
    dorkas->Sync();
  }
  std::vector<std::string> Village() {
    return {"--campaign", "verivali-" + month, "--village", kBenlutu};
  }
  std::vector<std::string> With(std::vector<std::string> words) {
    for (std::string& word : Village()) words.push_back(word);
    return words;
  }
};

TEST_F(Sampled, AVillageIsApprovedTogetherAfterItsSampleWasRead) {
  office.Does(With({"review", "sample"}));
  office.IsRefused(With({"review", "approve"}));
  const v1::ReviewList sample = office.Reviews({"--sample"});
  ASSERT_THAT(sample.visits(), SizeIs(10));
  std::vector<std::string> read = {"review", "approve"};
  for (const v1::ReviewVisitView& visit : sample.visits()) read.push_back(visit.visit());
  office.Does(read);
  office.Does(With({"review", "approve"}));
  EXPECT_EQ(office.Reviews().villages(0).approved(), 12u);
  EXPECT_EQ(office.Reviews().villages(0).sample(), "lulus");
  EXPECT_EQ(office.CoverageOf(kBenlutu).approved(), 12u);
  district.Verify();
}

TEST_F(Sampled, AFailedSampleOpensTheWholeVillage) {
  office.Does(With({"review", "sample"}));
  office.IsRefused(With({"review", "sample"}));
  const std::string one = office.Reviews({"--sample"}).visits(0).visit();
  office.Does({"review", "return", one, "--comment", "jumlah_kamar: semuanya tiga?"});
  EXPECT_THAT(office.IsRefused(With({"review", "approve"})), HasSubstr("sample"));
  EXPECT_THAT(office.IsRefused(With({"review", "sample"})), HasSubstr("singly"));
  EXPECT_THAT(office.Reviews().villages(0).sample(), HasSubstr("gagal"));
  district.Verify();
}

TEST_F(Verivali, TheLetterFreezesWhatWasReviewedAndTheMinistryAnswers) {
  office.Campaign(month, kBenlutu, kWholeMonth);
  Phone& dorkas = district.Enrol("Dorkas Selan", kBenlutu);
  dorkas.Visit(Completed(kNahak, R"("answers": {"luas_lantai": 42})"));
  dorkas.Visit(Gone(kTaek, "pindah"));
  dorkas.Visit(R"({"outcome": "selesai",
      "new_household": {"village": "53.02.14.2001", "answers": {"alamat": "RT 009"}},
      "new_members": [{"answers": {"nama": "Hana Tefa", "jnskel": "perempuan",
                                   "tgllahir": "1990-02-03", "hub_krt": "kepala"}}],
      "respondent": {"name": "Hana Tefa", "relation": "kepala"},
      "documents": {"KTP": "ditunjukkan", "KK": "tidak punya"}})");
  dorkas.Sync();

  office.Does({"account", "add", "--name", "Kepala Dinas", "--role", "head"});
  const v1::PengesahanView before = office.Ratify("2026-10");
  EXPECT_EQ(before.households(), 2u) << "nobody has read the proposal";
  EXPECT_THAT(office.Does({"pengesahan", "list"}), HasSubstr("Belum ada")) << "one signature";
  office.HeadSigns();
  for (const char* name : {"Yosef Nahak", "Rut Taek", "Hana Tefa"}) {
    office.Does({"review", "approve", office.ReviewOf(name).visit()});
  }
  const v1::PengesahanView after = office.Ratify("2026-11");
  EXPECT_EQ(after.households(), 3u);
  office.HeadSigns();
  // What comes later changes neither.
  dorkas.Visit(Completed(kNahak, R"("answers": {"luas_lantai": 44})"));
  dorkas.Sync();
  EXPECT_TRUE(office.Check("2026-10").consistent());
  EXPECT_TRUE(office.Check("2026-11").consistent());

  const v1::PengesahanDiff diff = office.Diff("2026-10", "2026-11");
  EXPECT_EQ(diff.added(), 3u) << "household, family and person of Hana Tefa";
  EXPECT_EQ(diff.removed(), 0u);
  EXPECT_EQ(diff.changed(), 1u);
  bool explained = false;
  for (const v1::PengesahanChange& change : diff.changes()) {
    explained |=
        change.field() == "luas_lantai" && change.before() == "36" && change.after() == "42";
  }
  EXPECT_TRUE(explained);

  const std::string households = district.FileCalled("out_rumah.csv").string();
  office.Does({"pengesahan", "export", "--households", households, "--persons",
               district.FileCalled("out_anggota.csv").string()});
  std::stringstream file;
  file << std::ifstream(households).rdbuf();
  EXPECT_THAT(file.str(), HasSubstr(kNahak));
  EXPECT_THAT(file.str(), HasSubstr("Hana Tefa"));
  const std::string dtsen =
      office.Does({"pengesahan", "export", "--codebook", "dtsen-2025", "--households", households,
                   "--persons", district.FileCalled("out_anggota.csv").string()});
  EXPECT_THAT(dtsen, HasSubstr("3 rumah tangga"));

  office.Does({"pengesahan", "uploaded", "--name", "2026-11", "--date", "20261125"});
  const std::string hana = office.ReviewOf("Hana Tefa").household();
  const v1::DecreeReport decree = office.Decree(
      "id_tilik,IDBDT,keputusan,alasan\n," + std::string(kNahak) + ",diterima,\n," + kTaek +
      ",diterima,\n" + hana + ",,ditolak,NIK belum padan\n,999999,diterima,\n");
  EXPECT_EQ(decree.rows(), 4u);
  EXPECT_EQ(decree.unknown(), 1u);
  EXPECT_EQ(decree.accepted(), 0u);
  EXPECT_EQ(decree.refused(), 2u) << "Rut Taek stays on the list; Hana Tefa is refused";

  const v1::ProposalList proposals = office.Proposals();
  for (const v1::ProposalView& proposal : proposals.proposals()) {
    if (proposal.label() != "Hana Tefa") continue;
    EXPECT_EQ(proposal.state(), "ditolak");
    EXPECT_THAT(proposal.reason(), HasSubstr("NIK belum padan"));
  }
  dorkas.Sync();
  bool told = false;
  const v1::LogView log = dorkas.Log();
  for (const v1::LogEntryView& entry : log.entries()) {
    for (const v1::OutcomeView& outcome : entry.outcomes()) {
      told |= outcome.reason().find("NIK belum padan") != std::string::npos;
    }
  }
  EXPECT_TRUE(told) << "whoever proposed somebody learns the answer";
  district.Verify();
}

}  // namespace
}  // namespace tilik::scenario
