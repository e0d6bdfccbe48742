// Homes and their keys. A device holds several enrolments; each is a folder named by its enrolment
// id:
//
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
// nothing, and a restart begins the wait anew. Putting back an older copy of the key file does
// reset the count; against that stand the device secret and Argon2id.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/core/host.h"
#include "proto/contract/bytes.h"
#include "proto/contract/signing.h"
#include "tilik/v1/device.pb.h"

namespace tilik::client {

// What the screen before the PIN may know.
struct HomeSummary {
  std::string name;  // of the folder: the enrolment id in hexadecimal
  ChainId enrolment;
  std::string officer;
  std::string district_name;
};

std::string DatabasePath(const Host& host, std::string_view home);
std::string PhotoFolder(std::string_view home);

// Homes whose key file can be read, by name. A damaged one is left out here and named by OpenVault.
Result<std::vector<HomeSummary>> ListHomes(Host& host);

// Bytes that are overwritten when they go away. Movable, never copied.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string bytes) : bytes_(std::move(bytes)) {}
  Secret(Secret&& other) noexcept { std::swap(bytes_, other.bytes_); }
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret();

  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

// kInvalid unless the PIN has six digits at least.
Status CheckPin(std::string_view pin);

// Milliseconds still to wait before a PIN may be tried; 0: now.
std::uint64_t PinDelay(const v1::WrongPins& wrong, const ClockReading& now);

// Makes the key file of a new home, once its database is complete. The home exists from then on.
Status CreateVault(Host& host, const HomeSummary& home, std::string_view pin,
                   const Secret& database_key);

// The database key. kDenied: wrong PIN, or too early for another try (the message says how long).
// kNotFound: no such home. kCorrupt: the key file is damaged.
Result<Secret> OpenVault(Host& host, std::string_view home, std::string_view pin);

// Wraps the signing key's seed by the PIN alone, and unwraps it.
Result<v1::WrappedKey> WrapSigningKey(Random& random, const SigningKey& key, std::string_view pin);
Result<SigningKey> UnwrapSigningKey(const v1::WrappedKey& wrapped, std::string_view pin);

// Removes a home with all in it. The key file goes first: without it the rest is noise.
Status RemoveHome(Host& host, std::string_view home);

}  // namespace tilik::client
