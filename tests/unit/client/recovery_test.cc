// A forgotten PIN on a phone without network (protocol.md §5).
#include "client/core/recovery.h"

#include "household.h"
#include "proto/contract/change_set.h"

namespace tilik::client {
namespace {

constexpr char kNewPin[] = "777888";

Secret SecretNumber(std::uint32_t number) {
  return Secret(std::string(kRecoverySecretBytes, static_cast<char>('a' + number)));
}

class AForgottenPin : public OneHousehold {
 protected:
  void SetUp() override {
    for (std::uint32_t number = 1; number <= 5; ++number) {
      v1::RecoverySecret& secret = district_.recovery.emplace_back();
      secret.set_number(number);
      secret.set_secret(SecretNumber(number).bytes());
    }
    device_ = Must(Device::Enrol(phone_.host, district_.Order(), district_));
    home_ = device_->home();
    SendHousehold(5, 9);
    ASSERT_TRUE(device_->Sync(district_, {}).ok());
    SaveFloor(6);
    draft_ = Must(device_->BeginEdit("visit", kHousehold, {kHousehold}));
    ASSERT_OK(device_->KeepDraft(draft_.number, "half a form"));
  }

  // Without the device: the officer stands before the PIN.
  Result<std::unique_ptr<Device>> OpenBy(std::uint32_t slot, std::string_view pin = kNewPin) {
    device_.reset();
    return Device::UnlockByCode(phone_.host, home_, UnlockCodeOf(SecretNumber(slot)), pin);
  }
  Code TryPin(std::string_view pin) {
    device_.reset();
    return Device::Unlock(phone_.host, home_, pin).status().code();
  }

