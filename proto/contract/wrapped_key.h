// Secrets locked away under something that people remember or read out: the phone's database key
// under PIN and under the office's unlock codes, the signing key under the PIN, the office's
// recovery master under a passphrase. Argon2id makes a key of the password, XChaCha20-Poly1305
// locks the secret and tells a wrong password from a right one.
#pragma once

#include <cstdint>
#include <string>

#include "proto/contract/environment.h"
#include "proto/contract/status.h"
#include "tilik/v1/wrapped_key.pb.h"

namespace tilik {

// Bytes that are overwritten when they go away. Movable, never copied.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string bytes) : bytes_(std::move(bytes)) {}
  Secret(Secret&& other) noexcept { std::swap(bytes_, other.bytes_); }
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret();

  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

// What one guess shall cost.
struct Stretch {
  std::uint64_t memory_bytes;
  std::uint32_t passes;
};

// 80 random bits and more need none: guessing them is hopeless at any price, and a phone fills five
// slots in no time.
inline constexpr Stretch kUnguessable = {8192, 1};

// A lock without its secret yet: with a salt of its own, from which a password may be derived.
v1::WrappedKey NewLock(Random& random, const Stretch& stretch);

// Puts `secret` behind `password` into a lock that NewLock made. kStorage: not enough memory.
Status Wrap(Random& random, const Secret& password, const Secret& secret, v1::WrappedKey* lock);

// kDenied: wrong password. kCorrupt: a lock that nobody made; it costs nothing to find out, however
// much it asks for. kStorage: not enough memory.
Result<Secret> Unwrap(const Secret& password, const v1::WrappedKey& lock);

}  // namespace tilik
