// Reviews, tasks and versions: what the store keeps of them, and what a version still says when the
// registry has moved on.
#include "sync-server/merge/reviewed.h"
#include "tests/unit/storage/district_on_disk.h"

namespace tilik::storage {
namespace {

using merge::CreateHousehold;
using merge::Edit;
using merge::FrozenRecord;
using merge::kFatumnasi;
using merge::RegistryInMemory;
using testing::SizeIs;

constexpr char kCampaign[] = "verivali-2026-11";
constexpr Field kFloor = 103;

v1::Operation VisitTo(const RecordId& household) {
  v1::Operation operation;
  operation.mutable_visit()->set_household(household.str());
  operation.mutable_visit()->set_outcome(v1::VISIT_OUTCOME_SELESAI);
  operation.mutable_visit()->set_campaign(kCampaign);
  return operation;
}

v1::Operation Approve(const merge::FactId& fact) {
  v1::Operation operation;
  v1::FactRef* ref = operation.mutable_approve_visit()->mutable_visit();
  ref->set_link(fact.link.str());
  ref->set_operation(fact.operation);
  return operation;
}

v1::Operation Return(const merge::FactId& fact) {
  v1::Operation operation;
  v1::FactRef* ref = operation.mutable_return_visit()->mutable_visit();
  ref->set_link(fact.link.str());
  ref->set_operation(fact.operation);
  operation.mutable_return_visit()->add_comments()->set_text("ukur lagi");
  return operation;
}

class VerificationTest : public testing::Test {
 protected:
  DistrictOnDisk district;
  Hand office = RegistryInMemory::Account(200);
  Hand ina = RegistryInMemory::Officer(10);

  merge::FactId Visited(std::uint8_t household, std::uint32_t floor, std::uint64_t base) {
    district.Receive(
        ina, {Edit(Id(household), base, {{kFloor, merge::Code(floor)}}), VisitTo(Id(household))},
        10 + static_cast<std::int64_t>(district.last.arrival));
    return {district.last.link, 1};
  }

  void Listed(std::uint8_t household) {
    district.Receive(office, {CreateHousehold(Id(household), {{kFloor, merge::Code(9)}})}, 0);
  }

  std::map<RecordId, FrozenRecord> FrozenAt(std::uint64_t through) {
    std::map<RecordId, FrozenRecord> frozen;
    std::unique_ptr<Reader> reader = district.Read();
    Must(reader->verification().ForEachFrozen(through, [&](const FrozenRecord& record) -> Status {
      frozen[record.id] = record;
      return Status();
    }));
    return frozen;
  }

  Value FloorAt(std::uint64_t through, std::uint8_t household) {
    return FrozenAt(through).at(Id(household)).answers.at(kFloor).value;
  }
};

TEST_F(VerificationTest, AVersionSaysLaterWhatItSaidThen) {
  Listed(1);
  const merge::FactId first = Visited(1, 6, 1);
  const std::uint64_t imported = district.last.arrival;
  EXPECT_EQ(FloorAt(imported, 1), merge::Code(9)) << "the visit is not approved";
  district.Receive(office, {Approve(first)}, 20);
  const std::uint64_t approved = district.last.arrival;
  EXPECT_EQ(FloorAt(approved, 1), merge::Code(6));

  const merge::FactId second = Visited(1, 2, 2);
  district.Receive(office, {Approve(second)}, 30);
  EXPECT_EQ(FloorAt(district.last.arrival, 1), merge::Code(2));
  EXPECT_EQ(FloorAt(approved, 1), merge::Code(6));
  EXPECT_EQ(FloorAt(imported, 1), merge::Code(9));
}

TEST_F(VerificationTest, ARecordMergedLaterStandsInTheVersionsBefore) {
  Listed(1);
  Listed(2);
  const std::uint64_t before = district.last.arrival;
  v1::Operation join;
  join.mutable_merge_records()->set_survivor(Id(1).str());
  join.mutable_merge_records()->set_survivor_revision(1);
  join.mutable_merge_records()->set_retired(Id(2).str());
  join.mutable_merge_records()->set_retired_revision(1);
  district.Receive(office, {join}, 5);
  EXPECT_THAT(FrozenAt(before), SizeIs(2));
  EXPECT_THAT(FrozenAt(district.last.arrival), SizeIs(1));
}

TEST_F(VerificationTest, AReturnedVisitIsATaskInItsOfficersInbox) {
  Listed(1);
  const merge::FactId visit = Visited(1, 6, 1);
  const std::uint64_t seen = Must(district.Read()->Inbox(ina.chain, 0, 100'000)).to();
  district.Receive(office, {Return(visit)}, 20);
  district.Reopen();
  const v1::InboxPage page = Must(district.Read()->Inbox(ina.chain, seen, 100'000));
  ASSERT_THAT(page.tasks(), SizeIs(1));
  EXPECT_EQ(page.tasks(0).comments(0).text(), "ukur lagi");
  EXPECT_GT(page.to(), seen);
  const v1::InboxPage empty = Must(district.Read()->Inbox(ina.chain, page.to(), 100'000));
  EXPECT_THAT(empty.tasks(), SizeIs(0));

  district.Receive(office, {Approve(visit)}, 30);
  const v1::InboxPage closed = Must(district.Read()->Inbox(ina.chain, page.to(), 100'000));
  ASSERT_THAT(closed.tasks(), SizeIs(1));
  EXPECT_TRUE(closed.tasks(0).closed());
}

TEST_F(VerificationTest, ReviewsAreLoadedForWhatDecidesThem) {
  for (std::uint8_t n = 1; n <= 12; ++n) {
    Listed(n);
    Visited(n, 6, 1);
  }
  v1::Operation draw;
  draw.mutable_draw_sample()->set_campaign(kCampaign);
  draw.mutable_draw_sample()->set_village(kFatumnasi);
  draw.mutable_draw_sample()->set_seed(std::string(16, 's'));
  district.Receive(office, {draw}, 20);
  std::vector<merge::Review> reviews =
      Must(district.Read()->verification().Reviews(kCampaign, kFatumnasi));
  for (const merge::Review& review : reviews) {
    if (review.in_sample) district.Receive(office, {Approve(review.fact)}, 21);
  }
  v1::Operation together;
  together.mutable_approve_village()->set_campaign(kCampaign);
  together.mutable_approve_village()->set_village(kFatumnasi);
  district.Receive(office, {together}, 22);
  reviews = Must(district.Read()->verification().Reviews(kCampaign, kFatumnasi));
  EXPECT_THAT(reviews, SizeIs(12));
  for (const merge::Review& review : reviews) {
    EXPECT_EQ(review.state, merge::ReviewState::kApproved);
    EXPECT_TRUE(review == district.memory.reviews.at(review.fact));
  }
  const std::vector<merge::Sample> samples =
      Must(district.Read()->verification().Samples(kCampaign));
  ASSERT_THAT(samples, SizeIs(1));
  EXPECT_TRUE(samples[0] == district.memory.samples.at(samples[0].of));
}

}  // namespace
}  // namespace tilik::storage
