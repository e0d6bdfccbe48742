#include "sync-server/sync/district_keys.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

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

Status Failed(const std::string& doing, const std::string& path) {
  return Status::Storage(doing + " " + path + ": " + std::strerror(errno));
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

  int out = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (out < 0 && errno == EEXIST) return Status::Conflict("the key file exists already: " + path);
  if (out < 0) return Failed("making", path);
  const bool written =
      write(out, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) &&
      fsync(out) == 0;
  close(out);
  sodium_memzero(bytes.data(), bytes.size());
  if (!written) {
    unlink(path.c_str());
    return Failed("writing", path);
  }
  return FromMessage(file);
}

Result<DistrictKeys> ReadKeyFile(const std::string& path) {
  int in = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (in < 0 && errno == ENOENT) return Status::NotFound("there is no key file at " + path);
  if (in < 0) return Failed("opening", path);
  struct stat about;
  std::string bytes(4096, '\0');
  const bool known = fstat(in, &about) == 0;
  ssize_t length = read(in, bytes.data(), bytes.size());
  close(in);
  if (!known || length < 0) return Failed("reading", path);
  if ((about.st_mode & 077) != 0) {
    return Status::Denied("others may read the key file " + path +
                          "; make it yours alone (chmod 600)");
  }
  v1::DistrictKeyFile file;
  if (!file.ParseFromArray(bytes.data(), static_cast<int>(length)))
    return Status::Corrupt("not a key file: " + path);
  sodium_memzero(bytes.data(), bytes.size());
  if (file.version() != kVersion)
    return Status::Unsupported("the key file was written by a newer version of Tilik");
  return FromMessage(file);
}

}  // namespace tilik::sync
