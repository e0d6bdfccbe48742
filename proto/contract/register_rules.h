// What a list of register types must keep to before anything is built from it; for the compiler of
// proto/codebooks and for Codebooks::Build, as codebook_rules.h is.
#pragma once

#include "proto/contract/status.h"
#include "tilik/v1/codebook.pb.h"

namespace tilik {

// kInvalid, naming list, type and cause. Numbers are shared with codebooks: a list is never taken
// for one.
Status CheckTypeLists(const v1::CodebookSet& set);

}  // namespace tilik
