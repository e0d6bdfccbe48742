// What the commands that sign print for people, in plain Indonesian.
#pragma once

#include "sync-server/command/desk.h"
#include "tilik/v1/decision.pb.h"

namespace tilik::command {

// Adds what became of the set just signed, and its effects.
Status TellSigned(const Desk& desk, const Desk::Signed& done, v1::DecisionReport& report);

// Prints as people or as a program reads it.
void Print(const v1::PendingList& list, bool json, std::int32_t zone_offset_minutes);
void Print(const v1::AccountList& list, bool json, std::int32_t zone_offset_minutes);

// Prints what was signed; `kept`: durably. Exit code 3 when any of it was refused.
void Conclude(v1::DecisionReport report, bool kept, bool json, int& exit_code);

// Signs one set of these operations and shows what that does; only `sure` makes it durable.
Status SignAndShow(Desk& desk, std::vector<v1::Operation> operations, bool sure, bool json,
                   int& exit_code);

}  // namespace tilik::command
