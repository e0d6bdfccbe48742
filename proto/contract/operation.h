// What an opened change set may be relied on for: the shape of its operations, checked once at the
// boundary.
//
// Shape is what needs no registry to judge: identifiers of the right length, enums and columns that
// this program knows, calendar dates that exist, quantities that cannot overflow a sum. Whether a
// record exists or an officer may touch it is the merge's question.
#pragma once

#include <cstdint>

#include "proto/contract/status.h"
#include "tilik/v1/change_set.pb.h"

namespace tilik {

// Thousandths of a unit. Nine thousand such quantities still fit a 64-bit sum; the state's whole
// budget in rupiah is about 4 × 10^15.
inline constexpr std::int64_t kMaxQuantity = 1'000'000'000'000'000;

// ok; kInvalid with the operation's index and what is wrong; or kUnsupported when anything in the
// set, however deep, is newer than this program: an unknown operation, field or enum. Something
// unknown outweighs something wrong, for the unknown part may be what makes it right.
Status CheckSet(const v1::ChangeSet& set);

}  // namespace tilik
