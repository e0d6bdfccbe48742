// `tilik-server destroy`: orders of destruction (UU 27/2022, protocol.md §2).
//
// An order takes two accounts: `destroy` signs it, `case countersign` carries it out. What was
// carried out is kept in a small file beside the key file, outside every backup, so that a registry
// restored from an older copy forgets again: `destroy --again`, and every restore.
#pragma once

#include <string>

#include "sync-server/command/desk.h"
#include "tilik/v1/decision.pb.h"

namespace tilik::command {

// KEYS.destroyed
std::string OrdersPathOf(const HomeOptions& options);

// After the commit that carried the order under `link` out: removes the photos, and keeps the
// order.
Result<v1::DestructionReport> FinishDestruction(const HomeOptions& options, const Desk& desk,
                                                const DistrictHome& home, const Link& link);

// Carries out every kept order again. Returns how many there are.
Result<int> DestroyAgain(const HomeOptions& options, const DistrictHome& home);

}  // namespace tilik::command
