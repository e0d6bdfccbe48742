// The encrypted database of one enrolment: opening it, its tables, and the one row that says who
// and where we are.
//
// The tables and who owns them (SQL lives beside its owner; the statements that make them stand in
// migrations.cc):
//   device                        this header
//   record, seen                  records.h, leaving.h, record_index.h its columns
//   search                        record_index.h writes, find.h reads
//   own_operation                 outbox.h writes, own_changes.h reads and ends
//   outbox, receipt               outbox.h, entrusting.h who carries what
//   draft                         drafts.h
//   attachment                    attachments.h
//   cursor, task, reference,      pages.h writes, device.h reads
//   entitlement
//   claim, claims_read            claims.h
//
// The file is opened exclusively: a second process gets kConflict at once. Whoever changes several
// tables holds one sqlite::Transaction around it; functions that say "in the caller's transaction"
// never begin their own.
//
// A home may hold several chains, one after the other: after a forgotten PIN a new one goes on from
// the old, which closes (recovery.h). Sets are numbered through the whole home in the order they
// were made, and all tables name them so; a set's seq in its chain is that number minus those
// before the chain. So an edit of the old chain lies below one of the new, and nothing is
// renumbered.
//
// Not thread-safe: one store per home and thread.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/core/host.h"
#include "client/core/vault.h"
#include "proto/contract/signing.h"
#include "proto/sqlite/database.h"
#include "tilik/v1/device.pb.h"

namespace tilik::client {

// One chain of this home.
struct OwnChain {
  // As far as SQLite counts.
  static constexpr std::uint64_t kNoEnd = std::numeric_limits<std::int64_t>::max();

  ChainId id;
  PublicKey key;
  std::uint64_t before = 0;  // sets of this home that are older
  // The number of its last set; of the newest chain, which grows: no bound.
  std::uint64_t last = kNoEnd;
  bool certified = false;               // by the district; before that it cannot open a session
  std::uint64_t backed_up_through = 0;  // a seq, as the district said last
  // The district has other work under this name (a cloned phone, an old copy of its files): what it
  // says of seqs may be of that work, so nothing here counts as backed up.
  bool disagrees = false;

  std::uint64_t NumberOf(std::uint64_t seq) const { return before + seq; }
  std::uint64_t SeqOf(std::uint64_t number) const { return number - before; }
  bool IsOpen() const { return last == kNoEnd; }
};

class Store {
 public:
  // Makes a new, empty file. kConflict when there is one already.
  static Result<std::unique_ptr<Store>> Create(Host& host, std::string_view home,
                                               const Secret& database_key,
                                               const v1::DeviceState& state);
  // kConflict: another process has it open. kCorrupt: the key does not fit or pages are damaged.
  // kUnsupported: written by a newer version.
  static Result<std::unique_ptr<Store>> Open(Host& host, std::string_view home,
                                             const Secret& database_key);

  sqlite::Database& database() { return *database_; }
  const v1::DeviceState& state() const { return state_; }
  // Oldest first; never empty. Good until the state changes.
  const std::vector<OwnChain>& chains() const { return chains_; }
  const OwnChain& newest() const { return chains_.back(); }
  const OwnChain& ChainOf(std::uint64_t number) const;
  // Which of `chains` this is; nothing when it is none of this home's.
  std::optional<std::size_t> IndexOf(std::string_view enrolment) const;
  const ChainId& enrolment() const { return newest().id; }
  const PublicKey& district() const { return district_; }
  const PublicKey& public_key() const { return newest().key; }
  const std::string& officer() const { return officer_; }

  // In the caller's transaction. When that is rolled back, call ReloadState.
  Status SetState(v1::DeviceState state);
  Status ReloadState();
  // In the caller's transaction: the newest chain ends at `last` and the successor's begins. Once
  // done, doing it again changes nothing.
  Status BeginSuccessor(const v1::Successor& successor, std::uint64_t last);

 private:
  explicit Store(std::unique_ptr<sqlite::Database> database) : database_(std::move(database)) {}

  // What follows from a state.
  Status Describe(v1::DeviceState state);

  std::unique_ptr<sqlite::Database> database_;
  v1::DeviceState state_;
  std::vector<OwnChain> chains_;
  PublicKey district_;
  std::string officer_;
};

// The first column of every row.
Result<std::vector<RecordId>> ReadIds(sqlite::Statement row);
Result<std::vector<std::uint64_t>> ReadNumbers(sqlite::Statement row);

}  // namespace tilik::client
