#include <fstream>
#include <sstream>

#include "gmock/gmock.h"
#include "tests/unit/capture/scene.h"

namespace tilik::client {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string Example(const std::string& name) {
  std::ifstream file(std::string(TILIK_EXAMPLES) + "/" + name);
  std::ostringstream text;
  text << file.rdbuf();
  EXPECT_FALSE(text.str().empty()) << name;
  return text.str();
}

class VisitCapture : public Scene {};

// A completed visit, as short as the rules allow, with more in it.
std::string Completed(const std::string& more) {
  return R"({"outcome": "selesai", "respondent": {"person": "Maria Bere"},
             "documents": {"KTP": "ditunjukkan", "KK": "tidak punya"}, )" +
         more + "}";
}

TEST_F(VisitCapture, TheWorkedExampleChangesWhatTheOfficerSaw) {
  const auto captured = Visit(Example("visit.json"));
  ASSERT_TRUE(captured) << AllSaid();

  const Answers house = ChangesOf(*captured, household);
  EXPECT_EQ(CodeOf(house, FieldNamed("lantai")), 6u);
  EXPECT_EQ(house.at(FieldNamed("lantai")).how, How::kSeen);
  EXPECT_EQ(house.at(FieldNamed("luas_lantai")), (Answer{std::int64_t{42}, How::kAsked}));
  EXPECT_EQ(CodeOf(house, FieldNamed("daya")), 1u);

  const v1::Visit& visit = VisitOf(*captured);
  EXPECT_EQ(visit.outcome(), v1::VISIT_OUTCOME_SELESAI);
  EXPECT_EQ(visit.respondent().person(), maria.raw()) << "a listed name is that member";
  EXPECT_EQ(visit.respondent().relation(), 2u);
  EXPECT_TRUE(visit.respondent().adult());
  EXPECT_EQ(visit.documents_size(), 2);
  EXPECT_EQ(visit.presences_size(), 4) << "three listed and one new";
  EXPECT_EQ(captured->place->latitude_e7(), -97312000);
  EXPECT_EQ(captured->place->longitude_e7(), 1242241000);
}

TEST_F(VisitCapture, EveryChangeNamesTheRevisionThatWasOnTheScreen) {
  const auto captured = Visit(Completed(R"("answers": {"luas_lantai": 42})"));
  ASSERT_TRUE(captured) << AllSaid();
  EXPECT_EQ(captured->operations.front().change_fields().base_revision(), 5u);
}

TEST_F(VisitCapture, AFormFilledInEarlierNamesTheRevisionItWasFilledInFrom) {
  const std::string shown =
      R"("shown": [{"record": ")" + ToUuidText(household) + R"(", "revision": )";
  const auto captured = Visit(Completed(shown + R"("3"}], "answers": {"luas_lantai": 42})"));
  ASSERT_TRUE(captured) << AllSaid();
  EXPECT_EQ(captured->operations.front().change_fields().base_revision(), 3u);

  EXPECT_FALSE(Visit(Completed(shown + R"("9"}], "answers": {"luas_lantai": 42})")));
  EXPECT_TRUE(IsRefusedAt("shown[0]"));
}

TEST_F(VisitCapture, WhoHoldsTheCardIsSaidInTheFieldsOwnWords) {
  const auto captured = Visit(Completed(R"("card_holder": "e-warong")"));
  ASSERT_TRUE(captured) << AllSaid();
  EXPECT_EQ(VisitOf(*captured).card_holder(), v1::CARD_HOLDER_AGEN);
  EXPECT_FALSE(Visit(Completed(R"("card_holder": "tetangga sebelah")")));
  EXPECT_TRUE(IsRefusedAt("card_holder"));
}

TEST_F(VisitCapture, ACompletedVisitNamesItsRespondentAndTheDocuments) {
  EXPECT_FALSE(Visit(R"({"outcome": "selesai"})"));
  EXPECT_TRUE(IsRefusedAt("respondent"));
  EXPECT_TRUE(IsRefusedAt("documents.KTP"));
  EXPECT_TRUE(IsRefusedAt("documents.KK"));
}

TEST_F(VisitCapture, AChildIsNoRespondent) {
  const std::string documents = R"("documents": {"KTP": "tidak dibawa", "KK": "tidak dibawa"}})";
  EXPECT_FALSE(
      Visit(R"({"outcome": "selesai", "respondent": {"person": "Anton Nahak"}, )" + documents));
  EXPECT_TRUE(IsRefusedAt("respondent"));

  EXPECT_FALSE(
      Visit(R"({"outcome": "selesai", "respondent": {"name": "Rina", "relation": "anak"}, )" +
            documents));
  EXPECT_TRUE(IsRefusedAt("respondent.adult")) << "a child of the head may be fifty";

  EXPECT_TRUE(Visit(R"({"outcome": "selesai",
                "respondent": {"name": "Rina", "relation": "anak", "adult": true}, )" +
                    documents))
      << AllSaid();
}

