// The recovery register in SQLite: three small tables.
#pragma once

#include "proto/sqlite/database.h"
#include "sync-server/storage/recovery_register.h"

namespace tilik::storage {

class RecoveryTable final : public RecoveryRegister {
 public:
  explicit RecoveryTable(sqlite::Database& database) : database_(database) {}

  Status SaveUnlock(const UnlockRow& unlock) override;
  Result<std::optional<UnlockRow>> Unlock(const ChainId& enrolment, std::uint32_t slot) override;
  Result<std::uint32_t> HighestUnlocked(const ChainId& enrolment) override;
  Status SaveSuccessor(const SuccessorRow& successor) override;
  Result<std::optional<SuccessorRow>> Successor(const ChainId& enrolment) override;
  Result<std::optional<SuccessorRow>> SuccessorBy(const ChainId& unlocked,
                                                  std::uint32_t slot) override;
  Result<std::optional<std::uint64_t>> ClosedAfter(const ChainId& chain) override;
  Result<std::uint32_t> FilledThrough(const ChainId& enrolment) override;
  Status SetFilledThrough(const ChainId& enrolment, std::uint32_t slot) override;

 private:
  sqlite::Database& database_;
};

}  // namespace tilik::storage
