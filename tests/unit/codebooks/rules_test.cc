// A new codebook is a data file; a broken one is refused with the cause named.
#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <functional>

#include "tests/unit/codebooks/built_in.h"

namespace tilik {
namespace {

using ::testing::HasSubstr;

template <typename Message>
Message FromJson(const std::string& text) {
  Message message;
  const auto parsed = google::protobuf::util::JsonStringToMessage(text, &message);
  TILIK_CHECK(parsed.ok(), parsed.ToString());
  return message;
}

constexpr char kInternetConcept[] = R"({
  "number": 216, "name": "ada_internet", "kind": "RECORD_KIND_HOUSEHOLD",
  "type": "CONCEPT_TYPE_CODE", "policy": "MERGE_POLICY_LATEST_OBSERVATION"})";

constexpr char kNextYear[] = R"({
  "number": 3, "name": "dtsen-2026", "version": 1, "unit": "RECORD_KIND_FAMILY",
  "label": {"id": "DTSEN 2026", "en": "DTSEN 2026"},
  "variables": [
    {"concept_name": "lantai", "block": "rumah",
     "label": {"id": "Lantai", "en": "Floor"},
     "codes": [
       {"code": 1, "name": "tanah", "label": {"id": "Tanah", "en": "Earth"}},
       {"code": 2, "name": "lainnya", "label": {"id": "Lainnya", "en": "Other"}}]},
    {"concept_name": "ada_internet", "name": "internet", "block": "aset",
     "label": {"id": "Internet di rumah", "en": "Internet at home"},
     "ask_when": [{"variable": "lantai", "codes": [2]}],
     "codes": [
       {"code": 1, "name": "ya", "label": {"id": "Ya", "en": "Yes"}},
       {"code": 2, "name": "tidak", "label": {"id": "Tidak", "en": "No"}}]}]})";

constexpr char kToNextYear[] = R"({
  "from": "dtsen-2026", "to": "dtsen-2025",
  "mappings": [
    {"concept_name": "lantai", "from": 1, "to": 8, "exact": true},
    {"concept_name": "lantai", "from": 2, "why": "all but earth"}],
  "unmapped": [{"concept_name": "ada_internet", "why": "not asked in 2025"}]})";

v1::CodebookSet WithNextYear() {
  v1::CodebookSet set = Codebooks::BuiltInData();
  *set.mutable_concepts()->add_concepts() = FromJson<v1::Concept>(kInternetConcept);
  *set.add_codebooks() = FromJson<v1::Codebook>(kNextYear);
  *set.add_crosswalks() = FromJson<v1::Crosswalk>(kToNextYear);
  return set;
}

TEST(NewCodebook, AddsAQuestionWithoutARebuild) {
  EXPECT_EQ(Books().ConceptNamed("ada_internet"), nullptr);
  const auto built = Codebooks::Build(WithNextYear());
  ASSERT_TRUE(built.ok()) << built.status().message();
  const Codebooks& books = **built;
  const v1::Variable* question = books.VariableNamed(3, "Internet", v1::RECORD_KIND_HOUSEHOLD);
  ASSERT_NE(question, nullptr);
  EXPECT_EQ(books.VariableNamed(3, "ada_internet", v1::RECORD_KIND_HOUSEHOLD), question);
  EXPECT_EQ(books.FieldOf(*question), 216u);
  EXPECT_EQ(*books.Parse(3, *question, "ya"), Value(Coded{3, 1}));
  EXPECT_EQ(books.Words(216, Coded{3, 2}, "en"), "No");
  EXPECT_EQ(books.PolicyOf(216), v1::MERGE_POLICY_LATEST_OBSERVATION);

  const Answers on_earth = {{103, {Coded{1, 9}, How::kSeen}}};
  const Answers on_cement = {{103, {Coded{3, 2}, How::kSeen}}};
  EXPECT_TRUE(books.IsAsked(3, *question, on_cement, 20260101));
  EXPECT_TRUE(books.IsAsked(3, *question, on_earth, 20260101)) << "no crosswalk from dtks-2020";
}

TEST(NewCodebook, EarthIsTheSameInAllThreeThroughTheMiddleOne) {
  const std::shared_ptr<const Codebooks> built = *Codebooks::Build(WithNextYear());
  const Codebooks& books = *built;
  EXPECT_TRUE(books.Same(103, Coded{3, 1}, Coded{2, 8}));
  EXPECT_TRUE(books.Same(103, Coded{3, 1}, Coded{1, 9})) << "equality is transitive";
  EXPECT_FALSE(books.Same(103, Coded{3, 2}, Coded{1, 10}));
}

TEST(NewCodebook, TheThreePartsMayBeGivenApart) {
  const v1::CodebookSet set = WithNextYear();
  const auto built =
      Codebooks::Build(set.concepts(), {set.codebooks().begin(), set.codebooks().end()},
                       {set.crosswalks().begin(), set.crosswalks().end()});
  ASSERT_TRUE(built.ok());
  EXPECT_EQ((*built)->All().size(), 4u);
  EXPECT_EQ((*built)->FindNamed("dtsen-2026")->number(), 3u);
  EXPECT_EQ((*built)->Find(4), nullptr);
}

