// Load brings what a merge needs, Save keeps what it changed: whatever happens, the store and a
// registry that fits into memory are one.
#include <algorithm>

#include "sync-server/merge/match_points.h"
#include "tests/unit/storage/district_on_disk.h"

namespace tilik::storage {
namespace {

using merge::CreateBelow;
using merge::CreateHousehold;
using merge::Decision;
using merge::Edit;
using merge::Entitle;
using merge::HandOver;
using merge::kFatumnasi;
using merge::kNenas;
using merge::Line;
using merge::NotHandedOver;
using merge::Propose;
using merge::RegistryInMemory;
using merge::Withdraw;

const Value kYuliana = std::string("Yuliana Tefa");

// Household 1 with family 2 and persons 3 and 4.
void GivenATefaHousehold(DistrictOnDisk& district, Hand& office) {
  district.Receive(office,
                   {CreateHousehold(Id(1), {{field::kHeadName, kYuliana},
                                            {field::kIdbdt, std::string("5302140001")},
                                            {field::kVillage, std::int64_t{kFatumnasi}}}),
                    CreateBelow(v1::RECORD_KIND_FAMILY, Id(2), Id(1), {}),
                    CreateBelow(v1::RECORD_KIND_PERSON, Id(3), Id(2),
                                {{field::kName, kYuliana},
                                 {field::kNik, std::string("5302145412850001")},
                                 {field::kBirthDate, std::int64_t{1985'12'14}}}),
                    CreateBelow(v1::RECORD_KIND_PERSON, Id(4), Id(2),
                                {{field::kName, std::string("Anton Tefa")}})},
                   1);
}

TEST(Load, AnImportedHouseholdIsVisited) {
  DistrictOnDisk district;
  Hand office = RegistryInMemory::Account(200);
  Hand ina = RegistryInMemory::Officer(10);
  GivenATefaHousehold(district, office);
  v1::Operation visit;
  visit.mutable_visit()->set_household(Id(1).str());
  visit.mutable_visit()->set_outcome(v1::VISIT_OUTCOME_SELESAI);
  visit.mutable_visit()->set_campaign("2026-2");
  district.Receive(ina,
                   {visit, Edit(Id(1), 1, {{field::kSls, std::string("RT 3")}}),
                    Edit(Id(4), 1, {{field::kNik, std::string("5302141507100002")}})},
                   2);
  district.Reopen();
  district.ExpectAsInMemory();
  std::unique_ptr<Reader> reader = district.Read();
  EXPECT_EQ(Must(reader->Count()).visits, 1u);
  EXPECT_EQ(Must(reader->Members(Id(2))).size(), 2u);
  std::vector<merge::HistoryRow> history = Must(reader->History(Id(4)));
  ASSERT_EQ(history.size(), 2u);
  EXPECT_EQ(history[1].origin.chain, ina.chain);
  EXPECT_EQ(history[1].origin.link, district.last.link);
  EXPECT_EQ(history[1].origin.named, Id(4));
  EXPECT_EQ(history[1].changes[0].slot, field::kNik);
}

TEST(Load, TwoOfficersDisagreeAndTheOfficeDecides) {
  DistrictOnDisk district;
  Hand office = RegistryInMemory::Account(200);
  Hand ina = RegistryInMemory::Officer(10);
  Hand beni = RegistryInMemory::Officer(11);
  GivenATefaHousehold(district, office);
  district.Receive(ina, {Edit(Id(3), 1, {{field::kNik, std::string("5302145412850007")}})}, 5);
  district.Receive(beni, {Edit(Id(3), 1, {{field::kNik, std::string("5302145412850009")}})}, 6);
  district.ExpectAsInMemory();
  ASSERT_EQ(district.memory.open_cases.size(), 1u);
  const merge::CaseFile& file = district.memory.cases.begin()->second;
  {
    std::unique_ptr<Reader> reader = district.Read();
    FeedPage page = Must(reader->Feed(kFatumnasi, 0, 1 << 20));
    auto person = std::find_if(page.rows.begin(), page.rows.end(), [](const v1::RecordRow& row) {
      return row.record() == Id(3).str();
    });
    ASSERT_TRUE(person != page.rows.end());
    ASSERT_EQ(person->fields_in_case_size(), 1);
    EXPECT_EQ(person->fields_in_case(0), field::kNik);
  }
  district.Receive(office,
                   {Decision(file, district.memory.records.at(Id(3)).revision, v1::CHOICE_ACCEPT,
                             &file.proposals.back())},
                   7);
  district.Reopen();
  district.ExpectAsInMemory();
  EXPECT_TRUE(district.memory.open_cases.empty());
}

TEST(Load, WorkOnAnUnknownHouseholdWaitsOnDiskUntilItComes) {
  DistrictOnDisk district;
  Hand office = RegistryInMemory::Account(200);
  Hand ina = RegistryInMemory::Officer(10);
  Hand beni = RegistryInMemory::Officer(11);
  district.Receive(beni,
                   {Edit(Id(1), 1, {{field::kSls, std::string("RT 9")}}),
                    Propose(Id(1), 1, v1::RECORD_STATUS_ASLEEP, v1::STATUS_REASON_PINDAH)},
                   3);
  district.ExpectAsInMemory();
  EXPECT_EQ(district.memory.held.size(), 2u);
  district.Reopen();
  GivenATefaHousehold(district, office);
  district.ExpectAsInMemory();
  EXPECT_TRUE(district.memory.held.empty());
  EXPECT_EQ(district.memory.open_cases.size(), 1u);
}

TEST(Load, AHeldCreateIsReleasedWithAllThatHangsOnIt) {
  DistrictOnDisk district;
  Hand office = RegistryInMemory::Account(200);
  Hand beni = RegistryInMemory::Officer(11);
  beni.villages = {kFatumnasi};
  district.Receive(beni,
                   {CreateHousehold(Id(50), {{field::kVillage, std::int64_t{kNenas}}}, kNenas),
                    CreateBelow(v1::RECORD_KIND_FAMILY, Id(51), Id(50), {})},
                   3);
  district.Receive(beni, {Edit(Id(50), 1, {{field::kSls, std::string("Dusun 2")}})}, 4);
  district.ExpectAsInMemory();
  ASSERT_FALSE(district.memory.held.empty());
  ASSERT_FALSE(district.memory.open_cases.empty());
  const merge::CaseFile& file = district.memory.cases.begin()->second;
  district.Reopen();
  district.Receive(office, {Decision(file, 0, v1::CHOICE_RELEASE)}, 5);
  district.ExpectAsInMemory();
  EXPECT_TRUE(district.memory.held.empty());
  EXPECT_TRUE(district.memory.records.contains(Id(51)));
}

TEST(Load, AQuarantinedChainIsHeldWhole) {
  DistrictOnDisk district;
  Hand office = RegistryInMemory::Account(200);
  Hand beni = RegistryInMemory::Officer(11);
  GivenATefaHousehold(district, office);
  district.Receive(beni, {Edit(Id(1), 1, {{field::kSls, std::string("RT 1")}})}, 3, true);
  district.Receive(beni, {Edit(Id(1), 1, {{field::kSls, std::string("RT 2")}})}, 4, true);
  district.ExpectAsInMemory();
  EXPECT_EQ(district.memory.open_cases.size(), 1u);
  EXPECT_EQ(district.memory.held.size(), 2u);
}

TEST(Load, ALineTellsEveryHandoverAndItsWithdrawal) {
  DistrictOnDisk district;
  Hand office = RegistryInMemory::Account(200);
  Hand ina = RegistryInMemory::Officer(10);
  GivenATefaHousehold(district, office);
  district.Receive(ina, {HandOver(Line(1), 4'000)}, 2);  // before the danom is known
  district.Receive(office, {Entitle(Line(1), Id(1), 10'000), Entitle(Line(2), Id(1), 10'000)}, 3);
  district.Receive(ina, {HandOver(Line(1), 5'000, 1'000), HandOver(Line(2), 10'000)}, 4);
  Link mistaken = district.last.link;
  district.Receive(ina, {NotHandedOver(Line(1), v1::NON_DELIVERY_REASON_STOK_KURANG, 2'000)}, 5);
  district.Receive(ina, {HandOver(Line(2), 10'000)}, 6);  // too much: a case
  district.ExpectAsInMemory();
  EXPECT_EQ(district.memory.open_cases.size(), 1u);
  district.Reopen();
  district.Receive(ina, {Withdraw(mistaken, 1)}, 7);
  district.ExpectAsInMemory();
  EXPECT_TRUE(district.memory.open_cases.empty());

  std::vector<RecapRow> recap = Must(district.Read()->Recap("rastra"));
  ASSERT_EQ(recap.size(), 1u);
  EXPECT_EQ(recap[0].lines, 2u);
  EXPECT_EQ(recap[0].recipients, 1u);
  EXPECT_EQ(recap[0].total.entitled, 20'000);
  EXPECT_EQ(recap[0].total.delivered + recap[0].total.undelivered + recap[0].total.open, 20'000);
  EXPECT_EQ(recap[0].total.deducted, 1'000);
  EXPECT_TRUE(Must(district.Read()->Recap("bpnt")).empty());
}

TEST(Load, AStatusDecisionFindsTheLinesItCloses) {
  DistrictOnDisk district;
  Hand office = RegistryInMemory::Account(200);
  Hand ina = RegistryInMemory::Officer(10);
  GivenATefaHousehold(district, office);
  district.Receive(office, {Entitle(Line(1), Id(1), 10'000)}, 2);
  district.Receive(ina,
                   {Propose(Id(1), 1, v1::RECORD_STATUS_NOT_ELIGIBLE, v1::STATUS_REASON_MAMPU)}, 3);
  ASSERT_EQ(district.memory.open_cases.size(), 1u);
  const merge::CaseFile file = district.memory.cases.begin()->second;
  district.Reopen();
  district.Receive(office,
                   {Decision(file, district.memory.records.at(Id(1)).revision, v1::CHOICE_ACCEPT,
                             &file.proposals.back())},
                   4);
  district.ExpectAsInMemory();
  std::vector<RecapRow> recap = Must(district.Read()->Recap(""));
  ASSERT_EQ(recap.size(), 1u);
  EXPECT_EQ(recap[0].total.closed, 10'000);
  EXPECT_EQ(recap[0].undelivered_by_reason[v1::NON_DELIVERY_REASON_MAMPU], 10'000);
}

TEST(Load, AHouseholdThatMovesTakesItsMembersAndLeavesItsVillage) {
  DistrictOnDisk district;
  Hand office = RegistryInMemory::Account(200);
  GivenATefaHousehold(district, office);
  district.Receive(office, {Edit(Id(1), 1, {{field::kVillage, std::int64_t{kNenas}}})}, 4);
  district.ExpectAsInMemory();
  FeedPage left = Must(district.Read()->Feed(kFatumnasi, 0, 1 << 20));
  EXPECT_TRUE(left.rows.empty());
  EXPECT_EQ(left.left.size(), 4u);
  EXPECT_EQ(Must(district.Read()->Feed(kNenas, 0, 1 << 20)).rows.size(), 4u);
  district.Receive(office, {Edit(Id(1), 2, {{field::kVillage, std::int64_t{kFatumnasi}}})}, 5);
  district.ExpectAsInMemory();
  FeedPage back = Must(district.Read()->Feed(kFatumnasi, 0, 1 << 20));
  EXPECT_EQ(back.rows.size(), 4u);
  EXPECT_TRUE(back.left.empty());
}

TEST(Load, AMergedRecordIsFoundUnderBothIds) {
  DistrictOnDisk district;
  Hand office = RegistryInMemory::Account(200);
  Hand ina = RegistryInMemory::Officer(10);
  GivenATefaHousehold(district, office);
  district.Receive(office,
                   {CreateHousehold(Id(60), {{field::kHeadName, kYuliana},
                                             {field::kVillage, std::int64_t{kFatumnasi}}})},
                   2);
  v1::Operation merge;
  merge.mutable_merge_records()->set_survivor(Id(1).str());
  merge.mutable_merge_records()->set_survivor_revision(district.memory.records.at(Id(1)).revision);
  merge.mutable_merge_records()->set_retired(Id(60).str());
  merge.mutable_merge_records()->set_retired_revision(district.memory.records.at(Id(60)).revision);
  merge.mutable_merge_records()->set_reason("satu rumah tangga");
  district.Receive(office, {merge}, 3);
  district.ExpectAsInMemory();
  EXPECT_EQ(Must(district.Read()->Record(Id(60)))->redirected_to, Id(1));
  district.Reopen();
  district.Receive(ina, {Edit(Id(60), 1, {{field::kSls, std::string("RT 7")}})}, 4);
  district.ExpectAsInMemory();
}

TEST(Load, ADuplicateNikIsNoticedAcrossTheDistrict) {
  DistrictOnDisk district;
  Hand office = RegistryInMemory::Account(200);
  Hand ina = RegistryInMemory::Officer(10);
  GivenATefaHousehold(district, office);
  district.Reopen();
  district.Receive(ina,
                   {CreateHousehold(Id(70), {{field::kVillage, std::int64_t{kFatumnasi}}}),
                    CreateBelow(v1::RECORD_KIND_FAMILY, Id(71), Id(70), {}),
                    CreateBelow(v1::RECORD_KIND_PERSON, Id(72), Id(71),
                                {{field::kName, std::string("Juliana Tefa")},
                                 {field::kNik, std::string("5302145412850001")}})},
                   3);
  district.ExpectAsInMemory();
  ASSERT_EQ(district.memory.open_cases.size(), 1u);
  const merge::CaseFile file = district.memory.cases.begin()->second;
  EXPECT_EQ(file.key.kind, merge::CaseKind::kDuplicate);
  district.Receive(office,
                   {Decision(file, district.memory.records.at(file.key.record).revision,
                             v1::CHOICE_NOT_A_PROBLEM)},
                   4);
  district.ExpectAsInMemory();
  ASSERT_TRUE(district.memory.open_cases.empty());
  district.Reopen();
  district.Receive(office, {Edit(Id(72), 1, {{field::kBirthPlace, std::string("Soe")}})}, 5);
  district.ExpectAsInMemory();
  EXPECT_TRUE(district.memory.open_cases.empty()) << "a settled pair is not asked about again";
}

// A family of its own in a household of its own, with one person.
std::vector<v1::Operation> PersonAlone(std::uint8_t first, const std::string& name,
                                       std::int64_t birth) {
  return {
      CreateHousehold(Id(first), {{field::kVillage, std::int64_t{kFatumnasi}}}),
      CreateBelow(v1::RECORD_KIND_FAMILY, Id(static_cast<std::uint8_t>(first + 1)), Id(first), {}),
      CreateBelow(v1::RECORD_KIND_PERSON, Id(static_cast<std::uint8_t>(first + 2)),
                  Id(static_cast<std::uint8_t>(first + 1)),
                  {{field::kName, name}, {field::kBirthDate, birth}})};
}

TEST(Load, APersonListedTwiceIsFoundWhateverElseIsLoaded) {
  DistrictOnDisk district;
  Hand office = RegistryInMemory::Account(200);
  Hand ina = RegistryInMemory::Officer(10);
  GivenATefaHousehold(district, office);
  district.Receive(ina, PersonAlone(70, "PETRUS SELAN", 19610920), 2);
  district.Reopen();
  district.Receive(ina, PersonAlone(80, "Juliana Tefa", 19851214), 3);
  district.ExpectAsInMemory();
  ASSERT_EQ(district.memory.open_cases.size(), 1u);
  EXPECT_EQ(district.memory.open_cases.begin()->first.record, Id(3));
  EXPECT_EQ(district.memory.open_cases.begin()->first.other, Id(82));
  // What one set of a batch makes of an index, the next one meets.
  std::unique_ptr<Writer> writer = district.Write();
  district.Receive(*writer, ina, {Edit(Id(82), 1, {{field::kName, std::string("Petrus Selan")}})},
                   4);
  district.Receive(*writer, ina, {Edit(Id(82), 2, {{field::kBirthDate, std::int64_t{19610920}}})},
                   5);
  Must(writer->Commit());
  writer.reset();
  district.ExpectAsInMemory();
  ASSERT_EQ(district.memory.open_cases.size(), 1u);
  EXPECT_EQ(district.memory.open_cases.begin()->first.record, Id(72));
}

TEST(Load, ACardGoesWithItsFamilyToEverybodyInIt) {
  DistrictOnDisk district;
  Hand office = RegistryInMemory::Account(200);
  Hand ina = RegistryInMemory::Officer(10);
  GivenATefaHousehold(district, office);
  district.Reopen();
  district.Receive(ina, {Edit(Id(2), 1, {{field::kNoKk, std::string("5302141203120001")}})}, 2);
  district.ExpectAsInMemory();
  EXPECT_EQ(district.memory.profiles.at(Id(4)).no_kk, "5302141203120001");
  district.Receive(ina, {Edit(Id(1), 1, {{field::kVillage, std::int64_t{kNenas}}})}, 3);
  district.ExpectAsInMemory();
}

TEST(Load, AKeyThatTooManyShareStaysClosed) {
  DistrictOnDisk district;
  Hand office = RegistryInMemory::Account(200);
  std::unique_ptr<Writer> writer = district.Write();
  district.Receive(*writer, office, PersonAlone(1, "SITI", 19850101), 1);
  for (std::size_t n = 0; n <= merge::points::kMostInBlock; ++n) {
    district.Receive(
        *writer, office,
        {CreateBelow(
            v1::RECORD_KIND_PERSON, Id(static_cast<std::uint8_t>(100 + n)), Id(2),
            {{field::kName, std::string("SITI")}, {field::kBirthDate, std::int64_t{19850000}}})},
        2);
  }
  Must(writer->Commit());
  writer.reset();
  district.Reopen();
  district.ExpectAsInMemory();
  EXPECT_TRUE(std::any_of(district.memory.blocks.begin(), district.memory.blocks.end(),
                          [](const auto& block) { return block.second.closed; }));
}

TEST(Load, ManySetsOfOneBatchShareOneWriter) {
  DistrictOnDisk district;
  Hand office = RegistryInMemory::Account(200);
  Hand ina = RegistryInMemory::Officer(10);
  GivenATefaHousehold(district, office);
  std::unique_ptr<Writer> writer = district.Write();
  for (std::uint64_t i = 0; i < 20; ++i) {
    district.Receive(*writer, ina, {Edit(Id(1), 1 + i, {{field::kSls, "RT " + std::to_string(i)}})},
                     static_cast<std::int64_t>(10 + i));
  }
  Must(writer->Commit());
  writer.reset();
  district.ExpectAsInMemory();
  EXPECT_EQ(Must(district.Read()->History(Id(1))).size(), 21u);
}

TEST(Load, AnImporterLearnsWhenItsValueLastStood) {
  DistrictOnDisk district;
  Hand office = RegistryInMemory::Account(200);
  GivenATefaHousehold(district, office);
  for (const char* sls : {"RT 1", "RT 2", "RT 3"}) {
    std::uint64_t revision = district.memory.records.at(Id(1)).revision;
    district.Receive(office, {Edit(Id(1), revision, {{field::kSls, std::string(sls)}})},
                     static_cast<std::int64_t>(5 + revision));
  }
  const Codebooks& codebooks = Codebooks::BuiltIn();
  std::unique_ptr<Writer> writer = district.Write();
  auto last_with = [&](const char* sls) {
    Answers answers{{field::kSls, {std::string(sls), How::kUnspecified}}};
    return Must(writer->LastRevisionWith(Id(1), codebooks.SlotOf(field::kSls), answers, codebooks));
  };
  EXPECT_EQ(last_with("RT 3"), 4u);
  EXPECT_EQ(last_with("RT 2"), 3u);
  EXPECT_EQ(last_with("RT 1"), 2u);
  EXPECT_EQ(last_with("RT 8"), 0u);
}

// A file with one column of a group agrees with what stands when that column does.
TEST(Load, AnImporterLearnsWhenItsColumnOfAGroupLastStood) {
  DistrictOnDisk district;
  Hand office = RegistryInMemory::Account(200);
  GivenATefaHousehold(district, office);
  const Codebooks& codebooks = Codebooks::BuiltIn();
  const Field building = codebooks.ConceptNamed("sta_bangunan")->number();
  const Field land = codebooks.ConceptNamed("sta_lahan")->number();
  const Slot slot = codebooks.SlotOf(building);
  ASSERT_EQ(slot, codebooks.SlotOf(land));
  district.Receive(office, {Edit(Id(1), 1, {{building, Coded{1, 2}}, {land, Absent::kSkipped}})},
                   5);
  std::unique_ptr<Writer> writer = district.Write();
  const auto last_with = [&](std::uint32_t code) {
    const Answers answers{{building, {Coded{1, code}, How::kUnspecified}}};
    return Must(writer->LastRevisionWith(Id(1), slot, answers, codebooks));
  };
  EXPECT_EQ(last_with(2), 2u);
  EXPECT_EQ(last_with(3), 0u);
}

TEST(Load, PeopleAreFoundByNameAndNumber) {
  DistrictOnDisk district;
  Hand office = RegistryInMemory::Account(200);
  GivenATefaHousehold(district, office);
  std::unique_ptr<Reader> reader = district.Read();
  EXPECT_EQ(Must(reader->FindRecords("yuliana tef", 10)).size(), 2u);
  EXPECT_EQ(Must(reader->FindRecords("Tefa", 10)).size(), 3u);
  EXPECT_EQ(Must(reader->FindRecords("tefa", 2)).size(), 2u);
  EXPECT_TRUE(Must(reader->FindRecords("Tefan", 10)).empty());
  std::vector<FoundRecord> by_nik = Must(reader->FindRecords("5302145412850001", 10));
  ASSERT_EQ(by_nik.size(), 1u);
  EXPECT_EQ(by_nik[0].record, Id(3));
  EXPECT_EQ(by_nik[0].village, kFatumnasi);
  std::vector<FoundRecord> by_idbdt = Must(reader->FindRecords("5302140001", 10));
  ASSERT_EQ(by_idbdt.size(), 1u);
  EXPECT_EQ(by_idbdt[0].label, "Yuliana Tefa");
}

}  // namespace
}  // namespace tilik::storage
