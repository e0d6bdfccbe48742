// What the store keeps of registers, follow-ups, proxies and accounts: rows that follow from the
// log, that a withdrawal takes out of every question, and that a verification compares.
#include "tests/unit/merge/told.h"
#include "tests/unit/storage/district_on_disk.h"

namespace tilik::storage {
namespace {

using merge::Appointed;
using merge::CreateElsewhere;
using merge::CreatePerson;
using merge::Entered;
using merge::Graded;
using merge::kElderly;
using merge::kTagana;
using merge::Left;
using merge::Noted;
using merge::RegistryInMemory;
using merge::Served;
using merge::Withdraw;
using testing::IsEmpty;
using testing::SizeIs;

class RegistersOnDisk : public testing::Test {
 protected:
  RegistersOnDisk() {
    for (DistrictOnDisk* of : {&district, &other}) {
      office = RegistryInMemory::Account(200);
      of->Receive(office,
                  {CreatePerson(maria, "Maria Bere"),
                   CreateElsewhere(v1::RECORD_KIND_GROUP, kube, "KUBE Sehati"),
                   CreateElsewhere(v1::RECORD_KIND_HOUSE, house, "Rumah Maria Bere")},
                  0);
    }
  }

  DistrictOnDisk district, other;
  Hand office = RegistryInMemory::Account(200);
  Hand ina = RegistryInMemory::Officer(10);
  RecordId maria = Id(10), kube = Id(20), house = Id(30);
};

TEST_F(RegistersOnDisk, ComeBackAsTheyWereTold) {
  v1::Operation stage;
  stage.mutable_follow_up()->set_record(house.str());
  stage.mutable_follow_up()->set_stage(v1::HOUSE_STAGE_HALF);
  stage.mutable_follow_up()->add_photos(std::string(32, 'p'));
  // 1,440 minutes after 1970-01-01 00:00 UTC; the district is eight hours ahead.
  district.Receive(ina,
                   {Entered(maria, kElderly, 19700101), Served(maria, kElderly, 0),
                    Left(maria, kElderly, 19700102, v1::EXIT_REASON_DIRUJUK),
                    Graded(kube, v1::GROUP_GRADE_A, 19700101, 10), std::move(stage),
                    Appointed(maria, "12/2026", 19700101, 19701231),
                    Noted(maria, v1::ACCOUNT_STATE_FAILED, 19700101)},
                   1'440);
  district.Reopen();
  std::unique_ptr<Reader> read = district.Read();
  const auto places = Must(read->registers().Places(maria));
  ASSERT_THAT(places, SizeIs(3));
  EXPECT_EQ(places[0].kind, v1::RECORD_KIND_PERSON);
  EXPECT_TRUE(places[0].key == kElderly);
  EXPECT_EQ(places[0].village, merge::kFatumnasi);
  EXPECT_EQ(places[1].step, merge::Step::kServed);
  EXPECT_EQ(places[1].day, 19700102u) << "nobody stated a day: that of the observation, there";
  EXPECT_EQ(places[2].reason, v1::EXIT_REASON_DIRUJUK);
  EXPECT_THAT(Must(read->registers().Places(kube)), IsEmpty());

  const auto follow_ups = Must(read->registers().FollowUps(RecordId()));
  ASSERT_THAT(follow_ups, SizeIs(2));
  EXPECT_EQ(follow_ups[0].members, 10u);
  EXPECT_EQ(follow_ups[1].stage, v1::HOUSE_STAGE_HALF);
  EXPECT_EQ(follow_ups[1].photos, 1u);
  const auto proxies = Must(read->registers().Proxies(maria));
  ASSERT_THAT(proxies, SizeIs(1));
  EXPECT_EQ(proxies[0].letter, "12/2026");
  EXPECT_TRUE(proxies[0].proxy.none());
  EXPECT_EQ(proxies[0].valid_until, 19701231u);
  const auto accounts = Must(read->registers().Accounts(maria));
  ASSERT_THAT(accounts, SizeIs(1));
  EXPECT_EQ(accounts[0].state, v1::ACCOUNT_STATE_FAILED);
  district.ExpectAsInMemory();
}

TEST_F(RegistersOnDisk, AWithdrawalTakesThemOutOfEveryQuestion) {
  district.Receive(
      ina,
      {Entered(maria, kTagana, 19700101), Graded(kube, v1::GROUP_GRADE_C, 0),
       Appointed(maria, "1", 19700101, 0), Noted(maria, v1::ACCOUNT_STATE_CLOSED, 19700101)},
      1'440);
  const Link told = district.last.link;
  district.Receive(
      ina, {Withdraw(told, 0), Withdraw(told, 1), Withdraw(told, 2), Withdraw(told, 3)}, 1'441);
  std::unique_ptr<Reader> read = district.Read();
  EXPECT_THAT(Must(read->registers().Places(RecordId())), IsEmpty());
  EXPECT_THAT(Must(read->registers().FollowUps(RecordId())), IsEmpty());
  EXPECT_THAT(Must(read->registers().Proxies(RecordId())), IsEmpty());
  EXPECT_THAT(Must(read->registers().Accounts(RecordId())), IsEmpty());
  EXPECT_THAT(Must(read->FactsOf(maria)), SizeIs(3)) << "told is told";
  district.ExpectAsInMemory();
}

TEST_F(RegistersOnDisk, AVerificationComparesThem) {
  for (const auto& [of, key] : {std::pair(&district, kElderly), std::pair(&other, kTagana)}) {
    Hand clerk = RegistryInMemory::Account(201);
    Hand officer = RegistryInMemory::Officer(11);
    of->Receive(clerk, {CreatePerson(Id(40), "Anton Nahak")}, 0);
    of->Receive(officer, {Entered(Id(40), key, 19700101)}, 1'440);
  }
  const std::optional<std::string> difference =
      Must(district.store->FirstDifference(*other.store, Given()));
  ASSERT_TRUE(difference.has_value());
  EXPECT_THAT(*difference, testing::HasSubstr("place in a register"));
}

// UU 27/2022: who is destroyed is in no register any more; the money stays.
TEST_F(RegistersOnDisk, AnOrderOfDestructionTakesThemAlong) {
  district.Receive(ina, {Entered(maria, kElderly, 19700101)}, 1'440);
  district.Receive(ina, {Noted(maria, v1::ACCOUNT_STATE_OPENED, 19700101, "0321")}, 1'441);
  district.Receive(ina, {Graded(kube, v1::GROUP_GRADE_B, 19700101, 2)}, 1'442);
  v1::Operation order;
  order.mutable_order_destruction()->add_records(maria.str());
  order.mutable_order_destruction()->set_letter_number("800/12/2026");
  order.mutable_order_destruction()->set_letter_date(20260302);
  district.Receive(office, {std::move(order)}, 1'500);
  std::unique_ptr<Reader> read = district.Read();
  EXPECT_THAT(Must(read->registers().Places(RecordId())), IsEmpty());
  EXPECT_THAT(Must(read->registers().Accounts(RecordId())), IsEmpty());
  EXPECT_THAT(Must(read->registers().FollowUps(RecordId())), SizeIs(1)) << "of another record";
}

}  // namespace
}  // namespace tilik::storage
