// Signing at a desk where nothing is looked at first: a campaign, an approval, a letter.
#pragma once

#include <string>
#include <vector>

#include "sync-server/command/desk.h"

namespace tilik::command {

class Command;

// --as: under whose name it is signed.
void AddAccountOption(Command command, std::string& account);

// One change set. kInvalid with the merge's own words when any of it was refused: nothing of it is
// to be committed then. True: it waits for a second account's signature.
Result<bool> SignOrRefuse(Desk& desk, v1::Operation operation, Link* link = nullptr);

}  // namespace tilik::command
