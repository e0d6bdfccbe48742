// A person's two identities side by side: what the family shows, and what the civil registry
// (Dukcapil) answered (domain.md §3). Neither replaces the other; officers, the office and the
// payment lists each need both.
#pragma once

#include <optional>
#include <string_view>

#include "proto/contract/codebook.h"
#include "proto/contract/value.h"
#include "tilik/v1/registry.pb.h"

namespace tilik {

// In `language` ("id", "en"). Nothing when nobody asked the civil registry yet ("belum"). Names are
// the same whatever their case, spaces and marks.
std::optional<v1::CivilIdentity> CivilIdentityOf(const Codebooks& codebooks, const Answers& person,
                                                 std::string_view language);

}  // namespace tilik
