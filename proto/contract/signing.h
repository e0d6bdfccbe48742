// Keys and what they sign. Every use of a key has its own prefix, so a signature made for one
// purpose fits no other.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "proto/contract/bytes.h"
#include "proto/contract/environment.h"
#include "proto/contract/status.h"
#include "tilik/v1/sync.pb.h"

namespace tilik {

// What a receipt promises: this link of this enrolment is in the district's log as number `arrival`
// of `epoch`.
struct ReceiptFacts {
  std::uint64_t epoch = 0;
  ChainId enrolment;
  std::uint64_t seq = 0;
  Link link;
  std::uint64_t arrival = 0;
  Instant time;
};

// An Ed25519 key pair. The seed is the secret; wiped from memory when this goes away. Movable,
// never copied.
class SigningKey {
 public:
  static SigningKey Make(Random& random);
  static Result<SigningKey> FromSeed(std::string_view seed32);
  SigningKey(SigningKey&& other) noexcept;
  SigningKey& operator=(SigningKey&& other) noexcept;
  SigningKey(const SigningKey&) = delete;
  SigningKey& operator=(const SigningKey&) = delete;
  ~SigningKey();

  const PublicKey& public_key() const { return public_key_; }
  std::string seed() const;  // 32 bytes, to be wrapped and stored

  // Over the link's 32 bytes as they are; every other message begins with its prefix and is longer.
  Signature SignLink(const Link& link) const;
  // Over "tilik/session/1" NUL nonce enrolment.
  Signature ProveSession(const Nonce& nonce, const ChainId& enrolment) const;
  // Over "tilik/bundle-request/1" NUL enrolment said.
  Signature SignBundleRequest(const ChainId& enrolment, std::string_view said) const;
  // Over "tilik/unlock/1" NUL unlocked slot(u32 BE) closed last_seq(u64 BE) last_link enrolment
  // public_key; by the key of an unlock's secret (unlock_code.h). `succession` is whole.
  Signature ProveUnlock(const v1::Succession& succession, const ChainId& enrolment,
                        const PublicKey& key) const;

  // Over "tilik/claims/1" NUL claims, and "tilik/invitation/1" NUL invitation.
  Signature SignClaims(std::string_view claims) const;
  Signature SignInvitation(std::string_view invitation) const;

  // --- the district's key ---
  v1::SignedCertificate Certify(const v1::Certificate& certificate) const;
  // Over "tilik/receipt/1" NUL epoch enrolment seq link arrival time.
  Signature SignReceipt(const ReceiptFacts& receipt) const;
  Signature SignHead(std::uint64_t epoch, std::uint64_t count, const ContentHash& hash) const;
  // Over "tilik/bundle-reply/1" NUL enrolment said.
  Signature SignBundleReply(const ChainId& enrolment, std::string_view said) const;

 private:
  SigningKey() = default;
  Signature Sign(std::string_view message) const;

  std::array<std::uint8_t, 64> secret_{};
  PublicKey public_key_;
};

bool VerifyLink(const PublicKey& key, const Link& link, const Signature& signature);
bool VerifySession(const PublicKey& key, const Nonce& nonce, const ChainId& enrolment,
                   const Signature& signature);
bool VerifyUnlock(const PublicKey& verifier, const v1::Succession& succession,
                  const ChainId& enrolment, const PublicKey& key, const Signature& signature);
// Whether every id and link in it has its length.
bool IsWhole(const v1::Succession& succession);
bool VerifyClaims(const PublicKey& key, std::string_view claims, const Signature& signature);
bool VerifyInvitation(const PublicKey& key, std::string_view invitation,
                      const Signature& signature);
bool VerifyReceipt(const PublicKey& district, const ReceiptFacts& receipt,
                   const Signature& signature);
bool VerifyHead(const PublicKey& district, std::uint64_t epoch, std::uint64_t count,
                const ContentHash& hash, const Signature& signature);
bool VerifyBundleRequest(const PublicKey& key, const ChainId& enrolment, std::string_view said,
                         const Signature& signature);
bool VerifyBundleReply(const PublicKey& district, const ChainId& enrolment, std::string_view said,
                       const Signature& signature);
// The certificate inside, once the district's signature over its bytes holds and it is whole and of
// that district; kDenied otherwise.
Result<v1::Certificate> VerifyCertificate(const PublicKey& district,
                                          const v1::SignedCertificate& certificate);

}  // namespace tilik
