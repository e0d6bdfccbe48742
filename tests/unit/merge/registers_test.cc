// PPKS and PSKS, follow-ups, proxies and accounts: what facts come to, in any order of arrival
// (merge/registers.h, domain.md §3.5).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/merge/told.h"

namespace tilik::merge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

PlaceFact Fact(Step step, std::uint32_t day, std::uint8_t n,
               v1::ExitReason reason = v1::EXIT_REASON_UNSPECIFIED) {
  PlaceFact fact;
  fact.id.link.data()[0] = n;
  fact.observed.ms = n;
  fact.day = day;
  fact.village = kFatumnasi;
  fact.step = step;
  fact.reason = reason;
  return fact;
}

std::uint32_t DayOfFact(const PlaceFact& fact) { return fact.day; }

TEST(PlacesInARegister, AreReadByDayNotByArrival) {
  std::vector<PlaceFact> told = {
      Fact(Step::kEntered, 20260105, 1), Fact(Step::kServed, 20260210, 2),
      Fact(Step::kLeft, 20260301, 3, v1::EXIT_REASON_PINDAH), Fact(Step::kEntered, 20260801, 4)};
  const std::vector<Stay> expected = {{kFatumnasi, 20260105, 20260301, v1::EXIT_REASON_PINDAH},
                                      {kFatumnasi, 20260801, 0, v1::EXIT_REASON_UNSPECIFIED}};
  const auto by_id = [](const PlaceFact& a, const PlaceFact& b) { return a.id < b.id; };
  int orders = 0;
  do {
    const PlaceHistory history = HistoryOf(told);
    EXPECT_EQ(history.stays, expected);
    EXPECT_THAT(history.served, SizeIs(1));
    EXPECT_THAT(history.entered_again, IsEmpty());
    EXPECT_THAT(history.left_unentered, IsEmpty());
    ++orders;
  } while (std::next_permutation(told.begin(), told.end(), by_id));
  EXPECT_EQ(orders, 24);
}

TEST(PlacesInARegister, WhatDoesNotFitIsToldApartAndChangesNothing) {
  const PlaceHistory history = HistoryOf(
      {Fact(Step::kLeft, 20260101, 1, v1::EXIT_REASON_GANDA), Fact(Step::kServed, 20260102, 2),
       Fact(Step::kEntered, 20260105, 3), Fact(Step::kEntered, 20260205, 4)});
  EXPECT_THAT(history.stays, ElementsAre(Stay{kFatumnasi, 20260105, 0, {}}));
  EXPECT_THAT(history.left_unentered, ElementsAre(testing::ResultOf(DayOfFact, 20260101u)));
  EXPECT_THAT(history.served_unentered, ElementsAre(testing::ResultOf(DayOfFact, 20260102u)));
  EXPECT_THAT(history.entered_again, ElementsAre(testing::ResultOf(DayOfFact, 20260205u)));
}

TEST(PlacesInARegister, OnOneDayWhoIsInLeavesFirstAndWhoIsOutEntersFirst) {
  const PlaceHistory came_and_went =
      HistoryOf({Fact(Step::kLeft, 20260105, 1, v1::EXIT_REASON_DIRUJUK),
                 Fact(Step::kEntered, 20260105, 2), Fact(Step::kServed, 20260105, 3)});
  EXPECT_THAT(came_and_went.stays,
              ElementsAre(Stay{kFatumnasi, 20260105, 20260105, v1::EXIT_REASON_DIRUJUK}));
  EXPECT_THAT(came_and_went.served, SizeIs(1)) << "on the day of leaving too";
  EXPECT_FALSE(came_and_went.stays[0].StandsOn(20260105));

  const PlaceHistory went_and_came =
      HistoryOf({Fact(Step::kEntered, 20260101, 1), Fact(Step::kEntered, 20260105, 2),
                 Fact(Step::kLeft, 20260105, 3, v1::EXIT_REASON_PINDAH)});
  EXPECT_THAT(went_and_came.stays, SizeIs(2));
  EXPECT_TRUE(went_and_came.stays[1].StandsOn(20260105));
}

class Registers : public ::testing::Test {
 protected:
  Registers() {
    registry.Receive(office, {CreatePerson(maria, "Maria Bere")}, 0);
    registry.Receive(office, {CreateElsewhere(v1::RECORD_KIND_GROUP, kube, "KUBE Sehati")}, 0);
  }

  // As a store reads them: unretracted, of one place.
  PlaceHistory HistoryOfMaria(const RegisterKey& key = kElderly) const {
    return HistoryIn(registry, key);
  }
  PlaceHistory HistoryIn(const RegistryInMemory& of, const RegisterKey& key) const {
    std::vector<PlaceFact> facts;
    for (const auto& [id, row] : of.state.facts) {
      if (row.retracted || row.record != maria || !(KeyTold(row.operation) == key)) continue;
      PlaceFact fact;
      fact.id = id;
      fact.observed = row.origin.observed;
      fact.village = row.village;
      fact.day = DayTold(row.operation);
      fact.key = key;
      fact.step = row.operation.has_enter_register()     ? Step::kEntered
                  : row.operation.has_service_received() ? Step::kServed
                                                         : Step::kLeft;
      fact.reason = row.operation.leave_register().reason();
      facts.push_back(fact);
    }
    return HistoryOf(std::move(facts));
  }

