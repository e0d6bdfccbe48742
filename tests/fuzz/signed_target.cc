// What carries a signature, a seal or a lock: certificates, claims of another phone, receipts,
// heads, wrapped keys, compressed data. Signed honestly by the district's key, then damaged or not:
// whoever gets in says what somebody signed.
#include "proto/contract/change_set.h"
#include "proto/contract/claims.h"
#include "proto/contract/compression.h"
#include "proto/contract/signing.h"
#include "proto/contract/wrapped_key.h"
#include "sync-server/sync/enrolment.h"
#include "tests/fuzz/chance.h"
#include "tests/fuzz/damage.h"
#include "tests/fuzz/message_target.h"
#include "tests/fuzz/naming.h"

namespace tilik::fuzz {
namespace {

constexpr std::size_t kMaxPlain = 64 * 1024;
// Argon2id is tried at no more than this: a second for every guess is its purpose.
constexpr std::uint64_t kCheapMemory = 16 * 1024;

struct Keys {
  Chance chance{1};
  SigningKey district = SigningKey::Make(chance);
  SigningKey officer = SigningKey::Make(chance);
};

const Keys& TheKeys() {
  static const Keys keys;
  return keys;
}

v1::SignedCertificate Certified(v1::Certificate certificate) {
  const Keys& keys = TheKeys();
  if (certificate.district().empty()) certificate.set_district(keys.district.public_key().str());
  if (certificate.public_key().empty()) certificate.set_public_key(keys.officer.public_key().str());
  return keys.district.Certify(certificate);
}

void ReadCertificate(const Signed& input) {
  v1::SignedCertificate certificate = Certified(input.certificate());
  const std::string whole = certificate.certificate();
  certificate.set_certificate(Damaged(whole, input.damage()));
  const auto verified = VerifyCertificate(TheKeys().district.public_key(), certificate);
  TILIK_CHECK(!verified.ok() || certificate.certificate() == whole,
              "only what the district signed is believed");
}

void ReadClaimsOf(const Signed& input) {
  v1::Claims claims = input.claims();
  if (!claims.has_certificate()) {
    v1::Certificate certificate;
    certificate.set_enrolment(NumberedRecord(1).str());
    *claims.mutable_certificate() = Certified(certificate);
  }
  const std::string text = WriteClaims(claims, TheKeys().officer);
  const auto read = OpenClaims(TheKeys().district.public_key(), Damaged(text, input.damage()));
  if (!read.ok()) return;
  TILIK_CHECK(read->claims.SerializeAsString() == claims.SerializeAsString(),
              "only what the officer signed is read");
  for (std::size_t line = 0; line < read->claims.lines() + 9; ++line) IsServed(read->claims, line);
}

void Unpack(const Signed& input) {
  const std::string packed = Compress(input.plain(), kWireLevel);
  const auto plain = Decompress(packed, kMaxPlain);
  TILIK_CHECK(plain.ok() == (input.plain().size() <= kMaxPlain), "the bound decides");
  TILIK_CHECK(!plain.ok() || *plain == input.plain(), "what was packed is unpacked");
  const auto damaged = Decompress(Damaged(packed, input.damage()), kMaxPlain);
  TILIK_CHECK(!damaged.ok() || damaged->size() <= kMaxPlain, "nothing larger is made");
  // And what nobody packed.
  static_cast<void>(Decompress(input.plain(), kMaxPlain));
}

void Unlock(v1::WrappedKey lock) {
  if (lock.memory_bytes() > kCheapMemory && lock.memory_bytes() < std::uint64_t{1} << 40) {
    lock.set_memory_bytes(kCheapMemory);
  }
  if (lock.passes() > 3 && lock.passes() < 1'000'000) lock.set_passes(3);
  const auto opened = Unwrap(Secret(std::string("241186")), lock);
  TILIK_CHECK(!opened.ok(), "nobody locked that");
}

void ReadSigned(const Signed& named) {
  Signed input = named;
  Names names;
  names.Resolve(&input);
  const PublicKey& district = TheKeys().district.public_key();
  switch (input.what_case()) {
    case Signed::kCertificate:
      return ReadCertificate(input);
    case Signed::kForeign:
      TILIK_CHECK(!VerifyCertificate(district, input.foreign()).ok(), "nobody signed that");
      return;
    case Signed::kClaims:
      return ReadClaimsOf(input);
    case Signed::kClaimsText:
      TILIK_CHECK(!OpenClaims(district, input.claims_text()).ok(), "nobody signed that");
      return;
    case Signed::kUnsignedClaims: {
      v1::SignedClaims claims = input.unsigned_claims();
      claims.set_signature(TheKeys().officer.SignClaims(claims.claims()).str());
      v1::Claims inner;
      if (!inner.ParseFromString(claims.claims())) return;
      const std::string text = WriteClaims(inner, TheKeys().officer);
      static_cast<void>(OpenClaims(district, text));
      return;
    }
    case Signed::kPlain:
      return Unpack(input);
    case Signed::kLock:
      return Unlock(input.lock());
    case Signed::kShown: {
      for (v1::SignedCertificate& one : *input.mutable_shown()->mutable_earlier()) {
        v1::Certificate inner;
        if (one.signature().empty() && inner.ParseFromString(one.certificate())) {
          one = Certified(inner);
        }
      }
      v1::Certificate own;
      if (own.ParseFromString(input.shown().certificate().certificate())) {
        *input.mutable_shown()->mutable_certificate() = Certified(own);
      }
      const auto shown = sync::CertificatesIn(input.shown(), district);
      TILIK_CHECK(!shown.ok() || (!shown->empty() && shown->size() <= sync::kMaxEarlier + 1),
                  "whoever is let in shows his own certificate");
      return;
    }
    case Signed::kReceipt: {
      ReceiptFacts facts;
      facts.epoch = input.receipt().epoch();
      const auto signature = Signature::FromRaw(input.receipt().signature());
      TILIK_CHECK(!signature || !VerifyReceipt(district, facts, *signature), "nobody signed that");
      return;
    }
    case Signed::WHAT_NOT_SET:
      return;
  }
}

}  // namespace
}  // namespace tilik::fuzz

TILIK_FUZZ_MESSAGE(Signed, tilik::fuzz::ReadSigned)
