#include "proto/contract/unlock_code.h"

#include <algorithm>
#include <array>

#include "proto/contract/change_set.h"

namespace tilik {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr unsigned kLetterBits = 5;
constexpr std::size_t kShortLetters = 4;
constexpr std::size_t kCodeLetters = kRecoverySecretBytes * 8 / kLetterBits;
constexpr std::size_t kGroup = 4;
constexpr std::size_t kMostTyped = 64;
constexpr std::uint32_t kMostSlot = 1'000'000;
// x⁵ + x² + 1, primitive: the powers of x are all 31 elements but zero.
constexpr unsigned kField = 0b100101;

constexpr std::string_view kUnlockKeyPrefix{"tilik/unlock-key/1", sizeof "tilik/unlock-key/1"};

int ValueOf(char typed) {
  if (typed >= 'a' && typed <= 'z') typed = static_cast<char>(typed - 'a' + 'A');
  if (typed == 'O') return 0;
  if (typed == 'I' || typed == 'L') return 1;
  std::size_t at = kAlphabet.find(typed);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

unsigned TimesX(unsigned element) {
  unsigned shifted = element << 1;
  return (shifted & 0b100000) != 0 ? shifted ^ kField : shifted;
}

// Σ letter(i)·xⁱ⁺¹ in GF(32), by Horner; the check letter itself has weight 1.
unsigned CheckOf(const std::array<unsigned, kCodeLetters>& letters) {
  unsigned sum = 0;
  for (std::size_t i = letters.size(); i-- > 0;) sum = TimesX(sum ^ letters[i]);
  return sum;
}

std::string Letters(std::string_view bytes, std::size_t count) {
  std::string letters;
  unsigned held = 0;
  unsigned bits = 0;
  for (unsigned char byte : bytes) {
    if (letters.size() == count) break;
    held = held << 8 | byte;
    for (bits += 8; bits >= kLetterBits && letters.size() < count; bits -= kLetterBits) {
      letters += kAlphabet[held >> (bits - kLetterBits) & 31];
    }
    held &= (1u << bits) - 1;
  }
  return letters;
}

bool IsSeparator(char c) { return c == '-' || c == ' ' || c == '.'; }

}  // namespace

std::string ShortId(const ChainId& enrolment) {
  return Letters(HashOf(enrolment.raw()).raw(), kShortLetters);
}

std::string TextOf(const UnlockRequest& request) {
  return request.short_id + "-" + std::to_string(request.slot);
}

std::optional<UnlockRequest> ReadUnlockRequest(std::string_view typed) {
  UnlockRequest request;
  std::uint32_t slot = 0;
  bool in_number = false;
  if (typed.size() > kMostTyped) return std::nullopt;
  for (char c : typed) {
    if (request.short_id.size() < kShortLetters) {
      if (IsSeparator(c)) continue;
      int value = ValueOf(c);
      if (value < 0) return std::nullopt;
      request.short_id += kAlphabet[static_cast<std::size_t>(value)];
      continue;
    }
    if (!in_number && IsSeparator(c)) continue;
    if (c < '0' || c > '9' || slot > kMostSlot) return std::nullopt;
    in_number = true;
    slot = slot * 10 + static_cast<std::uint32_t>(c - '0');
  }
  if (slot == 0) return std::nullopt;
  request.slot = slot;
  return request;
}

std::string UnlockCodeOf(const Secret& secret) {
  TILIK_CHECK(secret.bytes().size() == kRecoverySecretBytes, "a recovery secret has 80 bits");
  std::string plain = Letters(secret.bytes(), kCodeLetters);
  std::array<unsigned, kCodeLetters> letters{};
  std::string code;
  for (std::size_t i = 0; i < kCodeLetters; ++i) {
    letters[i] = static_cast<unsigned>(ValueOf(plain[i]));
    code += plain[i];
    if (i % kGroup == kGroup - 1) code += '-';
  }
  return code + kAlphabet[CheckOf(letters)];
}

Result<Secret> ReadUnlockCode(std::string_view typed) {
  std::array<unsigned, kCodeLetters + 1> letters{};
  std::size_t count = 0;
  for (char c : typed.substr(0, kMostTyped)) {
    if (IsSeparator(c)) continue;
    int value = ValueOf(c);
    if (value < 0)
      return Status::Invalid("an unlock code has no letter \"" + std::string(1, c) + "\"");
    if (count == letters.size()) return Status::Invalid("an unlock code has seventeen letters");
    letters[count++] = static_cast<unsigned>(value);
  }
  if (count != letters.size()) return Status::Invalid("an unlock code has seventeen letters");
  std::array<unsigned, kCodeLetters> said{};
  std::copy_n(letters.begin(), kCodeLetters, said.begin());
  if (CheckOf(said) != letters.back()) {
    return Status::Invalid(
        "the check letter does not fit: a letter is wrong, or two changed places");
  }
  std::string bytes;
  unsigned held = 0;
  unsigned bits = 0;
  for (unsigned letter : said) {
    held = held << kLetterBits | letter;
    bits += kLetterBits;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>(held >> bits);
    held &= (1u << bits) - 1;
  }
  return Secret(std::move(bytes));
}

SigningKey UnlockKey(const ChainId& enrolment, std::uint32_t slot, const Secret& secret) {
  std::string named(kUnlockKeyPrefix);
  named += enrolment.raw();
  for (int shift = 24; shift >= 0; shift -= 8) named += static_cast<char>(slot >> shift);
  named += secret.bytes();
  Secret seed(HashOf(named).str());
  return *SigningKey::FromSeed(seed.bytes());
}

}  // namespace tilik
