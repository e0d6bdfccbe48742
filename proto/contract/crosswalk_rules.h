// What crosswalks must keep to: nothing left out without a reason, and exact means exact both ways.
#pragma once

#include "proto/contract/status.h"
#include "tilik/v1/codebook.pb.h"

namespace tilik {

// `set`'s concepts and codebooks have passed CheckCodebookSet's own rules.
Status CheckCrosswalks(const v1::CodebookSet& set);

}  // namespace tilik
