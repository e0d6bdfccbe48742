#include "proto/contract/enrol_code.h"

#include <algorithm>

namespace tilik {
namespace {

constexpr std::size_t kHalf = 5;
constexpr std::size_t kKeyDigits = 2 * PublicKey::kSize;
constexpr std::size_t kMaxServer = 253;

constexpr std::string_view kBetweenWords = " \t\r\n\"'<>,;";

char Upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }
char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string ServerIn(std::string_view word) {
  for (const std::string_view scheme : {"https://", "http://"}) {
    const std::size_t at = word.find(scheme);
    if (at == std::string_view::npos) continue;
    std::string_view server = word.substr(at);
    server = server.substr(0, server.find_first_of("/?#", scheme.size()));
    const bool plain = std::all_of(server.begin(), server.end(),
                                   [](unsigned char c) { return c > ' ' && c < 0x7f; });
    if (plain && server.size() > scheme.size() && server.size() <= kMaxServer) {
      return std::string(server);
    }
  }
  return {};
}

std::string CodeIn(std::string_view word) {
  if (word.size() != 2 * kHalf + 1 || word[kHalf] != '-') return {};
  std::string code(word);
  std::transform(code.begin(), code.end(), code.begin(), Upper);
  for (std::size_t i = 0; i < code.size(); ++i) {
    if (i != kHalf && kEnrolCodeLetters.find(code[i]) == std::string_view::npos) return {};
  }
  return code;
}

std::string KeyIn(std::string_view word) {
  if (word.size() != kKeyDigits || !FromHex(word)) return {};
  std::string key(word);
  std::transform(key.begin(), key.end(), key.begin(), Lower);
  return key;
}

}  // namespace

std::string TextOf(const EnrolCode& code) {
  return "TILIK " + code.server + " " + code.code + " " + code.district;
}

EnrolCode ReadEnrolCode(std::string_view text) {
  text = text.substr(0, kMaxEnrolText);
  EnrolCode found;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(kBetweenWords), text.size());
    std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    while (!word.empty() && (word.back() == '.' || word.back() == ':' || word.back() == ')')) {
      word.remove_suffix(1);
    }
    if (found.server.empty()) found.server = ServerIn(word);
    if (found.code.empty()) found.code = CodeIn(word);
    if (found.district.empty()) found.district = KeyIn(word);
  }
  return found;
}

}  // namespace tilik
