// Days without sync, by clocks that may be set.
#include "client/core/expiry.h"

#include "household.h"

namespace tilik::client {
namespace {

constexpr std::uint64_t kDay = 86'400'000;

class DaysWithoutSync : public ::testing::Test {
 protected:
  std::uint64_t Days() {
    unsynced_ = LookAgain(unsynced_, clock_.now);
    return unsynced_.ms() / kDay;
  }

  TestClock clock_;
  v1::Unsynced unsynced_ = LookAgain(v1::Unsynced(), clock_.now);
};

TEST_F(DaysWithoutSync, AreAddedUpLookByLook) {
  EXPECT_EQ(Days(), 0u);
  clock_.Pass(10 * kDay);
  EXPECT_EQ(Days(), 10u);
  clock_.Pass(20 * kDay);
  EXPECT_EQ(Days(), 30u);
  EXPECT_TRUE(HasExpired(unsynced_, 0));
  EXPECT_FALSE(HasExpired(unsynced_, 31)) << "as the district says";
}

TEST_F(DaysWithoutSync, WithinOneBootTheWallClockSaysNothing) {
  clock_.now.wall.ms += 400 * static_cast<std::int64_t>(kDay);
  EXPECT_EQ(Days(), 0u) << "a wrong clock takes no data away in the field";
  clock_.now.wall.ms -= 800 * static_cast<std::int64_t>(kDay);
  clock_.Pass(5 * kDay);
  EXPECT_EQ(Days(), 5u);
}

TEST_F(DaysWithoutSync, AcrossARestartTheyAreWhatTheWallClockSays) {
  clock_.Pass(12 * kDay);
  clock_.Reboot("boot-2");
  EXPECT_EQ(Days(), 12u);
}

TEST_F(DaysWithoutSync, ButNeverLessThanSinceThatRestart) {
  clock_.Reboot("boot-2");
  clock_.now.wall.ms -= 100 * static_cast<std::int64_t>(kDay);
  clock_.Pass(31 * kDay);
  EXPECT_EQ(Days(), 31u);
}

class APhoneNobodyBroughtToTown : public OneHousehold {
 protected:
  void SetUp() override {
    device_ = Must(Device::Enrol(phone_.host, district_.Order(), district_));
    for (int number : {1, 2, 3}) {
      district_.Send(kOelbubuk,
                     RowOf(NumberedRecord(number), v1::RECORD_KIND_HOUSEHOLD, 5,
                           {{field::kHeadName, Typed("Yohanes " + std::to_string(number))},
                            {FieldNamed("lantai"), Seen(9)}}));
    }
    ASSERT_TRUE(device_->Sync(district_, {}).ok());
  }

  void OpenAfterDays(std::uint64_t days) {
    phone_.clock.Pass(days * kDay);
    DropAndReopen();
  }
};

TEST_F(APhoneNobodyBroughtToTown, LetsGoOfTheRegistryButNeverOfOwnWork) {
  SaveFloor(6);
  Draft draft = Must(device_->BeginEdit("visit", NumberedRecord(2), {NumberedRecord(2)}));
  ASSERT_OK(device_->KeepDraft(draft.number, "half a form"));
  Photo photo;
  photo.bytes = "a house";
  photo.draft = draft.number;
  const v1::AttachmentRef reference = Must(device_->AddPhoto(photo));

  OpenAfterDays(29);
  EXPECT_FALSE(Must(device_->Status()).expired);
  EXPECT_EQ(Must(device_->Status()).records, 3u);
  OpenAfterDays(1);
  EXPECT_TRUE(Must(device_->Status()).expired);
  EXPECT_EQ(device_->Show(NumberedRecord(3)).status().code(), Code::kNotFound);
  EXPECT_EQ(Floor(), Seen(6));
  EXPECT_EQ(Must(device_->ResumeEdit(draft.number)).content, "half a form");
  EXPECT_EQ(Must(device_->ReadPhoto(*ContentHash::FromRaw(reference.hash()))), "a house");
  EXPECT_EQ(Must(device_->Status()).outbox.unsent, 1u);

  ASSERT_TRUE(device_->Sync(district_, {}).ok());
  EXPECT_FALSE(Must(device_->Status()).expired);
  EXPECT_EQ(Must(device_->Status()).records, 3u) << "fetched again from the beginning";
  EXPECT_EQ(district_.arrived.size(), 1u);
  OpenAfterDays(29);
  EXPECT_FALSE(Must(device_->Status()).expired) << "counted from the last sync";
}

}  // namespace
}  // namespace tilik::client
