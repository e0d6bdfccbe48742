// The log: change_set and push. Appended in arrival order, read by arrival, chain and link.
//
// Each row carries the running hash of the log up to it,
//
//   head = BLAKE2b-256("tilik/log/1" NUL | head before (32) | arrival (u64 BE) | time (ms, u64 BE)
//   | chain (16)
//                      | seq (u64 BE) | link (32) | body hash (32))
//
// which hashes links and no values, so that a destroyed body leaves it whole (protocol.md §2).
// Devices keep the signed head and hand it back: a log that was cut or rewritten no longer meets
// them.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "proto/sqlite/database.h"
#include "sync-server/storage/registry_store.h"

namespace tilik::storage {

// The head after `entry`, given the head before it.
ContentHash NextHead(const ContentHash& before, const LogEntry& entry);

class LogTable {
 public:
  explicit LogTable(sqlite::Database& database) : database_(database) {}

  struct Head {
    std::uint64_t count = 0;
    ContentHash hash;
  };
  Result<Head> Last();

  // `chain`: the row number of entry.chain. `head`: NextHead of it.
  Status Append(const LogEntry& entry, std::uint64_t chain, const ContentHash& head);
  Status SetState(std::uint64_t arrival, LogEntry::State state, Instant observed);
  Status SetBranch(std::uint64_t arrival, std::uint32_t branch);

  Result<std::optional<LogEntry>> ByArrival(std::uint64_t arrival);
  Result<std::optional<LogEntry>> ByLink(const Link& link);
  Result<std::optional<LogEntry>> BySeq(const ChainId& chain, std::uint32_t branch,
                                        std::uint64_t seq);
  Result<std::vector<merge::LoggedLink>> LinksAt(const ChainId& chain, std::uint64_t seq);
  // See Reader::Custody.
  Result<std::vector<ReceiptFacts>> Custody(const ChainId& chain, std::uint64_t after,
                                            std::size_t limit);
  Result<std::optional<std::uint64_t>> ArrivalOf(const Link& link);
  Result<ContentHash> HeadAt(std::uint64_t arrival);
  // In order, from `from` on. No statement is open while `visit` runs.
  Status ForEach(std::uint64_t from, const std::function<Status(const LogEntry&)>& visit);

 private:
  Result<std::uint64_t> PushOf(const LogEntry& entry);

  sqlite::Database& database_;
  // The push that this transaction appended to last: its sets come one after another.
  Link last_head_link_;
  std::uint64_t last_push_ = 0;
};

// The operation of a body at `index`, as far as this program can read it. kCorrupt when there is
// none.
Result<v1::ChangeSet> ReadBody(const LogEntry& entry);

}  // namespace tilik::storage
