// Restores of the district, and what devices bring back that proves what they cost.
#pragma once

#include <set>
#include <vector>

#include "proto/sqlite/database.h"
#include "sync-server/storage/registry_store.h"

namespace tilik::storage {

class RestoreTable {
 public:
  explicit RestoreTable(sqlite::Database& database) : database_(database) {}

  Status Add(const RestoreRow& restore);
  Result<std::vector<RestoreRow>> All();
  Status NoteWitness(const Witness& witness);
  Result<std::vector<Witness>> Witnesses();
  Status NoteReturned(const ReceiptFacts& facts);
  Result<std::vector<std::uint64_t>> Returned(std::uint64_t epoch, std::uint64_t after);
  Result<std::set<std::uint64_t>> ReturnedEpochs();

 private:
  sqlite::Database& database_;
};

}  // namespace tilik::storage
