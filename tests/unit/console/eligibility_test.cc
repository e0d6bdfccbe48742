// Two lists compared: whoever left is explained with the reason that his record has, word for word
// the one that closes his entitlements (domain.md §2.5).
#include "sync-server/console/eligibility.h"

#include "tests/unit/storage/district_on_disk.h"

namespace tilik::console {
namespace {

using merge::Decision;
using merge::Entitle;
using merge::Hand;
using merge::Id;
using merge::Line;
using merge::Propose;
using merge::RegistryInMemory;
using storage::Must;
using testing::SizeIs;

class ComparingLists : public testing::Test {
 protected:
  // Every family is on the list of January.
  ComparingLists() {
    for (std::uint8_t n = 1; n <= 4; ++n) {
      district.Receive(office, {merge::CreateHousehold(Id(n), {}), Entitle(Line(n), Id(n), 10'000)},
                       0);
    }
  }

  void FallsAsleep(const RecordId& household, v1::StatusReason reason) {
    district.Receive(ina, {Propose(household, 1, v1::RECORD_STATUS_ASLEEP, reason)}, 5);
    merge::CaseKey key;
    key.kind = merge::CaseKind::kStatus;
    key.record = household;
    const merge::CaseFile file = district.memory.cases.at(district.memory.open_cases.at(key));
    district.Receive(office,
                     {Decision(file, district.memory.records.at(household).revision,
                               v1::CHOICE_ACCEPT, &file.proposals.front())},
                     6);
  }

  // What the lists say of everybody who is not on February's, recipient by recipient.
  std::map<RecordId, v1::NonDeliveryReason> Explained() {
    std::map<RecordId, v1::NonDeliveryReason> reasons;
    std::unique_ptr<storage::Reader> reader = district.Read();
    const v1::EligibilityComparison comparison =
        Must(CompareEligibility(*reader, "rastra", "2018-01", "2018-02"));
    for (const v1::Operation& operation : Must(ExplainByLists(*reader, comparison))) {
      const v1::SetEligibility& set = operation.set_eligibility();
      EXPECT_EQ(set.state(), v1::ELIGIBILITY_STATE_NOT_ELIGIBLE);
      reasons[RecordId::FromRaw(set.recipient()).value_or(RecordId())] = set.reason();
    }
    return reasons;
  }

  storage::DistrictOnDisk district;
  Hand office = RegistryInMemory::Account(200);
  Hand ina = RegistryInMemory::Officer(10);
};

TEST_F(ComparingLists, WhoLeftIsExplainedByTheStatusOfHisRecord) {
  FallsAsleep(Id(1), v1::STATUS_REASON_TIDAK_DITEMUKAN);
  FallsAsleep(Id(2), v1::STATUS_REASON_BAGIAN_DARI_RUMAH_TANGGA_LAIN);
  FallsAsleep(Id(3), v1::STATUS_REASON_MENOLAK);
  const auto reasons = Explained();
  EXPECT_THAT(reasons, SizeIs(4));
  EXPECT_EQ(reasons.at(Id(1)), v1::NON_DELIVERY_REASON_TIDAK_DITEMUKAN);
  EXPECT_EQ(reasons.at(Id(2)), v1::NON_DELIVERY_REASON_GANDA);
  EXPECT_EQ(reasons.at(Id(3)), v1::NON_DELIVERY_REASON_MENOLAK);
  EXPECT_EQ(reasons.at(Id(4)), v1::NON_DELIVERY_REASON_LAINNYA) << "nobody said why";
  for (std::uint8_t n = 1; n <= 3; ++n) {
    EXPECT_EQ(district.memory.lines.at(Line(n)).closed_because, reasons.at(Id(n)));
  }
}

}  // namespace
}  // namespace tilik::console
