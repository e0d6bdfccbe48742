// Every change that a commit makes to the disk fails once, and with each the power goes once: what
// was acknowledged is there afterwards, and what was not is there whole or not at all.
#include "tests/simulation/disk.h"
#include "tests/unit/storage/district_on_disk.h"

namespace tilik::storage {
namespace {

using merge::CreateHousehold;
using merge::Edit;
using merge::RegistryInMemory;
using simulation::Disk;
using simulation::Fault;

// Few enough that every change can be tried, with a write-ahead log so short that it is carried
// over every second time.
constexpr std::uint64_t kSets = 6;
constexpr int kCheckpointPages = 24;

// A district whose disk may fail, and what it has acknowledged.
struct FrailDistrict {
  explicit FrailDistrict(std::uint64_t seed, int checkpoint_pages = kCheckpointPages) : disk(seed) {
    SqliteOptions options;
    options.directory = "/district";
    options.key = Key();
    options.vfs = disk.name();
    options.writer_cache_kib = 1024;
    options.checkpoint_pages = checkpoint_pages;
    district = std::make_unique<DistrictOnDisk>(options);
  }

  // The next set. False: not acknowledged, and all but the disk is as before.
  bool Commit() {
    const merge::WorkingSet memory = district->memory;
    const Hand hand = office;
    const auto links = district->last_link;
    std::vector<v1::Operation> operations = {CreateHousehold(Id(1), {})};
    if (acknowledged > 0) {
      operations = {Edit(Id(1), acknowledged, {{field::kSls, std::to_string(acknowledged)}})};
    }
    Result<std::unique_ptr<Writer>> writer = district->store->BeginWrite();
    if (writer.ok()) {
      district->Receive(**writer, office, std::move(operations),
                        static_cast<std::int64_t>(acknowledged) + 1);
      if ((*writer)->Commit().ok()) {
        ++acknowledged;
        return true;
      }
    }
    unsure = std::pair(district->memory, office);
    district->memory = memory;
    office = hand;
    district->last_link = links;
    return false;
  }

  std::uint64_t Logged() { return Must(district->Read()->Count()).log_entries; }

  void ReopenAfterPowerCut() {
    district->store.reset();
    disk.PowerBack();
    district->store = Must(SqliteRegistryStore::Open(district->options));
    Must(district->store->CheckIntegrity());
  }

  Disk disk;
  std::unique_ptr<DistrictOnDisk> district;
  Hand office = RegistryInMemory::Account(200);
  std::uint64_t acknowledged = 0;
  // What would be so if the set that was not acknowledged is there all the same.
  std::pair<merge::WorkingSet, Hand> unsure;
};

TEST(Faults, WhatWasAcknowledgedSurvivesAPowerCutAtEveryChange) {
  Disk::Toll toll;
  std::uint64_t in_doubt = 0;
  std::uint64_t change = 1;
  for (;; ++change) {
    SCOPED_TRACE("the power goes at change " + std::to_string(change));
    FrailDistrict frail(change);
    frail.disk.FailAt(change, Fault::kPowerCut);
    while (frail.acknowledged < kSets && !frail.disk.off() && frail.Commit()) {
    }
    if (!frail.disk.faulted()) break;
    frail.ReopenAfterPowerCut();
    if (frail.Logged() != frail.acknowledged) {
      ASSERT_EQ(frail.Logged(), frail.acknowledged + 1);
      ++in_doubt;
      ++frail.acknowledged;
      std::tie(frail.district->memory, frail.office) = frail.unsure;
      frail.district->last_link[frail.office.chain] = frail.district->last.link;
    }
    frail.district->ExpectAsInMemory();
    ASSERT_TRUE(frail.Commit()) << "and goes on";
    frail.district->ExpectAsInMemory();
    ASSERT_FALSE(HasFailure());
    toll.kept += frail.disk.toll().kept;
    toll.dropped += frail.disk.toll().dropped;
    toll.torn += frail.disk.toll().torn;
  }
  std::printf(
      "%llu power cuts; sectors kept %llu, dropped %llu, torn %llu; sets there though not "
      "acknowledged %llu\n",
      static_cast<unsigned long long>(change - 1), static_cast<unsigned long long>(toll.kept),
      static_cast<unsigned long long>(toll.dropped), static_cast<unsigned long long>(toll.torn),
      static_cast<unsigned long long>(in_doubt));
  EXPECT_GT(change, 50u);
  EXPECT_GT(in_doubt, 0u);
  EXPECT_GT(toll.dropped, 0u);
  EXPECT_GT(toll.torn, 0u);
}

// Every change meets this once; then all is well again, and the same set is taken, once.
void TryEveryChange(Fault fault, int checkpoint_pages) {
  std::uint64_t refused = 0;
  for (std::uint64_t change = 1;; ++change) {
    SCOPED_TRACE("change " + std::to_string(change));
    FrailDistrict frail(change, checkpoint_pages);
    frail.disk.FailAt(change, fault);
    bool faulted = false;
    while (frail.acknowledged < kSets) {
      if (frail.Commit()) continue;
      ++refused;
      ASSERT_TRUE(frail.disk.faulted());
      ASSERT_EQ(frail.Logged(), frail.acknowledged) << "refused, and some of it there";
      faulted = true;
      frail.disk.Recover();
      ASSERT_TRUE(frail.Commit());
    }
    faulted |= frail.disk.faulted();
    frail.disk.Recover();
    EXPECT_EQ(frail.Logged(), kSets);
    frail.district->ExpectAsInMemory();
    Must(frail.district->store->CheckIntegrity());
    ASSERT_FALSE(testing::Test::HasFailure());
    if (faulted) continue;
    EXPECT_GT(change, 50u);
    break;
  }
  EXPECT_GT(refused, 20u);
}

TEST(Faults, AnErrorAtEveryChangeIsAnsweredAndTheSetTakenLater) {
  TryEveryChange(Fault::kErrorOnce, kCheckpointPages);
}

TEST(Faults, ErrorsFromAnyChangeOnAreAnsweredAndTheSetTakenLater) {
  TryEveryChange(Fault::kErrorEver, kCheckpointPages);
}

// Its log must grow for every set; one that is carried over in time finds room in itself.
TEST(Faults, AFullDiskAtEveryChangeIsAnsweredAndTheSetTakenLater) {
  TryEveryChange(Fault::kFull, /*checkpoint_pages=*/100'000);
}

}  // namespace
}  // namespace tilik::storage
