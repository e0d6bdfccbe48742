#include "proto/contract/bytes.h"

namespace tilik {
namespace {

constexpr char kDigits[] = "0123456789abcdef";
constexpr std::size_t kUuidTextSize = 36;

bool IsDashPosition(std::size_t position) {
  return position == 8 || position == 13 || position == 18 || position == 23;
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::string ToHex(std::string_view raw) {
  std::string hex;
  hex.reserve(raw.size() * 2);
  for (char c : raw) {
    auto byte = static_cast<std::uint8_t>(c);
    hex += kDigits[byte >> 4];
    hex += kDigits[byte & 0xf];
  }
  return hex;
}

std::optional<std::string> FromHex(std::string_view hex) {
  if (hex.size() % 2 != 0) return std::nullopt;
  std::string raw;
  raw.reserve(hex.size() / 2);
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    int high = HexDigit(hex[i]);
    int low = HexDigit(hex[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    raw += static_cast<char>(high << 4 | low);
  }
  return raw;
}

std::string ToUuidText(const RecordId& id) {
  std::string text;
  text.reserve(kUuidTextSize);
  for (char digit : ToHex(id.raw())) {
    if (IsDashPosition(text.size())) text += '-';
    text += digit;
  }
  return text;
}

std::optional<RecordId> RecordIdFromText(std::string_view text) {
  if (text.size() != kUuidTextSize) return std::nullopt;
  std::string hex;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (IsDashPosition(i) != (text[i] == '-')) return std::nullopt;
    if (text[i] != '-') hex += text[i];
  }
  std::optional<std::string> raw = FromHex(hex);
  if (!raw) return std::nullopt;
  return RecordId::FromRaw(*raw);
}

}  // namespace tilik
