// Where a district lives on this machine: a data folder, and a key file outside it.
//
//   DIR/registry.db     the registry, encrypted
//   DIR/attachments/    photos, encrypted
//   DIR/rejected/       pushes whose signature failed, for the auditor
//   DIR.keys            the district's keys, mode 600 (or wherever --keys says)
//   DIR.recovery        the recovery master behind its passphrase (or wherever --recovery says)
#pragma once

#include <memory>
#include <string>

#include "sync-server/storage/sqlite_store.h"
#include "sync-server/sync/district_keys.h"

namespace tilik::command {

struct HomeOptions {
  std::string data;        // DIR
  std::string keys;        // empty: DIR.keys
  std::string second_log;  // on another disk; empty: none
  std::string recovery;    // empty: DIR.recovery
};

struct DistrictHome {
  sync::DistrictKeys keys;
  std::unique_ptr<storage::SqliteRegistryStore> store;
};

std::string KeyPathOf(const HomeOptions& options);
std::string RecoveryPathOf(const HomeOptions& options);
// kInvalid when `path` lies in the data folder: what is there travels in every backup.
Status CheckOutsideData(const HomeOptions& options, const std::string& path);

// Opens what `tilik-server init` made.
Result<DistrictHome> OpenHome(const HomeOptions& options);

// Makes keys and an empty registry for the district with this four-digit code. Its log begins with
// the first account, a supervisor of this name.
Result<DistrictHome> MakeHome(const HomeOptions& options, std::uint64_t district,
                              const std::string& first_account, Random& random);

// The server's wall clock.
Instant Now();

// "53.02.14.2001,53.02.14.2003", or a kecamatan or the district for all of its villages. kInvalid
// names what is unknown.
Result<std::set<std::uint64_t>> VillagesFrom(const std::string& text);

}  // namespace tilik::command
