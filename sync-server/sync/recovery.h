// The office's side of a forgotten PIN (protocol.md §5): filling a phone's slots, reading a code to
// its officer, admitting the new enrolment that follows.
//
// A slot's number is used once, and never given out twice. New numbers lie above everything that
// anybody remembers: what this server filled before (RecoveryRegister::FilledThrough), every unlock
// in the log, and the highest that the device says it ever held. After a restore from an old backup
// the first of these may be too low. What was filled since and arrived is covered by the device's
// word, which it writes down in one piece with the slot; what never arrived is wrapped around
// nothing anywhere. Only a phone that was itself put back from a copy of its files, together with a
// restored server, could be given a number again: that copy holds the old slot anyway.
#pragma once

#include <string>
#include <vector>

#include "proto/contract/unlock_code.h"
#include "sync-server/storage/registry_store.h"
#include "sync-server/sync/account_chain.h"
#include "sync-server/sync/recovery_master.h"
#include "tilik/v1/sync.pb.h"

namespace tilik::sync {

struct Refill {
  std::vector<v1::RecoverySecret> secrets;
  std::vector<std::uint32_t> spent;  // held by the device, but read aloud: to be dropped
};

// Brings the slots of a device to kRecoverySlots. `held` and `highest` as the device says. Without
// a master it only names those that are spent. In the caller's transaction.
Result<Refill> RefillSlots(storage::RecoveryRegister& recovery, const RecoveryMaster* master,
                           const ChainId& enrolment, const std::vector<std::uint32_t>& held,
                           std::uint32_t highest);

struct UnlockOrder {
  UnlockRequest request;
  std::string officer;  // only needed where two enrolments share a short id
  std::string account;
  std::string reason;
};
struct UnlockAnswer {
  ChainId enrolment;
  std::string officer;
  std::string device;
  std::string code;
};
// Logs that the account read this secret to the officer, then gives it: no code leaves the office
// that its log does not hold (the caller commits first). `chains` as the store has them. kNotFound,
// kInvalid: no such enrolment or several; one that is revoked; a slot that was used up.
Result<UnlockAnswer> UnlockForOfficer(const Office& office, const RecoveryMaster& master,
                                      const std::vector<storage::ChainRow>& chains,
                                      const UnlockOrder& order);

// An area is a kecamatan: its six digits are its number.
std::uint32_t AreaOf(const std::set<std::uint64_t>& villages);

// --- what the log says, kept where it is asked for; in the caller's transaction ---
Status NoteUnlock(storage::RecoveryRegister& recovery, const v1::UnlockEnrolment& unlock,
                  const std::string& account, Instant told);
// `row` is the chain that this certificate admits; nothing happens when it goes on from no other.
// Whoever goes on from a revoked enrolment is revoked as well.
Status NoteSuccession(storage::Writer& writer, const v1::Certificate& certificate,
                      const std::string& as_signed, storage::ChainRow& row);

// Admits the enrolment that a phone made by itself after an unlock. The proof must fit a logged
// unlock that nobody else has used, and what it goes on from must lead to the enrolment whose slot
// it was. The closed enrolment's assignment passes to the new one. kDenied.
Result<v1::SignedCertificate> AdmitSuccessor(const Office& office, const v1::EnrolRequest& request);

}  // namespace tilik::sync
