#include "gmock/gmock.h"
#include "tests/unit/capture/scene.h"

namespace tilik::client {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class People : public Scene {
 protected:
  std::optional<Captured> With(const std::string& people) {
    return Visit(R"({"outcome": "selesai", "respondent": {"person": "Maria Bere"},
                     "documents": {"KTP": "ditunjukkan", "KK": "ditunjukkan"}, )" +
                 people + "}");
  }
};

TEST_F(People, APersonWithoutNikIsAddedAndLaterGetsOne) {
  const auto born = With(R"("new_members": [{"answers": {"nama": "Yuliana Nahak",
      "jnskel": "perempuan", "tgllahir": "2026-05-17", "hub_krt": "anak"}}])");
  ASSERT_TRUE(born) << AllSaid();
  ASSERT_EQ(born->created.size(), 1u);
  const Answers yuliana = CreatedWith(*born, born->created[0]);
  EXPECT_EQ(yuliana.at(field::kFamily).value, Value(family)) << "the only family there is";
  EXPECT_FALSE(yuliana.contains(field::kNik));
  EXPECT_EQ(born->operations[0].create_record().village(), kFatumnasi);
  EXPECT_EQ(VisitOf(*born).presences(0).presence(), v1::PRESENCE_BARU);

  const auto later =
      With(R"("members": [{"person": "Anton Nahak", "answers": {"nik": "5302011003150001"}}])");
  ASSERT_TRUE(later) << AllSaid();
  EXPECT_EQ(ChangesOf(*later, anton).at(field::kNik).value, Value("5302011003150001"));
}

TEST_F(People, AMemberMayBeNamedByNikMinistryKeyIdOrName) {
  for (const std::string& typed :
       {std::string("5302010107750001"), std::string("53020120010001701"), ToUuidText(yosef),
        std::string("yosef nahak")}) {
    const auto captured =
        With(R"("members": [{"person": ")" + typed + R"(", "presence": "tinggal"}])");
    ASSERT_TRUE(captured) << typed << AllSaid();
    EXPECT_EQ(VisitOf(*captured).presences(0).person(), yosef.raw()) << typed;
  }
  EXPECT_FALSE(With(R"("members": [{"person": "Petrus", "presence": "tinggal"}])"));
  EXPECT_THAT(Said("members[0].person"), HasSubstr("tidak terdaftar di rumah tangga ini"));
}

TEST_F(People, TwoMembersOfOneNameMustBeToldApart) {
  scene.screen.records.at(anton).values.at(field::kName).value = std::string("Yosef Nahak");
  EXPECT_FALSE(With(R"("members": [{"person": "Yosef Nahak", "presence": "tinggal"}])"));
  EXPECT_THAT(Said("members[0].person"), HasSubstr("tulis id"));
}

TEST_F(People, DeathAndMovingAwayAreProposedForThePersonAlone) {
  const auto captured = With(R"("members": [{"person": "Yosef Nahak", "presence": "meninggal"},
                                            {"person": "Anton Nahak", "presence": "pindah"}])");
  ASSERT_TRUE(captured) << AllSaid();
  const auto proposals = ProposalsOf(*captured);
  ASSERT_EQ(proposals.size(), 2u);
  EXPECT_EQ(proposals[0].record(), yosef.raw());
  EXPECT_EQ(proposals[0].reason(), v1::STATUS_REASON_MENINGGAL);
  EXPECT_EQ(proposals[1].record(), anton.raw());
  EXPECT_EQ(proposals[1].reason(), v1::STATUS_REASON_PINDAH);
  EXPECT_THAT(ChangesOf(*captured, yosef), IsEmpty()) << "a removal changes no field";
}

TEST_F(People, AListedMemberIsNotNew) {
  EXPECT_FALSE(With(R"("members": [{"person": "Yosef Nahak", "presence": "baru"}])"));
  EXPECT_THAT(Said("members[0].presence"), HasSubstr("new_members"));
}

TEST_F(People, AMemberIsNamedOnce) {
  EXPECT_FALSE(With(R"("members": [{"person": "Yosef Nahak", "presence": "tinggal"},
                                   {"person": "5302010107750001", "presence": "pindah"}])"));
  EXPECT_THAT(Said("members[1]"), HasSubstr("dua kali"));
}

