// Records as they now are, the feed of their villages, and the index by which they are found.
//
// One row per record serves as state and as feed: a change gives it the next position of its area,
// so however often it changed it is sent once. A record that left a village leaves a row in
// `departed` until it returns. Positions are given inside the writing transaction, of which there
// is one at a time: whoever has read up to n never sees anything below n appear.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "proto/sqlite/database.h"
#include "sync-server/merge/working_set.h"
#include "sync-server/storage/registry_store.h"

namespace tilik::storage {

class CaseTable;

// Further ways to find a record, beside merge::IdentityKey::Kind, in one index with them.
enum class FoundBy : std::uint8_t { kIdbdt = 4, kIdartbdt, kWordOfName };

// Area numbers and their feeds' positions, given out inside one writing transaction.
class Areas {
 public:
  explicit Areas(sqlite::Database& database) : database_(database) {}

  // The number of the area `village` lies in, which is made now if it is new. 0 for no village.
  Result<std::uint64_t> Of(std::uint64_t village);
  // The next position of that area's feed.
  std::uint64_t NextPosition(std::uint64_t area);
  // Writes the positions given out; before COMMIT.
  Status Flush();

 private:
  struct Area {
    std::uint64_t number = 0;
    std::uint64_t position = 0;
    bool moved = false;
  };
  sqlite::Database& database_;
  std::map<std::uint64_t, Area> by_kecamatan_;
  std::map<std::uint64_t, std::uint64_t> kecamatan_of_;
};

class RecordTable {
 public:
  explicit RecordTable(sqlite::Database& database) : database_(database) {}

  Result<std::optional<merge::RecordState>> Find(const RecordId& id);
  // Those of `ids` that exist, into `into`, which keeps what it has.
  Status LoadInto(const std::vector<RecordId>& ids,
                  std::unordered_map<RecordId, merge::RecordState>& into);
  // The same for everything that hangs under `parents`; their ids go to `found`, present or not.
  Status LoadMembers(const std::vector<RecordId>& parents,
                     std::unordered_map<RecordId, merge::RecordState>& into,
                     std::vector<RecordId>& found);
  Result<std::vector<RecordId>> Members(const RecordId& parent);
  // The row number of a record that was saved; never changes.
  Result<std::int64_t> NumberOf(const RecordId& id);

  // Writes the record and offers it through its village's feed.
  Status Save(const merge::RecordState& record, Areas& areas);
  // Offers it again, unchanged.
  Status Refeed(const merge::RecordState& record, Areas& areas);
  Status Leave(const merge::RecordState& record, std::uint64_t village, Areas& areas);
  // Replaces the keys by which the record is found.
  Status SaveIdentity(const merge::RecordState& record, std::uint64_t area);
  Result<std::set<RecordId>> WithIdentity(const merge::IdentityKey& key);

  Result<FeedPage> Feed(std::uint64_t village, std::uint64_t after, std::size_t max_bytes,
                        CaseTable& cases);
  Result<std::vector<FoundRecord>> FindByText(const std::string& text, int limit);

 private:
  Result<std::vector<RecordId>> CandidatesFor(const std::string& text, int limit);

  sqlite::Database& database_;
  // Row numbers of records this connection has read or written in this transaction.
  std::unordered_map<RecordId, std::int64_t> numbers_;
};

// Whether a change of `answers` may change by what a record is found.
bool TouchesIdentity(const Answers& answers);

}  // namespace tilik::storage
