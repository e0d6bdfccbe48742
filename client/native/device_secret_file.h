// The device's secret as a file beside the home, mode 600, where no OS keystore is at hand.
//
// It lies outside the home on purpose: whoever copies a home to try PINs on it elsewhere has not
// copied this. A laptop with a keystore puts another DeviceSecret in its place.
#pragma once

#include <string>

#include "client/core/host.h"

namespace tilik::native {

class DeviceSecretFile final : public client::DeviceSecret {
 public:
  // For homes below `root`: the file is "tilik-device-secret" in the folder that holds `root`.
  DeviceSecretFile(const std::string& root, Random& random);

  // Made at the first call. BLAKE2b-256 of the salt, keyed with the secret. kCorrupt: the file is
  // not a secret of ours; a new one would lock every home, so it is never replaced.
  Result<std::string> Derive(std::string_view salt) override;

 private:
  std::string folder_;
  Random& random_;
};

}  // namespace tilik::native
