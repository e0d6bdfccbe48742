// PINs and what they open.
#include "client/core/vault.h"

#include "gtest/gtest.h"
#include "phone.h"

namespace tilik::client {
namespace {

class Vault : public ::testing::Test {
 protected:
  void SetUp() override {
    home_.name = "a1";
    home_.enrolment.data()[0] = 7;
    home_.officer = "Yuliana Tefa";
    ASSERT_OK(CreateVault(phone_.host, home_, kPin, Secret(std::string(32, 'k'))));
  }
  Code Try(std::string_view pin) { return OpenVault(phone_.host, "a1", pin).status().code(); }

  Phone phone_;
  HomeSummary home_;
};

TEST_F(Vault, TheRightPinOpensIt) {
  EXPECT_EQ(Must(OpenVault(phone_.host, "a1", kPin)).database_key.bytes(), std::string(32, 'k'));
  EXPECT_EQ(Must(ListHomes(phone_.host)).at(0).officer, "Yuliana Tefa");
}

TEST_F(Vault, TheKeyFileDoesNotShowTheKey) {
  EXPECT_EQ(Must(phone_.files.Read("a1/key")).find("kkkkkkkk"), std::string::npos);
}

TEST_F(Vault, OnAnotherDeviceTheRightPinOpensNothing) {
  phone_.secret.secret = "that phone";
  EXPECT_EQ(Try(kPin), Code::kDenied);
}

TEST_F(Vault, APinHasSixDigits) {
  EXPECT_EQ(CheckPin("12345").code(), Code::kInvalid);
  EXPECT_TRUE(CheckPin("123456").ok());
}

TEST_F(Vault, ThreeWrongPinsAreFreeThenEvenTheRightOneWaits) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Try("000000"), Code::kDenied);
  EXPECT_EQ(Try(kPin), Code::kDenied);
  phone_.clock.Pass(29'000);
  EXPECT_EQ(Try(kPin), Code::kDenied);
  phone_.clock.Pass(1'000);
  EXPECT_EQ(Try(kPin), Code::kOk);
  EXPECT_EQ(Try("000000"), Code::kDenied);
  EXPECT_EQ(Try(kPin), Code::kOk) << "the count began anew";
}

TEST_F(Vault, DelaysGrowToAnHour) {
  v1::WrongPins wrong;
  wrong.set_boot_id("boot-1");
  wrong.set_monotonic_ms(60'000);
  std::vector<std::uint64_t> seconds;
  for (std::uint32_t count = 2; count < 10; ++count) {
    wrong.set_count(count);
    seconds.push_back(PinDelay(wrong, phone_.clock.now) / 1000);
  }
  EXPECT_EQ(seconds, (std::vector<std::uint64_t>{0, 30, 60, 300, 900, 3600, 3600, 3600}));
}

TEST_F(Vault, SettingTheClockForwardGainsNothing) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Try("000000"), Code::kDenied);
  phone_.clock.now.wall.ms += 10LL * 365 * 86'400'000;
  EXPECT_EQ(Try(kPin), Code::kDenied);
}

TEST_F(Vault, ARestartBeginsTheWaitAnewAndSettingTheClockBackDoesNotLengthenIt) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Try("000000"), Code::kDenied);
  phone_.clock.Reboot("boot-2");
  phone_.clock.now.wall.ms -= 10LL * 365 * 86'400'000;
  EXPECT_EQ(Try(kPin), Code::kDenied);
  phone_.clock.Pass(30'000);
  EXPECT_EQ(Try(kPin), Code::kOk);
}

TEST_F(Vault, AnAttemptIsCountedBeforeItIsTried) {
  phone_.files.full = true;
  EXPECT_EQ(Try(kPin), Code::kStorage) << "what cannot be counted is not tried";
}

TEST_F(Vault, ADamagedKeyFileSaysSo) {
  ASSERT_OK(phone_.files.WriteDurably("a1/key", "not a key file"));
  EXPECT_EQ(Try(kPin), Code::kCorrupt);
  EXPECT_EQ(OpenVault(phone_.host, "b2", kPin).status().code(), Code::kNotFound);
  EXPECT_TRUE(Must(ListHomes(phone_.host)).empty());
}

TEST_F(Vault, TheSigningKeyNeedsThePinAndNoDevice) {
  SigningKey key = SigningKey::Make(phone_.random);
  v1::WrappedKey wrapped = Must(WrapSigningKey(phone_.host, key, kPin));
  phone_.secret.secret = "that phone";
  EXPECT_EQ(Must(UnwrapSigningKey(wrapped, kPin)).public_key(), key.public_key());
  EXPECT_EQ(UnwrapSigningKey(wrapped, "000000").status().code(), Code::kDenied);
}

}  // namespace
}  // namespace tilik::client
