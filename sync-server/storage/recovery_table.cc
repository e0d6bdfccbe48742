#include "sync-server/storage/recovery_table.h"

#include <algorithm>

namespace tilik::storage {
namespace {

constexpr char kSaveUnlock[] =
    "INSERT OR IGNORE INTO unlock (enrolment, slot, verifier, account, told) VALUES (?, ?, ?, ?, "
    "?)";
constexpr char kFindUnlock[] =
    "SELECT verifier, account, told FROM unlock WHERE enrolment = ? AND slot = ?";
constexpr char kHighestUnlocked[] = "SELECT ifnull(max(slot), 0) FROM unlock WHERE enrolment = ?";

#define TILIK_SUCCESSOR_COLUMNS "enrolment, closed, last_seq, unlocked, slot, certificate"
constexpr char kSaveSuccessor[] =
    "INSERT OR REPLACE INTO successor (" TILIK_SUCCESSOR_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?)";
constexpr char kFindSuccessor[] =
    "SELECT " TILIK_SUCCESSOR_COLUMNS " FROM successor WHERE enrolment = ?";
constexpr char kFindBySlot[] =
    "SELECT " TILIK_SUCCESSOR_COLUMNS " FROM successor WHERE unlocked = ? AND slot = ?";
constexpr char kClosedAfter[] = "SELECT min(last_seq) FROM successor WHERE closed = ?";

constexpr char kFilled[] = "SELECT through FROM filled_slot WHERE enrolment = ?";
constexpr char kSetFilled[] =
    "INSERT OR REPLACE INTO filled_slot (enrolment, through) VALUES (?, ?)";

// No phone forgets its PIN that often.
constexpr std::size_t kMostSuccessions = 64;

Result<std::optional<SuccessorRow>> ReadSuccessor(sqlite::Statement statement) {
  TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
  if (!row) return std::optional<SuccessorRow>();
  SuccessorRow successor;
  successor.enrolment = statement.Fixed<ChainId>(0);
  successor.closed = statement.Fixed<ChainId>(1);
  successor.last_seq = statement.UInt(2);
  successor.unlocked = statement.Fixed<ChainId>(3);
  successor.slot = static_cast<std::uint32_t>(statement.UInt(4));
  successor.certificate = statement.Blob(5);
  return std::optional<SuccessorRow>(std::move(successor));
}

Result<std::uint32_t> ReadSlot(sqlite::Statement statement, const ChainId& enrolment) {
  TILIK_ASSIGN_OR_RETURN(bool row, statement.Bind(1, enrolment).Step());
  return row ? static_cast<std::uint32_t>(statement.UInt(0)) : 0;
}

}  // namespace

Result<std::vector<ChainId>> EarlierOf(RecoveryRegister& recovery, ChainId enrolment) {
  std::vector<ChainId> earlier;
  while (earlier.size() < kMostSuccessions) {
    TILIK_ASSIGN_OR_RETURN(std::optional<SuccessorRow> row, recovery.Successor(enrolment));
    if (!row.has_value()) break;
    enrolment = row->closed;
    earlier.push_back(enrolment);
  }
  std::reverse(earlier.begin(), earlier.end());
  return earlier;
}

Result<bool> GoesOnFrom(RecoveryRegister& recovery, ChainId enrolment, const ChainId& earlier) {
  TILIK_ASSIGN_OR_RETURN(std::vector<ChainId> all, EarlierOf(recovery, enrolment));
  return std::find(all.begin(), all.end(), earlier) != all.end();
}

Status RecoveryTable::SaveUnlock(const UnlockRow& unlock) {
  return database_.Prepare(kSaveUnlock)
      .Bind(1, unlock.enrolment)
      .Bind(2, std::uint64_t{unlock.slot})
      .Bind(3, unlock.verifier)
      .BindText(4, unlock.account)
      .Bind(5, unlock.told.ms)
      .Run();
}

Result<std::optional<UnlockRow>> RecoveryTable::Unlock(const ChainId& enrolment,
                                                       std::uint32_t slot) {
  sqlite::Statement statement = database_.Prepare(kFindUnlock);
  TILIK_ASSIGN_OR_RETURN(bool row,
                         statement.Bind(1, enrolment).Bind(2, std::uint64_t{slot}).Step());
  if (!row) return std::optional<UnlockRow>();
  UnlockRow unlock;
  unlock.enrolment = enrolment;
  unlock.slot = slot;
  unlock.verifier = statement.Fixed<PublicKey>(0);
  unlock.account = statement.Text(1);
  unlock.told.ms = statement.Int(2);
  return std::optional<UnlockRow>(std::move(unlock));
}

Result<std::uint32_t> RecoveryTable::HighestUnlocked(const ChainId& enrolment) {
  return ReadSlot(database_.Prepare(kHighestUnlocked), enrolment);
}

Status RecoveryTable::SaveSuccessor(const SuccessorRow& successor) {
  return database_.Prepare(kSaveSuccessor)
      .Bind(1, successor.enrolment)
      .Bind(2, successor.closed)
      .Bind(3, successor.last_seq)
      .Bind(4, successor.unlocked)
      .Bind(5, std::uint64_t{successor.slot})
      .BindBlob(6, successor.certificate)
      .Run();
}

Result<std::optional<SuccessorRow>> RecoveryTable::Successor(const ChainId& enrolment) {
  sqlite::Statement statement = database_.Prepare(kFindSuccessor);
  statement.Bind(1, enrolment);
  return ReadSuccessor(std::move(statement));
}

Result<std::optional<SuccessorRow>> RecoveryTable::SuccessorBy(const ChainId& unlocked,
                                                               std::uint32_t slot) {
  sqlite::Statement statement = database_.Prepare(kFindBySlot);
  statement.Bind(1, unlocked).Bind(2, std::uint64_t{slot});
  return ReadSuccessor(std::move(statement));
}

Result<std::optional<std::uint64_t>> RecoveryTable::ClosedAfter(const ChainId& chain) {
  sqlite::Statement statement = database_.Prepare(kClosedAfter);
  TILIK_ASSIGN_OR_RETURN(bool row, statement.Bind(1, chain).Step());
  if (!row || statement.IsNull(0)) return std::optional<std::uint64_t>();
  return std::optional<std::uint64_t>(statement.UInt(0));
}

Result<std::uint32_t> RecoveryTable::FilledThrough(const ChainId& enrolment) {
  return ReadSlot(database_.Prepare(kFilled), enrolment);
}

Status RecoveryTable::SetFilledThrough(const ChainId& enrolment, std::uint32_t slot) {
  return database_.Prepare(kSetFilled).Bind(1, enrolment).Bind(2, std::uint64_t{slot}).Run();
}

}  // namespace tilik::storage
