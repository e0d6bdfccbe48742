// The commands of `tilik-server`, as the command line offers them.
#pragma once

namespace tilik::command {

class Command;

// Adds every command of the program.
void AddCommands(Command app);

// The importers' two, which have options and reports of their own (import.cc).
void AddImport(Command app);

// Who may sign (account.cc), what is to be decided and what looks odd (cases.cc), what people
// decide (case.cc), and which record is which (record.cc).
void AddAccount(Command app);
void AddCases(Command app);
void AddSignals(Command app);
void AddCase(Command app);
void AddRecord(Command app);
// Forgotten PINs (recovery_commands.cc).
void AddRecovery(Command app);
// Verivali at the office, each in the file of its name.
void AddCampaign(Command app);
void AddReview(Command app);
void AddCoverage(Command app);
void AddPengesahan(Command app);
void AddPenetapan(Command app);
void AddDestroy(Command app);

// `recap` (recap.cc).
void AddRecap(Command app);

// `programme` (programme.cc).
void AddProgramme(Command app);

// `reconcile` and `eligibility` (reconcile.cc).
void AddReconcile(Command app);

// bundle import and bundle reply: officers without a network (bundle.cc).
void AddBundle(Command app);

}  // namespace tilik::command
