// What officer and office read to each other, and the locks it opens.
#include "proto/contract/unlock_code.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tilik {
namespace {

using testing::HasSubstr;

const std::string kSecret = std::string("\x00\x7f\x80\xff", 4) + "kepada";

std::string Letters(const std::string& code) {
  std::string letters;
  for (char c : code) {
    if (c != '-') letters += c;
  }
  return letters;
}

TEST(UnlockCode, CarriesTheSecretInSeventeenLetters) {
  const std::string code = UnlockCodeOf(Secret(kSecret));
  EXPECT_EQ(Letters(code).size(), 17u);
  EXPECT_THAT(code, HasSubstr("-")) << "in groups, to be read aloud";
  EXPECT_EQ(ReadUnlockCode(code)->bytes(), kSecret);
}

TEST(UnlockCode, IsForgivingAboutHowItIsTyped) {
  std::string code = UnlockCodeOf(Secret(std::string(10, '\0')));
  EXPECT_EQ(code, "0000-0000-0000-0000-0");
  EXPECT_EQ(ReadUnlockCode("oooo OOOO 0000.0000 o")->bytes(), std::string(10, '\0'));
  EXPECT_EQ(ReadUnlockCode(Letters(UnlockCodeOf(Secret(kSecret))))->bytes(), kSecret);
}

TEST(UnlockCode, TheCheckLetterCatchesAnyWrongLetter) {
  const std::string right = Letters(UnlockCodeOf(Secret(kSecret)));
  for (std::size_t at = 0; at < right.size(); ++at) {
    for (char wrong : std::string("0123456789ABCDEFGHJKMNPQRSTVWXYZ")) {
      std::string typed = right;
      typed[at] = wrong;
      EXPECT_EQ(ReadUnlockCode(typed).ok(), wrong == right[at]) << typed;
    }
  }
}

TEST(UnlockCode, TheCheckLetterCatchesAnyTwoThatChangedPlaces) {
  const std::string right = Letters(UnlockCodeOf(Secret(kSecret)));
  for (std::size_t a = 0; a < right.size(); ++a) {
    for (std::size_t b = a + 1; b < right.size(); ++b) {
      std::string typed = right;
      std::swap(typed[a], typed[b]);
      EXPECT_EQ(ReadUnlockCode(typed).ok(), right[a] == right[b]) << typed;
    }
  }
}

TEST(UnlockCode, RefusesWhatIsNoCode) {
  EXPECT_EQ(ReadUnlockCode("").status().code(), Code::kInvalid);
  EXPECT_EQ(ReadUnlockCode("0000-0000-0000-0000").status().code(), Code::kInvalid);
  EXPECT_EQ(ReadUnlockCode("0000-0000-0000-0000-00").status().code(), Code::kInvalid);
  EXPECT_EQ(ReadUnlockCode("U000-0000-0000-0000-0").status().code(), Code::kInvalid);
}

TEST(UnlockRequest, IsShortAndReadsBack) {
  const ChainId enrolment = *ChainId::FromRaw("0123456789abcdef");
  const UnlockRequest request{ShortId(enrolment), 12};
  EXPECT_EQ(request.short_id.size(), 4u);
  EXPECT_EQ(ReadUnlockRequest(TextOf(request)), request);
  EXPECT_EQ(ReadUnlockRequest("k7qf 3"), (UnlockRequest{"K7QF", 3}));
  for (const char* wrong :
       {"", "K7QF", "K7QF-0", "K7Q-3", "K7UF-3", "K7QF-3x", "K7QF-99999999999"}) {
    EXPECT_EQ(ReadUnlockRequest(wrong), std::nullopt) << wrong;
  }
}

TEST(UnlockKey, BelongsToOneSlotOfOneEnrolmentAndOneSecret) {
  const ChainId one = *ChainId::FromRaw("0123456789abcdef");
  const ChainId other = *ChainId::FromRaw("0123456789abcdeg");
  const Secret secret(kSecret);
  EXPECT_EQ(UnlockKey(one, 1, secret).public_key(), UnlockKey(one, 1, secret).public_key());
  EXPECT_NE(UnlockKey(one, 1, secret).public_key(), UnlockKey(one, 2, secret).public_key());
  EXPECT_NE(UnlockKey(one, 1, secret).public_key(), UnlockKey(other, 1, secret).public_key());
  EXPECT_NE(UnlockKey(one, 1, secret).public_key(),
            UnlockKey(one, 1, Secret(std::string(10, 'x'))).public_key());
}

TEST(UnlockProof, HoldsForExactlyWhatWasProven) {
  const ChainId enrolment = *ChainId::FromRaw("0123456789abcdef");
  SodiumRandom random;
  const SigningKey phone = SigningKey::Make(random);
  const SigningKey unlock = UnlockKey(enrolment, 3, Secret(kSecret));
  v1::Succession succession;
  succession.set_enrolment(enrolment.str());
  succession.set_unlocked(enrolment.str());
  succession.set_slot(3);
  succession.set_last_seq(7);
  succession.set_last_link(std::string(32, 'l'));
  const ChainId made = *ChainId::FromRaw("made-on-the-road");
  const Signature proof = unlock.ProveUnlock(succession, made, phone.public_key());
  auto holds = [&](const v1::Succession& said) {
    return VerifyUnlock(unlock.public_key(), said, made, phone.public_key(), proof);
  };
  EXPECT_TRUE(holds(succession));
  v1::Succession other = succession;
  other.set_last_seq(8);
  EXPECT_FALSE(holds(other));
  other = succession;
  other.set_slot(4);
  EXPECT_FALSE(holds(other));
  other = succession;
  other.set_last_link("short");
  EXPECT_FALSE(holds(other));
  EXPECT_FALSE(VerifyUnlock(unlock.public_key(), succession, enrolment, phone.public_key(), proof));
  EXPECT_FALSE(VerifyUnlock(unlock.public_key(), succession, made, unlock.public_key(), proof));
}

TEST(WrappedKey, OpensWithItsPasswordAndNoOther) {
  SodiumRandom random;
  v1::WrappedKey lock = NewLock(random, kUnguessable);
  ASSERT_TRUE(Wrap(random, Secret("sandi"), Secret("rahasia"), &lock).ok());
  EXPECT_EQ(Unwrap(Secret("sandi"), lock)->bytes(), "rahasia");
  EXPECT_EQ(Unwrap(Secret("Sandi"), lock).status().code(), Code::kDenied);
}

TEST(WrappedKey, ADamagedLockCostsNothingToRefuse) {
  SodiumRandom random;
  v1::WrappedKey lock = NewLock(random, kUnguessable);
  ASSERT_TRUE(Wrap(random, Secret("sandi"), Secret("rahasia"), &lock).ok());
  v1::WrappedKey greedy = lock;
  greedy.set_memory_bytes(std::uint64_t{1} << 40);
  EXPECT_EQ(Unwrap(Secret("sandi"), greedy).status().code(), Code::kCorrupt);
  v1::WrappedKey altered = lock;
  altered.mutable_box()->back() ^= 1;
  EXPECT_EQ(Unwrap(Secret("sandi"), altered).status().code(), Code::kDenied);
  lock.clear_box();
  EXPECT_EQ(Unwrap(Secret("sandi"), lock).status().code(), Code::kCorrupt);
}

}  // namespace
}  // namespace tilik
