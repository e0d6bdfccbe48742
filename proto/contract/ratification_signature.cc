#include "proto/contract/ratification_signature.h"

#include <array>

#include "proto/contract/sodium.h"

namespace tilik {
namespace {

std::string Message(const ContentHash& digest) {
  std::string message = "tilik/pengesahan/1";
  message += '\0';
  return message + digest.str();
}

const unsigned char* Unsigned(const std::string& bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace

Signature SignRatification(const SigningKey& district, const ContentHash& digest) {
  PrepareSodium();
  std::string seed = district.seed();
  std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> public_key;
  std::array<unsigned char, crypto_sign_SECRETKEYBYTES> secret;
  crypto_sign_seed_keypair(public_key.data(), secret.data(), Unsigned(seed));
  const std::string message = Message(digest);
  Signature signature;
  crypto_sign_detached(signature.data(), nullptr, Unsigned(message), message.size(), secret.data());
  sodium_memzero(secret.data(), secret.size());
  sodium_memzero(seed.data(), seed.size());
  return signature;
}

bool VerifyRatification(const PublicKey& district, const ContentHash& digest,
                        const Signature& signature) {
  PrepareSodium();
  const std::string message = Message(digest);
  return crypto_sign_verify_detached(signature.data(), Unsigned(message), message.size(),
                                     district.data()) == 0;
}

}  // namespace tilik
