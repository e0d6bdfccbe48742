// The search for people registered twice, after every set: whoever is new or changed is compared
// with those found under the same keys, and a case is opened for each pair alike enough
// (match_points.h), with the points and the reasons in it.
//
// Incremental and deterministic: a person against three million costs what stands in some ten
// blocks of at most 48, loaded for the purpose; and what comes of it depends on the log's order
// alone, for exactly the blocks that the changed people's own keys name are looked at, whatever
// else happens to be loaded. Pairs once settled as two people stay settled. A case whose reasons
// are gone, because a number or a name was corrected, is withdrawn; one whose reasons changed says
// the new ones.
//
// The merge itself opens cases for equal numbers as it goes (Merger::NoteIdentity); of persons,
// this adds the rest of what is known to their reasons.
#pragma once

#include <functional>

#include "proto/contract/status.h"
#include "sync-server/merge/set_context.h"
#include "sync-server/merge/working_set.h"

namespace tilik::merge {

// `delta` is what merging the set changed, and is added to. `load` adds what is asked for to
// `loaded`, as Writer::Load does; only what it answers can fail. Call it after Merge and before the
// delta is saved.
Status SearchDuplicates(const SetContext& context, const std::function<Status(const Keys&)>& load,
                        WorkingSet& loaded, Delta& delta);

}  // namespace tilik::merge
