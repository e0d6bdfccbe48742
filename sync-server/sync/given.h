// What a verification takes as given since bodies were destroyed by order (protocol.md §2).
//
// A destroyed body cannot be merged again, so neither can anything that was said about what it
// touched: a later edit may have been a conflict with a value nobody may know any more. Given are,
// to the last of them, the records and lines that destroyed bodies named, who hangs under them and
// what they are entitled to, every change set that names one of those, and what that names in turn;
// and the signals that rest on such a set, or on the days of a chain that has one.
// One change set concerns one household, so a destroyed person makes a household given and its
// neighbours not; a danom's promises are no naming. Everything else is merged again and compared,
// and so are all links, hashes and signatures.
#pragma once

#include <map>
#include <vector>

#include "sync-server/storage/registry_store.h"

namespace tilik::sync {

struct TakenAsGiven {
  storage::Given given;
  // Cases about what is given, by the arrival at which they were opened: they keep their numbers.
  std::map<std::uint64_t, std::vector<merge::CaseFile>> cases;
};

// Nothing when nothing was destroyed. Otherwise reads the whole log once and holds the ids each set
// names: 200 bytes a set.
Result<TakenAsGiven> FindGiven(storage::Reader& reader);

}  // namespace tilik::sync