  std::string home_;
  Draft draft_;
};

TEST_F(AForgottenPin, AsksForTheLowestSlot) {
  EXPECT_EQ(Must(RequestUnlock(phone_.host, home_)),
            (UnlockRequest{ShortId(*ChainId::FromRaw(*FromHex(home_))), 1}));
}

TEST_F(AForgottenPin, OpensWithUnsentWorkAndDraftsIntactAndGoesOnInANewChain) {
  const ChainId before = Must(device_->Status()).enrolment;
  device_ = Must(OpenBy(1));
  DeviceStatus status = Must(device_->Status());
  EXPECT_NE(status.enrolment, before);
  EXPECT_TRUE(status.enrolling);
  EXPECT_EQ(status.outbox.unsent, 1u);
  EXPECT_EQ(status.recovery_slots, 4u);
  EXPECT_EQ(Must(device_->ResumeEdit(draft_.number)).content, "half a form");
  EXPECT_EQ(Must(device_->Show(kHousehold)).shown.fields.at(FieldNamed("lantai")).shown, Seen(6));

  EXPECT_EQ(SaveFloor(7).seq, 2u) << "numbers go on through the home";
  std::vector<LogEntry> log = Must(device_->Log(0, 10));
  ASSERT_EQ(log.size(), 2u);
  EXPECT_EQ(TryPin(kPin), Code::kDenied);
  EXPECT_EQ(TryPin(kNewPin), Code::kOk);
}

TEST_F(AForgottenPin, ASlotOpensOnce) {
  ASSERT_TRUE(OpenBy(2).ok()) << "any filled slot, should the office have been asked before";
  EXPECT_EQ(OpenBy(2).status().code(), Code::kDenied);
  EXPECT_EQ(TryPin(kNewPin), Code::kOk);
  EXPECT_EQ(Must(RequestUnlock(phone_.host, home_)).slot, 1u);
}

TEST_F(AForgottenPin, MayBeForgottenAgainBeforeAnySync) {
  const UnlockRequest first = Must(RequestUnlock(phone_.host, home_));
  device_ = Must(OpenBy(1));
  SaveFloor(7);
  const UnlockRequest second = Must(RequestUnlock(phone_.host, home_));
  EXPECT_EQ(second, (UnlockRequest{first.short_id, 2})) << "still the first enrolment's slots";
  device_ = Must(OpenBy(2, "999000"));
  SaveFloor(8);
  EXPECT_EQ(Must(device_->Status()).outbox.unsent, 3u);
  EXPECT_EQ(device_->state().earlier_size(), 2);
  EXPECT_EQ(device_->state().enrolling().succession().enrolment(),
            device_->state().earlier(1).request().enrolment());
  EXPECT_EQ(device_->state().enrolling().succession().last_seq(), 1u);
}

TEST_F(AForgottenPin, WrongCodesWaitAsWrongPinsDoAndApartFromThem) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(OpenBy(9).status().code(), Code::kDenied);
  EXPECT_EQ(OpenBy(1).status().code(), Code::kDenied) << "too early";
  phone_.clock.Reboot("boot-2");
  EXPECT_EQ(OpenBy(1).status().code(), Code::kDenied) << "a restart does not help";
  EXPECT_EQ(TryPin(kPin), Code::kOk) << "the PIN does not wait for codes";
  phone_.clock.Pass(30'000);
  EXPECT_TRUE(OpenBy(1).ok());
}

TEST_F(AForgottenPin, TriedToTheEndDoesNotMakeTheCodeWait) {
  for (int i = 0; i < 8; ++i) TryPin("000000");
  EXPECT_TRUE(OpenBy(1).ok());
}

TEST_F(AForgottenPin, AMistypedCodeIsNoTry) {
  std::string code = UnlockCodeOf(SecretNumber(1));
  code[0] = code[0] == '7' ? '8' : '7';
  device_.reset();
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(Device::UnlockByCode(phone_.host, home_, code, kNewPin).status().code(),
              Code::kInvalid);
  }
  EXPECT_TRUE(OpenBy(1).ok());
}

TEST_F(AForgottenPin, ABatteryFallingOutBetweenKeyFileAndDatabaseChangesNothing) {
  device_.reset();
  const Secret secret = SecretNumber(1);
  OpenedSlot slot = Must(OpenSlot(phone_.host, home_, secret));
  ChainEnd end;
  end.enrolment = *ChainId::FromRaw(*FromHex(home_));
  end.seq = 1;
  v1::Successor successor = Must(MakeSuccessor(phone_.host, slot, secret, end, kNewPin));
  ASSERT_OK(SpendSlot(phone_.host, home_, slot, kNewPin, successor));

  device_ = Must(Device::Unlock(phone_.host, home_, kNewPin));
  EXPECT_EQ(Must(device_->Status()).enrolment.raw(), successor.request().enrolment());
  EXPECT_EQ(SaveFloor(7).seq, 2u);
  device_.reset();
  device_ = Must(Device::Unlock(phone_.host, home_, kNewPin));
  EXPECT_EQ(device_->state().earlier_size(), 1);
}

TEST_F(AForgottenPin, WithoutSlotsSaysThatOnlyTheOfficeHelps) {
  Phone other(7);
  district_.recovery.clear();
  std::string home = Must(Device::Enrol(other.host, district_.Order(), district_))->home();
  EXPECT_EQ(RequestUnlock(other.host, home).status().code(), Code::kNotFound);
}

TEST_F(AForgottenPin, TheSlotsShowNothingOfTheDatabaseKeyAndTheOfficeCannotSign) {
  const v1::WrappedKey signing_key = device_->state().signing_key();
  device_.reset();
  Secret key = Must(OpenSlot(phone_.host, home_, SecretNumber(1))).database_key;
  EXPECT_EQ(Must(phone_.files.Read(home_ + "/key")).find(key.bytes()), std::string::npos);
  EXPECT_EQ(UnwrapSigningKey(signing_key, UnlockCodeOf(SecretNumber(1))).status().code(),
            Code::kDenied);
}

}  // namespace
}  // namespace tilik::client
