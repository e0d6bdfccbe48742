// A forgotten PIN, without any network (protocol.md §5): the phone says which slot it would be
// opened by, the office reads that slot's secret over a phone call, and the officer chooses a new
// PIN.
//
// A slot is the database key once more, under a single-use secret that the phone itself has
// forgotten. It opens the database and nothing else: the signing key lies inside, wrapped by the
// forgotten PIN alone, so nobody can sign as the old enrolment again. Whoever opens a home by a
// code therefore begins a new enrolment (a Successor): a new key under the new PIN, an id proposed
// by the phone, and the proof that it knew the secret. The phone works on with it at once; the next
// session presents it to the district.
//
// One write of the key file is where all of this happens: before it the slot is there and the old
// PIN holds, after it the slot is spent and the new PIN holds. The database follows at the next
// opening when the battery falls out between the two (Store::BeginSuccessor may be repeated).
// Drafts, photos and unsent sets are in the database and stay as they are.
//
// Wrong codes cost the same growing delays as wrong PINs, counted apart from them. A code with a
// wrong check letter is no try: it cannot be anybody's.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "client/core/host.h"
#include "client/core/vault.h"
#include "proto/contract/unlock_code.h"
#include "tilik/v1/sync.pb.h"

namespace tilik::client {

// What the officer reads to the office, by the lowest slot. kNotFound: no slot is filled, only an
// enrolment code from the office helps.
Result<UnlockRequest> RequestUnlock(Host& host, std::string_view home);

struct OpenedSlot {
  Secret database_key;
  ChainId enrolment;  // whose slot it was
  std::uint32_t number = 0;
  v1::KeyFile file;  // with the count of wrong codes cleared; not yet written
};
// The slot that this secret opens. kDenied: none, or too early for another try. The caller has the
// turn at this home and keeps it until SpendSlot is through.
Result<OpenedSlot> OpenSlot(Host& host, std::string_view home, const Secret& secret);

// Where the chain ends that a new one goes on from, and a new enrolment for it: key under the new
// PIN, proof by the secret.
struct ChainEnd {
  ChainId enrolment;
  std::uint64_t seq = 0;
  Link link;
};
Result<v1::Successor> MakeSuccessor(Host& host, const OpenedSlot& slot, const Secret& secret,
                                    const ChainEnd& end, std::string_view new_pin);

// The one write: new PIN, slot gone, successor noted.
Status SpendSlot(Host& host, std::string_view home, const OpenedSlot& slot,
                 std::string_view new_pin, const v1::Successor& successor);
// The database has taken the successor over.
Status ForgetSuccessor(Host& host, std::string_view home);

// The slots of an open home. Not thread-safe; lives as long as the home is open and holds its
// database key.
class RecoverySlots {
 public:
  RecoverySlots(Host& host, std::string home, Secret database_key)
      : host_(host), home_(std::move(home)), database_key_(std::move(database_key)) {}

  struct Held {
    std::vector<std::uint32_t> numbers;  // of that enrolment
    std::uint32_t highest = 0;           // ever held
    std::uint32_t all = 0;               // of earlier enrolments too
  };
  Result<Held> Of(const ChainId& enrolment);
  // Wraps the database key under each new secret and drops the spent ones, in one write. Slots of
  // earlier enrolments go once this one has its own. kInvalid: secrets of another length, or more
  // than any office gives.
  Status Keep(const ChainId& enrolment, const std::vector<v1::RecoverySecret>& secrets,
              const std::vector<std::uint32_t>& spent);

 private:
  Host& host_;
  std::string home_;
  Secret database_key_;
};

}  // namespace tilik::client