TEST_F(VisitCapture, ARespondentWithoutRelationIsAskedForIt) {
  EXPECT_FALSE(Visit(R"({"outcome": "selesai", "respondent": {"name": "Rina", "adult": true},
                         "documents": {"KTP": "tidak dibawa", "KK": "tidak dibawa"}})"));
  EXPECT_TRUE(IsRefusedAt("respondent.relation"));
}

TEST_F(VisitCapture, AnUnknownOutcomeIsAnsweredWithTheOnesThereAre) {
  EXPECT_FALSE(Visit(R"({"outcome": "beres"})"));
  EXPECT_THAT(Said("outcome"), HasSubstr("selesai, tidak ditemukan, pindah"));
  EXPECT_THAT(Said("outcome", "en"), HasSubstr("one of: selesai"));
}

TEST_F(VisitCapture, NotFoundNeedsTwoAttemptsOnDifferentDaysOrSomebodyWhoSaysSo) {
  EXPECT_FALSE(Visit(R"({"outcome": "tidak ditemukan"})"));
  EXPECT_TRUE(IsRefusedAt("told_by"));
  EXPECT_FALSE(Visit(R"({"outcome": "tidak ditemukan", "earlier_attempts": ["2026-11-22"]})"))
      << "twice on one day is once";

  const auto told = Visit(Example("visit-tidak-ditemukan.json"));
  ASSERT_TRUE(told) << AllSaid();
  EXPECT_THAT(VisitOf(*told).told_by(), HasSubstr("Sefnat Tafui"));

  const auto again = Visit(R"({"outcome": "tidak ditemukan", "earlier_attempts": ["2026-11-20"]})");
  ASSERT_TRUE(again) << AllSaid();
  EXPECT_EQ(VisitOf(*again).attempt(), 2u);
  EXPECT_THAT(VisitOf(*again).earlier_attempts(), ElementsAre(20261120u));
}

TEST_F(VisitCapture, ThePhoneRemembersItsOwnEarlierAttempt) {
  scene.attempts = {20261118};
  const auto captured = Visit(R"({"outcome": "tidak ditemukan"})");
  ASSERT_TRUE(captured) << AllSaid();
  EXPECT_THAT(VisitOf(*captured).earlier_attempts(), ElementsAre(20261118u));
}

TEST_F(VisitCapture, RemovalsAreProposedNeverWritten) {
  const std::pair<const char*, v1::StatusReason> removals[] = {
      {R"({"outcome": "pindah"})", v1::STATUS_REASON_PINDAH},
      {R"({"outcome": "meninggal semua anggota"})", v1::STATUS_REASON_MENINGGAL},
      {R"({"outcome": "tidak ditemukan", "told_by": "RT"})", v1::STATUS_REASON_TIDAK_DITEMUKAN},
      {R"({"outcome": "ganda", "other_household": "530201200100018"})", v1::STATUS_REASON_GANDA}};
  for (const auto& [form, reason] : removals) {
    const auto captured = Visit(form);
    ASSERT_TRUE(captured) << form << AllSaid();
    ASSERT_EQ(ProposalsOf(*captured).size(), 1u) << form;
    const v1::ProposeStatus proposal = ProposalsOf(*captured).front();
    EXPECT_EQ(proposal.record(), household.raw());
    EXPECT_EQ(proposal.status(), v1::RECORD_STATUS_ASLEEP);
    EXPECT_EQ(proposal.reason(), reason) << form;
    EXPECT_EQ(proposal.base_revision(), 5u);
    EXPECT_THAT(ChangesOf(*captured, household), IsEmpty());
  }
}

TEST_F(VisitCapture, ARefusalAtTheDoorRemovesNobody) {
  const auto captured = Visit(R"({"outcome": "menolak", "note": "takut didata"})");
  ASSERT_TRUE(captured) << AllSaid();
  EXPECT_THAT(ProposalsOf(*captured), IsEmpty());
}

TEST_F(VisitCapture, ADuplicateNamesTheOtherHousehold) {
  EXPECT_FALSE(Visit(R"({"outcome": "ganda"})"));
  EXPECT_TRUE(IsRefusedAt("other_household"));
  EXPECT_FALSE(Visit(R"({"outcome": "ganda", "other_household": "530201200100017"})"));
  EXPECT_THAT(Said("other_household"), HasSubstr("sama dengan yang dikunjungi"));
  EXPECT_FALSE(Visit(R"({"outcome": "bagian dari", "other_household": "999"})"));
  EXPECT_THAT(Said("other_household"), HasSubstr("tidak ada di perangkat ini"));

  const auto part = Visit(R"({"outcome": "bagian dari", "other_household": "530201200100018"})");
  ASSERT_TRUE(part) << AllSaid();
  EXPECT_EQ(VisitOf(*part).other_household(), neighbours.raw());
}

