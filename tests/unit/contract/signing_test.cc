#include "proto/contract/signing.h"

#include <gtest/gtest.h>
#include <sodium.h>

#include <string>

#include "tests/unit/contract/seeded_random.h"

namespace tilik {
namespace {

class Signing : public ::testing::Test {
 protected:
  SeededRandom random_{1};
  SigningKey officer_ = SigningKey::Make(random_);
  SigningKey district_ = SigningKey::Make(random_);
  ChainId enrolment_ = random_.Make<ChainId>();
  Link link_ = random_.Make<Link>();
  Nonce nonce_ = random_.Make<Nonce>();
  ContentHash hash_ = random_.Make<ContentHash>();

  ReceiptFacts GivenReceipt() const {
    return {3, enrolment_, 17, link_, 90'210, {1'735'693'200'123}};
  }

  v1::Certificate GivenCertificate() const {
    v1::Certificate certificate;
    certificate.set_district(district_.public_key().str());
    certificate.set_enrolment(enrolment_.str());
    certificate.set_officer("Maria Tefa");
    certificate.set_public_key(officer_.public_key().str());
    certificate.set_area(4);
    certificate.set_issued_ms(1'735'693'200'000);
    return certificate;
  }

  // What any Ed25519 implementation says of these bytes.
  static bool HoldsFor(const PublicKey& key, const std::string& message,
                       const Signature& signature) {
    return crypto_sign_verify_detached(signature.data(),
                                       reinterpret_cast<const unsigned char*>(message.data()),
                                       message.size(), key.data()) == 0;
  }
};

std::string BigEndian(std::uint64_t number) {
  std::string bytes(8, '\0');
  for (int i = 7; i >= 0; --i, number >>= 8)
    bytes[static_cast<std::size_t>(i)] = static_cast<char>(number);
  return bytes;
}

const std::string kNul(1, '\0');

TEST_F(Signing, EverySignatureCoversExactlyTheBytesOfTheContract) {
  EXPECT_TRUE(HoldsFor(officer_.public_key(), link_.str(), officer_.SignLink(link_)));
  EXPECT_TRUE(HoldsFor(officer_.public_key(),
                       "tilik/session/1" + kNul + nonce_.str() + enrolment_.str(),
                       officer_.ProveSession(nonce_, enrolment_)));
  EXPECT_TRUE(HoldsFor(district_.public_key(),
                       "tilik/receipt/1" + kNul + BigEndian(3) + enrolment_.str() + BigEndian(17) +
                           link_.str() + BigEndian(90'210) + BigEndian(1'735'693'200'123),
                       district_.SignReceipt(GivenReceipt())));
  EXPECT_TRUE(HoldsFor(district_.public_key(),
                       "tilik/head/1" + kNul + BigEndian(3) + BigEndian(90'211) + hash_.str(),
                       district_.SignHead(3, 90'211, hash_)));
  v1::SignedCertificate certificate = district_.Certify(GivenCertificate());
  EXPECT_TRUE(HoldsFor(district_.public_key(),
                       "tilik/certificate/1" + kNul + certificate.certificate(),
                       *Signature::FromRaw(certificate.signature())));
}

TEST_F(Signing, ALinkIsSignedByItsOfficerOnly) {
  Signature signature = officer_.SignLink(link_);
  EXPECT_TRUE(VerifyLink(officer_.public_key(), link_, signature));
  EXPECT_FALSE(VerifyLink(district_.public_key(), link_, signature));
  EXPECT_FALSE(VerifyLink(officer_.public_key(), random_.Make<Link>(), signature));
  EXPECT_FALSE(VerifyLink(officer_.public_key(), link_, Signature()));
  EXPECT_FALSE(VerifyLink(PublicKey(), link_, Signature()));
}

TEST_F(Signing, ASessionProofIsForOneNonceAndOneEnrolment) {
  Signature proof = officer_.ProveSession(nonce_, enrolment_);
  EXPECT_TRUE(VerifySession(officer_.public_key(), nonce_, enrolment_, proof));
  EXPECT_FALSE(VerifySession(officer_.public_key(), random_.Make<Nonce>(), enrolment_, proof));
  EXPECT_FALSE(VerifySession(officer_.public_key(), nonce_, random_.Make<ChainId>(), proof));
}

TEST_F(Signing, EveryPartOfAReceiptIsPromised) {
  const ReceiptFacts receipt = GivenReceipt();
  Signature signature = district_.SignReceipt(receipt);
  ASSERT_TRUE(VerifyReceipt(district_.public_key(), receipt, signature));

  auto holds_after = [&](auto change) {
    ReceiptFacts changed = receipt;
    change(changed);
    return VerifyReceipt(district_.public_key(), changed, signature);
  };
  EXPECT_FALSE(holds_after([](ReceiptFacts& r) { ++r.epoch; }));
  EXPECT_FALSE(holds_after([](ReceiptFacts& r) { r.enrolment = ChainId(); }));
  EXPECT_FALSE(holds_after([](ReceiptFacts& r) { ++r.seq; }));
  EXPECT_FALSE(holds_after([](ReceiptFacts& r) { r.link = Link(); }));
  EXPECT_FALSE(holds_after([](ReceiptFacts& r) { ++r.arrival; }));
  EXPECT_FALSE(holds_after([](ReceiptFacts& r) { ++r.time.ms; }));
}

TEST_F(Signing, EveryPartOfAHeadIsPromised) {
  Signature signature = district_.SignHead(3, 100, hash_);
  const PublicKey& key = district_.public_key();
  EXPECT_TRUE(VerifyHead(key, 3, 100, hash_, signature));
  EXPECT_FALSE(VerifyHead(key, 4, 100, hash_, signature));
  EXPECT_FALSE(VerifyHead(key, 3, 101, hash_, signature));
  EXPECT_FALSE(VerifyHead(key, 3, 100, ContentHash(), signature));
}

TEST_F(Signing, ACertificateIsOpenedByItsDistrict) {
  Result<v1::Certificate> opened =
      VerifyCertificate(district_.public_key(), district_.Certify(GivenCertificate()));
  ASSERT_TRUE(opened.ok()) << opened.status().message();
  EXPECT_EQ(opened->officer(), "Maria Tefa");
  EXPECT_EQ(opened->public_key(), officer_.public_key().raw());
}

TEST_F(Signing, ACertificateTamperedWithAnywhereIsDenied) {
  const v1::SignedCertificate certificate = district_.Certify(GivenCertificate());
  for (std::size_t i = 0; i < certificate.certificate().size(); ++i) {
    v1::SignedCertificate tampered = certificate;
    (*tampered.mutable_certificate())[i] ^= 1;
    EXPECT_EQ(VerifyCertificate(district_.public_key(), tampered).status().code(), Code::kDenied);
  }
  for (std::size_t size = 0; size < certificate.certificate().size(); ++size) {
    v1::SignedCertificate cut = certificate;
    cut.mutable_certificate()->resize(size);
    EXPECT_EQ(VerifyCertificate(district_.public_key(), cut).status().code(), Code::kDenied);
  }
}

TEST_F(Signing, ACertificateSignedButNotWholeIsDenied) {
  auto denied_after = [&](auto change) {
    v1::Certificate certificate = GivenCertificate();
    change(certificate);
    return VerifyCertificate(district_.public_key(), district_.Certify(certificate))
               .status()
               .code() == Code::kDenied;
  };
  EXPECT_TRUE(denied_after([](v1::Certificate& c) { c.set_district(std::string(32, 'x')); }));
  EXPECT_TRUE(denied_after([](v1::Certificate& c) { c.clear_enrolment(); }));
  EXPECT_TRUE(denied_after([](v1::Certificate& c) { c.set_public_key("short"); }));
  EXPECT_TRUE(denied_after([](v1::Certificate& c) { c.set_officer(std::string(5'000, 'x')); }));
}

TEST_F(Signing, AnOfficerCannotActAsTheDistrict) {
  EXPECT_EQ(VerifyCertificate(district_.public_key(), officer_.Certify(GivenCertificate()))
                .status()
                .code(),
            Code::kDenied);
  EXPECT_FALSE(
      VerifyReceipt(district_.public_key(), GivenReceipt(), officer_.SignReceipt(GivenReceipt())));
}

TEST_F(Signing, AKeyComesBackFromItsSeed) {
  SigningKey again = *SigningKey::FromSeed(officer_.seed());
  EXPECT_EQ(again.public_key(), officer_.public_key());
  EXPECT_EQ(again.SignLink(link_), officer_.SignLink(link_));
  EXPECT_EQ(SigningKey::FromSeed(std::string(31, 'x')).status().code(), Code::kInvalid);
  EXPECT_EQ(SigningKey::FromSeed(std::string(64, 'x')).status().code(), Code::kInvalid);
}

TEST_F(Signing, AKeyMovedAwayLeavesNoSecretBehind) {
  const std::string seed = officer_.seed();
  SigningKey moved = std::move(officer_);
  EXPECT_EQ(moved.seed(), seed);
  EXPECT_EQ(officer_.seed(), std::string(32, '\0'));  // NOLINT(bugprone-use-after-move): the point

  district_ = std::move(moved);
  EXPECT_EQ(district_.seed(), seed);
  EXPECT_EQ(moved.seed(), std::string(32, '\0'));  // NOLINT(bugprone-use-after-move): the point
}

// RFC 8032 §7.1, test 1: our keys are everybody's Ed25519.
TEST(Ed25519, AgreesWithTheStandard) {
  SigningKey key = *SigningKey::FromSeed(
      *FromHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));
  EXPECT_EQ(ToHex(key.public_key().raw()),
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
}

}  // namespace
}  // namespace tilik
