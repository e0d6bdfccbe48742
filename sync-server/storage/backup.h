// A copy of the whole store on another disk: the database, its photos, and what it vouches for.
//
//   registry.db    encrypted under the same key; itself a store that can be opened
//   attachments/   as in the data folder
//
// It is registry.db.part until it is verified, so that what a full disk or a kill left of a backup
// is never taken for one, and the same folder is good for another try.
//
// A copy counts only once it was opened again, checked page by page and found to hold the log head
// and the photos it claims. Devices may drop their work only below the two newest of them
// (protocol.md §3.6).
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>

#include "proto/contract/status.h"
#include "proto/sqlite/database.h"
#include "tilik/v1/sync.pb.h"

namespace tilik::storage {

struct BackupPlan {
  std::string from;  // the data folder
  std::string to;
  std::string key;
  // A simulator's own disk, which has no folders and no photos. Empty: the platform's.
  std::string vfs;
};

// One backup, in three steps; each fails without harm to the store.
class Backup {
 public:
  explicit Backup(BackupPlan plan) : plan_(std::move(plan)) {}

  // Photos first, then the database: a set in the copy whose photo arrived in between is not
  // counted.
  Status Copy(sqlite::Database& snapshot);
  // What was copied is what it should be, and gets its name.
  Status Verify();
  // Notes the copy in the store's own tables and moves every chain's backed_up_through; inside the
  // caller's transaction.
  Status Record(sqlite::Database& store);

  const v1::LogHead& head() const { return head_; }

 private:
  Status CopyPhotos();
  Status Read(const std::filesystem::path& path);
  Status ReachOfChains(sqlite::Database& copy);

  BackupPlan plan_;
  v1::LogHead head_;
  std::set<std::string> photos_;                    // raw hashes that are in the copy
  std::map<std::uint64_t, std::uint64_t> through_;  // chain's row number → seq
};

}  // namespace tilik::storage
