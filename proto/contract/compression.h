// zstd, bounded on both sides. The only compression on the wire and in the log.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "proto/contract/status.h"

namespace tilik {

// Level 19 pays on the wire of a phone (50 visits: 12 ms), level 3 in the log of a server.
inline constexpr int kWireLevel = 19;
inline constexpr int kStoreLevel = 3;

// One frame that names its plain size and ends in a checksum of 4 bytes.
std::string Compress(std::string_view plain, int level);

// kInvalid when the frame is damaged, names no size, is followed by anything, or would unpack to
// more than `max_plain` bytes; nothing larger is ever allocated.
Result<std::string> Decompress(std::string_view packed, std::size_t max_plain);

}  // namespace tilik
