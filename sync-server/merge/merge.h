// The merge: what a change set means for the registry. protocol.md §4 is its specification.
//
// Pure: (what is loaded, one set, its context) → (what changed, outcomes). No clock, no chance, no
// I/O; sets of one area are merged one after another in arrival order by whoever calls. It never
// fails: an operation that cannot be applied is held for a person with the reason, and everything
// behind it goes on.
#pragma once

#include <cstdint>
#include <set>
#include <vector>

#include "proto/contract/codebook.h"
#include "sync-server/merge/working_set.h"

namespace tilik::merge {

// Part of a forked chain that a set descends from: everything of `branch` up to `last_seq`.
struct Ancestry {
  std::uint32_t branch = 0;
  std::uint64_t last_seq = 0;

  friend bool operator==(const Ancestry&, const Ancestry&) = default;
};

// Everything about a set that is not in its body: who, when, with what right.
struct SetContext {
  ChainId chain;
  std::uint32_t branch = 0;
  // Own branch up to the set before this one, then the branches it forked from. Empty when nothing
  // may count as own-earlier (a hole in a chain with a known fork).
  std::vector<Ancestry> ancestry;
  std::uint64_t seq = 0;
  Link link;
  std::uint64_t arrival = 0;
  Instant arrived;
  Instant observed;  // BoundObservation of the body's clock
  bool account = false;
  // Account work decides; an officer's is bounded by the assignment. Ignored for accounts.
  std::set<std::uint64_t> assignment;
  // Forked or revoked: everything is held until a person releases it.
  bool quarantined = false;
  std::uint64_t quarantine_case = 0;
  std::uint64_t epoch = 0;         // the district's now
  std::uint64_t oldest_epoch = 0;  // from the body: of a base that names none
  std::uint64_t highest_receipted = 0;
  // Fields this officer's role may not read: never seen, so their base is 0.
  std::set<Field> unreadable;
  std::int32_t zone_offset_minutes = 8 * 60;  // of the village, for a report's day
};

// What to load before merging `set`. Call again with what was loaded until it asks for nothing new:
// parents, redirects and held operations may name further records.
Keys KeysOf(const v1::ChangeSet& set);

// Merges one set into `loaded`. `loaded` must hold what KeysOf asks for. Afterwards it holds the
// new state, and the Delta says which parts changed.
Delta Merge(const Codebooks& codebooks, const SetContext& context, const v1::ChangeSet& set,
            WorkingSet& loaded);

// A set whose body this program cannot fully read (a newer operation or codebook), or of a
// quarantined chain without a merge: every operation is held with that reason.
Delta HoldWhole(const SetContext& context, HeldBecause because, std::uint32_t operations,
                WorkingSet& loaded);

// The identity keys of a person or family as it now stands; empty for other kinds and for unusable
// numbers.
std::vector<IdentityKey> IdentityKeysOf(const RecordState& record);

}  // namespace tilik::merge
