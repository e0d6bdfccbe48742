#include "proto/contract/wrapped_key.h"

#include <string_view>

#include "proto/contract/sodium.h"

namespace tilik {
namespace {

constexpr std::size_t kKeyBytes = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t kMostBoxBytes = 1024;
// What a damaged or hostile file may at most make Argon2id use.
constexpr std::uint64_t kMostMemory = 256 * 1024 * 1024;
constexpr std::uint32_t kMostPasses = 16;

const unsigned char* Raw(const std::string& bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* Raw(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

std::string RandomBytes(Random& random, std::size_t size) {
  std::string bytes(size, '\0');
  random.Fill(bytes.data(), size);
  return bytes;
}

Result<Secret> KeyFrom(const Secret& password, const v1::WrappedKey& lock) {
  PrepareSodium();
  if (lock.salt().size() != crypto_pwhash_SALTBYTES || lock.passes() == 0 ||
      lock.passes() > kMostPasses || lock.memory_bytes() < crypto_pwhash_MEMLIMIT_MIN ||
      lock.memory_bytes() > kMostMemory) {
    return Status::Corrupt("a wrapped key asks for a derivation that nobody wrote");
  }
  std::string key(kKeyBytes, '\0');
  if (crypto_pwhash(Raw(key), key.size(), password.bytes().data(), password.bytes().size(),
                    Raw(lock.salt()), lock.passes(), static_cast<std::size_t>(lock.memory_bytes()),
                    crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return Status::Storage("not enough memory to check it");
  }
  return Secret(std::move(key));
}

}  // namespace

Secret& Secret::operator=(Secret&& other) noexcept {
  std::swap(bytes_, other.bytes_);
  return *this;
}

Secret::~Secret() {
  if (!bytes_.empty()) sodium_memzero(bytes_.data(), bytes_.size());
}

v1::WrappedKey NewLock(Random& random, const Stretch& stretch) {
  v1::WrappedKey lock;
  lock.set_salt(RandomBytes(random, crypto_pwhash_SALTBYTES));
  lock.set_memory_bytes(stretch.memory_bytes);
  lock.set_passes(stretch.passes);
  return lock;
}

Status Wrap(Random& random, const Secret& password, const Secret& secret, v1::WrappedKey* lock) {
  TILIK_ASSIGN_OR_RETURN(Secret key, KeyFrom(password, *lock));
  std::string nonce = RandomBytes(random, kNonceBytes);
  std::string box(secret.bytes().size() + kTagBytes, '\0');
  crypto_aead_xchacha20poly1305_ietf_encrypt(Raw(box), nullptr, Raw(secret.bytes()),
                                             secret.bytes().size(), nullptr, 0, nullptr, Raw(nonce),
                                             Raw(key.bytes()));
  lock->set_nonce(nonce);
  lock->set_box(box);
  return Status();
}

Result<Secret> Unwrap(const Secret& password, const v1::WrappedKey& lock) {
  if (lock.nonce().size() != kNonceBytes || lock.box().size() < kTagBytes ||
      lock.box().size() > kMostBoxBytes) {
    return Status::Corrupt("a wrapped key has a strange length");
  }
  TILIK_ASSIGN_OR_RETURN(Secret key, KeyFrom(password, lock));
  std::string plain(lock.box().size() - kTagBytes, '\0');
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(Raw(plain), nullptr, nullptr, Raw(lock.box()),
                                                 lock.box().size(), nullptr, 0, Raw(lock.nonce()),
                                                 Raw(key.bytes())) != 0) {
    return Status::Denied("it does not open this lock");
  }
  return Secret(std::move(plain));
}

}  // namespace tilik
