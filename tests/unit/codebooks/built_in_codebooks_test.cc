// The data of proto/codebooks against domain.md §3.2.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "tests/unit/codebooks/built_in.h"

namespace tilik {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

std::size_t CodesOf(std::string_view question, CodebookNumber codebook = kDtks) {
  return static_cast<std::size_t>(Question(question, codebook).codes_size());
}

TEST(Dtks2020, AsksEveryCodeListOfTheForm) {
  const std::map<std::string, std::size_t> expected = {{"sta_bangunan", 5},
                                                       {"sta_lahan", 4},
                                                       {"lantai", 10},
                                                       {"dinding", 7},
                                                       {"kondisi_dinding", 2},
                                                       {"atap", 10},
                                                       {"kondisi_atap", 2},
                                                       {"sumber_airminum", 12},
                                                       {"cara_peroleh_airminum", 3},
                                                       {"sumber_penerangan", 3},
                                                       {"daya", 6},
                                                       {"bb_masak", 9},
                                                       {"fasbab", 4},
                                                       {"kloset", 4},
                                                       {"buang_tinja", 6},
                                                       {"hub_krt", 8},
                                                       {"hubkel", 8},
                                                       {"jnskel", 2},
                                                       {"sta_kawin", 4},
                                                       {"ada_akta_nikah", 3},
                                                       {"ada_di_kk", 2},
                                                       {"sta_hamil", 2},
                                                       {"jenis_cacat", 12},
                                                       {"penyakit_kronis", 10},
                                                       {"partisipasi_sekolah", 3},
                                                       {"pendidikan_tertinggi", 10},
                                                       {"kelas_tertinggi", 8},
                                                       {"ijazah", 7},
                                                       {"sta_bekerja", 2},
                                                       {"lapangan_usaha", 21},
                                                       {"status_pekerjaan", 8},
                                                       {"ada_kartu_identitas", 5}};
  for (const auto& [question, codes] : expected) EXPECT_EQ(CodesOf(question), codes) << question;
  for (const v1::Variable& variable : Books().Find(kDtks)->variables()) {
    if (variable.codes().empty() || expected.count(variable.concept_name()) != 0) continue;
    EXPECT_THAT(variable.block(), ::testing::AnyOf("aset", "bantuan", "pekerjaan"))
        << variable.concept_name();
    EXPECT_EQ(variable.codes_size(), 2) << variable.concept_name() << " is yes or no";
  }
}

TEST(Dtks2020, AsksForAssetsAnimalsLandAndProgrammes) {
  for (const char* asset :
       {"tabung_gas", "lemari_es", "ac", "pemanas", "telepon", "tv", "emas", "laptop", "sepeda",
        "motor", "mobil", "perahu", "motor_tempel", "perahu_motor", "kapal"}) {
    EXPECT_EQ(Question("ada_" + std::string(asset)).block(), "aset");
  }
  for (const char* animal : {"sapi", "kerbau", "kuda", "babi", "kambing"}) {
    EXPECT_EQ(Question("jumlah_" + std::string(animal)).min(), 0);
  }
  for (const char* question : {"aset_tak_bergerak", "luas_atb", "rumah_lain"}) {
    EXPECT_EQ(Question(question).block(), "aset");
  }
  for (const char* programme : {"kks", "kis", "kip", "pkh", "rastra"}) {
    EXPECT_EQ(Question("sta_" + std::string(programme)).block(), "bantuan");
  }
}

TEST(Dtks2020, IsFoundByTheMinistrysColumnNames) {
  const auto finds = [](std::string_view column, v1::RecordKind kind) {
    const v1::Variable* variable = Books().VariableNamed(kDtks, column, kind);
    return variable == nullptr ? "" : variable->concept_name();
  };
  EXPECT_EQ(finds("Nama_KRT", v1::RECORD_KIND_HOUSEHOLD), "nama_krt");
  EXPECT_EQ(finds("IDBDT", v1::RECORD_KIND_HOUSEHOLD), "idbdt");
  EXPECT_EQ(finds("NoKK", v1::RECORD_KIND_FAMILY), "nokk");
  EXPECT_EQ(finds("JnsKel", v1::RECORD_KIND_PERSON), "jnskel");
  EXPECT_EQ(finds("Ada_diKK", v1::RECORD_KIND_PERSON), "ada_di_kk");
  EXPECT_EQ(finds("Nama", v1::RECORD_KIND_HOUSEHOLD), "") << "a person has it, a house has not";
}

TEST(Dtsen2025, IsAsFullAsWhatWasFoundOfIt) {
  EXPECT_EQ(CodesOf("lantai", kDtsen), 9u);
  EXPECT_EQ(CodesOf("atap", kDtsen), 8u);
  EXPECT_EQ(CodesOf("sumber_penerangan", kDtsen), 4u);
  EXPECT_EQ(CodesOf("buang_tinja", kDtsen), 6u);
  const auto range = [](const char* question) {
    const v1::Variable& variable = Question(question, kDtsen);
    return std::pair<int, int>(variable.min(), variable.max());
  };
  EXPECT_EQ(range("sumber_airminum"), std::pair(1, 11));
  EXPECT_EQ(range("bb_masak"), std::pair(0, 11));
  EXPECT_EQ(range("fasbab"), std::pair(1, 6));
  EXPECT_EQ(Question("ada_smartphone", kDtsen).label().en(), "Smartphone");
}

TEST(Dtsen2025, IsFilledInForAFamilyButTheHouseStaysTheHouseholds) {
  EXPECT_EQ(Books().FindNamed("dtks-2020")->unit(), v1::RECORD_KIND_HOUSEHOLD);
  EXPECT_EQ(Books().FindNamed("dtsen-2025")->unit(), v1::RECORD_KIND_FAMILY);
  EXPECT_EQ(Books().ConceptNamed("lantai")->kind(), v1::RECORD_KIND_HOUSEHOLD);
}

std::set<std::string> Together(std::string_view question) {
  std::set<std::string> names;
  for (const Field field : Books().FieldsOf(Books().SlotOf(FieldNamed(question)))) {
    names.insert(Books().ConceptOf(field)->name());
  }
  return names;
}

TEST(Groups, AreWhatSkipRulesTie) {
  EXPECT_THAT(Together("sta_lahan"), ElementsAre("sta_bangunan", "sta_lahan"));
  EXPECT_THAT(Together("dinding"), ElementsAre("dinding", "kondisi_dinding"));
  EXPECT_THAT(Together("atap"), ElementsAre("atap", "kondisi_atap"));
  EXPECT_THAT(Together("daya"), ElementsAre("daya", "sumber_penerangan"));
  EXPECT_THAT(Together("fasbab"), ElementsAre("fasbab", "kloset"));
  EXPECT_THAT(Together("luas_atb"), ElementsAre("aset_tak_bergerak", "luas_atb"));
  EXPECT_THAT(Together("sta_kawin"), ElementsAre("ada_akta_nikah", "sta_kawin"));
  EXPECT_THAT(Together("kelas_tertinggi"),
              ElementsAre("kelas_tertinggi", "partisipasi_sekolah", "pendidikan_tertinggi"));
  EXPECT_THAT(Together("sta_bekerja"),
              ElementsAre("jumlah_jamkerja", "lapangan_usaha", "sta_bekerja", "status_pekerjaan"));
}

TEST(Groups, NeverTieACrossRule) {
  EXPECT_THAT(Together("sta_hamil"), ElementsAre("sta_hamil"))
      << "it needs sex, age and marital status, and hides from roles that may read those";
  EXPECT_THAT(Together("nik"), ElementsAre("nik"));
  EXPECT_THAT(Together("tgllahir"), ElementsAre("tgllahir"));
}

// Every group is one question and those it rules out, nothing else.
TEST(Groups, HaveOneRootAndEveryOtherMemberAsksForAMember) {
  std::map<std::uint32_t, int> roots;
  for (const v1::Variable& variable : Books().Find(kDtks)->variables()) {
    const std::uint32_t group = Books().ConceptNamed(variable.concept_name())->group();
    if (group == 0) continue;
    roots.emplace(group, 0);
    bool tied = false;
    for (const v1::SkipCondition& condition : variable.ask_when()) {
      tied = tied || Books().ConceptNamed(condition.variable())->group() == group;
    }
    if (!tied) ++roots[group];
  }
  EXPECT_EQ(roots.size(), 9u);
  for (const auto& [group, count] : roots) EXPECT_EQ(count, 1) << "group " << group;
}

TEST(Groups, ASlotNumberSaysWhichItIs) {
  EXPECT_EQ(Books().SlotOf(103), 103u);
  EXPECT_GE(Books().SlotOf(100), kFirstGroup);
  EXPECT_EQ(Books().SlotOf(100), Books().SlotOf(101));
  EXPECT_THAT(Books().FieldsOf(Books().SlotOf(100)), ElementsAre(100, 101));
  EXPECT_TRUE(Books().FieldsOf(100).empty()) << "merges in its group only";
  EXPECT_TRUE(Books().FieldsOf(kStatusSlot).empty());
}

TEST(Groups, AFieldOfANewerProgramIsItsOwnSlotAndIsHeld) {
  for (const Field unknown : {Field{60}, Field{4'000}, kMaxField}) {
    EXPECT_EQ(Books().ConceptOf(unknown), nullptr);
    EXPECT_EQ(Books().SlotOf(unknown), unknown);
    EXPECT_EQ(Books().PolicyOf(unknown), v1::MERGE_POLICY_HOLD);
    EXPECT_TRUE(Books().FieldsOf(unknown).empty());
  }
  EXPECT_EQ(Books().PolicyOf(kFirstGroup + 5'000), v1::MERGE_POLICY_HOLD);
  EXPECT_EQ(Books().PolicyOf(kStatusSlot), v1::MERGE_POLICY_HOLD);
}

v1::MergePolicy PolicyOfQuestion(std::string_view question) {
  return Books().PolicyOf(Books().SlotOf(FieldNamed(question)));
}

TEST(Policies, APersonDecidesOnIdentityMembershipAndWhatMoneyFollowsFrom) {
  for (const char* held :
       {"nik", "nokk", "nama", "tgllahir", "jnskel", "nama_ibu_kandung", "keluarga", "rumah_tangga",
        "desa", "hubkel", "hub_krt", "sta_hamil", "jenis_cacat", "partisipasi_sekolah",
        "pendidikan_tertinggi", "sta_pkh", "sta_kks", "sta_kawin", "ada_akta_nikah"}) {
    EXPECT_EQ(PolicyOfQuestion(held), v1::MERGE_POLICY_HOLD) << held;
  }
}

TEST(Policies, TheLaterLookWinsForHousingAssetsWorkAndHealth) {
  for (const char* observed :
       {"lantai", "dinding", "kondisi_atap", "daya", "ada_motor", "jumlah_sapi", "luas_atb",
        "sta_bekerja", "status_pekerjaan", "penyakit_kronis", "ada_kartu_identitas", "ijazah"}) {
    EXPECT_EQ(PolicyOfQuestion(observed), v1::MERGE_POLICY_LATEST_OBSERVATION) << observed;
  }
}

TEST(Policies, WhatAnotherRegisterAnsweredIsOneAnswerAndImported) {
  const Slot slot = Books().SlotOf(field::kCivilResult);
  EXPECT_EQ(Books().PolicyOf(slot), v1::MERGE_POLICY_IMPORTED);
  EXPECT_THAT(Books().FieldsOf(slot), ElementsAre(51, 52, 53, 54, 55));
  EXPECT_EQ(Books().FindNamed("dukcapil")->unit(), v1::RECORD_KIND_PERSON);
}

TEST(Policies, SpecificPersonalDataIsMarked) {
  const v1::CodebookSet data = Codebooks::BuiltInData();
  std::set<std::string> sensitive;
  for (const v1::Concept& item : data.concepts().concepts()) {
    if (item.sensitive()) sensitive.insert(item.name());
  }
  EXPECT_THAT(sensitive, UnorderedElementsAre("sta_hamil", "jenis_cacat", "penyakit_kronis"));
}

TEST(Kinds, AnswersBelongToTheirRecord) {
  EXPECT_THAT(Books().FieldsOfKind(v1::RECORD_KIND_FAMILY), ElementsAre(20, 21, 22));
  EXPECT_THAT(Books().FieldsOfKind(v1::RECORD_KIND_INSTITUTION), ElementsAre(70, 71, 72, 73));
  EXPECT_THAT(Books().FieldsOfKind(v1::RECORD_KIND_HOUSE), ElementsAre(70, 71, 72, 73, 74));
  EXPECT_TRUE(Books().FieldsOfKind(v1::RECORD_KIND_UNSPECIFIED).empty());
}

}  // namespace
}  // namespace tilik
