// What a merge forgets to ask for is not there: whom it must look at to see that two are one, and
// what must come along when a case goes on elsewhere (working_set.h, Keys).
#include <gtest/gtest.h>

#include "tests/unit/merge/registry_in_memory.h"

namespace tilik::merge {
namespace {

constexpr Field kBirth = field::kBirthDate;
constexpr std::uint64_t kElsewhere = 53'02'05'2001;  // another kecamatan

const Value kMariasNik = std::string("5302015708900001");
const Value kAnotherNik = std::string("5302014101990002");

Said Maria() {
  return {{field::kName, std::string("Maria Bere")}, {kBirth, std::int64_t{19900817}}};
}

class Loading : public ::testing::Test {
 protected:
  Loading() {
    roaming.villages = {kFatumnasi, kNenas, kElsewhere};
    registry.Receive(
        office,
        {CreateHousehold(home, {}), CreateBelow(v1::RECORD_KIND_FAMILY, family, home, {}),
         CreateBelow(v1::RECORD_KIND_PERSON, maria, family, Maria())},
        0);
    registry.Receive(office, {Edit(maria, 1, {{field::kNik, kMariasNik}})}, 0);
  }

  v1::Operation Person(const RecordId& id, const RecordId& below, Said said) const {
    return CreateBelow(v1::RECORD_KIND_PERSON, id, below, std::move(said));
  }

  bool Asked(const RecordId& a, const RecordId& b) const {
    CaseKey pair;
    pair.kind = CaseKind::kDuplicate;
    pair.record = std::min(a, b);
    pair.other = std::max(a, b);
    return registry.state.open_cases.count(pair) > 0;
  }

  // Whoever looks at the one open case of this kind releases what is held there.
  void Release(CaseKind kind) {
    for (const CaseFile* file : registry.OpenCases()) {
      if (file->key.kind != kind) continue;
      auto record = registry.state.records.find(file->key.record);
      const std::uint64_t revision =
          record == registry.state.records.end() ? 0 : record->second.revision;
      registry.Receive(supervisor, {Decision(*file, revision, v1::CHOICE_RELEASE)}, 90);
      return;
    }
    FAIL() << "nothing to release";
  }

