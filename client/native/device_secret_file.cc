#include "client/native/device_secret_file.h"

#include <sodium.h>

#include <filesystem>

#include "client/native/posix_files.h"

namespace tilik::native {
namespace {

constexpr char kFileName[] = "tilik-device-secret";
constexpr std::size_t kSecretBytes = 32;

}  // namespace

DeviceSecretFile::DeviceSecretFile(const std::string& root, Random& random)
    : folder_(std::filesystem::absolute(root + "/..").lexically_normal().string()),
      random_(random) {}

Result<std::string> DeviceSecretFile::Derive(std::string_view salt) {
  PosixFiles files(folder_);
  Result<std::string> secret = files.Read(kFileName);
  if (!secret.ok()) {
    if (secret.status().code() != Code::kNotFound) return secret.status();
    std::string made(kSecretBytes, '\0');
    random_.Fill(made.data(), made.size());
    TILIK_RETURN_IF_ERROR(files.WriteDurably(kFileName, made));
    secret = std::move(made);
  }
  if (secret->size() != kSecretBytes) {
    return Status::Corrupt(folder_ + "/" + kFileName + " is not a device secret");
  }
  std::string derived(kSecretBytes, '\0');
  crypto_generichash(reinterpret_cast<unsigned char*>(derived.data()), derived.size(),
                     reinterpret_cast<const unsigned char*>(salt.data()), salt.size(),
                     reinterpret_cast<const unsigned char*>(secret->data()), secret->size());
  sodium_memzero(secret->data(), secret->size());
  return derived;
}

}  // namespace tilik::native
