// Upper-case base32 (RFC 4648, no padding): what a QR code holds in its alphanumeric mode, and what
// can be read aloud.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tilik {

std::string ToBase32(std::string_view raw);
// Spaces and line breaks, as a chat program puts them in, are skipped; lower case is taken. Nothing
// when any other character is in it.
std::optional<std::string> FromBase32(std::string_view text);

}  // namespace tilik
