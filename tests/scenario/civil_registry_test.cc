// What the civil registry answered, beside what the family shows (domain.md §3): neither replaces
// the other, on the office's screen and on the phone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scenario/district.h"

namespace tilik::scenario {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr char kNahak[] = "530214200100017";
constexpr char kMaria[] = "Maria Bere";
constexpr char kMariasNik[] = "5302144208800002";
constexpr char kAnswers[] =
    "5302144208800002,TIDAK PADAN,nama berbeda,2026-02-03,Maria Goreti Bere\n"
    "5302140107750001,PADAN,,2026-02-03,\n"
    "5302140107750009,PADAN,,2026-02-03,\n";

// On a phone, of the person so called.
v1::CivilIdentity CivilOf(const v1::ShowView& shown, const std::string& name) {
  for (const v1::RecordView& record : shown.records()) {
    for (const v1::AnswerView& answer : record.answers()) {
      if (answer.variable() == "nama" && answer.words() == name) return record.civil();
    }
  }
  return {};
}

TEST(TheCivilRegistry, AnswersBesideTheClaimedIdentity) {
  District district{{NahakFamily(), TaekFamily()}};
  Phone& dorkas = district.Enrol("Dorkas Selan", kBenlutu);

  EXPECT_EQ(district.PreviewCivil(kAnswers).recorded(), 2u);
  EXPECT_FALSE(MemberCalled(district.Show(kNahak), kMaria).has_civil());
  const v1::CivilImportReport report = district.ImportCivil(kAnswers);
  EXPECT_THAT(report.fates(), ElementsAre(v1::CIVIL_ROW_FATE_RECORDED, v1::CIVIL_ROW_FATE_RECORDED,
                                          v1::CIVIL_ROW_FATE_REFUSED));
  ASSERT_THAT(report.findings(), SizeIs(1));
  EXPECT_EQ(report.findings(0).line(), 4u);

  const v1::RegistryRecordView maria = MemberCalled(district.Show(kNahak), kMaria);
  EXPECT_EQ(Said(maria, "nama"), kMaria) << "the claim stands";
  EXPECT_EQ(maria.civil().result(), "Tidak padan");
  EXPECT_EQ(maria.civil().reasons(), "Nama berbeda");
  EXPECT_EQ(maria.civil().compared(0).civil(), "Maria Goreti Bere");
  EXPECT_TRUE(maria.civil().compared(0).differs());
  EXPECT_THAT(district.Server({"show", kMariasNik}).out, HasSubstr("diaku Maria Bere"));

  dorkas.Sync();
  EXPECT_EQ(CivilOf(dorkas.Show(kNahak), kMaria).reasons(), "Nama berbeda");
  EXPECT_EQ(CivilOf(dorkas.Show(kNahak), "Yosef Nahak").result(), "Padan");
  EXPECT_EQ(CivilOf(dorkas.Show(kNahak), "Anton Nahak").result(), "") << "not asked yet";

  const v1::CivilImportReport again = district.ImportCivil(kAnswers);
  EXPECT_EQ(again.change_sets(), 0u);
  EXPECT_EQ(again.unchanged(), 2u);
  EXPECT_THAT(district.Cases(), IsEmpty());
  district.Verify();
}

TEST(TheCivilRegistry, CallsSomebodyDeadAndAPersonDecides) {
  District district{{NahakFamily()}};
  EXPECT_EQ(
      district.ImportCivil("5302140107750001,PADAN,meninggal,2026-02-03,\n").deaths_proposed(), 1u);
  EXPECT_EQ(MemberCalled(district.Show(kNahak), "Yosef Nahak").status(), "aktif");
  const auto cases = district.Cases();
  ASSERT_THAT(cases, SizeIs(1));
  EXPECT_EQ(cases[0].kind(), "usulan status");
  EXPECT_EQ(cases[0].about(), "Yosef Nahak");
  ASSERT_THAT(cases[0].proposals(), SizeIs(1));
  EXPECT_THAT(cases[0].proposals(0).words(), HasSubstr("meninggal"));
  EXPECT_THAT(cases[0].proposals(0).note(), HasSubstr("Dukcapil"));
  district.Verify();
}

TEST(TheCivilRegistry, IsNotAnOfficersToAnswerFor) {
  District district{{NahakFamily()}};
  Phone& dorkas = district.Enrol("Dorkas Selan", kBenlutu);
  const v1::ProblemView refused = dorkas.VisitEnds(
      kRefused, Completed(kNahak, R"("members": [{"person": "Maria Bere", "presence": "tinggal",
                                     "answers": {"hasil_dukcapil": "padan"}}])"));
  ASSERT_FALSE(refused.findings().empty());
  EXPECT_THAT(refused.findings(0).id(), HasSubstr("hasil_dukcapil"));
}

}  // namespace
}  // namespace tilik::scenario
