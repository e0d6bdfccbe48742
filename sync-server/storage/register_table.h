// PPKS and PSKS, follow-ups, proxies and accounts, in columns for reports; and RegisterReader on
// SQLite, inside a SqliteReader's transaction.
//
// Every row is one fact of FactTable seen from another side, written when the fact is, and derived
// from its operation alone.
#pragma once

#include <cstdint>
#include <vector>

#include "proto/sqlite/database.h"
#include "sync-server/merge/working_set.h"
#include "sync-server/storage/register_store.h"

namespace tilik::storage {

class RegisterTable {
 public:
  explicit RegisterTable(sqlite::Database& database) : database_(database) {}

  // Nothing for a fact of another kind. Saving one again changes nothing.
  Status Save(const merge::FactRow& fact, std::uint64_t arrival, std::uint64_t area);
  // What a body destroyed by order told.
  Status Forget(std::uint64_t arrival);

 private:
  sqlite::Statement Begin(std::string_view sql, const merge::FactRow& fact, std::uint64_t arrival,
                          std::uint64_t area);
  Status SavePlace(const merge::FactRow& fact, std::uint64_t arrival, std::uint64_t area);
  Status SaveFollowUp(const merge::FactRow& fact, std::uint64_t arrival, std::uint64_t area);
  Status SaveProxy(const merge::FactRow& fact, std::uint64_t arrival, std::uint64_t area);
  Status SaveAccount(const merge::FactRow& fact, std::uint64_t arrival, std::uint64_t area);

  sqlite::Database& database_;
};

class SqliteRegisterReader final : public RegisterReader {
 public:
  explicit SqliteRegisterReader(sqlite::Database& database) : database_(database) {}

  Result<std::vector<merge::PlaceFact>> Places(const RecordId& of) override;
  Result<std::vector<merge::FollowUpFact>> FollowUps(const RecordId& of) override;
  Result<std::vector<merge::ProxyFact>> Proxies(const RecordId& of) override;
  Result<std::vector<merge::AccountFact>> Accounts(const RecordId& of) override;
  Result<std::vector<ProxyHandover>> HandoversToProxies() override;

 private:
  sqlite::Database& database_;
};

}  // namespace tilik::storage
