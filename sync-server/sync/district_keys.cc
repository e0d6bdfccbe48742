#include "sync-server/sync/district_keys.h"

#include <sodium.h>

#include "sync-server/sync/secret_file.h"
#include "tilik/v1/keys.pb.h"

namespace tilik::sync {
namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr std::uint32_t kVersion = 1;

std::string RandomKey(Random& random) {
  std::string key(kKeyBytes, '\0');
  random.Fill(key.data(), key.size());
  return key;
}

Result<DistrictKeys> FromMessage(const v1::DistrictKeyFile& file) {
  for (const std::string* key : {&file.database_key(), &file.attachment_key(), &file.token_key(),
                                 &file.seal_secret_key(), &file.district_seed()}) {
    if (key->size() != kKeyBytes)
      return Status::Corrupt("a key in the key file is not 32 bytes long");
  }
  TILIK_ASSIGN_OR_RETURN(SigningKey district, SigningKey::FromSeed(file.district_seed()));
  return DistrictKeys{file.database_key(), file.attachment_key(), file.token_key(),
                      file.seal_secret_key(), std::move(district)};
}

}  // namespace

std::string DistrictKeys::SealPublicKey() const {
  std::string key(crypto_scalarmult_BYTES, '\0');
  crypto_scalarmult_base(reinterpret_cast<unsigned char*>(key.data()),
                         reinterpret_cast<const unsigned char*>(seal_secret_key.data()));
  return key;
}

Result<DistrictKeys> MakeKeyFile(const std::string& path, Random& random) {
  v1::DistrictKeyFile file;
  file.set_version(kVersion);
  file.set_database_key(RandomKey(random));
  file.set_attachment_key(RandomKey(random));
  file.set_token_key(RandomKey(random));
  file.set_seal_secret_key(RandomKey(random));
  file.set_district_seed(RandomKey(random));
  std::string bytes = file.SerializeAsString();

  Status made = MakeSecretFile(path, bytes);
  sodium_memzero(bytes.data(), bytes.size());
  TILIK_RETURN_IF_ERROR(made);
  return FromMessage(file);
}

Result<DistrictKeys> ReadKeyFile(const std::string& path) {
  TILIK_ASSIGN_OR_RETURN(std::string bytes, ReadSecretFile(path));
  v1::DistrictKeyFile file;
  const bool parsed = file.ParseFromString(bytes);
  sodium_memzero(bytes.data(), bytes.size());
  if (!parsed) return Status::Corrupt("not a key file: " + path);
  if (file.version() != kVersion)
    return Status::Unsupported("the key file was written by a newer version of Tilik");
  return FromMessage(file);
}

}  // namespace tilik::sync
