// Claims: a text by which two phones in one hall keep each other from handing out twice
// (protocol.md §4, Distribution).
//
//   TILIK:K1: base32( zstd( SignedClaims ) )
//
// Upper-case base32 (RFC 4648, no padding) and colons, so that a QR code holds it in its
// alphanumeric mode: 955 lines, the largest village of NTT, are about 700 characters. The signed
// certificate inside says whose word it is without asking anybody; a claim is a warning, so nothing
// follows from a forged or stale one but a second look.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "proto/contract/bytes.h"
#include "proto/contract/signing.h"
#include "proto/contract/status.h"
#include "tilik/v1/claims.pb.h"

namespace tilik {

// Lines of one danom in one village. A QR code of the largest size holds about 15,000.
inline constexpr std::size_t kMaxClaimedLines = 65'536;
inline constexpr std::size_t kMaxClaimsText = 24'000;

// Of a danom's lines in one village, ascending by id.
ContentHash DanomDigest(const std::vector<LineId>& lines);

// Sets `digest`, `lines` and `served` of `claims`: `served[i]` is that of `lines[i]`, which ascend.
void ClaimLines(const std::vector<LineId>& lines, const std::vector<bool>& served,
                v1::Claims& claims);
// Whether line number `index` is claimed as served.
bool IsServed(const v1::Claims& claims, std::size_t index);

std::string WriteClaims(const v1::Claims& claims, const SigningKey& enrolment);

// Whose claims, and which.
struct ReadClaims {
  v1::Claims claims;
  v1::Certificate by;
};
// kInvalid: not such a text, or damaged. kDenied: not signed by an enrolment of this district.
Result<ReadClaims> OpenClaims(const PublicKey& district, std::string_view text);

}  // namespace tilik
