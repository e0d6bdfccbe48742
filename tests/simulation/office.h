// The district office: custody and merge as in production, over maps instead of a database.
//
// Does what the sync service does around the pure rooms: links a push, admits it, bounds what the
// phone's clock said, merges in arrival order, keeps feed and inbox. A value type: copying it is a
// backup, assigning a copy is a restore.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sync-server/merge/custody.h"
#include "sync-server/merge/observation.h"
#include "tests/simulation/registry_maps.h"

namespace tilik::simulation {

// Faults planted to prove that the simulator sees them. Each must make seeds fail.
enum class Mischief : std::uint8_t {
  kNone,
  kForgetsDuplicates,  // the same set again is merged again
  kMergesBackwards,    // sets of one push in the wrong order
  kTrustsBases,        // a base from before a restore is taken at its word
  kBelievesClocks,     // what a phone says about time is not bounded
  kDropsHeld,          // an operation held for an unknown record is forgotten
};

struct OpenAnswer {
  std::uint64_t epoch = 0;
  std::uint64_t session = 0;
  std::uint64_t contiguous = 0;
  Link contiguous_link;
  std::set<std::uint64_t> villages;
  bool revoked = false;
};

// One set of the log, as custody knows it.
struct LoggedSet {
  std::uint64_t arrival = 0;
  ChainId chain;
  std::uint64_t seq = 0;
  Link link;
  std::string body;
  Instant observed;
};

class Office {
 public:
  explicit Office(const Codebooks& codebooks) : codebooks_(&codebooks) {}

  void Enrol(const ChainId& chain, bool account, Instant now);
  OpenAnswer Open(const ChainId& chain, const merge::SessionNote& note);
  // Takes a push into custody and merges what may be merged. The receipts are the links now in the
  // log. `as_of` replaces the bounded observation: an importer speaks for its file's day.
  std::set<Link> Push(const ChainId& chain, std::uint64_t first_seq, const Link& previous,
                      std::vector<std::string> bodies, Instant now,
                      std::optional<Instant> as_of = std::nullopt);
  // A restored server counts a new epoch.
  void BeginEpoch(std::uint64_t epoch) { epoch_ = epoch; }

  std::uint64_t epoch() const { return epoch_; }
  const RegistryMaps& registry() const { return registry_; }
  const std::vector<LoggedSet>& log() const { return log_; }
  const std::set<std::uint64_t>& AssignmentOf(const ChainId& chain) const;
  // Where a bounded observation begins: the session the set names, or the certificate's date.
  merge::SessionNote SessionOf(const ChainId& chain, const v1::ChangeSet& set) const;

  Mischief mischief = Mischief::kNone;

 private:
  struct Chain final : merge::LinkIndex {
    merge::ChainState state;
    bool account = false;
    bool revoked = false;
    Instant issued;
    std::set<std::uint64_t> assignment;
    std::map<std::uint64_t, std::vector<merge::LoggedLink>> links;

    std::vector<merge::LoggedLink> LinksAt(const ChainId& chain, std::uint64_t seq) const override;
  };

  // The sets of one push share what was loaded, as those of one commit do.
  struct Commit {
    merge::WorkingSet loaded;
    merge::Keys asked;
  };

  void Take(Chain& chain, SealedSet set, Instant now, std::optional<Instant> as_of, Commit& commit);
  void MergeOne(Chain& chain, std::uint32_t branch, const LoggedSet& logged, Commit& commit);
  // What an account decided about people.
  void Follow(const v1::ChangeSet& set);
  const LoggedSet& Logged(const Link& link) const { return log_[arrival_of_.at(link) - 1]; }

  const Codebooks* codebooks_;
  std::uint64_t epoch_ = 1;
  std::uint64_t last_session_ = 0;
  std::map<ChainId, Chain> chains_;
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::pair<ChainId, merge::SessionNote>>
      sessions_;
  std::vector<LoggedSet> log_;
  std::map<Link, std::uint64_t> arrival_of_;
  RegistryMaps registry_;
};

}  // namespace tilik::simulation
