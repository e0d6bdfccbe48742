#include "sync-server/sync/recovery_master.h"

#include "proto/contract/sodium.h"
#include "proto/contract/unlock_code.h"
#include "sync-server/sync/secret_file.h"
#include "tilik/v1/keys.pb.h"

namespace tilik::sync {
namespace {

constexpr std::size_t kMasterBytes = 32;
constexpr std::uint32_t kVersion = 1;
constexpr std::string_view kPrefix{"tilik/recovery/1", sizeof "tilik/recovery/1"};

}  // namespace

Status RecoveryMaster::MakeFile(const std::string& path, const Secret& passphrase,
                                const PublicKey& district, Random& random) {
  if (passphrase.bytes().size() < kMinPassphraseBytes) {
    return Status::Invalid("a passphrase has at least " + std::to_string(kMinPassphraseBytes) +
                           " letters; four words do well");
  }
  std::string bytes(kMasterBytes, '\0');
  random.Fill(bytes.data(), bytes.size());
  Secret master(std::move(bytes));
  v1::RecoveryMasterFile file;
  file.set_version(kVersion);
  file.set_district(district.str());
  *file.mutable_master() = NewLock(random, kPassphraseStretch);
  TILIK_RETURN_IF_ERROR(Wrap(random, passphrase, master, file.mutable_master()));
  return MakeSecretFile(path, file.SerializeAsString());
}

Result<RecoveryMaster> RecoveryMaster::Unlock(const std::string& path, const Secret& passphrase,
                                              const PublicKey& district) {
  TILIK_ASSIGN_OR_RETURN(std::string bytes, ReadSecretFile(path));
  v1::RecoveryMasterFile file;
  if (!file.ParseFromString(bytes)) return Status::Corrupt("not a recovery master: " + path);
  if (file.version() != kVersion) {
    return Status::Unsupported("the recovery master was written by a newer version of Tilik");
  }
  if (file.district() != district.raw()) {
    return Status::Denied("this is the recovery master of another district: " + path);
  }
  Result<Secret> master = Unwrap(passphrase, file.master());
  if (!master.ok()) {
    if (master.status().code() != Code::kDenied) return master.status();
    return Status::Denied("this passphrase does not open " + path);
  }
  if (master->bytes().size() != kMasterBytes) {
    return Status::Corrupt("not a recovery master: " + path);
  }
  return RecoveryMaster(*std::move(master));
}

Secret RecoveryMaster::SecretOf(const ChainId& enrolment, std::uint32_t slot) const {
  PrepareSodium();
  std::string named(kPrefix);
  named += enrolment.raw();
  for (int shift = 24; shift >= 0; shift -= 8) named += static_cast<char>(slot >> shift);
  std::string digest(crypto_generichash_BYTES, '\0');
  crypto_generichash(reinterpret_cast<unsigned char*>(digest.data()), digest.size(),
                     reinterpret_cast<const unsigned char*>(named.data()), named.size(),
                     reinterpret_cast<const unsigned char*>(master_.bytes().data()),
                     master_.bytes().size());
  Secret secret(digest.substr(0, kRecoverySecretBytes));
  sodium_memzero(digest.data(), digest.size());
  return secret;
}

}  // namespace tilik::sync
