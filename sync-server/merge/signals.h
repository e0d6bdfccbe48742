// Signals: what a supervisor is told of because it often hides something (domain.md §2.12, §3.3,
// §3.4). After every set, beside the search for people registered twice.
//
// A signal never refuses, holds or changes anything. It is a case of one subject and one day that
// gathers its evidence and moves its counter with it, so that a decision names what it saw; people
// find that it is no problem, or that it is so. What is withdrawn leaves the evidence, and the last
// of it withdraws the case; a decided case stays as it was decided until something new joins it.
//
//   dead but paid          a line and the day on which it was paid; of aid without a list, who
//                          received it and that day
//   same photo, far away,
//   card held              a household and the day of the visit or handover
//   too short, too many,
//   at once, verifier pays an officer's chain and the day
//
// Every threshold stands in proto/codebooks/signals.json. What comes of a set depends on the log up
// to it and on nothing else, in whatever order the halves of a signal arrive: a death decided after
// the payment, a visit that comes after the handover. A set costs what lies in the groups of its
// deeds (deeds.h), all of them bounded, however large the registry.
#pragma once

#include <functional>
#include <set>

#include "proto/contract/codebook.h"
#include "proto/contract/status.h"
#include "sync-server/merge/set_context.h"
#include "sync-server/merge/working_set.h"

namespace tilik::merge {

// `delta` is what merging `set` changed, and is added to. `load` adds what is asked for to
// `loaded`, as Writer::Load does; only what it answers can fail. Call it after Merge and before the
// delta is saved. Cases in `given` are left as they are (sync/given.h).
Status SearchSignals(const Codebooks& codebooks, const SetContext& context,
                     const v1::ChangeSet& set, const std::function<Status(const Keys&)>& load,
                     WorkingSet& loaded, Delta& delta, const std::set<CaseKey>& given = {});

}  // namespace tilik::merge
