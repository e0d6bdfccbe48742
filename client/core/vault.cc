#include "client/core/vault.h"

#include <algorithm>

#include "client/core/limits.h"
#include "proto/contract/sodium.h"

namespace tilik::client {
namespace {

constexpr std::size_t kKeyBytes = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::uint32_t kKeyFileVersion = 1;
// What a damaged or hostile key file may at most make Argon2id use.
constexpr std::uint64_t kMostArgonMemory = 256 * 1024 * 1024;
constexpr std::uint32_t kMostArgonPasses = 16;

constexpr std::uint64_t kSecond = 1000;
constexpr std::uint64_t kMinute = 60 * kSecond;
constexpr std::uint32_t kFreeTries = 3;
constexpr std::uint64_t kDelays[] = {30 * kSecond, kMinute, 5 * kMinute, 15 * kMinute,
                                     60 * kMinute};

std::string KeyFilePath(std::string_view home) { return std::string(home) + "/key"; }

const unsigned char* Raw(const std::string& bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* Raw(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

std::string RandomBytes(Random& random, std::size_t size) {
  std::string bytes(size, '\0');
  random.Fill(bytes.data(), size);
  return bytes;
}

Result<Secret> Stretch(const Secret& password, const v1::WrappedKey& how) {
  PrepareSodium();
  if (how.salt().size() != crypto_pwhash_SALTBYTES || how.passes() == 0 ||
      how.passes() > kMostArgonPasses || how.memory_bytes() < crypto_pwhash_MEMLIMIT_MIN ||
      how.memory_bytes() > kMostArgonMemory) {
    return Status::Corrupt("the key file asks for a key derivation that nobody wrote");
  }
  std::string key(kKeyBytes, '\0');
  if (crypto_pwhash(Raw(key), key.size(), password.bytes().data(), password.bytes().size(),
                    Raw(how.salt()), how.passes(), static_cast<std::size_t>(how.memory_bytes()),
                    crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return Status::Storage("not enough memory to check the PIN");
  }
  return Secret(std::move(key));
}

v1::WrappedKey NewDerivation(Random& random) {
  v1::WrappedKey wrapped;
  wrapped.set_salt(RandomBytes(random, crypto_pwhash_SALTBYTES));
  wrapped.set_memory_bytes(kArgonMemory);
  wrapped.set_passes(kArgonPasses);
  return wrapped;
}

Status Wrap(Random& random, const Secret& password, const std::string& secret,
            v1::WrappedKey* wrapped) {
  TILIK_ASSIGN_OR_RETURN(Secret key, Stretch(password, *wrapped));
  std::string nonce = RandomBytes(random, kNonceBytes);
  std::string box(secret.size() + kTagBytes, '\0');
  crypto_aead_xchacha20poly1305_ietf_encrypt(Raw(box), nullptr, Raw(secret), secret.size(), nullptr,
                                             0, nullptr, Raw(nonce), Raw(key.bytes()));
  wrapped->set_nonce(nonce);
  wrapped->set_box(box);
  return Status();
}

Result<Secret> Unwrap(const Secret& password, const v1::WrappedKey& wrapped) {
  if (wrapped.nonce().size() != kNonceBytes || wrapped.box().size() < kTagBytes ||
      wrapped.box().size() > 1024) {
    return Status::Corrupt("a wrapped key has a strange length");
  }
  TILIK_ASSIGN_OR_RETURN(Secret key, Stretch(password, wrapped));
  std::string plain(wrapped.box().size() - kTagBytes, '\0');
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(Raw(plain), nullptr, nullptr, Raw(wrapped.box()),
                                                 wrapped.box().size(), nullptr, 0,
                                                 Raw(wrapped.nonce()), Raw(key.bytes())) != 0) {
    return Status::Denied("wrong PIN");
  }
  return Secret(std::move(plain));
}

// NUL keeps a PIN and a secret apart from a longer PIN and a shorter secret.
Result<Secret> PinAndDevice(Host& host, std::string_view pin, const v1::WrappedKey& how) {
  TILIK_ASSIGN_OR_RETURN(std::string device, host.secret.Derive(how.salt()));
  std::string password(pin);
  password.push_back('\0');
  password += device;
  sodium_memzero(device.data(), device.size());
  return Secret(std::move(password));
}

Result<v1::KeyFile> ReadKeyFile(Files& files, std::string_view home) {
  TILIK_ASSIGN_OR_RETURN(std::string bytes, files.Read(KeyFilePath(home)));
  v1::KeyFile file;
  if (!file.ParseFromString(bytes) || file.enrolment().size() != ChainId::kSize) {
    return Status::Corrupt("the key file of " + std::string(home) + " is damaged");
  }
  if (file.version() > kKeyFileVersion) {
    return Status::Unsupported("the key file was written by a newer version of Tilik");
  }
  return file;
}

Status WriteKeyFile(Files& files, std::string_view home, const v1::KeyFile& file) {
  return files.WriteDurably(KeyFilePath(home), file.SerializeAsString());
}

std::string InWords(std::uint64_t delay_ms) {
  std::uint64_t seconds = (delay_ms + kSecond - 1) / kSecond;
  return seconds < 120 ? std::to_string(seconds) + " s" : std::to_string(seconds / 60) + " min";
}

}  // namespace

Secret& Secret::operator=(Secret&& other) noexcept {
  std::swap(bytes_, other.bytes_);
  return *this;
}

Secret::~Secret() {
  if (!bytes_.empty()) sodium_memzero(bytes_.data(), bytes_.size());
}

std::string DatabasePath(const Host& host, std::string_view home) {
  std::string path = host.database_root;
  if (!path.empty()) path += '/';
  return path.append(home) + "/tilik.db";
}

std::string PhotoFolder(std::string_view home) { return std::string(home) + "/photos"; }

Result<std::vector<HomeSummary>> ListHomes(Host& host) {
  TILIK_ASSIGN_OR_RETURN(std::vector<std::string> folders, host.files.List(""));
  std::vector<HomeSummary> homes;
  for (const std::string& folder : folders) {
    Result<v1::KeyFile> file = ReadKeyFile(host.files, folder);
    if (!file.ok()) continue;
    homes.push_back(
        {folder, *ChainId::FromRaw(file->enrolment()), file->officer(), file->district_name()});
  }
  std::sort(homes.begin(), homes.end(),
            [](const HomeSummary& a, const HomeSummary& b) { return a.name < b.name; });
  return homes;
}

Status CheckPin(std::string_view pin) {
  auto digits = std::count_if(pin.begin(), pin.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (static_cast<std::size_t>(digits) < kMinPinDigits || pin.size() > kMaxPinBytes) {
    return Status::Invalid("a PIN has at least six digits");
  }
  return Status();
}

std::uint64_t PinDelay(const v1::WrongPins& wrong, const ClockReading& now) {
  if (wrong.count() < kFreeTries) return 0;
  std::size_t step = std::min<std::size_t>(wrong.count() - kFreeTries, std::size(kDelays) - 1);
  std::uint64_t since = now.monotonic_ms;
  if (now.boot_id == wrong.boot_id()) since -= std::min(since, wrong.monotonic_ms());
  return since >= kDelays[step] ? 0 : kDelays[step] - since;
}

Status CreateVault(Host& host, const HomeSummary& home, std::string_view pin,
                   const Secret& database_key) {
  TILIK_RETURN_IF_ERROR(CheckPin(pin));
  v1::KeyFile file;
  file.set_version(kKeyFileVersion);
  file.set_enrolment(home.enrolment.str());
  file.set_officer(home.officer);
  file.set_district_name(home.district_name);
  *file.mutable_database_key() = NewDerivation(host.random);
  TILIK_ASSIGN_OR_RETURN(Secret password, PinAndDevice(host, pin, file.database_key()));
  TILIK_RETURN_IF_ERROR(
      Wrap(host.random, password, database_key.bytes(), file.mutable_database_key()));
  return WriteKeyFile(host.files, home.name, file);
}

Result<Secret> OpenVault(Host& host, std::string_view home, std::string_view pin) {
  TILIK_ASSIGN_OR_RETURN(v1::KeyFile file, ReadKeyFile(host.files, home));
  ClockReading now = host.clock.Read();
  if (std::uint64_t delay = PinDelay(file.wrong_pins(), now); delay > 0) {
    return Status::Denied("too many wrong PINs: try again in " + InWords(delay));
  }
  // Counted before it is tried: whoever pulls the plug at the right moment has tried all the same.
  v1::WrongPins* wrong = file.mutable_wrong_pins();
  wrong->set_count(wrong->count() + 1);
  wrong->set_monotonic_ms(now.monotonic_ms);
  wrong->set_boot_id(now.boot_id);
  TILIK_RETURN_IF_ERROR(WriteKeyFile(host.files, home, file));

  TILIK_ASSIGN_OR_RETURN(Secret password, PinAndDevice(host, pin, file.database_key()));
  Result<Secret> key = Unwrap(password, file.database_key());
  if (!key.ok()) {
    std::uint64_t delay = PinDelay(file.wrong_pins(), now);
    if (key.status().code() != Code::kDenied || delay == 0) return key.status();
    return Status::Denied("wrong PIN; the next try is in " + InWords(delay));
  }
  file.clear_wrong_pins();
  TILIK_RETURN_IF_ERROR(WriteKeyFile(host.files, home, file));
  return key;
}

Result<v1::WrappedKey> WrapSigningKey(Random& random, const SigningKey& key, std::string_view pin) {
  v1::WrappedKey wrapped = NewDerivation(random);
  Secret seed(key.seed());
  TILIK_RETURN_IF_ERROR(Wrap(random, Secret(std::string(pin)), seed.bytes(), &wrapped));
  return wrapped;
}

Result<SigningKey> UnwrapSigningKey(const v1::WrappedKey& wrapped, std::string_view pin) {
  TILIK_ASSIGN_OR_RETURN(Secret seed, Unwrap(Secret(std::string(pin)), wrapped));
  return SigningKey::FromSeed(seed.bytes());
}

Status RemoveHome(Host& host, std::string_view home) {
  TILIK_RETURN_IF_ERROR(host.files.Remove(KeyFilePath(home)));
  return host.files.Remove(home);
}

}  // namespace tilik::client
