// `tilik-server destroy`: orders of destruction (UU 27/2022, protocol.md §2).
//
// An order takes two accounts: `destroy` signs it, `case countersign` carries it out. What is
// carried out is kept in a small file beside the key file, outside every backup, so that a registry
// restored from an older copy forgets again: `destroy --again`, and every restore. An order is in
// that file before it is committed, so that no power cut leaves a body in the second log, or a
// photo, behind.
#pragma once

#include <string>

#include "sync-server/command/desk.h"
#include "tilik/v1/decision.pb.h"

namespace tilik::command {

// KEYS.destroyed
std::string OrdersPathOf(const HomeOptions& options);

// Before the commit that carries out the order under `link`.
Status KeepOrder(const HomeOptions& options, const Desk& desk, const Link& link);

// After it: removes the photos; the order newest kept counts as carried out.
Result<v1::DestructionReport> FinishDestruction(const HomeOptions& options,
                                                const DistrictHome& home, const Desk& desk);

// Carries out every kept order again, also what a power cut left half done; drops one whose second
// signature never became durable. Returns how many there are.
Result<int> DestroyAgain(const HomeOptions& options, const DistrictHome& home);

}  // namespace tilik::command
