// People registered twice, found as they are written down, and what becomes of the case when the
// data changes (protocol.md §4, Duplicates).
#include "sync-server/merge/duplicate_search.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sync-server/merge/match_points.h"
#include "tests/unit/merge/registry_in_memory.h"

namespace tilik::merge {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class DuplicateSearch : public testing::Test {
 protected:
  DuplicateSearch() {
    for (std::uint8_t n = 0; n < 3; ++n) {
      const RecordId home = Id(static_cast<std::uint8_t>(10 + n));
      const RecordId family = Id(static_cast<std::uint8_t>(20 + n));
      registry.Receive(office, {CreateHousehold(home, {})}, 0);
      registry.Receive(office, {CreateBelow(v1::RECORD_KIND_FAMILY, family, home, {})}, 0);
    }
  }

  RecordId Write(std::uint8_t id, std::uint8_t family, const std::string& name, std::int64_t birth,
                 const Said& more = {}) {
    Said said = more;
    said.insert({{field::kName, name}, {field::kBirthDate, birth}});
    registry.Receive(dorkas, {CreateBelow(v1::RECORD_KIND_PERSON, Id(id), Id(family), said)}, 5);
    return Id(id);
  }
  void Correct(const RecordId& person, const Said& said) {
    registry.Receive(dorkas, {Edit(person, registry.Record(person).revision, said)}, 6);
  }
  void DecideTheyAreTwo() {
    const CaseFile& file = *registry.OpenCases().front();
    v1::Operation operation;
    v1::Decide* decide = operation.mutable_decide();
    decide->set_case_number(file.number);
    decide->set_case_counter(file.counter);
    decide->set_record_revision(registry.Record(file.key.record).revision);
    decide->set_choice(v1::CHOICE_NOT_A_PROBLEM);
    registry.Receive(office, {operation}, 7);
  }

