// A store of its own with any number of made people in it, written through the writer as merged
// people are, and searched for doubles as they come.
//
// The names, clans, villages and numbers are spread as in NTT: 3,300 villages of a thousand people,
// four to a family. Filling costs what registering them would, but for the log, and with a cache
// that holds everything: pages named by hashes are met at random. It is searched with the cache
// that a server has.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <vector>

#include "proto/contract/region.h"
#include "sync-server/merge/duplicate_search.h"
#include "sync-server/storage/sqlite_store.h"
#include "tools/population/chance.h"

namespace tilik::bench {

class PeopleStore {
 public:
  explicit PeopleStore(std::filesystem::path folder);

  // Until there are this many.
  void FillTo(std::size_t people);
  std::size_t people() const { return people_; }
  // Milliseconds of each of `count` searches for one new person, nothing of whom is kept, after as
  // many that are not counted.
  std::vector<double> Check(std::size_t count);

 private:
  storage::SqliteOptions Options() const;
  // One search through the writer, in milliseconds.
  double CheckOne(storage::Writer& writer);
  struct Family {
    merge::RecordState family;
    std::vector<merge::RecordState> members;
  };
  Family NewFamilyIn(VillageCode village);
  // Which village the n-th thousand lives in; they begin again when all are full.
  std::size_t VillageAt(std::size_t thousand) const { return thousand % villages_.size(); }
  std::uint64_t NextId() { return ++last_id_; }
  // Puts the people where merging them would have, and names them in the delta.
  static void Place(Family made, merge::WorkingSet& loaded, merge::Delta& delta);

  std::filesystem::path folder_;
  storage::LogEntry entry_;  // every record is said to come from it
  population::Chance chance_{53};
  std::vector<VillageCode> villages_;
  std::map<std::uint64_t, int> serials_;
  std::uint64_t last_id_ = 0;
  std::size_t people_ = 0;
};

}  // namespace tilik::bench
