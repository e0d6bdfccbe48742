// Kirim lewat berkas, as the screen does it: a file is made, entrusted once it is safe, and
// answered.
#include "client/screens/bundles.h"

#include "client/screens/today.h"
#include "gmock/gmock.h"
#include "tests/unit/client/household.h"

namespace tilik::screens {
namespace {

using client::Must;
using testing::HasSubstr;

class BundlesTest : public client::OneHousehold {
 protected:
  void SetUp() override {
    device_ = Must(client::Device::Enrol(phone_.host, district_.Order(), district_));
    SendHousehold(1, 9);
    ASSERT_TRUE(device_->Sync(district_, {}).ok());
    SaveFloor(6);
    bundles_ = std::make_unique<Bundles>(*device_);
  }
  template <typename T>
  static const T& Done(const OrProblem<T>& answer) {
    EXPECT_TRUE(std::holds_alternative<T>(answer));
    return std::get<T>(answer);
  }
  template <typename T>
  static std::string Refusal(const OrProblem<T>& answer) {
    const auto* problem = std::get_if<v1::ProblemView>(&answer);
    return problem == nullptr ? "" : problem->message();
  }
  OrProblem<v1::TakeBundleResponse> Take(const std::string& file) {
    v1::TakeBundleRequest asked;
    asked.set_file(file);
    return bundles_->Take(voice_, asked, &removed_);
  }

  Voice voice_;
  std::unique_ptr<Bundles> bundles_;
  bool removed_ = false;
};

TEST_F(BundlesTest, WorkIsEntrustedOnceTheFileIsSafe) {
  const v1::MakeBundleResponse made = Done(bundles_->Make(voice_, {}));
  EXPECT_EQ(made.made().sets(), 1u);
  EXPECT_EQ(made.made().sets_left(), 0u);
  EXPECT_EQ(made.made().bytes(), made.file().size());
  EXPECT_THAT(made.name(), HasSubstr(".bundle"));
  EXPECT_EQ(Must(OutboxOf(*device_)).entrusted_sets(), 0u) << "it may never have been kept";

  v1::EntrustBundleRequest entrust;
  entrust.set_number(made.number() + 1);
  entrust.set_courier("Pak Camat");
  EXPECT_THAT(Refusal(bundles_->Entrust(voice_, entrust)), HasSubstr("bukan yang terakhir"));
  entrust.set_number(made.number());
  entrust.set_courier("");
  EXPECT_THAT(Refusal(bundles_->Entrust(voice_, entrust)), HasSubstr("siapa"));
  entrust.set_courier("Pak Camat");
  EXPECT_EQ(Done(bundles_->Entrust(voice_, entrust)).outbox().entrusted_sets(), 1u);
  EXPECT_FALSE(Refusal(bundles_->Entrust(voice_, entrust)).empty()) << "once";

  district_.TakeBundle(made.file());
  ASSERT_EQ(district_.arrived.size(), 1u);
  const v1::TakeBundleResponse taken = Done(Take(district_.Reply()));
  EXPECT_EQ(taken.taken().receipts(), 1u);
  EXPECT_EQ(taken.outbox().waiting_sets(), 0u);
  EXPECT_FALSE(removed_);
}

TEST_F(BundlesTest, WhatIsNoReplyIsRefusedAndNothingChanges) {
  EXPECT_THAT(Refusal(Take("a photo of the river")), HasSubstr("bukan balasan"));
  EXPECT_EQ(Must(OutboxOf(*device_)).waiting_sets(), 1u);
}

}  // namespace
}  // namespace tilik::screens
