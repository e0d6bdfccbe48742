// Who may be the same person: profiles (merge/person_profile.h) and the blocks they are found in.
//
// Both are derived and rewritten with every change of a profile, in the transaction that changes
// the person; `verify` compares them. A block holds at most points::kMostInBlock people or the mark
// that it was closed, so every question about one is bounded. Three million people are 20 million
// block rows of 18 bytes and 300 MB of profiles.
#pragma once

#include <set>
#include <unordered_map>
#include <vector>

#include "proto/sqlite/database.h"
#include "sync-server/merge/working_set.h"
#include "sync-server/storage/record_table.h"

namespace tilik::storage {

class PersonIndex {
 public:
  PersonIndex(sqlite::Database& database, RecordTable& records)
      : database_(database), records_(records) {}

  // Into `into`, which keeps what it has; an empty profile of who has none.
  Status LoadProfiles(const std::set<RecordId>& people,
                      std::unordered_map<RecordId, merge::PersonProfile>& into);
  // The blocks, and the profiles of everybody in them.
  Status LoadBlocks(const std::set<merge::BlockKey>& keys, merge::WorkingSet& into);
  // The people in `delta.profiles_before` were saved before.
  Status Save(const merge::Delta& delta, const merge::WorkingSet& merged);

 private:
  sqlite::Database& database_;
  RecordTable& records_;
};

std::string PackProfile(const merge::PersonProfile& profile);
Status UnpackProfile(std::string_view packed, merge::PersonProfile& profile);

}  // namespace tilik::storage
