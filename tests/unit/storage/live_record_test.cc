// Following redirects: what was merged leads to what stands, under a snapshot and within a batch.
#include "sync-server/storage/live_record.h"

#include "tests/unit/storage/district_on_disk.h"

namespace tilik::storage {
namespace {

using merge::RegistryInMemory;

class LiveRecords : public testing::Test {
 protected:
  LiveRecords() {
    for (std::uint8_t n = 1; n <= 3; ++n) {
      district.Receive(office, {merge::CreateHousehold(Id(n), {})}, 0);
    }
  }

  v1::Operation Merge(std::uint8_t survivor, std::uint8_t retired) {
    const auto& records = district.memory.records;
    return merge::MergeOf(records.at(Id(survivor)), records.at(Id(retired)));
  }

  DistrictOnDisk district;
  Hand office = RegistryInMemory::Account(200);
};

TEST_F(LiveRecords, AChainLeadsToItsEnd) {
  district.Receive(office, {Merge(2, 3)}, 1);
  std::unique_ptr<Reader> before = district.Read();
  EXPECT_EQ(Must(LiveRecord(*before, Id(3)))->id, Id(2));
  std::unique_ptr<Writer> writer = district.Write();
  district.Receive(*writer, office, {Merge(1, 2)}, 2);
  EXPECT_EQ(Must(LiveRecord(*writer, Id(3)))->id, Id(1)) << "not committed, and known here";
  EXPECT_EQ(Must(LiveRecord(*before, Id(3)))->id, Id(2));
  Must(writer->Commit());
  EXPECT_EQ(Must(LiveRecord(*district.Read(), Id(3)))->id, Id(1));
  EXPECT_EQ(Must(LiveRecord(*district.Read(), Id(1)))->id, Id(1));
  EXPECT_FALSE(Must(LiveRecord(*district.Read(), Id(9))).has_value());
}

TEST_F(LiveRecords, ACircleIsDamageAndNotAnEndlessWalk) {
  district.Receive(office, {Merge(2, 3)}, 1);
  district.store.reset();
  {
    sqlite::OpenOptions open;
    open.key = Key();
    auto database = Must(sqlite::Database::Open(district.options.directory + "/registry.db", open));
    auto update = database->Prepare("UPDATE record SET redirected_to = ? WHERE record = ?");
    Must(update.Bind(1, Id(3)).Bind(2, Id(2)).Run());
  }
  district.store = Must(SqliteRegistryStore::Open(district.options));
  EXPECT_EQ(LiveRecord(*district.Read(), Id(3)).status().code(), Code::kCorrupt);
}

}  // namespace
}  // namespace tilik::storage
