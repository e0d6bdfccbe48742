// What an officer tells of records beside their fields stays with him: shown to him, found by
// nobody.
#include "client/core/device.h"
#include "district.h"
#include "gtest/gtest.h"
#include "phone.h"

namespace tilik::client {
namespace {

const RecordId kMaria = NumberedRecord(3);
const RecordId kKube = NumberedRecord(9);

class WhatIsTold : public ::testing::Test {
 protected:
  void SetUp() override {
    device_ = Must(Device::Enrol(phone_.host, district_.Order(), district_));
    district_.Send(kOelbubuk, RowOf(kMaria, v1::RECORD_KIND_PERSON, 3,
                                    {{field::kName, Typed("Maria Naisau")}}));
    district_.Send(kOelbubuk, RowOf(kKube, v1::RECORD_KIND_GROUP, 1,
                                    {{field::kNameElsewhere, Typed("KUBE Sehati")},
                                     {field::kAddressElsewhere, Typed("Dusun Oelnunuh")}}));
    ASSERT_TRUE(device_->Sync(district_, {}).ok());
  }

  SavedSet Enter(std::uint32_t type) {
    Work work;
    v1::EnterRegister& enter = *work.operations.emplace_back().mutable_enter_register();
    enter.set_record(kMaria.str());
    enter.set_list(70);
    enter.set_type(type);
    enter.set_words("tinggal di kebun");
    return Must(device_->Save(work));
  }

  Phone phone_;
  District district_;
  std::unique_ptr<Device> device_;
};

TEST_F(WhatIsTold, IsShownWithItsRecordUntilItIsWithdrawn) {
  const SavedSet first = Enter(8);
  const SavedSet second = Enter(11);
  const std::vector<OperationView> told = Must(device_->ToldHere(kMaria));
  ASSERT_EQ(told.size(), 2u);
  EXPECT_EQ(told[0].seq, first.seq);
  EXPECT_EQ(told[0].fate.fate, Fate::kUnsent);
  EXPECT_TRUE(Must(device_->ToldHere(kKube)).empty());
  Work withdrawal;
  v1::Retract& retract = *withdrawal.operations.emplace_back().mutable_retract();
  retract.mutable_fact()->set_link(second.link.str());
  retract.set_reason("salah orang");
  ASSERT_TRUE(device_->Save(withdrawal).ok());
  EXPECT_EQ(Must(device_->ToldHere(kMaria)).size(), 1u);
}

TEST_F(WhatIsTold, IsNothingThatFindLooksAt) {
  Enter(18);
  EXPECT_TRUE(Must(device_->Find("kebun")).records.empty());
  EXPECT_TRUE(Must(device_->Find("trafficking")).records.empty());
  EXPECT_EQ(Must(device_->Show(kMaria)).shown.fields.size(), 1u) << "her fields are as they were";
}

TEST_F(WhatIsTold, AGroupIsCalledByItsName) {
  EXPECT_EQ(Must(device_->Named(v1::RECORD_KIND_GROUP, "kube  sehati")),
            std::vector<RecordId>{kKube});
  EXPECT_TRUE(Must(device_->Named(v1::RECORD_KIND_INSTITUTION, "KUBE Sehati")).empty());
  const Found found = Must(device_->Find("oelnunuh"));
  ASSERT_EQ(found.records.size(), 1u);
  EXPECT_EQ(found.records[0].record, kKube);
  EXPECT_TRUE(found.records[0].household.none());
}

}  // namespace
}  // namespace tilik::client