  RegistryInMemory registry;
  Hand office = RegistryInMemory::Account(90);
  Hand dorkas = RegistryInMemory::Officer(1);
};

TEST_F(DuplicateSearch, ASecondListingUnderAnotherSpellingIsAskedAboutWithItsReasons) {
  const RecordId first = Write(40, 20, "YOHANES NAHAK", 19850314);
  const RecordId second = Write(41, 21, "Joh. Nahak", 19850314);
  EXPECT_THAT(registry.OpenCases(), IsEmpty()) << "Joh. is no usual short form";
  Correct(second, {{field::kName, std::string("Johanis Nahak")}});
  ASSERT_THAT(registry.OpenCases(), SizeIs(1));
  const CaseFile& file = *registry.OpenCases().front();
  EXPECT_EQ(file.key.kind, CaseKind::kDuplicate);
  EXPECT_EQ(file.key.record, first);
  EXPECT_EQ(file.key.other, second);
  EXPECT_THAT(file.why, HasSubstr("tanggal lahir sama"));
}

TEST_F(DuplicateSearch, ACorrectionWithdrawsTheCaseAndABetterReasonRewritesIt) {
  Write(40, 20, "YOHANES NAHAK", 19850314);
  const RecordId second = Write(41, 21, "YOHANES NAHAK", 19850314);
  ASSERT_THAT(registry.OpenCases(), SizeIs(1));
  const std::uint64_t number = registry.OpenCases().front()->number;
  const std::uint64_t counter = registry.OpenCases().front()->counter;
  Correct(second, {{field::kMotherName, std::string("ANA TSE")}});
  EXPECT_EQ(registry.state.cases.at(number).counter, counter) << "nothing to compare it with";
  Correct(Id(40), {{field::kMotherName, std::string("ANA TSE")}});
  EXPECT_THAT(registry.state.cases.at(number).why, HasSubstr("nama ibu sama"));
  EXPECT_GT(registry.state.cases.at(number).counter, counter);
  Correct(second, {{field::kBirthDate, std::int64_t{19600102}}});
  EXPECT_THAT(registry.OpenCases(), IsEmpty());
  EXPECT_THAT(registry.state.cases.at(number).settlement, HasSubstr("ditarik"));
}

TEST_F(DuplicateSearch, OfACorrectedNikNothingIsAskedAnyLonger) {
  const Said nik = {{field::kNik, std::string("5302011403850001")}};
  Write(40, 20, "YOHANES NAHAK", 19850314, nik);
  const RecordId other = Write(41, 21, "PETRUS TEFA", 19700502, nik);
  ASSERT_THAT(registry.OpenCases(), SizeIs(1));
  EXPECT_THAT(registry.OpenCases().front()->why, HasSubstr("NIK sama"));
  EXPECT_THAT(registry.OpenCases().front()->why, HasSubstr("nama berbeda"));
  Correct(other, {{field::kNik, std::string("5302010205700003")}});
  EXPECT_THAT(registry.OpenCases(), IsEmpty());
}

TEST_F(DuplicateSearch, TwoPeopleStayTwoWhateverIsEditedLater) {
  Write(40, 20, "YOHANES NAHAK", 19850314);
  const RecordId second = Write(41, 21, "YOHANES NAHAK", 19850314);
  ASSERT_THAT(registry.OpenCases(), SizeIs(1));
  DecideTheyAreTwo();
  EXPECT_THAT(registry.OpenCases(), IsEmpty());
  Correct(second, {{field::kName, std::string("Yohanis Nahak")}});
  Correct(Id(40), {{field::kMotherName, std::string("ANA TSE")}});
  Correct(second, {{field::kMotherName, std::string("ANA TSE")}});
  EXPECT_THAT(registry.OpenCases(), IsEmpty());
}

TEST_F(DuplicateSearch, AFamilysCardIsItsPeoples) {
  Write(40, 20, "YOHANES NAHAK", 19850101);
  Write(41, 21, "YOHANES NAHAK", 19850101, {{field::kMotherName, std::string("ANA TSE")}});
  EXPECT_THAT(registry.OpenCases(), IsEmpty()) << "a default birth date says little";
  const Value card = std::string("5302011203120001");
  registry.Receive(dorkas, {Edit(Id(20), 1, {{field::kNoKk, card}})}, 6);
  registry.Receive(dorkas, {Edit(Id(21), 1, {{field::kNoKk, card}})}, 6);
  ASSERT_THAT(registry.OpenCases(), SizeIs(1)) << "of the families: the people stay below";
  Correct(Id(40), {{field::kMotherName, std::string("ANA TSE")}});
  EXPECT_THAT(registry.OpenCases(), SizeIs(2));
}

TEST_F(DuplicateSearch, BothOfOneSetFindEachOtherOnce) {
  registry.Receive(dorkas,
                   {CreateBelow(v1::RECORD_KIND_PERSON, Id(40), Id(20),
                                {{field::kName, std::string("ANA TSE")},
                                 {field::kBirthDate, std::int64_t{19900502}}}),
                    CreateBelow(v1::RECORD_KIND_PERSON, Id(41), Id(21),
                                {{field::kName, std::string("ANA TSE")},
                                 {field::kBirthDate, std::int64_t{19900502}}})},
                   5);
  EXPECT_THAT(registry.OpenCases(), SizeIs(1));
}

TEST_F(DuplicateSearch, ANameThatTooManyShareIsClosedForGood) {
  for (std::size_t n = 0; n <= points::kMostInBlock; ++n) {
    // One card's worth of people that cannot be, born in different months.
    const std::int64_t birth = 19850001 + static_cast<std::int64_t>(n % 12 + 1) * 100;
    Write(static_cast<std::uint8_t>(40 + n), 20, "SITI", birth,
          {{field::kMotherName, "IBU " + std::string(n + 1, static_cast<char>('A' + n % 26))}});
  }
  const std::size_t asked = registry.OpenCases().size();
  Write(200, 21, "SITI", 19850101);
  EXPECT_EQ(registry.OpenCases().size(), asked) << "the word says nothing any longer";
}

TEST_F(DuplicateSearch, WhoWasMergedIsNobodyAnyLonger) {
  Write(40, 20, "YOHANES NAHAK", 19850314);
  Write(41, 21, "YOHANES NAHAK", 19850314);
  v1::Operation merge;
  merge.mutable_merge_records()->set_survivor(Id(40).str());
  merge.mutable_merge_records()->set_survivor_revision(registry.Record(Id(40)).revision);
  merge.mutable_merge_records()->set_retired(Id(41).str());
  merge.mutable_merge_records()->set_retired_revision(registry.Record(Id(41)).revision);
  registry.Receive(office, {merge}, 7);
  EXPECT_THAT(registry.OpenCases(), IsEmpty());
  Write(42, 22, "YOHANES NAHAK", 19850314);
  ASSERT_THAT(registry.OpenCases(), SizeIs(1)) << "like the survivor, not like the retired one";
  EXPECT_EQ(registry.OpenCases().front()->key.record, Id(40));
}

}  // namespace
}  // namespace tilik::merge
