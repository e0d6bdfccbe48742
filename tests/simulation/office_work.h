// What the district office does: imports, decisions, danoms, assignments, backups.
#pragma once

#include "tests/simulation/world.h"

namespace tilik::simulation {

// Villages, phones, accounts and the first import.
void FoundDistrict(World& world, int phones, int households);

// The ministry changes some rows of its file.
void ReviseFile(World& world);
// Runs the importer over a file: only what differs from its own last file is a change.
void ImportFile(World& world, const std::vector<FileRow>& file);
void DefineLines(World& world);
void CloseEntitlement(World& world);

// A supervisor looks at one open case; he decides later, perhaps after somebody else.
void LookAtCase(World& world);
void DecideByLook(World& world);
// A second account signs, or refuses, what waits for it longest.
void Countersign(World& world, bool may_refuse);
// Settles one open case by what it is now. False when none is left.
bool SettleOne(World& world);
void LookAtDuplicates(World& world);
void MergeByLook(World& world);
// One account wants two records parted that were merged; a second signs it, or does not.
void ProposeUnmerge(World& world);

void Reassign(World& world, const Phone& phone);
// Confirms an enrolment that a restored district knows by its certificate only. False: none waits.
bool ConfirmOne(World& world);
void RevokeEnrolment(World& world, const Phone& phone);
// Gives up what has not come of some chain, and lets what waits behind it go on.
void CloseAGap(World& world);

void BackUp(World& world);
void Restore(World& world);

}  // namespace tilik::simulation
