// What is compared when two persons may be one, and under which keys a person is found for it.
//
// A profile is derived from a person's record and its family's card, nothing else, so that merging
// the log again gives the same. It is stored packed beside its keys: a check loads some twenty
// profiles of 100 bytes, not twenty records.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "sync-server/merge/registry_state.h"

namespace tilik::merge {

struct PersonProfile {
  std::string name;
  std::string mother;
  std::string nik;          // as it stands, valid or not
  std::string no_kk;        // of the family
  std::uint32_t birth = 0;  // yyyymmdd; 00 for what is not known
  std::uint32_t sex = 0;    // code of dtks-2020; 0 not known
  std::uint64_t village = 0;
  RecordId family;

  // Who has neither a name nor a NIK is like nobody.
  bool empty() const { return name.empty() && nik.empty(); }
  friend bool operator==(const PersonProfile&, const PersonProfile&) = default;
};

// Of a living person; empty for any other record. `family` is the one it stands in, following
// redirects; null: not known.
PersonProfile ProfileOf(const RecordState& person, const RecordState* family);

// Names a group of people who have something in common.
using BlockKey = std::uint64_t;

// Under which a person is kept: NIK, its two thirds (one digit off leaves one of them whole), No
// KK, each word of the name with village and year of birth, and the whole name with the year.
std::set<BlockKey> BlockKeysOf(const PersonProfile& profile);
// Under which those are kept who may be the same person: the same keys, the years before and after,
// and NIK and No KK changed places.
std::set<BlockKey> ProbeKeysOf(const PersonProfile& profile);

}  // namespace tilik::merge
