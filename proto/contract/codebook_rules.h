// What codebook data must keep to before anything is built from it.
//
// A file of its own because two programs need it: the compiler of proto/codebooks, so that a broken
// file breaks the build, and Codebooks::Build, because files also arrive from the server.
#pragma once

#include "proto/contract/status.h"
#include "tilik/v1/codebook.pb.h"

namespace tilik {

// Bounds that let (field, codebook, code) be one 64-bit key.
inline constexpr std::uint32_t kMaxCodebookNumber = 65'535;
inline constexpr std::uint32_t kMaxCode = 65'535;
inline constexpr std::uint32_t kMaxGroup = 9'999;

// kInvalid, naming file, question and cause: the first thing found that does not fit together.
Status CheckCodebookSet(const v1::CodebookSet& set);

}  // namespace tilik
