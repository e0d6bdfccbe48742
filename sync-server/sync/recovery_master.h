// The recovery master: the one secret from which the office makes what opens its officers' phones
// after a forgotten PIN (protocol.md §5).
//
// It lives in a file of its own, behind a passphrase, outside the data folder and outside every
// backup: whoever has the registry and its keys opens no phone. It is unlocked for one session of
// the server, or for one command, and never written anywhere else. When file or passphrase is lost,
// nothing else is: phones go on with their PINs, and a new master fills new slots. A code made
// from another master than the one a slot was filled from opens nothing.
#pragma once

#include <string>

#include "proto/contract/bytes.h"
#include "proto/contract/environment.h"
#include "proto/contract/wrapped_key.h"

namespace tilik::sync {

// Words that people choose are guessed: length is what helps.
inline constexpr std::size_t kMinPassphraseBytes = 12;
// A quarter of a second on an office PC.
inline constexpr Stretch kPassphraseStretch = {64 * 1024 * 1024, 3};

class RecoveryMaster {
 public:
  // Makes a new master for this district and locks it. kInvalid: the passphrase is too short.
  // kConflict: the file exists.
  static Status MakeFile(const std::string& path, const Secret& passphrase,
                         const PublicKey& district, Random& random);
  // kDenied: wrong passphrase, another district's file, or readable by others. kNotFound. kCorrupt.
  static Result<RecoveryMaster> Unlock(const std::string& path, const Secret& passphrase,
                                       const PublicKey& district);

  // PRF(master, enrolment, slot): BLAKE2b-256 keyed with the master, cut to 80 bits.
  Secret SecretOf(const ChainId& enrolment, std::uint32_t slot) const;

 private:
  explicit RecoveryMaster(Secret master) : master_(std::move(master)) {}
  Secret master_;
};

}  // namespace tilik::sync
