#include "proto/contract/invitation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>

#include "tests/unit/contract/seeded_random.h"

namespace tilik {
namespace {

class InvitationText : public ::testing::Test {
 protected:
  SeededRandom random_{11};
  SigningKey officer_ = SigningKey::Make(random_);
  SigningKey district_ = SigningKey::Make(random_);
  const RecordId recipient_ = random_.Make<RecordId>();

  v1::Invitation Invite() {
    v1::Certificate certificate;
    certificate.set_district(district_.public_key().str());
    certificate.set_enrolment(random_.Make<ChainId>().str());
    certificate.set_officer("Dorkas Selan");
    certificate.set_public_key(officer_.public_key().str());
    v1::Invitation invitation;
    *invitation.mutable_certificate() = district_.Certify(certificate);
    invitation.set_recipient(recipient_.str());
    invitation.set_village(5302012001);
    invitation.set_event("Balai desa Fatumnasi 2026-11-22");
    invitation.set_printed_ms(1'795'000'000'000);
    return invitation;
  }
};

TEST_F(InvitationText, NamesWhomToCallAndWhoPrintedIt) {
  const std::string text = WriteInvitation(Invite(), officer_);
  // Printed four centimetres wide, its modules are half a millimetre: a cheap camera reads that.
  EXPECT_LE(text.size(), 700u);
  EXPECT_TRUE(std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isupper(c) != 0 || std::isdigit(c) != 0 || c == ':';
  })) << text;
  ASSERT_TRUE(LooksLikeInvitation(text));

  const Result<OpenedInvitation> opened = OpenInvitation(district_.public_key(), text);
  ASSERT_TRUE(opened.ok()) << opened.status().message();
  EXPECT_EQ(opened->invitation.recipient(), recipient_.raw());
  EXPECT_EQ(opened->by.officer(), "Dorkas Selan");
}

TEST_F(InvitationText, OfAnotherDistrictOrHandIsRefused) {
  const SigningKey stranger = SigningKey::Make(random_);
  const std::string text = WriteInvitation(Invite(), officer_);
  EXPECT_FALSE(OpenInvitation(stranger.public_key(), text).ok());
  const Result<OpenedInvitation> forged =
      OpenInvitation(district_.public_key(), WriteInvitation(Invite(), stranger));
  EXPECT_EQ(forged.status().code(), Code::kDenied);
}

TEST_F(InvitationText, DamagedAnywhereIsRefused) {
  const std::string text = WriteInvitation(Invite(), officer_);
  for (std::size_t i = 9; i < text.size(); ++i) {
    std::string damaged = text;
    damaged[i] = damaged[i] == 'A' ? 'B' : 'A';
    const auto opened = OpenInvitation(district_.public_key(), damaged);
    // The last letter carries bits that are nobody's.
    EXPECT_TRUE(!opened.ok() || i + 1 == text.size()) << i;
    EXPECT_FALSE(OpenInvitation(district_.public_key(), text.substr(0, i)).ok());
  }
  EXPECT_EQ(OpenInvitation(district_.public_key(), "TILIK:K1:AAAA").status().code(),
            Code::kInvalid);
  EXPECT_FALSE(
      OpenInvitation(district_.public_key(), text + std::string(kMaxInvitationText, 'A')).ok());
}

}  // namespace
}  // namespace tilik
