#include "proto/contract/invitation.h"

#include "proto/contract/base32.h"
#include "proto/contract/compression.h"

namespace tilik {
namespace {

constexpr std::string_view kMark = "TILIK:U1:";
constexpr std::size_t kMaxPlain = 8'192;

Status NoInvitation(const std::string& why) {
  return Status::Invalid("this is no invitation: " + why);
}

}  // namespace

bool LooksLikeInvitation(std::string_view text) {
  return text.find(kMark) != std::string_view::npos;
}

std::string WriteInvitation(const v1::Invitation& invitation, const SigningKey& enrolment) {
  v1::SignedInvitation said;
  said.set_invitation(invitation.SerializeAsString());
  said.set_signature(enrolment.SignInvitation(said.invitation()).str());
  return std::string(kMark) + ToBase32(Compress(said.SerializeAsString(), kWireLevel));
}

Result<OpenedInvitation> OpenInvitation(const PublicKey& district, std::string_view text) {
  if (text.size() > kMaxInvitationText) return NoInvitation("it is too long");
  const std::size_t begins = text.find(kMark);
  if (begins == std::string_view::npos) {
    return NoInvitation("it does not begin with " + std::string(kMark));
  }
  const std::optional<std::string> packed = FromBase32(text.substr(begins + kMark.size()));
  if (!packed) return NoInvitation("a letter in it is none of A to Z and 2 to 7");
  const Result<std::string> plain = Decompress(*packed, kMaxPlain);
  v1::SignedInvitation said;
  if (!plain.ok() || !said.ParseFromString(*plain)) {
    return NoInvitation("it is damaged or cut short");
  }
  OpenedInvitation opened;
  if (!opened.invitation.ParseFromString(said.invitation()) ||
      opened.invitation.recipient().size() != RecordId::kSize) {
    return NoInvitation("it is damaged");
  }
  TILIK_ASSIGN_OR_RETURN(opened.by, VerifyCertificate(district, opened.invitation.certificate()));
  const std::optional<PublicKey> key = PublicKey::FromRaw(opened.by.public_key());
  const std::optional<Signature> signature = Signature::FromRaw(said.signature());
  if (!key || !signature || !VerifyInvitation(*key, said.invitation(), *signature)) {
    return Status::Denied("this invitation is not signed by the enrolment that it names");
  }
  return opened;
}

}  // namespace tilik
