// What devices are told beside records: danom lines of their villages, programmes, codebooks, what
// villages are called; and the inbox, where each chain reads what became of its operations.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "proto/sqlite/database.h"
#include "sync-server/merge/working_set.h"
#include "tilik/v1/sync.pb.h"

namespace tilik::storage {

class ReferenceTable {
 public:
  explicit ReferenceTable(sqlite::Database& database) : database_(database) {}

  // The next position of the district's reference feed, inside a writing transaction.
  Result<std::uint64_t> NextPosition();
  Status Flush();

  // Each takes a new position unless it is stored just so.
  Status SaveProgramme(const v1::Programme& programme);
  Status SaveCodebook(const v1::Codebook& codebook);
  Status SaveVillageName(const v1::VillageName& name);
  Status SaveCampaign(const v1::Campaign& campaign);
  Status SavePrelist(const v1::SetPrelist& prelist);
  Result<std::optional<v1::Programme>> Programme(const std::string& code);
  Result<std::vector<v1::Programme>> Programmes();
  Result<std::optional<v1::Campaign>> Campaign(const std::string& name);
  Result<std::vector<v1::Campaign>> Campaigns();
  Result<std::vector<v1::SetPrelist>> Prelists(const std::string& campaign);

  // What `villages` are told after `after`. A village that joins later needs a page from 0.
  Result<v1::ReferencePage> Page(const std::set<std::uint64_t>& villages, std::uint64_t after,
                                 std::size_t max_bytes);

 private:
  enum class Kind : int { kProgramme = 1, kCodebook, kVillageName, kCampaign, kPrelist };
  struct Item;
  Status Save(Kind kind, const std::string& key, std::uint64_t village, const std::string& message);
  Result<bool> Collect(std::uint64_t village, std::uint64_t after, std::size_t max_bytes,
                       std::vector<Item>& items);
  Result<std::uint64_t> Position();

  sqlite::Database& database_;
  std::uint64_t position_ = 0;  // last given out in this transaction; 0 none yet
};

class InboxTable {
 public:
  explicit InboxTable(sqlite::Database& database) : database_(database) {}

  // One row per chain: what one merge told it. Outcomes of a chain unknown here are dropped: nobody
  // could ask for them.
  Status Add(const std::vector<merge::OutcomeRow>& outcomes);
  Result<v1::InboxPage> Page(const ChainId& chain, std::uint64_t after, std::size_t max_bytes);

 private:
  sqlite::Database& database_;
};

}  // namespace tilik::storage
