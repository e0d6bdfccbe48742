#include "proto/contract/signing.h"

#include "proto/contract/sodium.h"

namespace tilik {
namespace {

// NUL-terminated on purpose: the NUL is signed too, so that no prefix is the beginning of another.
template <std::size_t N>
constexpr std::string_view WithNul(const char (&prefix)[N]) {
  return {prefix, N};
}
constexpr std::string_view kSessionPrefix = WithNul("tilik/session/1");
constexpr std::string_view kUnlockPrefix = WithNul("tilik/unlock/1");
constexpr std::string_view kReceiptPrefix = WithNul("tilik/receipt/1");
constexpr std::string_view kCertificatePrefix = WithNul("tilik/certificate/1");
constexpr std::string_view kHeadPrefix = WithNul("tilik/head/1");
constexpr std::string_view kBundleRequestPrefix = WithNul("tilik/bundle-request/1");
constexpr std::string_view kBundleReplyPrefix = WithNul("tilik/bundle-reply/1");
constexpr std::string_view kClaimsPrefix = WithNul("tilik/claims/1");
constexpr std::string_view kInvitationPrefix = WithNul("tilik/invitation/1");

constexpr std::size_t kMaxCertificateBytes = 4096;

// A message to be signed: a prefix, then fixed-length parts, integers as u64 big-endian.
class Message {
 public:
  explicit Message(std::string_view prefix) : bytes_(prefix) {}
  Message& Add(std::string_view raw) {
    bytes_ += raw;
    return *this;
  }
  Message& Add(std::uint64_t number) {
    for (int shift = 56; shift >= 0; shift -= 8) bytes_ += static_cast<char>(number >> shift);
    return *this;
  }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

std::string SessionMessage(const Nonce& nonce, const ChainId& enrolment) {
  return Message(kSessionPrefix).Add(nonce.raw()).Add(enrolment.raw()).bytes();
}

std::string UnlockMessage(const v1::Succession& succession, const ChainId& enrolment,
                          const PublicKey& key) {
  std::string slot;
  for (int shift = 24; shift >= 0; shift -= 8) {
    slot += static_cast<char>(succession.slot() >> shift);
  }
  return Message(kUnlockPrefix)
      .Add(succession.unlocked())
      .Add(slot)
      .Add(succession.enrolment())
      .Add(succession.last_seq())
      .Add(succession.last_link())
      .Add(enrolment.raw())
      .Add(key.raw())
      .bytes();
}

std::string ReceiptMessage(const ReceiptFacts& receipt) {
  return Message(kReceiptPrefix)
      .Add(receipt.epoch)
      .Add(receipt.enrolment.raw())
      .Add(receipt.seq)
      .Add(receipt.link.raw())
      .Add(receipt.arrival)
      .Add(static_cast<std::uint64_t>(receipt.time.ms))
      .bytes();
}

std::string CertificateMessage(std::string_view certificate) {
  return Message(kCertificatePrefix).Add(certificate).bytes();
}

std::string HeadMessage(std::uint64_t epoch, std::uint64_t count, const ContentHash& hash) {
  return Message(kHeadPrefix).Add(epoch).Add(count).Add(hash.raw()).bytes();
}

std::string BundleMessage(std::string_view prefix, const ChainId& enrolment,
                          std::string_view said) {
  return Message(prefix).Add(enrolment.raw()).Add(said).bytes();
}

const unsigned char* Unsigned(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

bool Verify(const PublicKey& key, std::string_view message, const Signature& signature) {
  PrepareSodium();
  return crypto_sign_verify_detached(signature.data(), Unsigned(message), message.size(),
                                     key.data()) == 0;
}

}  // namespace

SigningKey SigningKey::Make(Random& random) {
  std::array<char, crypto_sign_SEEDBYTES> seed;
  random.Fill(seed.data(), seed.size());
  SigningKey key = *FromSeed({seed.data(), seed.size()});
  sodium_memzero(seed.data(), seed.size());
  return key;
}

Result<SigningKey> SigningKey::FromSeed(std::string_view seed32) {
  static_assert(crypto_sign_SECRETKEYBYTES == std::tuple_size_v<decltype(SigningKey::secret_)>);
  if (seed32.size() != crypto_sign_SEEDBYTES) {
    return Status::Invalid("the seed of a signing key is 32 bytes");
  }
  PrepareSodium();
  SigningKey key;
  crypto_sign_seed_keypair(key.public_key_.data(), key.secret_.data(), Unsigned(seed32));
  return key;
}

SigningKey::SigningKey(SigningKey&& other) noexcept
    : secret_(other.secret_), public_key_(other.public_key_) {
  sodium_memzero(other.secret_.data(), other.secret_.size());
}

SigningKey& SigningKey::operator=(SigningKey&& other) noexcept {
  if (this == &other) return *this;
  secret_ = other.secret_;
  public_key_ = other.public_key_;
  sodium_memzero(other.secret_.data(), other.secret_.size());
  return *this;
}

SigningKey::~SigningKey() { sodium_memzero(secret_.data(), secret_.size()); }

std::string SigningKey::seed() const {
  std::string seed(crypto_sign_SEEDBYTES, '\0');
  crypto_sign_ed25519_sk_to_seed(reinterpret_cast<unsigned char*>(seed.data()), secret_.data());
  return seed;
}

Signature SigningKey::Sign(std::string_view message) const {
  Signature signature;
  crypto_sign_detached(signature.data(), nullptr, Unsigned(message), message.size(),
                       secret_.data());
  return signature;
}

Signature SigningKey::SignLink(const Link& link) const { return Sign(link.raw()); }

Signature SigningKey::ProveSession(const Nonce& nonce, const ChainId& enrolment) const {
  return Sign(SessionMessage(nonce, enrolment));
}

Signature SigningKey::ProveUnlock(const v1::Succession& succession, const ChainId& enrolment,
                                  const PublicKey& key) const {
  return Sign(UnlockMessage(succession, enrolment, key));
}

Signature SigningKey::SignClaims(std::string_view claims) const {
  return Sign(Message(kClaimsPrefix).Add(claims).bytes());
}

Signature SigningKey::SignInvitation(std::string_view invitation) const {
  return Sign(Message(kInvitationPrefix).Add(invitation).bytes());
}

v1::SignedCertificate SigningKey::Certify(const v1::Certificate& certificate) const {
  v1::SignedCertificate result;
  result.set_certificate(certificate.SerializeAsString());
  result.set_signature(Sign(CertificateMessage(result.certificate())).str());
  return result;
}

Signature SigningKey::SignReceipt(const ReceiptFacts& receipt) const {
  return Sign(ReceiptMessage(receipt));
}

Signature SigningKey::SignHead(std::uint64_t epoch, std::uint64_t count,
                               const ContentHash& hash) const {
  return Sign(HeadMessage(epoch, count, hash));
}

Signature SigningKey::SignBundleRequest(const ChainId& enrolment, std::string_view said) const {
  return Sign(BundleMessage(kBundleRequestPrefix, enrolment, said));
}

Signature SigningKey::SignBundleReply(const ChainId& enrolment, std::string_view said) const {
  return Sign(BundleMessage(kBundleReplyPrefix, enrolment, said));
}

bool VerifyLink(const PublicKey& key, const Link& link, const Signature& signature) {
  return Verify(key, link.raw(), signature);
}

bool VerifySession(const PublicKey& key, const Nonce& nonce, const ChainId& enrolment,
                   const Signature& signature) {
  return Verify(key, SessionMessage(nonce, enrolment), signature);
}

bool IsWhole(const v1::Succession& succession) {
  return succession.enrolment().size() == ChainId::kSize &&
         succession.unlocked().size() == ChainId::kSize &&
         succession.last_link().size() == Link::kSize && succession.slot() >= 1;
}

bool VerifyUnlock(const PublicKey& verifier, const v1::Succession& succession,
                  const ChainId& enrolment, const PublicKey& key, const Signature& signature) {
  return IsWhole(succession) &&
         Verify(verifier, UnlockMessage(succession, enrolment, key), signature);
}

bool VerifyClaims(const PublicKey& key, std::string_view claims, const Signature& signature) {
  return Verify(key, Message(kClaimsPrefix).Add(claims).bytes(), signature);
}

bool VerifyInvitation(const PublicKey& key, std::string_view invitation,
                      const Signature& signature) {
  return Verify(key, Message(kInvitationPrefix).Add(invitation).bytes(), signature);
}

bool VerifyReceipt(const PublicKey& district, const ReceiptFacts& receipt,
                   const Signature& signature) {
  return Verify(district, ReceiptMessage(receipt), signature);
}

bool VerifyHead(const PublicKey& district, std::uint64_t epoch, std::uint64_t count,
                const ContentHash& hash, const Signature& signature) {
  return Verify(district, HeadMessage(epoch, count, hash), signature);
}

bool VerifyBundleRequest(const PublicKey& key, const ChainId& enrolment, std::string_view said,
                         const Signature& signature) {
  return Verify(key, BundleMessage(kBundleRequestPrefix, enrolment, said), signature);
}

bool VerifyBundleReply(const PublicKey& district, const ChainId& enrolment, std::string_view said,
                       const Signature& signature) {
  return Verify(district, BundleMessage(kBundleReplyPrefix, enrolment, said), signature);
}

Result<v1::Certificate> VerifyCertificate(const PublicKey& district,
                                          const v1::SignedCertificate& certificate) {
  const std::string& bytes = certificate.certificate();
  std::optional<Signature> signature = Signature::FromRaw(certificate.signature());
  if (bytes.size() > kMaxCertificateBytes || !signature ||
      !Verify(district, CertificateMessage(bytes), *signature)) {
    return Status::Denied("the certificate is not signed by this district");
  }
  v1::Certificate opened;
  if (!opened.ParseFromString(bytes) || opened.district() != district.raw() ||
      opened.enrolment().size() != ChainId::kSize ||
      opened.public_key().size() != PublicKey::kSize) {
    return Status::Denied("the certificate is not whole, or names another district");
  }
  return opened;
}

}  // namespace tilik