  RegistryInMemory registry;
  Hand office = RegistryInMemory::Account(90);
  Hand supervisor = RegistryInMemory::Account(91);
  Hand yuliana = RegistryInMemory::Officer(1);
  Hand dominggus = RegistryInMemory::Officer(2);
  Hand roaming = RegistryInMemory::Officer(3);
  RecordId home = Id(10);
  RecordId family = Id(11);
  RecordId maria = Id(12);
  RecordId twin = Id(13);
};

TEST_F(Loading, ANikGivenUpAndTakenInOneCommitIsStillComparedWithItsOtherHolder) {
  registry.Receive(office, {Person(twin, family, {{field::kNik, kMariasNik}})}, 0);
  ASSERT_TRUE(Asked(maria, twin));
  registry.Receive(supervisor,
                   {Decision(*registry.OpenCases().at(0), registry.Record(maria).revision,
                             v1::CHOICE_NOT_A_PROBLEM)},
                   1);
  registry.BeginCommit();
  registry.Receive(yuliana, {Edit(twin, 1, {{field::kNik, kAnotherNik}})}, 5);
  registry.Receive(yuliana, {Person(Id(14), family, {{field::kNik, kMariasNik}})}, 6);
  registry.EndCommit();
  EXPECT_TRUE(Asked(maria, Id(14)));
}

TEST_F(Loading, ANikOfSomebodyWhomTheSameReleaseMakesIsCompared) {
  registry.Receive(dominggus, {Edit(twin, 1, {{field::kNik, kMariasNik}})}, 5);
  registry.Receive(yuliana, {CreateHousehold(Id(20), {}, kNenas)}, 6);
  registry.Receive(yuliana, {CreateBelow(v1::RECORD_KIND_FAMILY, Id(21), Id(20), {})}, 7);
  registry.Receive(yuliana, {Person(twin, Id(21), {})}, 8);
  Release(CaseKind::kOutsideAssignment);
  EXPECT_EQ(registry.ValueOf(twin, field::kNik), kMariasNik);
  EXPECT_TRUE(Asked(maria, twin));
}

// The house, the family and the person are all made by one release; nobody stands in that village
// by whom it could be known beforehand.
TEST_F(Loading, ANameInAHouseThatTheSameReleaseMakesIsCompared) {
  const RecordId there = Id(30);
  registry.Receive(
      roaming,
      {CreateHousehold(there, {}, kNenas), CreateBelow(v1::RECORD_KIND_FAMILY, Id(31), there, {}),
       Person(Id(32), Id(31), Maria())},
      4);
  registry.Receive(yuliana, {CreateHousehold(Id(20), {}, kNenas)}, 6);
  registry.Receive(yuliana, {CreateBelow(v1::RECORD_KIND_FAMILY, Id(21), Id(20), {})}, 7);
  registry.Receive(yuliana, {Person(twin, Id(21), Maria())}, 8);
  Release(CaseKind::kOutsideAssignment);
  ASSERT_EQ(registry.Record(twin).village, kNenas);
  EXPECT_TRUE(Asked(Id(32), twin));
}

TEST_F(Loading, ANameAndABirthDateFromTwoOperationsAreComparedTogether) {
  registry.Receive(yuliana, {Person(twin, family, {})}, 5);
  registry.Receive(yuliana,
                   {Edit(twin, 1, {{field::kName, std::string("Maria Bere")}}),
                    Edit(twin, 1, {{kBirth, std::int64_t{19900817}}})},
                   6);
  EXPECT_TRUE(Asked(maria, twin));
}

TEST_F(Loading, WhoMovesWithHisHouseIsComparedWhereItGoes) {
  const RecordId there = Id(30);
  registry.Receive(
      roaming,
      {CreateHousehold(there, {}, kNenas), CreateBelow(v1::RECORD_KIND_FAMILY, Id(31), there, {}),
       Person(twin, Id(31), {{kBirth, std::int64_t{19900817}}})},
      5);
  registry.Receive(roaming,
                   {Edit(there, 1, {{field::kVillage, static_cast<std::int64_t>(kFatumnasi)}}),
                    Edit(twin, 1, {{field::kName, std::string("Maria Bere")}})},
                   6);
  EXPECT_EQ(registry.Record(twin).village, kFatumnasi);
  EXPECT_TRUE(Asked(maria, twin));
}

TEST_F(Loading, WhoMovesBecauseHisHouseIsMergedAwayIsComparedWhereItIsNow) {
  const RecordId there = Id(30);
  registry.Receive(
      roaming,
      {CreateHousehold(there, {}, kElsewhere),
       CreateBelow(v1::RECORD_KIND_FAMILY, Id(31), there, {}), Person(twin, Id(31), Maria())},
      5);
  ASSERT_FALSE(Asked(maria, twin)) << "of one name, but not of one village";
  registry.Receive(supervisor, {MergeOf(registry.Record(home), registry.Record(there))}, 6);
  EXPECT_EQ(registry.Record(twin).village, kFatumnasi);
  EXPECT_TRUE(Asked(maria, twin));
}

TEST_F(Loading, ANameTakenInAMergeIsComparedWithTheSurvivorsBirthDate) {
  registry.Receive(roaming,
                   {Person(Id(14), family, {{kBirth, std::int64_t{19900817}}}),
                    Person(Id(15), family, {{field::kName, std::string("Maria Bere")}})},
                   5);
  registry.Receive(supervisor,
                   {MergeOf(registry.Record(Id(14)), registry.Record(Id(15)), {field::kName})}, 6);
  EXPECT_TRUE(Asked(maria, Id(14)));
}

TEST_F(Loading, HeldWorkComesAlongWhenItsCaseGoesOnAsTheSurvivors) {
  Hand far = RegistryInMemory::Officer(4);
  far.villages = {};
  registry.Receive(office, {CreateHousehold(twin, {})}, 0);
  registry.Receive(far, {Edit(home, 1, {{103, Code(6)}})}, 5);
  registry.Receive(far, {Edit(twin, 1, {{104, Code(2)}})}, 6);
  registry.Receive(supervisor, {MergeOf(registry.Record(home), registry.Record(twin))}, 7);
  ASSERT_EQ(registry.OpenCases().size(), 1u);
  Release(CaseKind::kOutsideAssignment);
  EXPECT_TRUE(registry.state.held.empty());
  EXPECT_EQ(registry.ValueOf(home, 103), Code(6));
  EXPECT_EQ(registry.ValueOf(home, 104), Code(2));
}

}  // namespace
}  // namespace tilik::merge
