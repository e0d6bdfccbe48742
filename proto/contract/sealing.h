// X25519 keys that bundles are sealed to (protocol.md §6).
//
// The district's stands in its key file and reaches devices with EnrolResponse. An enrolment's is
// its own Ed25519 key as libsodium converts it: the certificate already binds that key, so the
// district can seal to every enrolment it ever certified, also to those that never had a network
// again, and nothing new has to be sent, stored or backed up. Its secret half exists only while the
// signing key does, which the PIN alone unwraps: an office that opens a phone with a recovery
// secret reads no mail of its officer. One key pair for Ed25519 and for an X25519 KEM is safe when
// the KEM hashes both public keys under a prefix of its own, as bundle.h does (Thormarker, "On
// using the same key pair for Ed25519 and an X25519 based KEM", 2021).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "proto/contract/bytes.h"
#include "proto/contract/environment.h"
#include "proto/contract/signing.h"
#include "proto/contract/status.h"

namespace tilik {

using SealKey = FixedBytes<struct SealKeyTag, 32>;  // the public half

// The secret half; wiped from memory when it goes away. Movable, never copied.
class SealSecret {
 public:
  static SealSecret Make(Random& random);
  // kInvalid unless it has 32 bytes.
  static Result<SealSecret> FromRaw(std::string_view secret32);
  // An enrolment's, from its signing key.
  static SealSecret Of(const SigningKey& key);
  SealSecret(SealSecret&& other) noexcept;
  SealSecret& operator=(SealSecret&&) = delete;
  SealSecret(const SealSecret&) = delete;
  SealSecret& operator=(const SealSecret&) = delete;
  ~SealSecret();

  const SealKey& public_key() const { return public_key_; }
  // What the two share: 32 bytes; nothing for a key that no honest party has (a point of low
  // order).
  std::optional<std::array<std::uint8_t, 32>> Agree(const SealKey& other) const;

 private:
  explicit SealSecret(const std::array<std::uint8_t, 32>& secret);

  std::array<std::uint8_t, 32> secret_;
  SealKey public_key_;
};

// The public half for an enrolment with this signing key; nothing when it is no point of the curve.
std::optional<SealKey> SealKeyOf(const PublicKey& signing_key);

}  // namespace tilik