TEST_F(VisitCapture, TheOtherHouseholdMayLieInAVillageThisPhoneDoesNotCarry) {
  const auto captured =
      Visit(R"({"outcome": "ganda", "other_household": ")" + ToUuidText(Id(77)) + R"("})");
  ASSERT_TRUE(captured) << AllSaid();
  EXPECT_EQ(VisitOf(*captured).other_household(), Id(77).raw());
}

TEST_F(VisitCapture, NotMetYetSaysWhichAttemptAndWhenTheNextOneIs) {
  EXPECT_FALSE(Visit(R"({"outcome": "belum bertemu"})"));
  EXPECT_TRUE(IsRefusedAt("attempt"));
  EXPECT_TRUE(IsRefusedAt("next_date"));
  EXPECT_FALSE(Visit(R"({"outcome": "belum bertemu", "attempt": 1, "next_date": "2026-11-21"})"));
  EXPECT_THAT(Said("next_date"), HasSubstr("sudah lewat"));

  const auto captured = Visit(R"({"outcome": "belum bertemu", "attempt": 1,
                                  "next_date": "2026-11-29", "told_by": "tetangga"})");
  ASSERT_TRUE(captured) << AllSaid();
  EXPECT_EQ(VisitOf(*captured).next_date(), 20261129u);
  EXPECT_THAT(ProposalsOf(*captured), IsEmpty()) << "they are in the fields";
}

TEST_F(VisitCapture, WhatWasAskedWasAskedOfSomebody) {
  EXPECT_FALSE(Visit(R"({"outcome": "menolak", "answers": {"lantai": "tanah"}})"));
  EXPECT_TRUE(IsRefusedAt("respondent"));
  EXPECT_TRUE(Visit(R"({"outcome": "menolak", "answers": {"atap": "seng"}, "seen": ["atap"]})"))
      << AllSaid();
}

TEST_F(VisitCapture, MasihSamaConfirmsTheWholeBlockAsSuch) {
  const auto captured =
      Visit(Completed(R"("unchanged": ["rumah"], "answers": {"lantai": "semen"})"));
  ASSERT_TRUE(captured) << AllSaid();
  const Answers house = ChangesOf(*captured, household);
  EXPECT_EQ(house.at(FieldNamed("luas_lantai")), (Answer{std::int64_t{36}, How::kUnchanged}));
  EXPECT_EQ(house.at(FieldNamed("dinding")).how, How::kUnchanged);
  EXPECT_EQ(house.at(FieldNamed("lantai")).how, How::kAsked) << "an answer outweighs the block";
  EXPECT_FALSE(house.contains(FieldNamed("bb_masak"))) << "never asked, so nothing to confirm";

  EXPECT_FALSE(Visit(Completed(R"("unchanged": ["rumahh"])")));
  EXPECT_THAT(Said("unchanged"), HasSubstr("rumah"));
}

TEST_F(VisitCapture, QuestionsTiedByASkipRuleTravelTogether) {
  const auto wall = Visit(Completed(R"("answers": {"kondisi_dinding": "bagus"})"));
  ASSERT_TRUE(wall) << AllSaid();
  EXPECT_EQ(CodeOf(ChangesOf(*wall, household), FieldNamed("dinding")), 3u) << "as on the screen";

  const auto rented = Visit(Completed(R"("answers": {"sta_bangunan": "bebas sewa"})"));
  ASSERT_TRUE(rented) << AllSaid();
  EXPECT_EQ(ChangesOf(*rented, household).at(FieldNamed("sta_lahan")).value,
            Value(Absent::kSkipped))
      << "land is asked of owners only";

  const auto electric = Visit(Completed(R"("answers": {"sumber_penerangan": "listrik PLN"})"));
  ASSERT_TRUE(electric) << AllSaid();
  EXPECT_THAT(Said("answers.daya"), HasSubstr("belum dijawab"))
      << "half a form is better than none";
}

TEST_F(VisitCapture, AMisspeltQuestionIsAnsweredWithTheOneMeant) {
  EXPECT_FALSE(Visit(Completed(R"("answers": {"lante": "tanah", "nik": "1"})")));
  EXPECT_THAT(Said("answers.lante"), HasSubstr("maksudnya \"lantai\"?"));
  EXPECT_THAT(Said("answers.nik"), HasSubstr("tentang anggota, bukan rumah tangga"));
}