TEST_F(People, AFamilySplits) {
  const auto captured = With(R"("new_families": [{"name": "keluarga Maria",
      "answers": {"nokk": "5302012211260001"}, "members": ["Maria Bere", "Anton Nahak"]}])");
  ASSERT_TRUE(captured) << AllSaid();
  ASSERT_EQ(captured->created.size(), 1u);
  const RecordId split = captured->created[0];
  EXPECT_EQ(CreatedWith(*captured, split).at(field::kHousehold).value, Value(household));
  EXPECT_EQ(CreatedWith(*captured, split).at(field::kNoKk).value, Value("5302012211260001"));
  EXPECT_EQ(ChangesOf(*captured, maria).at(field::kFamily).value, Value(split));
  EXPECT_EQ(ChangesOf(*captured, anton).at(field::kFamily).value, Value(split));
  EXPECT_TRUE(captured->operations[0].has_create_record()) << "made before it is named";
}

TEST_F(People, APersonMovesToANewFamilyAndKeepsOneChangeOfAllItsFields) {
  const auto captured = With(R"("new_families": [{"name": "baru"}],
      "members": [{"person": "Anton Nahak", "move_to": "baru", "answers": {"tmplahir": "Soe"}}])");
  ASSERT_TRUE(captured) << AllSaid();
  const Answers changes = ChangesOf(*captured, anton);
  EXPECT_EQ(changes.at(field::kFamily).value, Value(captured->created[0]));
  EXPECT_EQ(changes.at(field::kBirthPlace).value, Value("Soe"));
}

TEST_F(People, ANewMemberOfAHouseholdWithTwoFamiliesSaysWhich) {
  const std::string child = R"("answers": {"nama": "Rina", "jnskel": "perempuan"})";
  EXPECT_FALSE(With(R"("new_families": [{"name": "baru"}], "new_members": [{)" + child + "}]"));
  EXPECT_THAT(Said("new_members[0].family"), HasSubstr("2 keluarga"));
  EXPECT_TRUE(With(R"("new_families": [{"name": "baru"}],
                      "new_members": [{"family": "5302011203100004", )" +
                   child + "}]"))
      << AllSaid();
}

TEST_F(People, ANewMemberHasAName) {
  EXPECT_FALSE(With(R"("new_members": [{"answers": {"jnskel": "laki-laki"}}])"));
  EXPECT_THAT(Said("new_members[0].answers"), HasSubstr("nama"));
}

TEST_F(People, ANewHouseholdIsProposedWithItsFamilyAndHead) {
  const auto captured = Visit(R"({"outcome": "selesai",
      "new_household": {"village": "53.02.01.2001", "answers": {"alamat": "RT 5", "lantai": "tanah"}},
      "respondent": {"name": "Martha Sesfaot", "relation": "kepala"},
      "documents": {"KTP": "tidak punya", "KK": "tidak punya"},
      "new_members": [{"answers": {"nama": "Martha Sesfaot", "jnskel": "perempuan", "hub_krt": "kepala"}},
                      {"answers": {"nama": "Yanto Sesfaot", "jnskel": "laki-laki", "hub_krt": "anak"}}]})");
  ASSERT_TRUE(captured) << AllSaid();
  ASSERT_EQ(captured->created.size(), 4u) << "household, family, two persons";
  const RecordId made = captured->created[0];
  const Answers house = CreatedWith(*captured, made);
  EXPECT_EQ(house.at(field::kHeadName).value, Value("Martha Sesfaot"));
  EXPECT_EQ(house.at(field::kVillage).value, Value(std::int64_t{5302012001}));
  EXPECT_EQ(VisitOf(*captured).household(), made.raw());
  ASSERT_EQ(ProposalsOf(*captured).size(), 1u);
  EXPECT_EQ(ProposalsOf(*captured)[0].reason(), v1::STATUS_REASON_USULAN_BARU);
}

TEST_F(People, ANewHouseholdNeedsAVillageAndACompletedVisit) {
  EXPECT_FALSE(Visit(R"({"outcome": "pindah", "new_household": {"village": "53.02"}})"));
  EXPECT_TRUE(IsRefusedAt("outcome"));
  EXPECT_THAT(Said("new_household.village"), HasSubstr("53.02.01.2001"));
  EXPECT_FALSE(Visit(R"({"household": "x", "outcome": "selesai", "new_household": {}})"));
  EXPECT_TRUE(IsRefusedAt("new_household"));
}

