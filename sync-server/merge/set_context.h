// Everything about a change set that is not in its body: who sent it, when it came, with what
// right.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "proto/contract/bytes.h"
#include "proto/contract/environment.h"
#include "proto/contract/value.h"

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
  std::string person;  // the officer's or account's name; an account has a chain in every epoch
  // Whether decisions that need two people wait for the second (second_signature.h). Always so in a
  // district; a model without accounts of its own may leave it out.
  bool second_signatures = false;
  // Account work decides; an officer's is bounded by the assignment. Ignored for accounts.
  std::set<std::uint64_t> assignment;
  // Forked, revoked or not yet confirmed: everything is held until a person releases it.
  bool quarantined = false;
  // Enrolments that this set confirms but that stay in quarantine for another reason.
  std::set<ChainId> not_released;
  std::uint64_t quarantine_case = 0;
  std::uint64_t epoch = 0;         // the district's now
  std::uint64_t oldest_epoch = 0;  // from the body: of a base that names none
  std::uint64_t highest_receipted = 0;
  // Fields this officer's role may not read: never seen, so their base is 0.
  std::set<Field> unreadable;
  std::int32_t zone_offset_minutes = 8 * 60;  // of the village, for a report's day
};

}  // namespace tilik::merge
