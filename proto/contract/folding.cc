#include "proto/contract/folding.h"

namespace tilik {
namespace {

// The base letters of U+00C0 to U+017F, in order; a space where there is none.
constexpr std::string_view kBaseLetters =
    "aaaaaaaceeeeiiiidnooooo ouuuuyts"
    "aaaaaaaceeeeiiiidnooooo ouuuuyty"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkkllllllllll"
    "nnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
static_assert(kBaseLetters.size() == 0x180 - 0xC0);

unsigned Byte(std::string_view text, std::size_t at) {
  return at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
}

}  // namespace

std::string Fold(std::string_view text) {
  std::string folded;
  folded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const unsigned lead = Byte(text, i);
    const unsigned code_point = (lead & 0x1F) << 6 | (Byte(text, i + 1) & 0x3F);
    if (lead >= 'A' && lead <= 'Z') {
      folded += static_cast<char>(lead - 'A' + 'a');
    } else if (lead < 0x80) {
      const bool kept = (lead >= 'a' && lead <= 'z') || (lead >= '0' && lead <= '9') ||
                        lead == '<' || lead == '>';
      if (kept) folded += text[i];
    } else if (lead >= 0xC3 && lead <= 0xC5) {
      const char base = kBaseLetters[code_point - 0xC0];
      if (base != ' ') folded += base;
      ++i;
    } else if (lead == 0xCC || (lead == 0xCD && code_point < 0x370)) {
      ++i;  // a combining accent after its letter
    } else {
      folded += text[i];
    }
  }
  return folded;
}

}  // namespace tilik
