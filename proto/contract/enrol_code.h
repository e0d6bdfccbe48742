// What an officer gets from a supervisor to enrol a phone with: the server's address, a code that
// is good once, and the district's key by which the phone knows that it is talking to the right
// one. It is shown as a QR code, sent by chat, or read from paper and typed.
//
//   TILIK https://tilik.ttskab.go.id 7MKQD-TR4XV 3f0a…(64 digits)
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "proto/contract/bytes.h"

namespace tilik {

// No I, L, O, U, 0 or 1: what is read aloud is typed as it was meant.
inline constexpr std::string_view kEnrolCodeLetters = "ABCDEFGHJKMNPQRSTVWXYZ23456789";

// Beyond this nobody sent a code but a book.
inline constexpr std::size_t kMaxEnrolText = 4096;

// As much as was there; what was not is empty.
struct EnrolCode {
  std::string server;    // "https://…" or "http://…", without a slash at the end
  std::string code;      // "7MKQD-TR4XV"
  std::string district;  // 64 hexadecimal digits, small letters

  bool complete() const { return !server.empty() && !code.empty() && !district.empty(); }
};

std::string TextOf(const EnrolCode& code);

// Finds the three parts in whatever was scanned or pasted, in any order and among any other words:
// a whole chat message will do, or the command line of `tilik enrol`. The first of each kind
// counts.
EnrolCode ReadEnrolCode(std::string_view text);

}  // namespace tilik