TEST_F(VisitCapture, AMisspeltNameInAListIsNotIgnored) {
  EXPECT_FALSE(Visit(Completed(R"("answers": {"lantai": "tanah"}, "seen": ["lante"])")));
  EXPECT_THAT(Said("seen"), HasSubstr("lante"));
}

TEST_F(VisitCapture, AWrongAnswerNamesTheQuestionAndWhatItAccepts) {
  EXPECT_FALSE(Visit(Completed(R"("answers": {"lantai": "emas", "luas_lantai": "luas"})")));
  EXPECT_THAT(Said("answers.lantai"), HasSubstr("ubin"));
  EXPECT_FALSE(Said("answers.luas_lantai").empty());
  EXPECT_FALSE(Visit(Completed(R"("answers": {"luas_lantai": 3.5, "lantai": {"a": 1}})")));
  EXPECT_TRUE(IsRefusedAt("answers.luas_lantai"));
  EXPECT_TRUE(IsRefusedAt("answers.lantai"));
}

TEST_F(VisitCapture, NullAndNotAskedChangeNothing) {
  const auto captured = Visit(Completed(R"("answers": {"lantai": null})"));
  ASSERT_TRUE(captured) << AllSaid();
  EXPECT_THAT(ChangesOf(*captured, household), IsEmpty());
}

TEST_F(VisitCapture, CodesAndLabelsAreAsGoodAsWords) {
  for (const char* typed : {R"("6")", "6", R"("semen")", R"("Semen / bata merah")"}) {
    const auto captured = Visit(Completed(std::string(R"("answers": {"lantai": )") + typed + "}"));
    ASSERT_TRUE(captured) << typed << AllSaid();
    EXPECT_EQ(CodeOf(ChangesOf(*captured, household), FieldNamed("lantai")), 6u) << typed;
  }
}

TEST_F(VisitCapture, AVillageOutsideTheAssignmentIsSavedWithAWarning) {
  scene.screen.records.at(household).village = kElsewhere;
  const auto captured = Visit(Completed(R"("note": "")"));
  ASSERT_TRUE(captured) << AllSaid();
  EXPECT_THAT(Said("household"), HasSubstr("bukan penugasan"));
}

TEST_F(VisitCapture, AWellOffFamilyIsProposedAsNotEligible) {
  const auto captured =
      Visit(Completed(R"("propose_status": {"status": "not_eligible", "reason": "mampu"})"));
  ASSERT_TRUE(captured) << AllSaid();
  ASSERT_EQ(ProposalsOf(*captured).size(), 1u);
  EXPECT_EQ(ProposalsOf(*captured)[0].status(), v1::RECORD_STATUS_NOT_ELIGIBLE);
  EXPECT_EQ(ProposalsOf(*captured)[0].reason(), v1::STATUS_REASON_MAMPU);

  EXPECT_FALSE(
      Visit(R"({"outcome": "pindah", "propose_status": {"status": "aktif", "reason": "mampu"}})"));
  EXPECT_TRUE(IsRefusedAt("propose_status")) << "one visit, one proposal";
}

TEST_F(VisitCapture, AnUnknownHouseholdOrCodebookIsSaid) {
  EXPECT_FALSE(Visit(Completed(R"("codebook": "dtks-1998")")));
  EXPECT_THAT(Said("codebook"), HasSubstr("dtks-2020"));
  scene.household = Id(99);
  EXPECT_FALSE(Visit(R"({"household": "x", "outcome": "pindah"})"));
  EXPECT_TRUE(IsRefusedAt("household"));
}

TEST_F(VisitCapture, PhotosBelongToTheHouseholdOrToTheMemberNamed) {
  const auto captured = Visit(Completed(R"("photos": [{"file": "a.jpg", "kind": "rumah"},
      {"file": "b.jpg", "kind": "KTP", "record": "Maria Bere"}])"));
  ASSERT_TRUE(captured) << AllSaid();
  ASSERT_EQ(captured->photos.size(), 2u);
  EXPECT_EQ(captured->photos[0].record, household);
  EXPECT_EQ(captured->photos[1].record, maria);
  EXPECT_FALSE(Visit(Completed(R"("photos": [{"file": "", "kind": "selfie"}])")));
  EXPECT_TRUE(IsRefusedAt("photos[0].kind"));
  EXPECT_TRUE(IsRefusedAt("photos[0].file"));
}

TEST_F(VisitCapture, APlaceOutsideTheGlobeIsRefused) {
  EXPECT_FALSE(Visit(Completed(R"("place": {"latitude": 124.2, "longitude": -9.7})")));
  EXPECT_TRUE(IsRefusedAt("place"));
}

}  // namespace
}  // namespace tilik::client