  RegistryInMemory registry;
  Hand office = RegistryInMemory::Account(90);
  Hand ina = RegistryInMemory::Officer(1);
  Hand beni = RegistryInMemory::Officer(2);
  RecordId maria = Id(10);
  RecordId kube = Id(20);
};

// Two officers' sets arrive in any order, one of them with a fact that is taken back.
TEST_F(Registers, CountTheSameHoweverTheyArrive) {
  std::vector<PlaceHistory> histories;
  for (const bool ina_first : {true, false}) {
    RegistryInMemory fresh;
    Hand clerk = RegistryInMemory::Account(90);
    fresh.Receive(clerk, {CreatePerson(maria, "Maria Bere")}, 0);
    Hand one = RegistryInMemory::Officer(1);
    Hand two = RegistryInMemory::Officer(2);
    const auto of_one = [&] {
      fresh.Receive(one, {Entered(maria, kElderly, 20260105)}, 10);
      fresh.Receive(one, {Left(maria, kElderly, 20260106)}, 11);
      fresh.Receive(one, {Withdraw(RegistryInMemory::LinkOf(one.chain, 2))}, 12);
    };
    const auto of_two = [&] {
      fresh.Receive(two, {Served(maria, kElderly, 20260301), Left(maria, kElderly, 20260901)}, 20);
    };
    if (ina_first) of_one();
    of_two();
    if (!ina_first) of_one();
    histories.push_back(HistoryIn(fresh, kElderly));
  }
  EXPECT_THAT(histories[0].stays,
              ElementsAre(Stay{kFatumnasi, 20260105, 20260901, v1::EXIT_REASON_MANDIRI}));
  EXPECT_EQ(histories[0].stays, histories[1].stays);
  EXPECT_THAT(histories[0].served, SizeIs(1));
  EXPECT_THAT(histories[1].served, SizeIs(1));
}

TEST_F(Registers, WaitForARecordThatNobodyKnowsYet) {
  registry.Receive(ina, {Entered(Id(11), kElderly, 20260105)}, 5);
  EXPECT_THAT(registry.state.held, SizeIs(1));
  registry.Receive(beni, {CreatePerson(Id(11), "Yosef Nahak")}, 6);
  EXPECT_THAT(registry.state.held, IsEmpty());
  EXPECT_THAT(registry.state.facts, SizeIs(1));
  EXPECT_EQ(registry.state.facts.begin()->second.village, kFatumnasi);
}

TEST_F(Registers, OfAnotherVillageAreHeldForADecision) {
  registry.Receive(office, {CreatePerson(Id(12), "Anton Nahak", kNenas)}, 0);
  registry.Receive(ina, {Entered(Id(12), kElderly, 20260105)}, 5);
  EXPECT_THAT(registry.state.facts, IsEmpty());
  ASSERT_THAT(registry.OpenCases(), SizeIs(1));
  EXPECT_EQ(registry.OpenCases()[0]->key.kind, CaseKind::kOutsideAssignment);
}

TEST_F(Registers, OfANewerListWaitForAProgramThatKnowsIt) {
  registry.Receive(ina, {Entered(maria, {79, 1}, 20260105)}, 5);
  ASSERT_THAT(registry.state.held, SizeIs(1));
  EXPECT_EQ(registry.state.held.begin()->second.because, HeldBecause::kNewerVersion);
}

TEST_F(Registers, WhatTheDistrictReceiptedIsWithdrawnByDecisionOnly) {
  registry.Receive(ina, {Entered(maria, kElderly, 20260105)}, 5);
  ina.receipted = 1;
  registry.Receive(ina, {Withdraw(RegistryInMemory::LinkOf(ina.chain, 1))}, 6);
  EXPECT_THAT(HistoryOfMaria().stays, SizeIs(1));
  ASSERT_THAT(registry.OpenCases(), SizeIs(1));
  const CaseFile& file = *registry.OpenCases()[0];
  registry.Receive(office, {Decision(file, 0, v1::CHOICE_ACCEPT, &file.proposals[0])}, 7);
  EXPECT_THAT(HistoryOfMaria().stays, IsEmpty());
}

TEST_F(Registers, TypesAreCountedEachByItself) {
  registry.Receive(ina,
                   {Entered(maria, kElderly, 20260105), Entered(maria, kTrafficked, 20260105),
                    Left(maria, kTrafficked, 20260205)},
                   5);
  EXPECT_THAT(HistoryOfMaria(kElderly).stays,
              ElementsAre(Stay{kFatumnasi, 20260105, 0, v1::EXIT_REASON_UNSPECIFIED}));
  EXPECT_EQ(HistoryOfMaria(kTrafficked).stays.front().until, 20260205u);
}

template <typename Told>
Told At(std::uint32_t day, std::uint8_t n) {
  Told told;
  told.id.link.data()[0] = n;
  told.observed.ms = n;
  told.day = day;
  return told;
}

