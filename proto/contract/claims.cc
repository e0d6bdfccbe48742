#include "proto/contract/claims.h"

#include <algorithm>

#include "proto/contract/base32.h"
#include "proto/contract/change_set.h"
#include "proto/contract/compression.h"

namespace tilik {
namespace {

constexpr std::string_view kMark = "TILIK:K1:";
// The bitmap of kMaxClaimedLines, and what stands beside it.
constexpr std::size_t kMaxPlain = kMaxClaimedLines / 8 + 8'192;

Status NotClaims(const std::string& why) {
  return Status::Invalid("this is no text of another phone's handovers: " + why);
}

}  // namespace

ContentHash DanomDigest(const std::vector<LineId>& lines) {
  std::string named = "tilik/danom/1";
  named += '\0';
  named.reserve(named.size() + lines.size() * LineId::kSize);
  for (const LineId& line : lines) named += line.raw();
  return HashOf(named);
}

void ClaimLines(const std::vector<LineId>& lines, const std::vector<bool>& served,
                v1::Claims& claims) {
  TILIK_CHECK(lines.size() == served.size() && lines.size() <= kMaxClaimedLines,
              "every line of a danom is either served or not");
  std::string bits((lines.size() + 7) / 8, '\0');
  for (std::size_t i = 0; i < served.size(); ++i) {
    if (served[i]) bits[i / 8] = static_cast<char>(bits[i / 8] | 1 << i % 8);
  }
  claims.set_digest(DanomDigest(lines).str());
  claims.set_lines(static_cast<std::uint32_t>(lines.size()));
  claims.set_served(std::move(bits));
}

bool IsServed(const v1::Claims& claims, std::size_t index) {
  return index / 8 < claims.served().size() && (claims.served()[index / 8] >> index % 8 & 1) != 0;
}

std::string WriteClaims(const v1::Claims& claims, const SigningKey& enrolment) {
  v1::SignedClaims said;
  said.set_claims(claims.SerializeAsString());
  said.set_signature(enrolment.SignClaims(said.claims()).str());
  return std::string(kMark) + ToBase32(Compress(said.SerializeAsString(), kWireLevel));
}

Result<ReadClaims> OpenClaims(const PublicKey& district, std::string_view text) {
  if (text.size() > kMaxClaimsText) return NotClaims("it is too long");
  const std::size_t begins = text.find(kMark);
  if (begins == std::string_view::npos)
    return NotClaims("it does not begin with " + std::string(kMark));
  const std::optional<std::string> packed = FromBase32(text.substr(begins + kMark.size()));
  if (!packed) return NotClaims("a letter in it is none of A to Z and 2 to 7");
  const Result<std::string> plain = Decompress(*packed, kMaxPlain);
  v1::SignedClaims said;
  if (!plain.ok() || !said.ParseFromString(*plain)) return NotClaims("it is damaged or cut short");
  ReadClaims read;
  if (!read.claims.ParseFromString(said.claims())) return NotClaims("it is damaged");
  TILIK_ASSIGN_OR_RETURN(read.by, VerifyCertificate(district, read.claims.certificate()));
  const std::optional<PublicKey> key = PublicKey::FromRaw(read.by.public_key());
  const std::optional<Signature> signature = Signature::FromRaw(said.signature());
  if (!key || !signature || !VerifyClaims(*key, said.claims(), *signature)) {
    return Status::Denied("these claims are not signed by the enrolment that they name");
  }
  const bool whole = read.claims.digest().size() == ContentHash::kSize &&
                     read.claims.lines() <= kMaxClaimedLines &&
                     read.claims.served().size() == (read.claims.lines() + 7) / 8;
  return whole ? Result<ReadClaims>(std::move(read)) : NotClaims("its parts do not fit together");
}

}  // namespace tilik
