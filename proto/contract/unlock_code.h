// What officer and office read to each other over a phone call when a PIN is forgotten: a request
// ("K7QF-3") there, a code of sixteen letters and a check letter back (protocol.md §5).
//
// The alphabet is Crockford's: no I, L, O, U. What is typed as O is 0, I and L are 1, small letters
// are large ones, and spaces and dashes mean nothing. The check letter is a weighted sum in GF(32)
// with a weight of its own for each place, so that it catches any one wrong letter and any two that
// changed places; of other mistakes 31 in 32.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "proto/contract/bytes.h"
#include "proto/contract/signing.h"
#include "proto/contract/wrapped_key.h"

namespace tilik {

// 80 bits, as protocol.md §5 says: sixteen letters of five.
inline constexpr std::size_t kRecoverySecretBytes = 10;
// Slots that the office keeps filled on a device.
inline constexpr int kRecoverySlots = 5;

// Which slot of which enrolment. The short id is twenty bits of a hash of the enrolment's id: two
// of a thousand devices share it every other time, so the office may have to ask for the officer's
// name as well.
struct UnlockRequest {
  std::string short_id;  // four letters
  std::uint32_t slot = 0;

  friend bool operator==(const UnlockRequest&, const UnlockRequest&) = default;
};

std::string ShortId(const ChainId& enrolment);
std::string TextOf(const UnlockRequest& request);
std::optional<UnlockRequest> ReadUnlockRequest(std::string_view typed);

// "3F0A-PQ7Z-…-K". `secret` has kRecoverySecretBytes.
std::string UnlockCodeOf(const Secret& secret);
// kInvalid: not seventeen letters of the alphabet, or the check letter says that one of them is
// wrong. Says nothing about whose secret it is, so it need not count as a try.
Result<Secret> ReadUnlockCode(std::string_view typed);

// What a device signs its new key with after an unlock: whoever has the secret of this slot has
// this key, and its public half, the verifier, stands in the office's log.
SigningKey UnlockKey(const ChainId& enrolment, std::uint32_t slot, const Secret& secret);

}  // namespace tilik
