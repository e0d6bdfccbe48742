// From a fact, and what its set says around it, to the deed that signals look at.
#pragma once

#include <optional>

#include "sync-server/merge/set_context.h"
#include "sync-server/merge/working_set.h"

namespace tilik::merge {

// Whether this says something that signals look at: a visit, a handover, or proof that came later.
bool IsDeed(const v1::Operation& operation);

// What a set says beside its operations: place, clock and photos.
v1::ChangeSet AroundOf(const v1::ChangeSet& set);

// `context` and `around` are those of the fact's own set; its line, and the recipient's record with
// those above it, are loaded.
Deed DescribeFact(const FactRow& fact, const SetContext& context, const v1::ChangeSet& around,
                  const WorkingSet& loaded);
// Of a set that brings photos and nothing else. Nothing when nobody knows whose they are.
std::optional<Deed> DescribePhotos(const SetContext& context, const v1::ChangeSet& around,
                                   const WorkingSet& loaded);

// The household that a record is or lives in; itself when it is neither in one nor of the kinds
// that are. None when it is not known.
RecordId HouseholdAbove(const RecordId& id, const WorkingSet& loaded);

}  // namespace tilik::merge
