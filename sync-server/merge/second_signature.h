// Which decisions one account may not take alone (protocol.md §1, Account; domain.md §1: sensitive
// decisions need two people).
//
// A change set with such an operation waits whole, as held operations, until another account's
// Countersign names its link; only then is anything of it applied, and only then are the revisions
// and counters it names compared. The list is one table in the source, each entry with its reason.
// What a table of the registry says about a case is part of the answer, so the same operation may
// need two people today and one tomorrow; what counts is how things stand when the set arrives.
#pragma once

#include <string>

#include "sync-server/merge/working_set.h"

namespace tilik::merge {

// Decisions in one change set above this number are a mass decision. A supervisor who looks at each
// case decides about this many in ten minutes; whoever signs more at once has not looked at each.
inline constexpr int kMostDecisionsAlone = 10;

// Why this set needs a second signature, in the office's words; empty when one suffices. `loaded`
// holds the cases it decides.
std::string WhyTwoSignatures(const v1::ChangeSet& set, const WorkingSet& loaded);

}  // namespace tilik::merge