TEST(NewCodebook, ConceptsAloneAreEnoughForAMerge) {
  const auto built = Codebooks::Build(Codebooks::BuiltInData().concepts(), {}, {});
  ASSERT_TRUE(built.ok());
  EXPECT_EQ((*built)->SlotOf(101), Books().SlotOf(100));
}

v1::Concept& ConceptIn(v1::CodebookSet& set, const std::string& name) {
  for (v1::Concept& item : *set.mutable_concepts()->mutable_concepts()) {
    if (item.name() == name) return item;
  }
  Panic("the test names a concept", __FILE__, __LINE__);
}

v1::Variable& VariableIn(v1::CodebookSet& set, const std::string& name) {
  for (v1::Variable& variable : *set.mutable_codebooks(0)->mutable_variables()) {
    if (variable.concept_name() == name) return variable;
  }
  Panic("the test names a question", __FILE__, __LINE__);
}

v1::CodeMapping& MappingIn(v1::CodebookSet& set, const std::string& name, std::uint32_t from) {
  for (v1::CodeMapping& mapping : *set.mutable_crosswalks(0)->mutable_mappings()) {
    if (mapping.concept_name() == name && mapping.from() == from) return mapping;
  }
  Panic("the test names a mapping", __FILE__, __LINE__);
}

struct Breakage {
  const char* name;
  std::function<void(v1::CodebookSet&)> breaks;
  const char* cause;
};

class BrokenData : public ::testing::TestWithParam<Breakage> {};

TEST_P(BrokenData, IsRefusedWithTheCauseNamed) {
  v1::CodebookSet set = Codebooks::BuiltInData();
  GetParam().breaks(set);
  const auto built = Codebooks::Build(std::move(set));
  ASSERT_FALSE(built.ok());
  EXPECT_EQ(built.status().code(), Code::kInvalid);
  EXPECT_THAT(built.status().message(), HasSubstr(GetParam().cause));
}

const Breakage kConceptBreakages[] = {
    {"NumberTwice", [](auto& set) { ConceptIn(set, "lantai").set_number(104); },
     "\"dinding\": number 104 is that of \"lantai\""},
    {"NameTwice", [](auto& set) { ConceptIn(set, "lantai").set_name("atap"); },
     "\"atap\": the name stands twice"},
    {"PermanentNumberMoved", [](auto& set) { ConceptIn(set, "nik").set_number(60); },
     "number 42 is for ever \"nik\""},
    {"PermanentNumberTaken", [](auto& set) { ConceptIn(set, "nik").set_name("paspor"); },
     "number 42 is for ever \"nik\""},
    {"PermanentTypeChanged",
     [](auto& set) { ConceptIn(set, "tgllahir").set_type(v1::CONCEPT_TYPE_TEXT); },
     "number 43 is for ever \"tgllahir\""},
    {"NumberTooLarge", [](auto& set) { ConceptIn(set, "lantai").set_number(kMaxField + 1); },
     "is not 1 to 1000000"},
    {"GroupAcrossKinds", [](auto& set) { ConceptIn(set, "sta_kawin").set_group(1); },
     "group 1 spans kinds"},
    {"GroupImportedInPart",
     [](auto& set) { ConceptIn(set, "nama_dukcapil").set_policy(v1::MERGE_POLICY_HOLD); },
     "is imported in part"},
    {"NoPolicy",
     [](auto& set) { ConceptIn(set, "lantai").set_policy(v1::MERGE_POLICY_UNSPECIFIED); },
     "no merge policy"},
    {"NewerType",
     [](auto& set) { ConceptIn(set, "lantai").set_type(static_cast<v1::ConceptType>(99)); },
     "newer than this program"},
};

