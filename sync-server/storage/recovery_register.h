// What the district remembers of forgotten PINs (protocol.md §5): which secrets were read to
// officers, which enrolment goes on from which, and how far slots were filled.
//
// Unlocks and successions follow from the log alone and are compared by `verify`. How far slots
// were filled does not: it is the server's own word, kept beside the log (sync/recovery.h says why
// that is enough).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "proto/contract/bytes.h"
#include "proto/contract/environment.h"
#include "proto/contract/status.h"

namespace tilik::storage {

// A secret that somebody at the office read aloud.
struct UnlockRow {
  ChainId enrolment;
  std::uint32_t slot = 0;
  PublicKey verifier;
  std::string account;
  Instant told;
};

// An enrolment that goes on from another, as its certificate says.
struct SuccessorRow {
  ChainId enrolment;
  ChainId closed;  // the one it goes on from
  std::uint64_t last_seq = 0;
  ChainId unlocked;  // whose slot opened the phone
  std::uint32_t slot = 0;
  std::string certificate;  // as signed
};

class RecoveryRegister {
 public:
  virtual ~RecoveryRegister() = default;

  // The first word on a slot stays: a code that is read out twice is one unlock.
  virtual Status SaveUnlock(const UnlockRow& unlock) = 0;
  virtual Result<std::optional<UnlockRow>> Unlock(const ChainId& enrolment, std::uint32_t slot) = 0;
  // 0: none of its secrets was read out.
  virtual Result<std::uint32_t> HighestUnlocked(const ChainId& enrolment) = 0;

  virtual Status SaveSuccessor(const SuccessorRow& successor) = 0;
  virtual Result<std::optional<SuccessorRow>> Successor(const ChainId& enrolment) = 0;
  // Who used this unlock.
  virtual Result<std::optional<SuccessorRow>> SuccessorBy(const ChainId& unlocked,
                                                          std::uint32_t slot) = 0;
  // The seq after which a chain is closed; nothing while no other goes on from it.
  virtual Result<std::optional<std::uint64_t>> ClosedAfter(const ChainId& chain) = 0;

  // The highest slot that this server ever filled for an enrolment.
  virtual Result<std::uint32_t> FilledThrough(const ChainId& enrolment) = 0;
  virtual Status SetFilledThrough(const ChainId& enrolment, std::uint32_t slot) = 0;
};

// What `enrolment` goes on from, oldest first; the chains themselves may be unknown here.
Result<std::vector<ChainId>> EarlierOf(RecoveryRegister& recovery, ChainId enrolment);
// Whether `enrolment` goes on from `earlier`, through however many.
Result<bool> GoesOnFrom(RecoveryRegister& recovery, ChainId enrolment, const ChainId& earlier);

}  // namespace tilik::storage
