// Copies that can be trusted, and comparing what two stores derived.
#include <thread>

#include "tests/unit/storage/district_on_disk.h"

namespace tilik::storage {
namespace {

using merge::CreateHousehold;
using merge::Edit;
using merge::RegistryInMemory;

// One more set of `hand` that names these photos.
void TakePhotos(DistrictOnDisk& district, Hand& hand, std::vector<ContentHash> photos) {
  ++hand.seq;
  std::unique_ptr<Writer> writer = district.Write();
  ChainRow chain = Must(writer->LoadChain(hand.chain)).value_or(DistrictOnDisk::ChainOf(hand));
  chain.state.branches[0].contiguous = hand.seq;
  Must(writer->SaveChain(chain));
  LogEntry entry = district.EntryFor(*writer, hand, {}, 1);
  entry.attachments = std::move(photos);
  Must(writer->AppendLog(entry));
  Must(writer->Commit());
}

void Arrives(DistrictOnDisk& district, const std::string& photo) {
  std::string hex = ToHex(HashOf(photo).raw());
  std::string folder = district.options.directory + "/attachments/" + hex.substr(0, 2);
  std::filesystem::create_directories(folder);
  std::ofstream(folder + "/" + hex, std::ios::binary) << photo;
}

std::uint64_t BackedUpThrough(DistrictOnDisk& district, const Hand& hand) {
  return Must(district.Read()->Chain(hand.chain))->backed_up_through;
}

TEST(Backup, TheLesserOfTheTwoNewestCopiesCountsPhotosIncluded) {
  DistrictOnDisk district;
  Hand ina = RegistryInMemory::Officer(10);
  Hand beni = RegistryInMemory::Officer(11);
  TakePhotos(district, ina, {HashOf("rumah")});
  Arrives(district, "rumah");
  TakePhotos(district, ina, {});
  TakePhotos(district, ina, {HashOf("dapur"), HashOf("atap")});
  Arrives(district, "dapur");
  TakePhotos(district, ina, {});

  v1::LogHead head = Must(district.store->BackUpTo(district.folder / "copy-1"));
  EXPECT_EQ(head.count(), 4u);
  EXPECT_EQ(head.hash(), Must(district.Read()->Head()).hash());
  EXPECT_EQ(BackedUpThrough(district, ina), 0u) << "one copy is none";

  Arrives(district, "atap");
  TakePhotos(district, beni, {});
  Must(district.store->BackUpTo(district.folder / "copy-2"));
  EXPECT_EQ(BackedUpThrough(district, ina), 2u) << "the roof is missing in the first copy";
  EXPECT_EQ(BackedUpThrough(district, beni), 0u);

  Must(district.store->BackUpTo(district.folder / "copy-3"));
  EXPECT_EQ(BackedUpThrough(district, ina), 4u);
  EXPECT_EQ(BackedUpThrough(district, beni), 1u);
  std::string hex = ToHex(HashOf("atap").raw());
  EXPECT_TRUE(std::filesystem::exists(district.folder / "copy-3/attachments/" + hex.substr(0, 2) +
                                      "/" + hex));
  EXPECT_EQ(district.store->BackUpTo(district.folder / "copy-3").status().code(), Code::kConflict);
}

TEST(Backup, OneThatWasCutShortIsNoneAndIsBegunAnew) {
  DistrictOnDisk district;
  Hand ina = RegistryInMemory::Officer(10);
  TakePhotos(district, ina, {HashOf("rumah")});
  Arrives(district, "rumah");
  const std::string copy = district.folder / "copy";
  ASSERT_NE(district.store->BackUpTo(copy).status().code(), Code::kConflict);
  // As if the disk had been full in the middle of a photo, and of the registry after it.
  std::filesystem::rename(copy + "/registry.db", copy + "/registry.db.part");
  std::filesystem::resize_file(copy + "/registry.db.part", 4'096);
  const std::string hex = ToHex(HashOf("rumah").raw());
  const std::string photo = copy + "/attachments/" + hex.substr(0, 2) + "/" + hex;
  std::filesystem::resize_file(photo, 2);

  EXPECT_EQ(Must(district.store->BackUpTo(copy)).count(), 1u);
  EXPECT_EQ(std::filesystem::file_size(photo), 5u);
  EXPECT_FALSE(std::filesystem::exists(copy + "/registry.db.part"));
  EXPECT_EQ(BackedUpThrough(district, ina), 1u);
}

TEST(Backup, ACopyIsAStoreUnderTheSameKeyOnly) {
  DistrictOnDisk district;
  Hand office = RegistryInMemory::Account(200);
  district.Receive(office, {CreateHousehold(Id(1), {{field::kHeadName, std::string("YULIANA")}})},
                   1);
  Must(district.store->BackUpTo(district.folder / "copy"));
  SqliteOptions options;
  options.directory = district.folder / "copy";
  options.key = Key();
  auto copy = Must(SqliteRegistryStore::Open(options));
  EXPECT_EQ(Must(Must(copy->BeginRead())->Count()).households, 1u);
  EXPECT_EQ(Must(district.store->FirstDifference(*copy, Given())), std::nullopt);
  copy.reset();
  std::ifstream file(district.folder / "copy/registry.db", std::ios::binary);
  std::string bytes(std::istreambuf_iterator<char>(file), {});
  EXPECT_EQ(bytes.find("YULIANA"), std::string::npos);
  options.key = std::string(32, 'x');
  EXPECT_EQ(SqliteRegistryStore::Open(options).status().code(), Code::kDenied);
}

TEST(Backup, CopiesMadeDuringWritingAreWhole) {
  DistrictOnDisk district;
  Hand office = RegistryInMemory::Account(200);
  district.Receive(office, {CreateHousehold(Id(1), {})}, 1);
  std::thread officer([&] {
    for (std::uint64_t i = 0; i < 60; ++i) {
      district.Receive(office, {Edit(Id(1), 1 + i, {{field::kSls, std::to_string(i)}})},
                       static_cast<std::int64_t>(i));
    }
  });
  for (int i = 0; i < 4; ++i) {
    std::string to = district.folder / ("copy-" + std::to_string(i));
    v1::LogHead head = Must(district.store->BackUpTo(to));
    SqliteOptions options;
    options.directory = to;
    options.key = Key();
    auto copy = Must(SqliteRegistryStore::Open(options));
    std::unique_ptr<Reader> reader = Must(copy->BeginRead());
    EXPECT_EQ(Must(reader->Head()).hash(), head.hash());
    EXPECT_EQ(Must(reader->History(Id(1))).size(), head.count());
  }
  officer.join();
}

TEST(Comparison, NamesTheFirstDifferenceInWords) {
  DistrictOnDisk here;
  DistrictOnDisk there;
  Hand office = RegistryInMemory::Account(200);
  Hand office_there = office;
  here.Receive(office, {CreateHousehold(Id(1), {{field::kSls, std::string("RT 1")}})}, 1);
  EXPECT_THAT(Must(here.store->FirstDifference(*there.store, Given())).value_or(""),
              testing::HasSubstr("is only here"));
  EXPECT_THAT(Must(there.store->FirstDifference(*here.store, Given())).value_or(""),
              testing::HasSubstr("is only there"));
  there.Receive(office_there, {CreateHousehold(Id(1), {{field::kSls, std::string("RT 1")}})}, 1);
  EXPECT_EQ(Must(here.store->FirstDifference(*there.store, Given())), std::nullopt);

  here.Receive(office, {Edit(Id(1), 1, {{field::kSls, std::string("RT 2")}})}, 2);
  there.Receive(office_there, {Edit(Id(1), 1, {{field::kSls, std::string("RT 3")}})}, 2);
  std::string difference = Must(here.store->FirstDifference(*there.store, Given())).value_or("");
  EXPECT_THAT(difference, testing::HasSubstr("record " + ToUuidText(Id(1))));
  EXPECT_THAT(difference, testing::HasSubstr("slot 3 has another value"));
}

}  // namespace
}  // namespace tilik::storage
