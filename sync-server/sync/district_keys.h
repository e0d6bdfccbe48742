// The district's keys: read once at start from a file outside the data folder, kept in memory only.
#pragma once

#include <string>

#include "proto/contract/bytes.h"
#include "proto/contract/environment.h"
#include "proto/contract/signing.h"
#include "proto/contract/status.h"

namespace tilik::sync {

struct DistrictKeys {
  std::string database_key;     // 32 raw bytes
  std::string attachment_key;   // 32
  std::string token_key;        // 32
  std::string seal_secret_key;  // 32, X25519
  SigningKey district;

  std::string SealPublicKey() const;
};

// Makes new keys and writes them durably, mode 600. kConflict when the file exists: keys are never
// overwritten.
Result<DistrictKeys> MakeKeyFile(const std::string& path, Random& random);

// kDenied when others than the owner may read it; kNotFound; kCorrupt.
Result<DistrictKeys> ReadKeyFile(const std::string& path);

}  // namespace tilik::sync
