// Handovers, non-deliveries, visits, and taking them back (protocol.md §4, Distribution).
#include <gtest/gtest.h>

#include <limits>

#include "sync-server/merge/observation.h"
#include "tests/unit/merge/registry_in_memory.h"

namespace tilik::merge {
namespace {

constexpr std::int64_t kTenKilos = 10'000;

class Facts : public ::testing::Test {
 protected:
  Facts() {
    registry.Receive(office, {CreateHousehold(home, {})}, 0);
    registry.Receive(office, {Entitle(Line(1), home, kTenKilos)}, 0);
  }
  Tally Count() const { return TallyOf(registry.state.lines.at(Line(1))); }

  RegistryInMemory registry;
  Hand office = RegistryInMemory::Account(90);
  Hand supervisor = RegistryInMemory::Account(91);
  Hand yuliana = RegistryInMemory::Officer(1);
  Hand dominggus = RegistryInMemory::Officer(2);
  RecordId home = Id(10);
};

TEST_F(Facts, EveryKilogramIsSomewhere) {
  EXPECT_EQ(Count().open, kTenKilos);
  registry.Receive(yuliana, {HandOver(Line(1), 6'000, 500)}, 5);
  registry.Receive(yuliana, {NotHandedOver(Line(1), v1::NON_DELIVERY_REASON_STOK_KURANG, 2'000)},
                   6);
  Tally tally = Count();
  EXPECT_EQ(tally.delivered, 6'500);
  EXPECT_EQ(tally.deducted, 500);
  EXPECT_EQ(tally.undelivered, 2'000);
  EXPECT_EQ(tally.open, 1'500);
}

TEST_F(Facts, BothTablesServedOneFamily) {
  registry.Receive(yuliana, {HandOver(Line(1), kTenKilos)}, 5);
  EXPECT_TRUE(registry.OpenCases().empty());
  registry.Receive(dominggus, {HandOver(Line(1), kTenKilos)}, 6);
  EXPECT_EQ(Count().delivered, kTenKilos);
  EXPECT_EQ(Count().excess, kTenKilos);
  ASSERT_EQ(registry.OpenCases().size(), 1u);
  EXPECT_EQ(registry.OpenCases().front()->key.kind, CaseKind::kDoubleDelivery);
  // Dominggus notices at once that he wrote it on the wrong line.
  registry.Receive(dominggus, {Withdraw(RegistryInMemory::LinkOf(dominggus.chain, 1))}, 7);
  EXPECT_EQ(Count().excess, 0);
  EXPECT_TRUE(registry.OpenCases().empty());
}

TEST_F(Facts, PartialDeliveriesAreNoDoubleDelivery) {
  registry.Receive(yuliana, {HandOver(Line(1), 4'000)}, 5);
  registry.Receive(dominggus, {HandOver(Line(1), 6'000)}, 6);
  EXPECT_EQ(Count().open, 0);
  EXPECT_TRUE(registry.OpenCases().empty());
}

TEST_F(Facts, OnceReceiptedAWithdrawalIsAProposal) {
  registry.Receive(yuliana, {HandOver(Line(1), kTenKilos)}, 5);
  yuliana.receipted = 1;
  registry.Receive(yuliana, {Withdraw(RegistryInMemory::LinkOf(yuliana.chain, 1))}, 6);
  EXPECT_EQ(Count().delivered, kTenKilos);
  ASSERT_EQ(registry.OpenCases().size(), 1u);
  const CaseFile& file = *registry.OpenCases().front();
  EXPECT_EQ(file.key.kind, CaseKind::kRetraction);
  Delta decided = registry.Receive(supervisor, {Decision(file, 0, v1::CHOICE_ACCEPT)}, 7);
  EXPECT_EQ(decided.outcomes.front().chain, yuliana.chain) << "who proposed it learns the answer";
  EXPECT_EQ(decided.outcomes.front().outcome.kind(), v1::OUTCOME_KIND_APPLIED);
  EXPECT_EQ(Count().delivered, 0);
  EXPECT_EQ(Count().open, kTenKilos);
}

TEST_F(Facts, NobodyWithdrawsAnothersFact) {
  registry.Receive(yuliana, {HandOver(Line(1), kTenKilos)}, 5);
  registry.Receive(dominggus, {Withdraw(RegistryInMemory::LinkOf(yuliana.chain, 1))}, 6);
  EXPECT_EQ(Count().delivered, kTenKilos);
}

TEST_F(Facts, HandoversCountBeforeTheDanomIsKnown) {
  registry.Receive(yuliana, {HandOver(Line(2), kTenKilos)}, 5);
  registry.Receive(office, {Entitle(Line(2), home, kTenKilos)}, 0);
  EXPECT_EQ(TallyOf(registry.state.lines.at(Line(2))).delivered, kTenKilos);
  EXPECT_TRUE(registry.OpenCases().empty());
}

TEST_F(Facts, AStatusClosesOnlyWhatIsOpenAndReopensIt) {
  registry.Receive(yuliana, {HandOver(Line(1), 4'000)}, 5);
  registry.Receive(yuliana,
                   {Propose(home, 1, v1::RECORD_STATUS_NOT_ELIGIBLE, v1::STATUS_REASON_MAMPU)}, 6);
  const CaseFile& file = *registry.OpenCases().front();
  registry.Receive(supervisor, {Decision(file, 1, v1::CHOICE_ACCEPT, &file.proposals[0])}, 7);
  EXPECT_EQ(Count().delivered, 4'000);
  EXPECT_EQ(Count().closed, 6'000);
  EXPECT_EQ(Count().closed_because, v1::NON_DELIVERY_REASON_MAMPU);
  EXPECT_EQ(Count().open, 0);
  registry.Receive(yuliana, {Propose(home, 2, v1::RECORD_STATUS_ACTIVE, v1::STATUS_REASON_LAINNYA)},
                   8);
  const CaseFile& again = *registry.OpenCases().front();
  registry.Receive(supervisor, {Decision(again, 2, v1::CHOICE_ACCEPT, &again.proposals[0])}, 9);
  EXPECT_EQ(Count().open, 6'000);
}

TEST_F(Facts, AnOrderToCloseOutlivesAStatusThatComesAndGoes) {
  registry.Receive(supervisor, {CloseByOrder(Line(1), v1::NON_DELIVERY_REASON_MENOLAK)}, 5);
  std::uint64_t revision = 1;
  for (v1::RecordStatus status : {v1::RECORD_STATUS_ASLEEP, v1::RECORD_STATUS_ACTIVE}) {
    registry.Receive(yuliana, {Propose(home, revision, status, v1::STATUS_REASON_PINDAH)}, 6);
    const CaseFile& file = *registry.OpenCases().front();
    registry.Receive(supervisor,
                     {Decision(file, revision++, v1::CHOICE_ACCEPT, &file.proposals[0])}, 7);
    EXPECT_EQ(Count().closed, kTenKilos);
    EXPECT_EQ(Count().closed_because, v1::NON_DELIVERY_REASON_MENOLAK);
  }
  registry.Receive(supervisor, {CloseByOrder(Line(1), v1::NON_DELIVERY_REASON_UNSPECIFIED)}, 8);
  EXPECT_EQ(Count().open, kTenKilos);
}

TEST_F(Facts, TheNewestNonDeliveryCountsWhateverTheOrder) {
  registry.Receive(yuliana, {NotHandedOver(Line(1), v1::NON_DELIVERY_REASON_TIDAK_HADIR)}, 20);
  registry.Receive(dominggus, {NotHandedOver(Line(1), v1::NON_DELIVERY_REASON_PINDAH, 3'000)}, 10);
  EXPECT_EQ(Count().reason, v1::NON_DELIVERY_REASON_TIDAK_HADIR);
  EXPECT_EQ(Count().undelivered, kTenKilos);
}

// With a clock that is years off all she says counts as one moment.
TEST_F(Facts, HerLastWordCountsWhateverHerClockSays) {
  for (std::int64_t quantity : {1'000, 5'000, 2'000, 4'000, 3'000}) {
    registry.Receive(yuliana,
                     {NotHandedOver(Line(1), v1::NON_DELIVERY_REASON_STOK_KURANG, quantity)}, 20);
    EXPECT_EQ(Count().undelivered, quantity);
  }
}

TEST_F(Facts, TheOfficersOwnVisitCanBeTakenBack) {
  v1::Operation visit;
  visit.mutable_visit()->set_household(home.str());
  visit.mutable_visit()->set_outcome(v1::VISIT_OUTCOME_SELESAI);
  registry.Receive(yuliana, {visit}, 5);
  const FactId id{RegistryInMemory::LinkOf(yuliana.chain, 1), 0};
  EXPECT_FALSE(registry.state.facts.at(id).retracted);
  registry.Receive(yuliana, {Withdraw(id.link)}, 6);
  EXPECT_TRUE(registry.state.facts.at(id).retracted);
}

// --- clocks ---

constexpr Instant kOpened{1'000'000'000};
constexpr Instant kArrived{kOpened.ms + 86'400'000};

v1::ClockReadings Clock(std::int64_t wall, std::uint64_t monotonic) {
  v1::ClockReadings clock;
  clock.set_wall_ms(wall);
  clock.set_monotonic_ms(monotonic);
  clock.set_boot_id("boot");
  return clock;
}

TEST(Observation, AClockThatTellsTheTruthIsBelieved) {
  SessionNote session{kOpened, kOpened, 5'000, "boot"};
  EXPECT_EQ(BoundObservation(Clock(kOpened.ms + 3'600'000, 3'605'000), session, kArrived).ms,
            kOpened.ms + 3'600'000);
}

TEST(Observation, AClockTenYearsOffCountsByItsOffsetOrAsTheSession) {
  const std::int64_t ten_years = 315'576'000'000;
  SessionNote session{kOpened, Instant{kOpened.ms - ten_years}, 5'000, "boot"};
  v1::ClockReadings clock = Clock(kOpened.ms - ten_years + 3'600'000, 3'605'000);
  clock.set_offset_ms(ten_years);
  EXPECT_EQ(BoundObservation(clock, session, kArrived).ms, kOpened.ms + 3'600'000);
  clock.set_offset_ms(0);
  EXPECT_EQ(BoundObservation(clock, session, kArrived), kOpened);
}

TEST(Observation, AClockMovedInTheFieldCountsAsTheSession) {
  SessionNote session{kOpened, kOpened, 5'000, "boot"};
  EXPECT_EQ(BoundObservation(Clock(kOpened.ms + 7'200'000, 3'605'000), session, kArrived), kOpened);
}

// Clocks are a stranger's bytes: the sanitizer watches that no reckoning with them overflows.
TEST(Observation, ReadingsNoClockCanGiveCountAsTheSession) {
  constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
  const SessionNote session{kOpened, kOpened, 5'000, "boot"};
  v1::ClockReadings clock = Clock(kLeast, 3'605'000);
  clock.set_offset_ms(-1);
  EXPECT_EQ(BoundObservation(clock, session, kArrived), kOpened);
  clock = Clock(kOpened.ms, 3'605'000);
  clock.set_offset_ms(kLeast);
  EXPECT_EQ(BoundObservation(clock, session, kArrived), kOpened);
  const std::uint64_t since_ever = (std::uint64_t{1} << 63) + 5'000;
  EXPECT_EQ(BoundObservation(Clock(kOpened.ms, since_ever), session, kArrived), kOpened);
  const SessionNote mad{kOpened, Instant{kLeast}, 5'000, "boot"};
  EXPECT_EQ(BoundObservation(Clock(kOpened.ms, 5'000), mad, kArrived), kOpened);
  // As the fuzzer found it in what is noted of a deed.
  clock = Clock(7'741'528'752'871'731'043, 5'000);
  clock.set_offset_ms(4'611'686'018'427'387'904);
  EXPECT_FALSE(ClaimedTime(clock));
}

TEST(Observation, AnotherBootSaysNothingOfTheWallClock) {
  const SessionNote session{kOpened, kOpened, 5'000, "boot"};
  v1::ClockReadings restarted = Clock(kOpened.ms + 7'200'000, 100);
  EXPECT_EQ(BoundObservation(restarted, session, kArrived), kOpened) << "it ran backwards";
  restarted.set_boot_id("restarted");
  EXPECT_EQ(BoundObservation(restarted, session, kArrived).ms, kOpened.ms + 7'200'000);
}

TEST(Observation, NobodyIsLaterThanHisArrival) {
  SessionNote session{kOpened, kOpened, 5'000, "boot"};
  EXPECT_EQ(BoundObservation(Clock(kArrived.ms + 1, 86'405'001), session, kArrived), kOpened);
}

}  // namespace
}  // namespace tilik::merge