TEST_F(People, ANikThatBreaksTheRulesIsKeptOnlyAsWritten) {
  const std::string answer =
      R"("members": [{"person": "Anton Nahak", "answers": {"nik": "530201"}}])";
  EXPECT_FALSE(With(answer));
  EXPECT_TRUE(IsRefusedAt("members[0].answers.nik"));

  const auto kept = With(answer + R"(, "as_written": ["nik"])");
  ASSERT_TRUE(kept) << AllSaid();
  EXPECT_EQ(ChangesOf(*kept, anton).at(field::kNik), (Answer{"530201", How::kAsWritten}));
}

TEST_F(People, ANikOfTheOtherSexIsAWarningThatMayBeOverruledWithAReason) {
  const std::string answer =
      R"("members": [{"person": "Anton Nahak", "answers": {"nik": "5302015003150001"}}])";
  EXPECT_TRUE(With(answer)) << AllSaid();
  EXPECT_FALSE(Said("members[0].answers.nik").empty());

  const auto overruled = With(answer + R"(, "overrule": {"nik": "begitu di KTP"})");
  ASSERT_TRUE(overruled) << AllSaid();
  EXPECT_TRUE(Said("members[0].answers.nik").empty());
  ASSERT_EQ(VisitOf(*overruled).overruled_size(), 1);
  EXPECT_EQ(VisitOf(*overruled).overruled(0).field(), field::kNik);
  EXPECT_EQ(VisitOf(*overruled).overruled(0).record(), anton.raw());
  EXPECT_EQ(VisitOf(*overruled).overruled(0).reason(), "begitu di KTP");
}

TEST_F(People, ANikThatIsSomebodyElsesIsTakenWithAWarning) {
  const auto captured =
      With(R"("members": [{"person": "Anton Nahak", "answers": {"nik": "5302011005900009"}}])");
  ASSERT_TRUE(captured) << AllSaid();
  EXPECT_THAT(AllSaid(), HasSubstr("Petrus Taek"));
}

TEST_F(People, DirtThatAnImportLeftIsNotHeldAgainstTheVisit) {
  scene.screen.records.at(anton).values[field::kNik] = {std::string("123"), How::kUnspecified};
  EXPECT_TRUE(With(R"("members": [{"person": "Anton Nahak", "answers": {"tmplahir": "Soe"}}])"))
      << AllSaid();
}

TEST_F(People, SeveralIdentityCardsAreAList) {
  const auto captured = With(
      R"("members": [{"person": "Maria Bere", "answers": {"ada_kartu_identitas": ["akta", "KTP"]}}])");
  ASSERT_TRUE(captured) << AllSaid();
  EXPECT_EQ(CodeOf(ChangesOf(*captured, maria), FieldNamed("ada_kartu_identitas")), 5u);
}

TEST_F(People, MembershipIsNotAnAnswer) {
  EXPECT_FALSE(With(R"("members": [{"person": "Maria Bere", "answers": {"keluarga": "x"}}])"));
  EXPECT_THAT(Said("members[0].answers.keluarga"), HasSubstr("move_to"));
}

TEST_F(People, AFamilyBookNumberIsCorrected) {
  const auto captured = With(
      R"("families": [{"family": "5302011203100004", "answers": {"nokk": "5302011203100005"}}])");
  ASSERT_TRUE(captured) << AllSaid();
  EXPECT_EQ(ChangesOf(*captured, family).at(field::kNoKk).value, Value("5302011203100005"));
}

TEST_F(People, AllThatIsWrongIsSaidAtOnce) {
  EXPECT_FALSE(With(R"("members": [{"person": "Yosef Nahak", "presence": "ada-ada saja"},
                                   {"person": "siapa"}], "answers": {"lante": 1})"));
  EXPECT_TRUE(IsRefusedAt("members[0].presence"));
  EXPECT_TRUE(IsRefusedAt("members[1].person"));
  EXPECT_TRUE(IsRefusedAt("answers.lante"));
}

}  // namespace
}  // namespace tilik::client
