// The types of PPKS and PSKS as they are compiled in (domain.md §3.5), and what their files must
// keep to.
#include "proto/contract/register_lists.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/contract/codebook.h"
#include "proto/contract/register_rules.h"

namespace tilik {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const RegisterLists& Lists() { return RegisterLists::BuiltIn(); }

const v1::RegisterType& Type(v1::Register of, const char* typed) {
  const v1::RegisterType* type = Lists().TypeOf(Lists().TypeNamed(of, typed));
  EXPECT_NE(type, nullptr) << typed;
  return type == nullptr ? v1::RegisterType::default_instance() : *type;
}
const v1::RegisterType& Ppks(const char* typed) { return Type(v1::REGISTER_PPKS, typed); }

TEST(RegisterLists, HaveThePermanentTypes) {
  ASSERT_NE(Lists().Find(70), nullptr);
  ASSERT_NE(Lists().Find(71), nullptr);
  EXPECT_EQ(Lists().Find(70)->name(), "ppks-2012");
  EXPECT_EQ(Lists().Find(70)->types_size(), 26);
  EXPECT_EQ(Lists().Find(71)->name(), "psks-2012");
  EXPECT_EQ(Lists().Find(71)->types_size(), 12);
  EXPECT_EQ(Ppks("anak balita terlantar").code(), 1u);
  EXPECT_EQ(Ppks("Lanjut usia terlantar").code(), 8u);
  EXPECT_EQ(Ppks("odha").code(), 16u);
  EXPECT_EQ(Ppks("26").name(), "kat");
  EXPECT_EQ(Type(v1::REGISTER_PSKS, "Tagana").code(), 3u);
}

TEST(RegisterLists, CountEachTypeInItsOwnUnits) {
  EXPECT_THAT(Ppks("anak terlantar").units(), ElementsAre(v1::UNIT_TYPE_PERSON));
  EXPECT_THAT(Ppks("fakir miskin").units(), ElementsAre(v1::UNIT_TYPE_FAMILY));
  EXPECT_THAT(Ppks("keluarga sosial psikologis").units(), ElementsAre(v1::UNIT_TYPE_FAMILY));
  EXPECT_THAT(Ppks("kat").units(), ElementsAre(v1::UNIT_TYPE_FAMILY, v1::UNIT_TYPE_LOCATION));
  EXPECT_THAT(Ppks("korban bencana alam").units(),
              ElementsAre(v1::UNIT_TYPE_PERSON, v1::UNIT_TYPE_FAMILY));
  EXPECT_THAT(Type(v1::REGISTER_PSKS, "lks").units(), ElementsAre(v1::UNIT_TYPE_INSTITUTION));
  EXPECT_EQ(UnitOf(v1::RECORD_KIND_LOCATION), v1::UNIT_TYPE_LOCATION);
}

TEST(RegisterLists, KnowTheAges) {
  EXPECT_FALSE(Ppks("anak balita terlantar").has_min_age());
  EXPECT_EQ(Ppks("anak balita terlantar").max_age(), 5u);
  EXPECT_EQ(Ppks("anak berhadapan hukum").min_age(), 12u);
  EXPECT_EQ(Ppks("anak berhadapan hukum").max_age(), 17u);
  EXPECT_EQ(Ppks("perempuan rawan sosial ekonomi").max_age(), 59u);
  EXPECT_EQ(Ppks("lanjut usia terlantar").min_age(), 60u);
  EXPECT_FALSE(Ppks("lanjut usia terlantar").has_max_age());
}

TEST(RegisterLists, WhatTheyDoNotKnowIsSensitive) {
  EXPECT_TRUE(Lists().IsSensitive({70, 18})) << "trafficking";
  EXPECT_FALSE(Lists().IsSensitive({70, 8}));
  EXPECT_FALSE(Lists().IsSensitive({71, 2}));
  EXPECT_TRUE(Lists().IsSensitive({70, 99}));
  EXPECT_TRUE(Lists().IsSensitive({79, 1}));
  EXPECT_EQ(Lists().Words({79, 1}, "id"), "79/1");
  EXPECT_EQ(Lists().TypeNamed(v1::REGISTER_PPKS, "tagana"), RegisterKey())
      << "of the other register";
  EXPECT_THAT(Lists().AcceptedTypes(v1::REGISTER_PPKS), HasSubstr("lanjut usia terlantar, "));
}

v1::CodebookSet WithList(void (*change)(v1::TypeList&)) {
  v1::CodebookSet set = Codebooks::BuiltInData();
  v1::TypeList* list = set.add_lists();
  *list = *Lists().Find(71);
  list->set_number(72);
  list->set_name("psks-2030");
  change(*list);
  return set;
}

TEST(RegisterListRules, ANewListIsOnlyAFile) {
  const v1::CodebookSet set = WithList([](v1::TypeList&) {});
  const Status checked = CheckTypeLists(set);
  ASSERT_TRUE(checked.ok()) << checked.message();
  const RegisterLists lists({set.lists().begin(), set.lists().end()});
  EXPECT_EQ(lists.TypeNamed(v1::REGISTER_PSKS, "psm").list, 72u) << "the newest rule";
  EXPECT_NE(lists.TypeOf({71, 2}), nullptr) << "the older one stays readable";
}

TEST(RegisterListRules, SayWhatIsBroken) {
  const std::vector<std::pair<const char*, void (*)(v1::TypeList&)>> flaws = {
      {"number", [](v1::TypeList& list) { list.set_number(1); }},
      {"no register", [](v1::TypeList& list) { list.clear_of(); }},
      {"twice", [](v1::TypeList& list) { list.set_name("psks-2012"); }},
      {"no unit", [](v1::TypeList& list) { list.mutable_types(0)->clear_units(); }},
      {"two types", [](v1::TypeList& list) { list.mutable_types(1)->set_code(1); }},
      {"two types", [](v1::TypeList& list) { list.mutable_types(1)->set_name("tksk"); }},
      {"has an age", [](v1::TypeList& list) { list.mutable_types(3)->set_min_age(18); }},
      {"both languages",
       [](v1::TypeList& list) { list.mutable_types(0)->mutable_label()->clear_en(); }},
      {"criterion", [](v1::TypeList& list) { list.mutable_types(0)->add_criteria()->set_code(1); }},
  };
  for (const auto& [cause, change] : flaws) {
    const Status checked = CheckTypeLists(WithList(change));
    EXPECT_EQ(checked.code(), Code::kInvalid) << cause;
    EXPECT_THAT(checked.message(), HasSubstr(cause));
  }
}

}  // namespace
}  // namespace tilik
