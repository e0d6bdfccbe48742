// The office's side of a forgotten PIN: a master behind a passphrase, slots whose numbers are used
// once, unlocks in the log, successors (protocol.md §5).
#include "sync-server/sync/recovery.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "tests/unit/storage/district_on_disk.h"

namespace tilik::sync {
namespace {

using storage::DistrictOnDisk;
using storage::Must;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr char kPassphrase[] = "empat kata yang mudah";

class TheRecoveryMaster : public testing::Test {
 protected:
  Status Make(const std::string& passphrase) {
    return RecoveryMaster::MakeFile(path_, Secret(passphrase), district_, random_);
  }
  Result<RecoveryMaster> Unlock(const std::string& passphrase) {
    return RecoveryMaster::Unlock(path_, Secret(passphrase), district_);
  }

  DistrictOnDisk folder_;
  SodiumRandom random_;
  PublicKey district_ = SigningKey::Make(random_).public_key();
  const std::string path_ = folder_.folder / "induk";
};

TEST_F(TheRecoveryMaster, OpensWithItsPassphraseForItsDistrictOnly) {
  ASSERT_TRUE(Make(kPassphrase).ok());
  EXPECT_TRUE(Unlock(kPassphrase).ok());
  EXPECT_EQ(Unlock("empat kata yang salah").status().code(), Code::kDenied);
  district_ = SigningKey::Make(random_).public_key();
  EXPECT_EQ(Unlock(kPassphrase).status().code(), Code::kDenied);
}

TEST_F(TheRecoveryMaster, IsMadeOnceWithAPassphraseWorthTheNameAndReadByItsOwnerAlone) {
  EXPECT_EQ(Make("pendek").code(), Code::kInvalid);
  ASSERT_TRUE(Make(kPassphrase).ok());
  EXPECT_EQ(Make(kPassphrase).code(), Code::kConflict);
  ::chmod(path_.c_str(), 0644);
  EXPECT_EQ(Unlock(kPassphrase).status().code(), Code::kDenied);
}

TEST_F(TheRecoveryMaster, MakesEverySecretAnewAndAlwaysTheSame) {
  ASSERT_TRUE(Make(kPassphrase).ok());
  const RecoveryMaster master = Must(Unlock(kPassphrase));
  const RecoveryMaster again = Must(Unlock(kPassphrase));
  const ChainId one = *ChainId::FromRaw("0123456789abcdef");
  const ChainId other = *ChainId::FromRaw("0123456789abcdeg");
  EXPECT_EQ(master.SecretOf(one, 1).bytes().size(), kRecoverySecretBytes);
  EXPECT_EQ(master.SecretOf(one, 1).bytes(), again.SecretOf(one, 1).bytes());
  EXPECT_NE(master.SecretOf(one, 1).bytes(), master.SecretOf(one, 2).bytes());
  EXPECT_NE(master.SecretOf(one, 1).bytes(), master.SecretOf(other, 1).bytes());
}

class Slots : public TheRecoveryMaster {
 protected:
  void SetUp() override {
    ASSERT_TRUE(Make(kPassphrase).ok());
    master_.emplace(Must(Unlock(kPassphrase)));
  }

  std::vector<std::uint32_t> Refilled(const std::vector<std::uint32_t>& held,
                                      std::uint32_t highest) {
    std::vector<std::uint32_t> numbers;
    refill_ = Must(RefillSlots(writer_->recovery(), &*master_, enrolment_, held, highest));
    for (const v1::RecoverySecret& secret : refill_.secrets) numbers.push_back(secret.number());
    return numbers;
  }
  void ReadAloud(std::uint32_t slot) {
    Must(writer_->recovery().SaveUnlock({enrolment_, slot, PublicKey(), "rosa", Instant{1}}));
  }

  std::unique_ptr<storage::Writer> writer_ = folder_.Write();
  std::optional<RecoveryMaster> master_;
  ChainId enrolment_ = *ChainId::FromRaw("0123456789abcdef");
  Refill refill_;
};

TEST_F(Slots, AreFiveAndTheirNumbersAreNeverGivenTwice) {
  EXPECT_THAT(Refilled({}, 0), ElementsAre(1, 2, 3, 4, 5));
  EXPECT_THAT(Refilled({}, 0), ElementsAre(6, 7, 8, 9, 10)) << "the answer was lost";
  EXPECT_THAT(Refilled({6, 7, 8, 9, 10}, 10), IsEmpty());
}

TEST_F(Slots, ThatWereReadAloudAreSpentAndReplaced) {
  Refilled({}, 0);
  ReadAloud(2);
  EXPECT_THAT(Refilled({1, 2, 3, 4, 5}, 5), ElementsAre(6));
  EXPECT_THAT(refill_.spent, ElementsAre(2));
}

TEST_F(Slots, AreNeverGivenTwiceByAServerPutBackFromBeforeItGaveThem) {
  EXPECT_THAT(Refilled({3, 4, 5}, 7), ElementsAre(8, 9)) << "what the device ever held counts";
  ReadAloud(40);
  EXPECT_THAT(Refilled({3, 4, 5, 8}, 9), ElementsAre(41)) << "and every unlock in the log";
}

TEST_F(Slots, WithoutAMasterAreOnlyNamedWhenSpent) {
  ReadAloud(2);
  const Refill refill = Must(RefillSlots(writer_->recovery(), nullptr, enrolment_, {1, 2}, 2));
  EXPECT_THAT(refill.secrets, IsEmpty());
  EXPECT_THAT(refill.spent, ElementsAre(2));
}

// An office with one officer enrolled, whose phone was opened by slot 1.
class ASuccessor : public Slots {
 protected:
  void SetUp() override {
    Slots::SetUp();
    storage::ChainRow officer;
    officer.state.chain = enrolment_;
    officer.state.branches.emplace_back();
    officer.public_key = SigningKey::Make(random_).public_key();
    officer.person = "Dorkas Selan";
    officer.assignment = {5302142001};
    officer.assignment_revision = 3;
    Must(writer_->SaveChain(officer));
    const UnlockAnswer answer =
        Must(UnlockForOfficer(office_, *master_, {officer}, {Request(1), "", "rosa", "lupa PIN"}));
    secret_ = Must(ReadUnlockCode(answer.code));
    request_ = Proven(1);
  }