const Breakage kCodebookBreakages[] = {
    {"UnknownConcept", [](auto& set) { VariableIn(set, "lantai").set_concept_name("flooring"); },
     "dtks-2020: \"flooring\": no such concept"},
    {"AskedTwice", [](auto& set) { VariableIn(set, "lantai").set_concept_name("atap"); },
     "\"atap\": is asked twice"},
    {"NameTwice", [](auto& set) { VariableIn(set, "atap").set_name("Lantai"); },
     "the name \"Lantai\" stands twice"},
    {"CodeTwice", [](auto& set) { VariableIn(set, "lantai").mutable_codes(1)->set_code(1); },
     "\"lantai\": code 1 stands twice"},
    {"WordTwice",
     [](auto& set) { VariableIn(set, "lantai").mutable_codes(1)->set_name("Mar-mer"); },
     "\"marmer\" would mean two codes"},
    {"NameThatIsAnotherCode",
     [](auto& set) { VariableIn(set, "lantai").mutable_codes(1)->set_name("9"); },
     "\"9\" would mean two codes"},
    {"NoEnglish",
     [](auto& set) { VariableIn(set, "lantai").mutable_codes(1)->mutable_label()->clear_en(); },
     "code 2 needs a label in both languages"},
    {"NoCodes", [](auto& set) { VariableIn(set, "lantai").clear_codes(); },
     "neither codes nor the range"},
    {"TwoBits",
     [](auto& set) { VariableIn(set, "ada_kartu_identitas").mutable_codes(1)->set_code(3); },
     "code 3 is not a single bit"},
    {"EmptyRange", [](auto& set) { VariableIn(set, "luas_lantai").set_min(10'000); },
     "its range is empty"},
    {"NoBlock", [](auto& set) { VariableIn(set, "lantai").clear_block(); }, "belongs to no block"},
    {"GroupInTwoBlocks", [](auto& set) { VariableIn(set, "sta_lahan").set_block("aset"); },
     "its group is in block \"rumah\""},
    {"SkipRuleAcrossRecords",
     [](auto& set) {
       VariableIn(set, "sta_hamil").mutable_ask_when(0)->set_variable("sta_bangunan");
     },
     "a skip rule across records"},
    {"SkipRuleOnALaterQuestion",
     [](auto& set) { VariableIn(set, "sta_lahan").mutable_ask_when(0)->set_variable("lantai"); },
     "no question of that name stands before it"},
    {"SkipRuleOnACodeThatIsNot",
     [](auto& set) { VariableIn(set, "sta_lahan").mutable_ask_when(0)->set_codes(0, 6); },
     "it has no code 6"},
    {"AgeOfAWall",
     [](auto& set) {
       VariableIn(set, "kondisi_dinding").mutable_ask_when(0)->set_age_in_years(true);
     },
     "only a date gives an age"},
    {"SexWithoutLetters",
     [](auto& set) { VariableIn(set, "jnskel").mutable_codes(0)->set_name("M"); },
     "codes named L and P"},
    {"SameNumberTwice", [](auto& set) { set.mutable_codebooks(1)->set_number(1); },
     "is that of another codebook"},
    {"NumberTooLarge", [](auto& set) { set.mutable_codebooks(0)->set_number(65'536); },
     "its number 65536"},
    {"NoUnit", [](auto& set) { set.mutable_codebooks(0)->clear_unit(); }, "says no unit"},
};

const Breakage kCrosswalkBreakages[] = {
    {"LeadsNowhere", [](auto& set) { set.mutable_crosswalks(0)->set_to("dtsen-2030"); },
     "from one known codebook to another"},
    {"ACodeLeftOut", [](auto& set) { set.mutable_crosswalks(0)->mutable_mappings()->RemoveLast(); },
     "\"buang_tinja\" 6 is left out"},
    {"ACodeMappedTwice", [](auto& set) { MappingIn(set, "lantai", 9).set_from(10); },
     "\"lantai\" 10: is mapped twice"},
    {"AQuestionLeftOut",
     [](auto& set) { set.mutable_crosswalks(0)->mutable_unmapped()->RemoveLast(); },
     "is not named as unmapped"},
    {"ToACodeThatIsNot", [](auto& set) { MappingIn(set, "lantai", 9).set_to(10); },
     "maps a code that does not exist"},
    {"InexactWithoutReason", [](auto& set) { MappingIn(set, "lantai", 5).clear_why(); },
     "does not say why"},
    {"ExactToNothing", [](auto& set) { MappingIn(set, "lantai", 9).clear_to(); },
     "yet maps to nothing"},
    {"TwoExactToOne", [](auto& set) { MappingIn(set, "lantai", 10).set_to(8); },
     "exact, and so is 9"},
    {"ExactOneWayOnly",
     [](auto& set) {
       MappingIn(set, "lantai", 9).set_exact(false);
       MappingIn(set, "lantai", 9).set_why("earth is not earth");
     },
     "not exact the other way"},
    {"TwoCodesMadeEqualByAThirdBook",
     [](auto& set) {
       set = WithNextYear();
       v1::Crosswalk* third = set.add_crosswalks();
       *third = FromJson<v1::Crosswalk>(kToNextYear);
       third->set_to("dtks-2020");
       third->mutable_mappings(0)->set_to(10);
     },
     "taken together they make"},
};

std::string NameOf(const ::testing::TestParamInfo<Breakage>& info) { return info.param.name; }

INSTANTIATE_TEST_SUITE_P(Concepts, BrokenData, ::testing::ValuesIn(kConceptBreakages), NameOf);
INSTANTIATE_TEST_SUITE_P(Codebooks, BrokenData, ::testing::ValuesIn(kCodebookBreakages), NameOf);
INSTANTIATE_TEST_SUITE_P(Crosswalks, BrokenData, ::testing::ValuesIn(kCrosswalkBreakages), NameOf);

}  // namespace
}  // namespace tilik
