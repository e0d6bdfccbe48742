#include "proto/contract/sealing.h"

#include "proto/contract/sodium.h"

namespace tilik {

SealSecret::SealSecret(const std::array<std::uint8_t, 32>& secret) : secret_(secret) {
  static_assert(crypto_scalarmult_SCALARBYTES == 32 && crypto_scalarmult_BYTES == SealKey::kSize);
  PrepareSodium();
  crypto_scalarmult_base(public_key_.data(), secret_.data());
}

SealSecret SealSecret::Make(Random& random) {
  std::array<std::uint8_t, 32> secret;
  random.Fill(secret.data(), secret.size());
  SealSecret made(secret);
  sodium_memzero(secret.data(), secret.size());
  return made;
}

Result<SealSecret> SealSecret::FromRaw(std::string_view secret32) {
  std::array<std::uint8_t, 32> secret;
  if (secret32.size() != secret.size()) return Status::Invalid("a sealing key has 32 bytes");
  std::memcpy(secret.data(), secret32.data(), secret.size());
  SealSecret made(secret);
  sodium_memzero(secret.data(), secret.size());
  return made;
}

SealSecret SealSecret::Of(const SigningKey& key) {
  PrepareSodium();
  std::string seed = key.seed();
  std::array<std::uint8_t, crypto_sign_SECRETKEYBYTES> signing;
  std::array<std::uint8_t, crypto_sign_PUBLICKEYBYTES> ignored;
  crypto_sign_seed_keypair(ignored.data(), signing.data(),
                           reinterpret_cast<const unsigned char*>(seed.data()));
  std::array<std::uint8_t, 32> secret;
  crypto_sign_ed25519_sk_to_curve25519(secret.data(), signing.data());
  SealSecret made(secret);
  sodium_memzero(seed.data(), seed.size());
  sodium_memzero(signing.data(), signing.size());
  sodium_memzero(secret.data(), secret.size());
  return made;
}

SealSecret::SealSecret(SealSecret&& other) noexcept
    : secret_(other.secret_), public_key_(other.public_key_) {
  sodium_memzero(other.secret_.data(), other.secret_.size());
}

SealSecret::~SealSecret() { sodium_memzero(secret_.data(), secret_.size()); }

std::optional<std::array<std::uint8_t, 32>> SealSecret::Agree(const SealKey& other) const {
  std::array<std::uint8_t, 32> shared;
  if (crypto_scalarmult(shared.data(), secret_.data(), other.data()) != 0) return std::nullopt;
  return shared;
}

std::optional<SealKey> SealKeyOf(const PublicKey& signing_key) {
  PrepareSodium();
  SealKey key;
  if (crypto_sign_ed25519_pk_to_curve25519(key.data(), signing_key.data()) != 0) {
    return std::nullopt;
  }
  return key;
}

}  // namespace tilik
