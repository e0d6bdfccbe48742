// The commands of `tilik-server`, as the command line offers them.
#pragma once

namespace CLI {
class App;
}

namespace tilik::command {

// Adds every subcommand; running one sets `exit_code`.
void AddCommands(CLI::App& app, int& exit_code);

// The importers' two, which have options and reports of their own (import.cc).
void AddImport(CLI::App& app, int& exit_code);

// Who may sign (account.cc), what is to be decided and what looks odd (cases.cc), what people
// decide (case.cc), and which record is which (record.cc).
void AddAccount(CLI::App& app, int& exit_code);
void AddCases(CLI::App& app, int& exit_code);
void AddSignals(CLI::App& app, int& exit_code);
void AddCase(CLI::App& app, int& exit_code);
void AddRecord(CLI::App& app, int& exit_code);
// Forgotten PINs (recovery_commands.cc).
void AddRecovery(CLI::App& app, int& exit_code);
// Verivali at the office, each in the file of its name.
void AddCampaign(CLI::App& app, int& exit_code);
void AddReview(CLI::App& app, int& exit_code);
void AddCoverage(CLI::App& app, int& exit_code);
void AddPengesahan(CLI::App& app, int& exit_code);
void AddPenetapan(CLI::App& app, int& exit_code);
void AddDestroy(CLI::App& app, int& exit_code);

// `recap` (recap.cc).
void AddRecap(CLI::App& app, int& exit_code);

// `programme` (programme.cc).
void AddProgramme(CLI::App& app, int& exit_code);

// `reconcile` and `eligibility` (reconcile.cc).
void AddReconcile(CLI::App& app, int& exit_code);

// bundle import and bundle reply: officers without a network (bundle.cc).
void AddBundle(CLI::App& app, int& exit_code);

}  // namespace tilik::command
