// What a programme says of a place and a time: which channel pays there then, and what proof it
// asks for.
//
// Pure questions about the message that DefineProgramme carries and devices pull; both sides ask
// them, so that a phone warns of what the office will miss (domain.md §3.4).
#pragma once

#include <cstdint>
#include <string_view>

#include "proto/contract/period.h"
#include "tilik/v1/distribution.pb.h"

namespace tilik {

// The channel that reaches `village` in some day of `period`: of several the one that begins last.
// Null: none does, or the programme has no channels at all.
const v1::Channel* ChannelFor(const v1::Programme& programme, std::uint64_t village,
                              const Period& period);

// Whether the programme pays there then. One without channels pays everywhere, always.
bool Pays(const v1::Programme& programme, std::uint64_t village, const Period& period);

// The channel's own rule, else the programme's, else allowed. `period` as a line names it; one that
// is no period has no channel.
v1::EvidenceNeed NeedOf(const v1::Programme& programme, std::uint64_t village,
                        std::string_view period, v1::EvidenceKind kind);

// Whether `area`, a district, kecamatan or village code, has `village` in it.
bool Contains(std::uint64_t area, std::uint64_t village);

}  // namespace tilik
