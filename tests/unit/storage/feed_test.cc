// What devices pull: feeds that compact themselves, the inbox, reference data.
#include "tests/unit/storage/district_on_disk.h"

namespace tilik::storage {
namespace {

using merge::CreateHousehold;
using merge::Edit;
using merge::Entitle;
using merge::kFatumnasi;
using merge::kNenas;
using merge::Line;
using merge::RegistryInMemory;

std::vector<v1::Operation> Households(int from, int count, std::uint64_t village) {
  std::vector<v1::Operation> operations;
  for (int i = from; i < from + count; ++i) {
    operations.push_back(CreateHousehold(Id(static_cast<std::uint8_t>(i)),
                                         {{field::kHeadName, "Kepala " + std::to_string(i)},
                                          {field::kVillage, static_cast<std::int64_t>(village)}},
                                         village));
  }
  return operations;
}

TEST(Feed, ARecordChangedOftenIsSentOnce) {
  DistrictOnDisk district;
  Hand office = RegistryInMemory::Account(200);
  district.Receive(office, Households(1, 3, kFatumnasi), 1);
  for (std::uint64_t revision = 1; revision < 10; ++revision) {
    district.Receive(office,
                     {Edit(Id(2), revision, {{field::kSls, "RT " + std::to_string(revision)}})},
                     static_cast<std::int64_t>(revision));
  }
  FeedPage page = Must(district.Read()->Feed(kFatumnasi, 0, 1 << 20));
  ASSERT_EQ(page.rows.size(), 3u);
  EXPECT_EQ(page.rows.back().record(), Id(2).str());
  EXPECT_EQ(page.rows.back().revision(), 10u);
  EXPECT_FALSE(page.more);
  EXPECT_TRUE(Must(district.Read()->Feed(kFatumnasi, page.to, 1 << 20)).rows.empty());
}

TEST(Feed, PagesEndAtTheBytesAskedForAndGoOnWhereTheyEnded) {
  DistrictOnDisk district;
  Hand office = RegistryInMemory::Account(200);
  district.Receive(office, Households(1, 40, kFatumnasi), 1);
  std::set<std::string> seen;
  std::uint64_t cursor = 0;
  int pages = 0;
  while (true) {
    FeedPage page = Must(district.Read()->Feed(kFatumnasi, cursor, 300));
    ASSERT_FALSE(page.rows.empty());
    ASSERT_GT(page.to, cursor);
    for (const v1::RecordRow& row : page.rows) EXPECT_TRUE(seen.insert(row.record()).second);
    cursor = page.to;
    ++pages;
    if (!page.more) break;
  }
  EXPECT_EQ(seen.size(), 40u);
  EXPECT_GT(pages, 5);
  EXPECT_EQ(Must(district.Read()->Feed(kFatumnasi, 0, 1)).rows.size(), 1u) << "a page moves on";
}

// protocol.md §3.4: a reader never sees n and later something below n.
TEST(Feed, WhoReadUpToNNeverMissesWhatIsCommittedLater) {
  DistrictOnDisk district;
  Hand office = RegistryInMemory::Account(200);
  std::map<std::string, std::uint64_t> pulled;
  std::uint64_t cursor = 0;
  for (int round = 0; round < 20; ++round) {
    std::unique_ptr<Writer> writer = district.Write();
    district.Receive(*writer, office,
                     Households(1 + round * 2, 2, round % 3 == 2 ? kNenas : kFatumnasi), round);
    std::unique_ptr<Reader> before = district.Read();
    FeedPage unseen = Must(before->Feed(kFatumnasi, cursor, 1 << 20));
    EXPECT_TRUE(unseen.rows.empty()) << "nothing shows before Commit";
    Must(writer->Commit());
    EXPECT_TRUE(Must(before->Feed(kFatumnasi, cursor, 1 << 20)).rows.empty())
        << "a snapshot stays as it was";
    writer.reset();
    FeedPage page = Must(district.Read()->Feed(kFatumnasi, cursor, 1 << 20));
    for (const v1::RecordRow& row : page.rows) pulled[row.record()] = row.revision();
    cursor = page.to;
  }
  FeedPage all = Must(district.Read()->Feed(kFatumnasi, 0, 1 << 20));
  EXPECT_EQ(all.rows.size(), pulled.size());
}

TEST(Feed, ARowSaysWhatADeviceNeeds) {
  DistrictOnDisk district;
  Hand office = RegistryInMemory::Account(200);
  district.Receive(office, Households(1, 1, kFatumnasi), 3 * 24 * 60);
  v1::RecordRow row = Must(district.Read()->Feed(kFatumnasi, 0, 1 << 20)).rows.at(0);
  EXPECT_EQ(row.kind(), v1::RECORD_KIND_HOUSEHOLD);
  EXPECT_EQ(row.status(), v1::RECORD_STATUS_ACTIVE);
  EXPECT_EQ(row.observed_day(), 3);
  Answers answers = Must(ReadColumns(row.values()));
  EXPECT_EQ(std::get<std::string>(answers.at(field::kHeadName).value), "Kepala 1");
}

TEST(Inbox, EveryOutcomeComesOnceAndInOrder) {
  DistrictOnDisk district;
  Hand office = RegistryInMemory::Account(200);
  Hand ina = RegistryInMemory::Officer(10);
  Hand beni = RegistryInMemory::Officer(11);
  district.Receive(office, Households(1, 1, kFatumnasi), 1);
  for (std::uint64_t i = 0; i < 12; ++i) {
    district.Receive(ina, {Edit(Id(1), 1 + i, {{field::kSls, "RT " + std::to_string(i)}})},
                     static_cast<std::int64_t>(2 + i));
  }
  std::uint64_t cursor = 0;
  std::vector<std::uint64_t> seqs;
  while (true) {
    v1::InboxPage page = Must(district.Read()->Inbox(ina.chain, cursor, 200));
    EXPECT_EQ(page.from(), cursor);
    for (const v1::Outcome& outcome : page.outcomes()) {
      seqs.push_back(outcome.seq());
      EXPECT_EQ(outcome.kind(), v1::OUTCOME_KIND_APPLIED);
      EXPECT_EQ(outcome.resulting_revision(), outcome.seq() + 1);
    }
    cursor = page.to();
    if (!page.more()) break;
  }
  ASSERT_EQ(seqs.size(), 12u);
  EXPECT_TRUE(std::is_sorted(seqs.begin(), seqs.end()));
  EXPECT_EQ(Must(district.Read()->Inbox(beni.chain, 0, 1000)).outcomes_size(), 0);
}

TEST(Reference, AVillageIsToldItsLinesAndWhatConcernsEverybody) {
  DistrictOnDisk district;
  Hand office = RegistryInMemory::Account(200);
  {
    std::unique_ptr<Writer> writer = district.Write();
    v1::VillageName name;
    name.set_village(kFatumnasi);
    name.set_name("Fatumnasi");
    Must(writer->SaveVillageName(name));
    name.set_village(kNenas);
    name.set_name("Nenas");
    Must(writer->SaveVillageName(name));
    v1::Codebook codebook;
    codebook.set_number(1);
    Must(writer->SaveCodebook(codebook));
    Must(writer->Commit());
  }
  v1::Operation programme;
  programme.mutable_define_programme()->mutable_programme()->set_code("rastra");
  programme.mutable_define_programme()->mutable_programme()->mutable_item()->set_unit("kg");
  district.Receive(office, {programme}, 1);
  district.Receive(office, {Entitle(Line(1), Id(1), 10'000), Entitle(Line(2), Id(2), 10'000)}, 2);

  v1::ReferencePage page = Must(district.Read()->Reference({kFatumnasi}, 0, 1 << 20));
  EXPECT_EQ(page.codebooks_size(), 1);
  EXPECT_EQ(page.programmes_size(), 1);
  ASSERT_EQ(page.villages_size(), 1);
  EXPECT_EQ(page.villages(0).name(), "Fatumnasi");
  ASSERT_EQ(page.lines_size(), 2);
  EXPECT_EQ(page.lines(0).quantity(), 10'000);
  EXPECT_FALSE(page.more());
  EXPECT_EQ(Must(district.Read()->Reference({kNenas}, 0, 1 << 20)).lines_size(), 0);

  // The same again is nothing new; a handover changes no definition.
  {
    std::unique_ptr<Writer> writer = district.Write();
    v1::Codebook codebook;
    codebook.set_number(1);
    Must(writer->SaveCodebook(codebook));
    Must(writer->Commit());
  }
  district.Receive(office, {merge::HandOver(Line(1), 10'000)}, 3);
  v1::ReferencePage later = Must(district.Read()->Reference({kFatumnasi}, page.to(), 1 << 20));
  EXPECT_EQ(later.ByteSizeLong(), v1::ReferencePage(later).ByteSizeLong());
  EXPECT_EQ(later.codebooks_size() + later.lines_size(), 0);
  EXPECT_EQ(later.to(), page.to());
}

TEST(Reference, SmallPagesLoseNothing) {
  DistrictOnDisk district;
  Hand office = RegistryInMemory::Account(200);
  for (int i = 1; i <= 30; ++i) {
    v1::Operation entitle = Entitle(Line(static_cast<std::uint8_t>(i)), Id(1), 1'000 * i);
    entitle.mutable_define_entitlements()->mutable_lines(0)->set_village(i % 2 == 0 ? kNenas
                                                                                    : kFatumnasi);
    district.Receive(office, {entitle}, i);
  }
  std::set<std::string> lines;
  std::uint64_t cursor = 0;
  for (int pages = 0; pages < 100; ++pages) {
    v1::ReferencePage page = Must(district.Read()->Reference({kFatumnasi, kNenas}, cursor, 150));
    for (const v1::EntitlementLine& line : page.lines()) {
      EXPECT_TRUE(lines.insert(line.line()).second);
    }
    EXPECT_GE(page.to(), cursor);
    cursor = page.to();
    if (!page.more()) break;
  }
  EXPECT_EQ(lines.size(), 30u);
}

}  // namespace
}  // namespace tilik::storage
