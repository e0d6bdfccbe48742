// Which questions are asked, and what is wrong or odd with a record.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/codebooks/built_in.h"

namespace tilik {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::uint32_t kToday = 20'200'817;

struct Said {
  const char* question;
  const char* text;
};

// A record as an officer would type it.
Answers Record(const std::vector<Said>& answers) {
  Answers record;
  for (const Said& said : answers) {
    record[FieldNamed(said.question)] =
        Answer{Books().Parse(kDtks, Question(said.question), said.text).value(), How::kAsked};
  }
  return record;
}

bool Asks(std::string_view question, const std::vector<Said>& answers) {
  return Books().IsAsked(kDtks, Question(question), Record(answers), kToday);
}

TEST(IsAsked, TheWallsConditionOnlyWhenItHasOne) {
  EXPECT_TRUE(Asks("kondisi_dinding", {{"dinding", "tembok"}}));
  EXPECT_FALSE(Asks("kondisi_dinding", {{"dinding", "bambu"}}));
  EXPECT_FALSE(Asks("kondisi_dinding", {})) << "not yet: the wall comes first";
  EXPECT_TRUE(Asks("kondisi_atap", {{"atap", "sirap"}}));
  EXPECT_FALSE(Asks("kondisi_atap", {{"atap", "jerami"}}));
}

TEST(IsAsked, AQuestionWithoutConditionAlways) { EXPECT_TRUE(Asks("lantai", {})); }

TEST(IsAsked, WhenTheRespondentDoesNotKnowTheOfficerStillMay) {
  EXPECT_TRUE(Asks("kondisi_dinding", {{"dinding", "tidak tahu"}}));
  EXPECT_FALSE(Asks("kondisi_dinding", {{"dinding", "dilewati"}}));
  EXPECT_FALSE(Asks("kondisi_dinding", {{"dinding", "tidak ditanya"}}));
}

TEST(IsAsked, PregnancyOfWomenOfTenToFortyNineWhoWereEverMarried) {
  const auto asks = [](const char* sex, const char* born, const char* married) {
    return Asks("sta_hamil", {{"jnskel", sex}, {"tgllahir", born}, {"sta_kawin", married}});
  };
  EXPECT_TRUE(asks("P", "1985-03-14", "kawin"));
  EXPECT_TRUE(asks("P", "1985-03-14", "cerai-mati"));
  EXPECT_FALSE(asks("L", "1985-03-14", "kawin"));
  EXPECT_FALSE(asks("P", "1985-03-14", "belum"));
  EXPECT_TRUE(asks("P", "17-08-2010", "kawin")) << "ten today";
  EXPECT_FALSE(asks("P", "18-08-2010", "kawin")) << "ten tomorrow";
  EXPECT_TRUE(asks("P", "18-08-1970", "kawin")) << "fifty tomorrow";
  EXPECT_FALSE(asks("P", "17-08-1970", "kawin")) << "fifty today";
  EXPECT_TRUE(asks("P", "tidak tahu", "kawin")) << "money may follow from it";
}

TEST(IsAsked, ByAnAnswerGivenInAnotherCodebook) {
  Answers record;
  record[FieldNamed("sumber_penerangan")] = Answer{Dtsen(3), How::kAsked};
  EXPECT_FALSE(Books().IsAsked(kDtks, Question("daya"), record, kToday)) << "not PLN";
  record[FieldNamed("sumber_penerangan")] = Answer{Dtsen(1), How::kAsked};
  EXPECT_TRUE(Books().IsAsked(kDtks, Question("daya"), record, kToday));
}

std::vector<Finding> Check(v1::RecordKind kind, const Answers& record) {
  return Books().Check(kDtks, kind, record, kToday);
}

std::vector<Finding> CheckPerson(std::vector<Said> answers) {
  answers.push_back({"nama", "Yosefina Nabu'asa"});
  return Check(v1::RECORD_KIND_PERSON, Record(answers));
}

MATCHER_P2(Errs, variable, words, "") {
  return arg.kind == Finding::Kind::kError && arg.variable == variable &&
         arg.message.find(words) != std::string::npos && !arg.message_id.empty();
}
MATCHER_P2(Warns, variable, words, "") {
  return arg.kind == Finding::Kind::kWarning && arg.variable == variable &&
         arg.message.find(words) != std::string::npos && !arg.message_id.empty();
}

Answers House() { return Record({{"desa", "53.02.01.2001"}, {"nama_krt", "Yohanes Tefa"}}); }

TEST(Check, ASoundRecordHasNoFindings) {
  Answers house = House();
  house[FieldNamed("dinding")] = {Dtks(1), How::kSeen};
  house[FieldNamed("kondisi_dinding")] = {Dtks(2), How::kSeen};
  EXPECT_THAT(Check(v1::RECORD_KIND_HOUSEHOLD, house), IsEmpty());
  EXPECT_THAT(CheckPerson({{"jnskel", "P"},
                           {"tgllahir", "14-03-1985"},
                           {"nik", "5302015403850001"},
                           {"sta_kawin", "kawin"},
                           {"sta_hamil", "ya"}}),
              IsEmpty());
}

TEST(Check, APersonWithoutNikIsNormal) {
  EXPECT_THAT(CheckPerson({{"jnskel", "P"}, {"nik", "kosong"}}), IsEmpty());
}

TEST(Check, ARecordNeedsWhatTellsItFromAnother) {
  EXPECT_THAT(Check(v1::RECORD_KIND_PERSON, {}),
              ElementsAre(Errs("nama", "must be answered"), Errs("jnskel", "must be answered")));
  EXPECT_THAT(CheckPerson({{"jnskel", "kosong"}}), ElementsAre(Warns("jnskel", "must be answered")))
      << "a cell an import left blank";
  EXPECT_THAT(CheckPerson({{"jnskel", "tidak tahu"}}), IsEmpty());
}

TEST(Check, AnAnswerToAQuestionThatIsNotAskedIsAnError) {
  Answers house = House();
  house[FieldNamed("dinding")] = {Dtks(6), How::kSeen};
  house[FieldNamed("kondisi_dinding")] = {Dtks(2), How::kSeen};
  const std::vector<Finding> findings = Check(v1::RECORD_KIND_HOUSEHOLD, house);
  ASSERT_THAT(findings, ElementsAre(Errs("kondisi_dinding", "is not asked")));
  EXPECT_EQ(findings[0].field, FieldNamed("kondisi_dinding"));
  EXPECT_THAT(findings[0].message_id, HasSubstr("Kondisi dinding (kondisi_dinding)"));

  house[FieldNamed("kondisi_dinding")] = {Absent::kSkipped, How::kUnspecified};
  EXPECT_THAT(Check(v1::RECORD_KIND_HOUSEHOLD, house), IsEmpty());
  house.erase(FieldNamed("dinding"));
  house[FieldNamed("kondisi_dinding")] = {Dtks(2), How::kSeen};
  EXPECT_THAT(Check(v1::RECORD_KIND_HOUSEHOLD, house), IsEmpty()) << "nothing rules it out";
}

TEST(Check, AManIsNotPregnant) {
  EXPECT_THAT(CheckPerson({{"jnskel", "L"}, {"sta_kawin", "kawin"}, {"sta_hamil", "ya"}}),
              ElementsAre(Errs("sta_hamil", "is not asked")));
}

TEST(Check, RangesAndCodesHold) {
  Answers worker = Record({{"nama", "Yakob"}, {"jnskel", "L"}, {"sta_bekerja", "ya"}});
  worker[FieldNamed("jumlah_jamkerja")] = {std::int64_t{99}, How::kAsked};
  worker[FieldNamed("lapangan_usaha")] = {Dtks(22), How::kAsked};
  worker[FieldNamed("ada_kartu_identitas")] = {Dtks(16), How::kAsked};
  EXPECT_THAT(Check(v1::RECORD_KIND_PERSON, worker),
              ElementsAre(Errs("ada_kartu_identitas", "does not exist"),
                          Errs("jumlah_jamkerja", "0–98"), Errs("lapangan_usaha", "code 22")));
}

TEST(Check, ACodeIsJudgedByTheCodebookItNames) {
  Answers house = House();
  house[FieldNamed("lantai")] = {Dtsen(10), How::kAsked};
  EXPECT_THAT(Check(v1::RECORD_KIND_HOUSEHOLD, house),
              ElementsAre(Errs("lantai", "code 10 (dtsen-2025)")));
  house[FieldNamed("lantai")] = {Coded{9, 77}, How::kAsked};
  EXPECT_THAT(Check(v1::RECORD_KIND_HOUSEHOLD, house), IsEmpty()) << "newer than this program";
}

TEST(Check, ANikIsHeldAgainstBirthDateAndSex) {
  EXPECT_THAT(
      CheckPerson({{"jnskel", "P"}, {"tgllahir", "14-03-1986"}, {"nik", "5302015403850001"}}),
      ElementsAre(Warns("nik", "the birth date 14 March 1986")));
  EXPECT_THAT(
      CheckPerson({{"jnskel", "L"}, {"tgllahir", "14-03-1985"}, {"nik", "5302015403850001"}}),
      ElementsAre(Warns("nik", "is that of a woman")));
  EXPECT_THAT(CheckPerson({{"jnskel", "P"}, {"tgllahir", "1985"}, {"nik", "5302015403850001"}}),
              IsEmpty())
      << "a year is all that is known, and it agrees";
}

TEST(Check, ANikKeptAsWrittenIsAWarningAndOtherwiseAnError) {
  Answers person = Record({{"nama", "Yosefina"}, {"jnskel", "P"}});
  person[field::kNik] = {std::string("530201540385001"), How::kAsWritten};
  EXPECT_THAT(Check(v1::RECORD_KIND_PERSON, person),
              ElementsAre(Warns("nik", "kept as the document has it")));
  person[field::kNik].how = How::kAsked;
  EXPECT_THAT(Check(v1::RECORD_KIND_PERSON, person), ElementsAre(Errs("nik", "16 digits")));
}

TEST(Check, AKkThatIsANikWasSwapped) {
  Answers family;
  family[field::kNoKk] = {std::string("5302015403850001"), How::kAsWritten};
  EXPECT_THAT(Check(v1::RECORD_KIND_FAMILY, family),
              ElementsAre(Warns("nokk", "kept as the document has it"), Warns("nokk", "swapped")));
}

TEST(Check, DatesExistAndHaveCome) {
  Answers person = Record({{"nama", "Yosefina"}, {"jnskel", "P"}});
  person[field::kBirthDate] = {std::int64_t{19850231}, How::kAsked};
  EXPECT_THAT(Check(v1::RECORD_KIND_PERSON, person),
              ElementsAre(Errs("tgllahir", "a date that exists")));
  person[field::kBirthDate] = {std::int64_t{kToday} + 1, How::kAsked};
  EXPECT_THAT(Check(v1::RECORD_KIND_PERSON, person), ElementsAre(Errs("tgllahir", "to come")));
  person[field::kBirthDate] = {std::int64_t{-1}, How::kAsked};
  EXPECT_THAT(Check(v1::RECORD_KIND_PERSON, person), SizeIs(1));
}

TEST(Check, AValueOfTheWrongShapeIsNamed) {
  Answers house = House();
  house[FieldNamed("lantai")] = {std::int64_t{6}, How::kAsked};
  house[FieldNamed("luas_lantai")] = {Dtks(6), How::kAsked};
  house[FieldNamed("alamat")] = {std::string(301, 'x'), How::kAsked};
  EXPECT_THAT(Check(v1::RECORD_KIND_HOUSEHOLD, house),
              ElementsAre(Errs("alamat", "300 bytes"), Errs("luas_lantai", "holds a code"),
                          Errs("lantai", "one of")));
}

// The two gates agree: what Parse lets in, Check does not throw out.
TEST(Check, WhateverAnOfficerCanTypeIsNoError) {
  const char* const typed[] = {"0",
                               "1",
                               "5",
                               "98",
                               "1.250",
                               "1985",
                               "ya",
                               "1985-03-14",
                               "akta, KTP",
                               "semen",
                               "lainnya",
                               "menolak",
                               "Oelnasi",
                               "53.02.01.2001",
                               "5302015403850001",
                               "5302011403850001",
                               "0190b6e5-0000-7000-8000-000000000001"};
  std::size_t taken = 0;
  for (const v1::Variable& variable : Books().Find(kDtks)->variables()) {
    const Field field = Books().FieldOf(variable);
    for (const char* text : typed) {
      const Result<Value> value = Books().Parse(kDtks, variable, text);
      if (!value.ok()) continue;
      ++taken;
      const v1::RecordKind kind = Books().ConceptOf(field)->kind();
      for (const Finding& finding : Check(kind, {{field, {*value, How::kAsked}}})) {
        EXPECT_TRUE(finding.field != field || finding.kind == Finding::Kind::kWarning)
            << text << ": " << finding.message;
      }
    }
  }
  EXPECT_GT(taken, 300u);
}

TEST(Check, AnAnswerAboutAnotherKindOfRecordIsAnError) {
  Answers house = House();
  house[field::kNik] = {std::string("5302015403850001"), How::kAsked};
  house[4'000] = {std::string("newer"), How::kAsked};
  EXPECT_THAT(Check(v1::RECORD_KIND_HOUSEHOLD, house),
              ElementsAre(Errs("nik", "not a question about this kind")));
}

}  // namespace
}  // namespace tilik