TEST(FollowUps, OfEachThingTheNewestWordStands) {
  FollowUpFact founded = At<FollowUpFact>(20260110, 1);
  founded.members = 10;
  founded.funding = "APBN 2026";
  FollowUpFact first = At<FollowUpFact>(20260401, 2);
  first.grade = v1::GROUP_GRADE_B;
  FollowUpFact second = At<FollowUpFact>(20261001, 3);
  second.grade = v1::GROUP_GRADE_A;
  const FollowedUp now = FollowedUpBy(20261231, {second, founded, first});
  EXPECT_EQ(now.grade, v1::GROUP_GRADE_A);
  EXPECT_EQ(now.members, 10u);
  EXPECT_EQ(now.funding, "APBN 2026");
  EXPECT_EQ(FollowedUpBy(20260930, {second, founded, first}).grade, v1::GROUP_GRADE_B);
  EXPECT_EQ(FollowedUpBy(20260101, {second, founded, first}).day, 0u) << "nobody came yet";
}

// With a clock that is years off all that one officer says counts as one moment.
TEST(FollowUps, OfOneMomentAHandsLastWordStands) {
  std::vector<FollowUpFact> said;
  for (std::uint8_t seq : {1, 2, 3, 4}) {
    FollowUpFact fact = At<FollowUpFact>(20260110, 9);
    fact.id.link.data()[0] = seq % 2 == 0 ? 1 : 200;
    fact.seq = seq;
    fact.members = seq;
    said.push_back(fact);
    EXPECT_EQ(FollowedUpBy(20261231, said).members, seq);
  }
}

TEST(FollowUps, AStageHasItsOwnPhotos) {
  FollowUpFact before = At<FollowUpFact>(20260110, 1);
  before.stage = v1::HOUSE_STAGE_BEFORE;
  before.photos = 3;
  FollowUpFact half = At<FollowUpFact>(20260401, 2);
  half.stage = v1::HOUSE_STAGE_HALF;
  half.photos = 1;
  FollowUpFact again = At<FollowUpFact>(20260402, 3);
  again.stage = v1::HOUSE_STAGE_HALF;
  again.photos = 1;
  const FollowedUp now = FollowedUpBy(20261231, {again, before, half});
  EXPECT_EQ(now.stage, v1::HOUSE_STAGE_HALF);
  EXPECT_EQ(now.photos, 2u);
}

TEST(Proxies, ALetterEndsEarlyByANewerWordOnIt) {
  ProxyFact letter = At<ProxyFact>(20260105, 1);
  letter.letter = "12/2026";
  letter.valid_from = 20260105;
  ProxyFact ended = At<ProxyFact>(20260601, 2);
  ended.letter = "12 / 2026";
  ended.valid_from = 20260105;
  ended.valid_until = 20260531;
  ProxyFact other = At<ProxyFact>(20260602, 3);
  other.letter = "40/2026";
  other.letter_date = 20260602;
  other.valid_from = 20260602;
  other.programme = "aspdb";
  const std::vector<ProxyFact> standing = StandingProxies({other, ended, letter});
  ASSERT_THAT(standing, SizeIs(2));
  EXPECT_TRUE(standing[0].Covers(20260531, "aslut"));
  EXPECT_FALSE(standing[0].Covers(20260601, "aslut"));
  EXPECT_TRUE(standing[1].Covers(20270101, "aspdb")) << "open";
  EXPECT_FALSE(standing[1].Covers(20270101, "aslut")) << "for one programme only";
}

TEST(Accounts, StateAndHolderAreSaidApart) {
  AccountFact failed = At<AccountFact>(20260110, 1);
  failed.provider = "BRI";
  failed.state = v1::ACCOUNT_STATE_FAILED;
  failed.reason = "nama berbeda";
  AccountFact opened = At<AccountFact>(20260310, 2);
  opened.provider = "bri";
  opened.number = "0321-01-000017-53-1";
  opened.state = v1::ACCOUNT_STATE_OPENED;
  AccountFact held = At<AccountFact>(20260401, 3);
  held.provider = "BRI";
  held.holder = v1::CARD_HOLDER_AGEN;
  AccountFact post = At<AccountFact>(20260401, 4);
  post.provider = "Pos";
  post.holder = v1::CARD_HOLDER_KPM;
  const std::vector<Account> accounts = AccountsBy(20261231, {held, opened, post, failed});
  ASSERT_THAT(accounts, SizeIs(2));
  EXPECT_EQ(accounts[0].state, v1::ACCOUNT_STATE_OPENED);
  EXPECT_EQ(accounts[0].reason, "");
  EXPECT_EQ(accounts[0].number, "0321-01-000017-53-1");
  EXPECT_EQ(accounts[0].holder, v1::CARD_HOLDER_AGEN);
  EXPECT_EQ(accounts[0].holder_day, 20260401u);
  EXPECT_EQ(AccountsBy(20260201, {opened, failed})[0].reason, "nama berbeda");
}

}  // namespace
}  // namespace tilik::merge
