#include "proto/contract/claims.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>

#include "tests/unit/contract/seeded_random.h"

namespace tilik {
namespace {

class ClaimsText : public ::testing::Test {
 protected:
  SeededRandom random_{7};
  SigningKey officer_ = SigningKey::Make(random_);
  SigningKey district_ = SigningKey::Make(random_);

  v1::SignedCertificate CertificateOf(const SigningKey& key) {
    v1::Certificate certificate;
    certificate.set_district(district_.public_key().str());
    certificate.set_enrolment(random_.Make<ChainId>().str());
    certificate.set_officer("Dorkas Selan");
    certificate.set_public_key(key.public_key().str());
    return district_.Certify(certificate);
  }

  std::vector<LineId> Lines(std::size_t count) {
    std::vector<LineId> lines;
    for (std::size_t i = 0; i < count; ++i) lines.push_back(random_.Make<LineId>());
    std::sort(lines.begin(), lines.end());
    return lines;
  }

  v1::Claims ClaimsOf(const std::vector<LineId>& lines, const std::vector<bool>& served) {
    v1::Claims claims;
    *claims.mutable_certificate() = CertificateOf(officer_);
    claims.set_danom("rastra-2018");
    claims.set_village(5302012001);
    claims.set_made_ms(1'795'000'000'000);
    ClaimLines(lines, served, claims);
    return claims;
  }
};

TEST_F(ClaimsText, TellsWhoServedWhichLines) {
  std::vector<bool> served(955);
  for (std::size_t i = 0; i < served.size(); ++i) served[i] = random_.Make<Nonce>().data()[0] < 90;
  const v1::Claims claims = ClaimsOf(Lines(955), served);
  const std::string text = WriteClaims(claims, officer_);

  // The largest village of NTT fits a QR code of middling size: 1,000 alphanumeric characters.
  EXPECT_LE(text.size(), 1'000u);
  EXPECT_TRUE(std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isupper(c) != 0 || std::isdigit(c) != 0 || c == ':';
  })) << text;

  const Result<ReadClaims> read = OpenClaims(district_.public_key(), text);
  ASSERT_TRUE(read.ok()) << read.status().message();
  EXPECT_EQ(read->by.officer(), "Dorkas Selan");
  EXPECT_EQ(read->claims.danom(), "rastra-2018");
  for (std::size_t i = 0; i < served.size(); ++i) {
    EXPECT_EQ(IsServed(read->claims, i), served[i]) << i;
  }
  EXPECT_FALSE(IsServed(read->claims, 100'000));
}

TEST_F(ClaimsText, SurvivesAChatProgram) {
  const std::string text = WriteClaims(ClaimsOf(Lines(3), {true, false, true}), officer_);
  std::string forwarded = "Ini teks dari Dorkas:\n";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool behind_mark = i > 9;
    forwarded += behind_mark ? static_cast<char>(std::tolower(text[i])) : text[i];
    if (behind_mark && i % 40 == 0) forwarded += "\r\n ";
  }
  const Result<ReadClaims> read = OpenClaims(district_.public_key(), forwarded);
  ASSERT_TRUE(read.ok()) << read.status().message();
  EXPECT_TRUE(IsServed(read->claims, 0));
  EXPECT_FALSE(IsServed(read->claims, 1));
}

TEST_F(ClaimsText, CutOrAlteredAnywhereIsRefusedInWords) {
  const std::string text = WriteClaims(ClaimsOf(Lines(20), std::vector<bool>(20)), officer_);
  for (std::size_t at = 0; at < text.size(); ++at) {
    EXPECT_FALSE(OpenClaims(district_.public_key(), text.substr(0, at)).ok()) << at;
    std::string altered = text;
    altered[at] = altered[at] == 'Q' ? 'R' : 'Q';
    const Result<ReadClaims> read = OpenClaims(district_.public_key(), altered);
    // The last letter may carry bits that no byte uses.
    if (read.ok()) {
      EXPECT_EQ(at, text.size() - 1);
    } else {
      EXPECT_FALSE(read.status().message().empty());
    }
  }
  EXPECT_EQ(OpenClaims(district_.public_key(), std::string(100'000, 'A')).status().code(),
            Code::kInvalid);
}

TEST_F(ClaimsText, IsBelievedOnlyOfWhomItNames) {
  const SigningKey other = SigningKey::Make(random_);
  const v1::Claims claims = ClaimsOf(Lines(2), {true, true});
  EXPECT_EQ(OpenClaims(district_.public_key(), WriteClaims(claims, other)).status().code(),
            Code::kDenied);
  EXPECT_EQ(OpenClaims(other.public_key(), WriteClaims(claims, officer_)).status().code(),
            Code::kDenied);
}

TEST_F(ClaimsText, PartsThatDoNotFitTogetherAreRefused) {
  v1::Claims short_bits = ClaimsOf(Lines(20), std::vector<bool>(20));
  short_bits.set_served("x");
  EXPECT_EQ(OpenClaims(district_.public_key(), WriteClaims(short_bits, officer_)).status().code(),
            Code::kInvalid);
  v1::Claims too_many = ClaimsOf(Lines(20), std::vector<bool>(20));
  too_many.set_lines(4'000'000'000u);
  EXPECT_EQ(OpenClaims(district_.public_key(), WriteClaims(too_many, officer_)).status().code(),
            Code::kInvalid);
}

TEST_F(ClaimsText, TheDigestTellsListsApart) {
  std::vector<LineId> lines = Lines(5);
  const ContentHash all = DanomDigest(lines);
  lines.pop_back();
  EXPECT_NE(DanomDigest(lines), all);
}

}  // namespace
}  // namespace tilik
