// Who is asked about as one record twice, and which records may be joined (protocol.md §4,
// Duplicates; domain.md §2.3).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/merge/registry_in_memory.h"

namespace tilik::merge {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

constexpr Field kHead = field::kHeadName;

class Joining : public ::testing::Test {
 protected:
  Joining() {
    registry.Receive(office,
                     {CreateHousehold(home, {{kHead, std::string("Yosef Nahak")}}),
                      CreateHousehold(twin, {{kHead, std::string("Yoseph Nahak")}}),
                      CreateBelow(v1::RECORD_KIND_FAMILY, family, home, {})},
                     0);
  }

  Delta Join(const v1::Operation& merge) { return registry.Receive(supervisor, {merge}, 50); }
  void ExpectRefused(const v1::Operation& merge) {
    const Delta delta = Join(merge);
    EXPECT_EQ(delta.outcomes.back().outcome.kind(), v1::OUTCOME_KIND_REFUSED);
    EXPECT_THAT(delta.redirected, IsEmpty());
  }
  v1::Operation Person(const RecordId& id, Said said) {
    return CreateBelow(v1::RECORD_KIND_PERSON, id, family, std::move(said));
  }
  std::size_t Asked() const {
    std::size_t pairs = 0;
    for (const CaseFile* file : registry.OpenCases()) {
      pairs += file->key.kind == CaseKind::kDuplicate;
    }
    return pairs;
  }

  RegistryInMemory registry;
  Hand office = RegistryInMemory::Account(90);
  Hand supervisor = RegistryInMemory::Account(91);
  Hand yuliana = RegistryInMemory::Officer(1);
  RecordId home = Id(10);
  RecordId twin = Id(13);
  RecordId family = Id(11);
};

TEST_F(Joining, NeedsTwoLivingRecordsOfOneKindAsTheyWereSeen) {
  RecordState nobody;
  nobody.id = Id(77);
  ExpectRefused(MergeOf(nobody, registry.Record(home)));
  ExpectRefused(MergeOf(registry.Record(home), nobody));
  ExpectRefused(MergeOf(registry.Record(home), registry.Record(home)));
  ExpectRefused(MergeOf(registry.Record(home), registry.Record(family)));
  const v1::Operation stale = MergeOf(registry.Record(home), registry.Record(twin));
  registry.Receive(yuliana, {Edit(twin, 1, {{103, Code(6)}})}, 5);
  ExpectRefused(stale);
  Join(MergeOf(registry.Record(home), registry.Record(twin)));
  registry.Receive(office, {CreateHousehold(Id(14), {})}, 0);
  ExpectRefused(MergeOf(registry.Record(Id(14)), registry.Record(twin)));
  ExpectRefused(MergeOf(registry.Record(twin), registry.Record(Id(14))));
}

TEST_F(Joining, ByACaseTakesTheCaseAsItWasSeen) {
  const std::string nik = "5302015708900001";
  registry.Receive(office,
                   {Person(Id(20), {{field::kNik, nik}}), Person(Id(21), {{field::kNik, nik}})}, 0);
  const CaseFile seen = *registry.OpenCases().at(0);
  auto by_case = [&](std::uint64_t number, std::uint64_t counter) {
    v1::Operation merge = MergeOf(registry.Record(Id(20)), registry.Record(Id(21)));
    merge.mutable_merge_records()->set_case_number(number);
    merge.mutable_merge_records()->set_case_counter(counter);
    merge.mutable_merge_records()->set_reason("orang yang sama");
    return merge;
  };
  ExpectRefused(by_case(seen.number + 9, seen.counter));
  ExpectRefused(by_case(seen.number, seen.counter + 1));
  Join(by_case(seen.number, seen.counter));
  EXPECT_EQ(registry.Record(Id(21)).redirected_to, Id(20));
  const CaseFile& settled = registry.state.cases.at(seen.number);
  EXPECT_FALSE(settled.open);
  EXPECT_EQ(settled.settlement, "orang yang sama");
  registry.Receive(office, {Person(Id(22), {})}, 0);
  v1::Operation another = MergeOf(registry.Record(Id(20)), registry.Record(Id(22)));
  another.mutable_merge_records()->set_case_number(settled.number);
  another.mutable_merge_records()->set_case_counter(settled.counter);
  ExpectRefused(another);
}

// --- who is asked about ---

TEST_F(Joining, AFamilyCardThatSomebodyInventedMakesNoPairOfEverybody) {
  const Said card = {{field::kNoKk, std::string("5302141203120001")}};
  for (std::uint8_t n = 30; n < 42; ++n) {
    registry.Receive(office, {CreateBelow(v1::RECORD_KIND_FAMILY, Id(n), home, card)}, 0);
  }
  // Of eight each is a pair with each; whoever comes after them is one with one of them.
  EXPECT_EQ(Asked(), 8u * 7 / 2 + 4);
}

TEST_F(Joining, NumbersThatCannotBeAndDaysThatEverybodyHasIdentifyNobody) {
  const Said born_on_new_year = {{field::kName, std::string("Maria Bere")},
                                 {field::kBirthDate, std::int64_t{19500101}}};
  const Said signs_only = {{field::kName, std::string("...")},
                           {field::kBirthDate, std::int64_t{19900817}}};
  const Said impossible = {{field::kNik, std::string("5302010000000000")}};
  std::uint8_t n = 30;
  for (const Said& said : {born_on_new_year, signs_only, impossible}) {
    registry.Receive(office, {Person(Id(n), said), Person(Id(n + 1), said)}, 0);
    n += 2;
  }
  const Said card = {{field::kNoKk, std::string("530214")}};
  registry.Receive(office,
                   {CreateBelow(v1::RECORD_KIND_FAMILY, Id(50), home, card),
                    CreateBelow(v1::RECORD_KIND_FAMILY, Id(51), home, card)},
                   0);
  EXPECT_EQ(Asked(), 0u);
}

TEST_F(Joining, ANameIsTheSameHoweverItIsWritten) {
  registry.Receive(office,
                   {Person(Id(30), {{field::kName, std::string("Yosef  Nahak, ")},
                                    {field::kBirthDate, std::int64_t{19900817}}}),
                    Person(Id(31), {{field::kName, std::string("-YOSEF NAHAK")},
                                    {field::kBirthDate, std::int64_t{19900817}}})},
                   0);
  EXPECT_EQ(Asked(), 1u);
}

TEST_F(Joining, WhoIsAskedAboutOnceIsNotAskedAboutAgainForAnotherReason) {
  const Said maria = {{field::kName, std::string("Maria Bere")},
                      {field::kBirthDate, std::int64_t{19900817}}};
  registry.Receive(office, {Person(Id(30), maria), Person(Id(31), maria)}, 0);
  ASSERT_EQ(Asked(), 1u);
  const std::string nik = "5302015708900001";
  registry.Receive(office, {Edit(Id(30), 1, {{field::kNik, nik}})}, 5);
  registry.Receive(office, {Edit(Id(31), 1, {{field::kNik, nik}})}, 6);
  EXPECT_EQ(Asked(), 1u);
}

}  // namespace
}  // namespace tilik::merge
