// The ministry's list against ours, when ours has moved on: a household answers under every id that
// it ever had (protocol.md §4, Duplicates).
#include "sync-server/console/penetapan.h"

#include <sstream>

#include "proto/contract/change_set.h"
#include "sync-server/console/pengesahan.h"
#include "tests/unit/storage/district_on_disk.h"

namespace tilik::console {
namespace {

using merge::Hand;
using merge::Id;
using merge::RegistryInMemory;
using storage::Must;
using testing::ElementsAre;

class DecreedLists : public testing::Test {
 protected:
  DecreedLists() {
    for (std::uint8_t n = 1; n <= 3; ++n) {
      district.Receive(office, {merge::CreateHousehold(Id(n), {})}, 0);
    }
  }

  void Merge(const RecordId& survivor, const RecordId& retired) {
    const auto& records = district.memory.records;
    district.Receive(office, {merge::MergeOf(records.at(survivor), records.at(retired))}, 5);
  }

  void Ratify() {
    v1::Operation operation;
    v1::Ratify* letter = operation.mutable_ratify();
    letter->set_name("2026-11");
    letter->set_through(district.last.arrival);
    Must(Freeze(*district.Read(), letter));
    district.Receive(office, {operation}, 6);
  }

  v1::DecreeReport Decreed(const RecordId& household) {
    std::stringstream list("id_tilik\n" + ToUuidText(household) + "\n");
    return Must(ReadDecree(*district.Read(), "2026-11", list)).report;
  }

  storage::DistrictOnDisk district;
  Hand office = RegistryInMemory::Account(200);
};

TEST_F(DecreedLists, AHouseholdMergedTwiceOverIsKnownByItsFirstId) {
  Merge(Id(2), Id(3));
  Merge(Id(1), Id(2));
  Ratify();
  for (std::uint8_t n = 1; n <= 3; ++n) {
    const v1::DecreeReport report = Decreed(Id(n));
    EXPECT_EQ(report.known(), 1u);
    EXPECT_EQ(report.ours_only(), 0u) << "named as " << ToUuidText(Id(n));
  }
}

TEST_F(DecreedLists, AHouseholdMergedSinceTheLetterIsKnownByTheIdItThenHad) {
  Ratify();
  Merge(Id(2), Id(3));
  const v1::DecreeReport report = Decreed(Id(3));
  EXPECT_THAT(report.ours_only_keys(), ElementsAre(ToUuidText(Id(1))));
}

TEST_F(DecreedLists, AProposalIsAnsweredUnderTheIdThatItsHouseholdGoesByNow) {
  Hand ina = RegistryInMemory::Officer(10);
  v1::Operation visit;
  visit.mutable_visit()->set_household(Id(9).str());
  visit.mutable_visit()->set_outcome(v1::VISIT_OUTCOME_SELESAI);
  district.Receive(ina, {merge::CreateHousehold(Id(9), {}), visit}, 3);
  v1::Operation approve;
  approve.mutable_approve_visit()->mutable_visit()->set_link(district.last.link.str());
  approve.mutable_approve_visit()->mutable_visit()->set_operation(1);
  district.Receive(office, {approve}, 4);
  Ratify();
  Merge(Id(1), Id(9));
  EXPECT_EQ(Decreed(Id(9)).accepted(), 1u);
  EXPECT_EQ(Decreed(Id(1)).accepted(), 1u);
  EXPECT_EQ(Decreed(Id(2)).refused(), 1u);
}

}  // namespace
}  // namespace tilik::console
