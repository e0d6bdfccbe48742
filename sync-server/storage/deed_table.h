// Deeds (merge/deeds.h): what signals look at of visits, handovers and photos.
//
// Derived, one row beside each fact, and compared by `verify`. Every question is one of an index
// and bounded by the group's own bound: of a chain's day, of a household, of a photo.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "proto/sqlite/database.h"
#include "sync-server/merge/working_set.h"
#include "sync-server/storage/log_table.h"

namespace tilik::storage {

class DeedTable {
 public:
  explicit DeedTable(sqlite::Database& database) : database_(database) {}

  // Into `into`, which keeps the deeds and groups that it has.
  Status LoadOne(std::uint64_t arrival, std::uint32_t operation, merge::DeedBook& into);
  Status LoadDay(const merge::ChainDay& day, merge::DeedBook& into);
  Status LoadHousehold(const RecordId& household, merge::DeedBook& into);
  Status LoadPhoto(const ContentHash& photo, merge::DeedBook& into);
  Status Save(const merge::Deed& deed);
  // Of a set whose body is destroyed.
  Status Drop(std::uint64_t arrival);

  // The days on which somebody did something there.
  Result<std::set<merge::ChainDay>> DaysOf(const RecordId& household);

 private:
  // Reads the rows of `statement` into `into`, and their ids into `group`.
  Status Read(sqlite::Statement& statement, merge::DeedBook& into, merge::DeedBook::Group& group);

  sqlite::Database& database_;
};

// What a row holds beside its columns. Unpack… gives kCorrupt when the bytes are not what Pack…
// made.
std::string PackDeed(const merge::Deed& deed);
Status UnpackDeed(std::string_view packed, merge::Deed& deed);

}  // namespace tilik::storage
