// The district's server as a machine: the production store, merge and sync service over a disk that
// may fail, without threads and without HTTP.
//
// It may stop at any change of the disk and is started again from what the platter has. A restore
// puts a backup in its place and begins a new epoch, as `tilik-server restore` does. What stands in
// the registry is read back through the store's own reader, and kept until something changed.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "sync-server/merge/working_set.h"
#include "sync-server/storage/sqlite_store.h"
#include "sync-server/sync/sync_service.h"
#include "tests/simulation/chance.h"
#include "tests/simulation/disk.h"

namespace tilik::simulation {

// One set of the log, as custody knows it.
struct LoggedSet {
  std::uint64_t arrival = 0;
  ChainId chain;
  bool account = false;
  std::uint32_t branch = 0;
  std::uint64_t seq = 0;
  Link link;
  Instant observed;
  v1::ChangeSet set;
};

class Office {
 public:
  // `now` is the world's; all three outlive the office.
  Office(const Codebooks& codebooks, Chance& chance, const Instant& now);
  ~Office();
  Office(const Office&) = delete;
  Office& operator=(const Office&) = delete;

  // --- devices and couriers ---
  // What the sync service answers; kUnavailable while the machine is off, also when the power went
  // during the call.
  Result<std::string> Answer(std::string_view method, const std::string& request,
                             const std::string& token);
  std::string MakeEnrolCode(const std::string& officer, const std::set<std::uint64_t>& villages);
  // A courier's file, in full.
  Status TakeBundle(const std::string& file);
  // The file that goes back; `again`: from the beginning.
  Result<std::string> WriteReply(const ChainId& enrolment, bool again);
  PublicKey district_key() const { return keys_.district.public_key(); }

  // --- accounts ---
  // One change set of an account; the link is known even when the commit fails.
  struct Decreed {
    Link link;
    Status status;
  };
  Decreed Decree(const std::string& account, std::vector<v1::Operation> operations,
                 Instant observed);
  Result<std::uint64_t> LastRevisionWith(const RecordId& record, Slot slot, const Answers& answers);

  // --- the machine ---
  Disk& disk() { return *disk_; }
  bool off() const { return disk_->off(); }
  // The process ends, what the platter has is drawn, and it is started again.
  void PowerBack();
  // The process alone ends.
  void Restart();
  // Of a backup, its one file. Moves every chain's backed_up_through.
  Result<std::string> BackUp();
  void Restore(const std::string& backup);
  Status CheckIntegrity() { return store_->CheckIntegrity(); }
  // What `tilik-server verify` says: nothing, or the first difference.
  std::optional<std::string> Verify();

  // --- what stands there ---
  std::uint64_t epoch() const { return store_->district().epoch; }
  // Every record, line, fact, held operation and open case.
  const merge::WorkingSet& all() const;
  const merge::RecordState* Find(const RecordId& id) const;
  std::vector<merge::HistoryRow> HistoryOf(const RecordId& id) const;
  const std::vector<LoggedSet>& log() const;
  std::vector<v1::Outcome> InboxOf(const ChainId& chain) const;
  // Whether the registry has this enrolment; a restored one may have forgotten it.
  bool Knows(const ChainId& chain) const;
  std::uint64_t AssignmentRevision(const ChainId& chain) const;
  // Something waits above these places of a chain, lowest first.
  struct Gap {
    ChainId chain;
    std::uint64_t first = 0;
    std::uint64_t last = 0;
  };
  std::vector<Gap> OpenGaps() const;
  // Enrolments that a restored district took back by their certificates alone.
  std::vector<ChainId> Unconfirmed() const;
  // Places in chains that are waited for, or were given up.
  std::set<std::pair<ChainId, std::uint64_t>> Gaps() const;

 private:
  void Open();
  void Close();
  Result<std::string> Dispatch(std::string_view method, const std::string& request,
                               const std::string& token);
  void Touch() {
    all_.reset();
    log_is_read_ = false;
  }
  void ReadLog() const;
  storage::SqliteOptions Options() const;

  const Codebooks& codebooks_;
  Chance& chance_;
  const Instant& now_;
  sync::DistrictKeys keys_;
  std::unique_ptr<Disk> disk_;
  std::unique_ptr<storage::SqliteRegistryStore> store_;
  std::unique_ptr<sync::SyncService> service_;
  std::uint64_t backups_ = 0;
  mutable std::optional<merge::WorkingSet> all_;
  mutable std::vector<LoggedSet> log_;
  mutable bool log_is_read_ = false;
  mutable std::set<ChainId> accounts_;
};

}  // namespace tilik::simulation
