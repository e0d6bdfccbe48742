// Bundles there and back on the device: what is entrusted, and replies that are old, doubled, of
// another epoch, damaged, or not the district's (protocol.md §6).
#include <algorithm>

#include "client/core/sync.h"
#include "gmock/gmock.h"
#include "household.h"

namespace tilik::client {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

class Bundles : public OneHousehold {
 protected:
  void SetUp() override {
    device_ = Must(Device::Enrol(phone_.host, district_.Order(), district_));
    SendHousehold(5, 9);
  }

  // Written, and given to a courier.
  std::string Export(std::uint64_t max_bytes = 0) {
    std::string file;
    phone_.clock.Pass(60'000);
    exported_ = Must(device_->Export({false, max_bytes}, [&](std::string_view frame) {
      file += frame;
      return Status();
    }));
    EXPECT_TRUE(device_->Entrust(exported_, "Pak Elias").ok());
    return file;
  }

  Result<BundleImport> TryImport(const std::string& file) {
    return device_->Import([&](std::uint64_t offset, std::size_t size) {
      return Result<std::string>(file.substr(std::min(offset, file.size()), size));
    });
  }
  SyncReport Import(const std::string& file) { return Must(TryImport(file)).report; }

  // There and back, by file alone.
  SyncReport Exchange() {
    district_.TakeBundle(Export());
    return Import(district_.Reply());
  }

  BundleExport exported_;
};

TEST_F(Bundles, BringAVillageToAPhoneThatNeverHadANetwork) {
  EXPECT_EQ(Exchange().pulled.rows, 1u);
  EXPECT_EQ(Floor(), Seen(9));
  SaveFloor(6);
  district_.SendOutcome(OutcomeOf(1, 0, v1::OUTCOME_KIND_APPLIED, 6));
  const SyncReport report = Exchange();
  EXPECT_EQ(report.receipts, 1u);
  EXPECT_EQ(report.pulled.outcomes, 1u);
  EXPECT_THAT(district_.calls, ElementsAre("Enrol")) << "and no call since";
}

TEST_F(Bundles, EntrustWhatIsNotReceivedAndRepeatItUntilItIs) {
  Exchange();
  SaveFloor(6);
  SaveFloor(7);
  const std::string lost = Export();
  DeviceStatus status = Must(device_->Status());
  EXPECT_EQ(status.outbox.entrusted, 2u);
  EXPECT_EQ(status.outbox.unsent, 2u);
  EXPECT_EQ(status.entrusted->courier, "Pak Elias");
  SaveFloor(8);
  Export(lost.size());
  EXPECT_EQ(exported_.sets.front(), 3u) << "what nobody carries yet goes first";
  Export();
  EXPECT_THAT(exported_.sets, SizeIs(3));
  ASSERT_TRUE(device_->Sync(district_, {}).ok());
  status = Must(device_->Status());
  EXPECT_EQ(status.outbox.entrusted, 0u);
  EXPECT_FALSE(status.entrusted.has_value());
}

TEST_F(Bundles, AReplyFromBeforeTheRestoreReceiptsNothing) {
  Exchange();
  SaveFloor(6);
  district_.TakeBundle(Export());
  const std::string before = district_.Reply();
  district_.Restore(0);
  SendHousehold(4, 8);
  district_.TakeBundle(Export());
  // The restored district has the set again from the second export; lose it once more.
  district_.Restore(0);
  SendHousehold(4, 8);
  Import(district_.Reply());
  EXPECT_EQ(Must(device_->Status()).epoch, district_.epoch);
  EXPECT_EQ(Must(device_->Status()).outbox.unsent, 1u);

  const SyncReport stale = Import(before);
  EXPECT_EQ(stale.receipts, 0u);
  EXPECT_EQ(stale.pulled.rows, 0u);
  EXPECT_EQ(Must(device_->Status()).outbox.unsent, 1u) << "it must still be sent";
  EXPECT_EQ(Exchange().receipts, 1u);
}

TEST_F(Bundles, AVillageLostMeanwhileIsNotFilledByAnOldReply) {
  Exchange();
  SendHousehold(6, 4);
  district_.TakeBundle(Export());
  const std::string before = district_.Reply();
  district_.villages = {kNoinbila};
  ++district_.assignment_revision;
  district_.SendOutcome(OutcomeOf(1, 0, v1::OUTCOME_KIND_APPLIED, 6));
  ASSERT_TRUE(device_->Sync(district_, {}).ok());
  EXPECT_EQ(Must(device_->Status()).records, 0u);
  EXPECT_EQ(Import(before).pulled.rows, 0u);
  EXPECT_EQ(Must(device_->Status()).records, 0u);
}

TEST_F(Bundles, AReplyKeepsTheRegistryOnThePhoneAsASyncDoes) {
  for (std::uint64_t revision : {6, 7, 8}) {
    SendHousehold(revision, 4);
    EXPECT_TRUE(Exchange().pulled_all);
    const std::string home = device_->home();
    device_.reset();
    phone_.clock.Pass(std::uint64_t{20} * 86'400'000);
    device_ = Must(Device::Unlock(phone_.host, home, kPin));
    EXPECT_FALSE(Must(device_->Status()).expired);
  }
  EXPECT_EQ(Must(device_->Status()).records, 1u);
}

TEST_F(Bundles, PagesOfOneReplyAreAppliedInWhateverOrderTheyLie) {
  for (int n = 2; n < 8; ++n) {
    district_.Send(kOelbubuk, RowOf(NumberedRecord(n), v1::RECORD_KIND_HOUSEHOLD, 1, {}));
  }
  district_.rows_per_page = 2;
  district_.TakeBundle(Export());
  const std::string reply = district_.Reply();
  std::vector<std::string> frames;
  for (std::size_t at = 0; at != std::string::npos;) {
    const std::size_t next = reply.find(kFrameMagic, at + 1);
    frames.push_back(reply.substr(at, next - at));
    at = next;
  }
  std::reverse(frames.begin(), frames.end());
  std::string reversed;
  for (const std::string& frame : frames) reversed += frame;
  const SyncReport report = Import(reversed);
  EXPECT_EQ(report.pulled.rows, 7u);
  EXPECT_EQ(report.pages_too_early, 0u);
}

TEST_F(Bundles, ADamagedPageStopsItsFeedThereAndTheNextReplyGoesOn) {
  for (int n = 2; n < 8; ++n) {
    district_.Send(kOelbubuk, RowOf(NumberedRecord(n), v1::RECORD_KIND_HOUSEHOLD, 1, {}));
  }
  district_.rows_per_page = 2;
  district_.TakeBundle(Export());
  std::string reply = district_.Reply();
  std::size_t second_page = 0;
  for (int frame = 0; frame < 3; ++frame) second_page = reply.find(kFrameMagic, second_page + 1);
  reply[second_page + 70] = static_cast<char>(~reply[second_page + 70]);
  const BundleImport damaged = Must(TryImport(reply));
  EXPECT_EQ(damaged.report.pulled.rows, 2u);
  EXPECT_GT(damaged.report.pages_too_early, 0u);
  EXPECT_THAT(damaged.damage, SizeIs(1));
  EXPECT_THAT(damaged.missing, SizeIs(1));
  EXPECT_EQ(Exchange().pulled.rows, 5u);
}

TEST_F(Bundles, AReplyThatTheDistrictDidNotSignIsRefusedWhole) {
  v1::BundleFrame frame;
  const ChainId enrolment = Must(device_->Status()).enrolment;
  const SigningKey thief = SigningKey::Make(phone_.random);
  v1::BundleReply lie;
  lie.mutable_word()->set_backed_up_through(1'000'000);
  frame.mutable_reply()->set_enrolment(enrolment.str());
  frame.mutable_reply()->set_said(lie.SerializeAsString());
  frame.mutable_reply()->set_signature(
      thief.SignBundleReply(enrolment, frame.reply().said()).str());
  v1::Certificate certificate;
  ASSERT_TRUE(certificate.ParseFromString(device_->state().certificate().certificate()));
  std::string file;
  BundleWriter writer =
      Must(BundleWriter::Begin(*SealKeyOf(*PublicKey::FromRaw(certificate.public_key())),
                               phone_.random, 0, [&](std::string_view bytes) {
                                 file += bytes;
                                 return Status();
                               }));
  ASSERT_TRUE(*writer.Add(frame));
  ASSERT_TRUE(writer.Finish().ok());
  EXPECT_EQ(TryImport(file).status().code(), Code::kDenied);
  EXPECT_EQ(device_->state().backed_up_through(), 0u);
}

}  // namespace
}  // namespace tilik::client