  UnlockRequest Request(std::uint32_t slot) const { return {ShortId(enrolment_), slot}; }

  v1::EnrolRequest Proven(std::uint32_t slot) {
    v1::EnrolRequest request;
    request.set_public_key(SigningKey::Make(random_).public_key().str());
    request.set_enrolment("made-on-the-road");
    v1::Succession* succession = request.mutable_succession();
    succession->set_enrolment(enrolment_.str());
    succession->set_unlocked(enrolment_.str());
    succession->set_slot(slot);
    succession->set_last_link(std::string(32, '\0'));
    Sign(&request);
    return request;
  }
  void Sign(v1::EnrolRequest* request) {
    request->set_unlock_proof(UnlockKey(enrolment_, request->succession().slot(), secret_)
                                  .ProveUnlock(request->succession(),
                                               *ChainId::FromRaw(request->enrolment()),
                                               *PublicKey::FromRaw(request->public_key()))
                                  .str());
  }

  DistrictKeys keys_{"", "", "", "", SigningKey::Make(random_)};
  storage::District about_ = folder_.store->district();
  Ingest ingest_{Codebooks::BuiltIn(), about_, *writer_};
  Office office_{keys_, about_, *writer_, ingest_, random_, Instant{1'800'000'000'000}};
  Secret secret_;
  v1::EnrolRequest request_;
};

TEST_F(ASuccessor, IsAdmittedByProofWithItsPredecessorsVillagesAndSaysWhoAsked) {
  const v1::SignedCertificate certificate = Must(AdmitSuccessor(office_, request_));
  const v1::Certificate read = Must(VerifyCertificate(keys_.district.public_key(), certificate));
  EXPECT_EQ(read.officer(), "Dorkas Selan");
  EXPECT_EQ(read.recovery(), "after unlock 1, asked by account rosa");
  const storage::ChainRow row =
      Must(writer_->LoadChain(*ChainId::FromRaw("made-on-the-road"))).value();
  EXPECT_EQ(row.assignment, (std::set<std::uint64_t>{5302142001}));
  EXPECT_EQ(row.assignment_revision, 3u);
  EXPECT_TRUE(Must(storage::GoesOnFrom(writer_->recovery(), row.state.chain, enrolment_)));
}

TEST_F(ASuccessor, NeedsTheProofOfALoggedUnlockThatNobodyUsed) {
  v1::EnrolRequest forged = request_;
  forged.set_public_key(SigningKey::Make(random_).public_key().str());
  EXPECT_EQ(AdmitSuccessor(office_, forged).status().code(), Code::kDenied);
  EXPECT_EQ(AdmitSuccessor(office_, Proven(2)).status().code(), Code::kDenied)
      << "nobody asked for slot 2";
  Must(AdmitSuccessor(office_, request_));
  v1::EnrolRequest second = Proven(1);
  second.set_enrolment("made-once-again!");
  Sign(&second);
  EXPECT_EQ(AdmitSuccessor(office_, second).status().code(), Code::kDenied);
}

TEST_F(ASuccessor, GoesOnOnlyFromTheEnrolmentThatWasOpened) {
  storage::ChainRow other;
  other.state.chain = *ChainId::FromRaw("somebody-else-xx");
  other.state.branches.emplace_back();
  Must(writer_->SaveChain(other));
  request_.mutable_succession()->set_enrolment(other.state.chain.str());
  Sign(&request_);
  EXPECT_EQ(AdmitSuccessor(office_, request_).status().code(), Code::kDenied);
}

TEST_F(ASuccessor, ClosesTheChainItGoesOnFrom) {
  request_.mutable_succession()->set_last_seq(2);
  Sign(&request_);
  Must(AdmitSuccessor(office_, request_));
  EXPECT_EQ(Must(writer_->recovery().ClosedAfter(enrolment_)), 2u);
  const storage::ChainRow officer = Must(writer_->LoadChain(enrolment_)).value();
  EXPECT_EQ(UnlockForOfficer(office_, *master_, {officer}, {Request(1), "", "rosa", "lagi"})
                .status()
                .code(),
            Code::kInvalid)
      << "slot 1 was used";
}

}  // namespace
}  // namespace tilik::sync
