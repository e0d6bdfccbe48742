// Homes and their keys. A device holds several enrolments; each is a folder named by its enrolment
// id:
//
//   <enrolment>/turn       locked while the key file is read to be written again
//   <enrolment>/key        KeyFile, readable by anyone: owner, wrapped database key, wrong PINs
//   <enrolment>/tilik.db   everything else, encrypted under a random 256-bit key
//   <enrolment>/photos/…   one encrypted file per photo, keys in the database
//
// A home exists once its key file does; it is written last. The database key is wrapped by Argon2id
// over PIN and device secret. The signing key is wrapped by the PIN only and lies inside the
// database: an office that opens the database with a recovery secret still cannot sign, and a thief
// of the file cannot try PINs on it (protocol.md §5).
//
// Wrong PINs cost growing delays: three are free, then 30 s, 1, 5, 15 and 60 minutes. The attempt
// is counted durably before it is tried. Waiting is measured on the monotonic clock alone: within
// one boot since the attempt, after a boot since that boot. So setting the wall clock gains
// nothing, and a restart begins the wait anew. An attempt that was cut short counts as wrong, for
// nobody knows what it would have been: a battery that falls out three times in a row, each time in
// the half second while a PIN is being checked, costs 30 s. Unlock codes are counted apart from
// PINs, so that a forgotten PIN that was tried to the end does not make the office's code wait.
// Putting back an older copy of the key file does reset the count; against that stand the device
// secret and Argon2id.
//
// The office can open a home as well: recovery.h.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/core/host.h"
#include "proto/contract/bytes.h"
#include "proto/contract/signing.h"
#include "proto/contract/wrapped_key.h"
#include "tilik/v1/device.pb.h"

namespace tilik::client {

// What the screen before the PIN may know.
struct HomeSummary {
  std::string name;   // of the folder: the id of its first enrolment in hexadecimal
  ChainId enrolment;  // the newest
  std::string officer;
  std::string district_name;
};

std::string DatabasePath(const Host& host, std::string_view home);
std::string PhotoFolder(std::string_view home);

// Homes whose key file can be read, by name. A damaged one is left out here and named by OpenVault.
Result<std::vector<HomeSummary>> ListHomes(Host& host);

// kInvalid unless the PIN has six digits at least.
Status CheckPin(std::string_view pin);

// Milliseconds still to wait before a PIN may be tried; 0: now.
std::uint64_t PinDelay(const v1::WrongPins& wrong, const ClockReading& now);

// Makes the key file of a new home, once its database is complete. The home exists from then on.
Status CreateVault(Host& host, const HomeSummary& home, std::string_view pin,
                   const Secret& database_key);

// What opening a home by its PIN yields.
struct OpenedVault {
  Secret database_key;
  // What an unlock made and the database may not have taken over yet (recovery.h).
  std::optional<v1::Successor> successor;
};

// kDenied: wrong PIN, or too early for another try (the message says how long).
// kNotFound: no such home. kCorrupt: the key file is damaged.
Result<OpenedVault> OpenVault(Host& host, std::string_view home, std::string_view pin);

// Wraps the signing key's seed by the PIN alone, and unwraps it.
Result<v1::WrappedKey> WrapSigningKey(Host& host, const SigningKey& key, std::string_view pin);
Result<SigningKey> UnwrapSigningKey(const v1::WrappedKey& wrapped, std::string_view pin);

// Counts one more try in `tries`, writes the file, and only then lets `attempt` be made; a right
// one clears the count in `file`, which the caller writes again. kDenied: wrong, or too early for
// another try; what the attempt said otherwise. The caller has the turn at this home.
Result<Secret> TryCounted(Host& host, std::string_view home, v1::KeyFile* file,
                          v1::WrongPins* tries, const std::function<Result<Secret>()>& attempt);

// kNotFound: no such home. kCorrupt: the key file is damaged.
Result<v1::KeyFile> ReadKeyFile(Files& files, std::string_view home);
Status WriteKeyFile(Files& files, std::string_view home, const v1::KeyFile& file);
// The database key under PIN and device secret.
Result<v1::WrappedKey> WrapDatabaseKey(Host& host, std::string_view pin,
                                       const Secret& database_key);

// A secret that only this device can open, PIN or not.
Result<v1::WrappedKey> WrapForDevice(Host& host, const Secret& secret);
Result<Secret> UnwrapForDevice(Host& host, const v1::WrappedKey& wrapped);

// Removes a home with all in it. The key file goes first: without it the rest is noise.
Status RemoveHome(Host& host, std::string_view home);

}  // namespace tilik::client
