// Invitations: the QR code of a printed card by which whoever comes to the table is found at once.
//
//   TILIK:U1: base32( zstd( SignedInvitation ) )
//
// The signed certificate inside says whose device printed it without asking anybody. A forged or
// old card opens no more than a name typed in would: the list decides who is due.
#pragma once

#include <string>
#include <string_view>

#include "proto/contract/bytes.h"
#include "proto/contract/signing.h"
#include "proto/contract/status.h"
#include "tilik/v1/invitation.pb.h"

namespace tilik {

inline constexpr std::size_t kMaxInvitationText = 4'000;

bool LooksLikeInvitation(std::string_view text);

std::string WriteInvitation(const v1::Invitation& invitation, const SigningKey& enrolment);

struct OpenedInvitation {
  v1::Invitation invitation;
  v1::Certificate by;
};
// kInvalid: not such a text, or damaged. kDenied: not signed by an enrolment of this district.
Result<OpenedInvitation> OpenInvitation(const PublicKey& district, std::string_view text);

}  // namespace tilik
