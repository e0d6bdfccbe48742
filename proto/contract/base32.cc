#include "proto/contract/base32.h"

#include <cstdint>

namespace tilik {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

}  // namespace

std::string ToBase32(std::string_view raw) {
  std::string text;
  text.reserve((raw.size() * 8 + 4) / 5);
  std::uint32_t pending = 0;
  int bits = 0;
  for (const char c : raw) {
    pending = (pending << 8 | static_cast<unsigned char>(c)) & 0xFFFF;
    for (bits += 8; bits >= 5; bits -= 5) text += kAlphabet[pending >> (bits - 5) & 31];
  }
  if (bits > 0) text += kAlphabet[pending << (5 - bits) & 31];
  return text;
}

std::optional<std::string> FromBase32(std::string_view text) {
  std::string raw;
  std::uint32_t pending = 0;
  int bits = 0;
  for (const char c : text) {
    if (c == ' ' || c == '\n' || c == '\r' || c == '\t') continue;
    const char upper = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    const std::size_t value = kAlphabet.find(upper);
    if (value == std::string_view::npos) return std::nullopt;
    pending = (pending << 5 | static_cast<std::uint32_t>(value)) & 0xFFFF;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    raw += static_cast<char>(pending >> bits & 0xFF);
  }
  return raw;
}

}  // namespace tilik
