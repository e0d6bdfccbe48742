// What a device is told of the numbers that were given up: those that are still empty, so that it
// offers what it has of them after all.
#include "sync-server/sync/district_word.h"
#include "tests/unit/storage/district_on_disk.h"

namespace tilik::storage {
namespace {

using merge::CreateHousehold;
using merge::RegistryInMemory;

std::vector<std::pair<std::uint64_t, std::uint64_t>> GivenUpOf(const v1::OpenResponse& word) {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> ranges;
  for (const v1::GivenUp& range : word.given_up()) {
    ranges.emplace_back(range.first_seq(), range.last_seq());
  }
  return ranges;
}

TEST(GivenUp, TellsTheEmptyNumbersOfEveryHoleOnce) {
  DistrictOnDisk district;
  Hand phone = RegistryInMemory::Account(200);
  for (std::uint8_t seq = 1; seq <= 4; ++seq) {
    district.Receive(phone, {CreateHousehold(Id(seq), {})}, seq);
  }
  {
    std::unique_ptr<Writer> writer = Must(district.store->BeginWrite());
    ChainRow row = *Must(writer->LoadChain(phone.chain));
    row.state.branches.front().contiguous = 12;
    row.state.holes = {
        {10, 10, true, "HP jatuh ke kali"}, {2, 6, false, ""}, {3, 7, true, ""}, {4, 4, false, ""}};
    ASSERT_TRUE(writer->SaveChain(row).ok());
    ASSERT_TRUE(writer->Commit().ok());
  }
  const SigningKey key = Must(SigningKey::FromSeed(std::string(32, 'k')));
  const v1::OpenResponse word = Must(sync::WordOn(
      phone.chain, *district.Read(), district.store->district(), key, Instant{1'767'225'600'000}));
  const std::vector<std::pair<std::uint64_t, std::uint64_t>> empty = {{5, 6}, {7, 7}, {10, 10}};
  EXPECT_EQ(GivenUpOf(word), empty);
}

}  // namespace
}  // namespace tilik::storage
