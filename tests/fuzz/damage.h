// What cards, cables, chats and hostile hands do to bytes.
#pragma once

#include <string>

#include "tests/fuzz/fuzz_input.pb.h"

namespace tilik::fuzz {

using Damages = google::protobuf::RepeatedPtrField<Damage>;

// Each damage in turn, at its place modulo what is there. At most kMaxDamages count, and each drops
// at most what is left.
std::string Damaged(std::string bytes, const Damages& damages);

inline constexpr int kMaxDamages = 16;

}  // namespace tilik::fuzz
