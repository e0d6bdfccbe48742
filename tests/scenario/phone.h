// An officer's device: a home of its own, a PIN, and the real `tilik` with --json, one process for
// each command.
//
// What is expected to work fails the test when it does not, with everything the program said.
#pragma once

#include <google/protobuf/message.h>

#include <filesystem>
#include <string>
#include <vector>

#include "tests/scenario/process.h"
#include "tilik/v1/app.pb.h"
#include "tilik/v1/bundle.pb.h"
#include "tilik/v1/console.pb.h"

namespace tilik::scenario {

// tilik's exit codes (client/native/terminal.h), as the README promises them.
enum Exit { kDone = 0, kBroken = 1, kUsage = 2, kRefused = 3, kNoConnection = 4, kLocked = 5 };

// As much of a JPEG picture of so many bytes as anybody who does not decode it looks at.
void TakePhoto(const std::filesystem::path& file, std::size_t bytes);

class Phone {
 public:
  // The home's folder must not exist yet.
  explicit Phone(std::filesystem::path home) : home_(std::move(home)) {}

  // The words of one tilik command; --home and --json are added.
  using Words = std::vector<std::string>;

  // Everything of this phone, copied to a folder that does not exist yet: what a thief has, or an
  // officer who puts back an old copy.
  Phone CopyTo(const std::filesystem::path& folder) const;
  const std::filesystem::path& home() const { return home_; }
  const std::string& pin() const { return pin_; }

  void Enrol(const std::string& server, const v1::EnrolInvitation& invitation);
  void Type(std::string pin) { pin_ = std::move(pin); }
  // Whose home is meant, where several officers share the phone.
  void As(std::string officer) { as_ = std::move(officer); }
  // Everything from now on happens so many days later.
  void DaysPass(int days) { days_later_ += days; }
  void ClockRunsAhead(std::int64_t seconds) { clock_ahead_s_ = seconds; }

  v1::SavedView Visit(const std::string& form);
  void TakePhotoOf(const std::string& record, const std::filesystem::path& file);
  v1::SavedView HandOver(const std::string& form);
  // A form of any other command that saves one: `ppks`, `kube`, `rekening` …
  v1::SavedView Save(const std::string& command, const std::string& form);
  // Opens a household's form; what it shows is kept until SaveDraft.
  v1::DraftView Begin(const std::string& household);
  v1::SavedView SaveDraft(const v1::DraftView& draft, const std::string& form);
  v1::SyncView Sync();
  // A session that ends well and yet leaves something to be done; says what.
  std::string SyncSaysWhatIsWrong();
  v1::StatusView Status();
  v1::ShowView Show(const std::string& what);
  v1::LogView Log();
  // What the phone tells the others in the hall, and what it makes of their texts.
  v1::ClaimsView Claims();
  v1::ClaimsReadView ReadClaims(const std::string& text);

  // Who lives on it, without any PIN.
  v1::HomesView Homes();
  // What a forgotten PIN asks of the office; and the code, with the PIN that is typed as the new
  // one.
  std::string AskToBeUnlocked();
  v1::UnlockView UnlockWith(const v1::UnlockCode& code);

  // By file, without any network.
  v1::BundleExportView Export(const std::filesystem::path& to, const Words& more = {});
  v1::BundleImportView Import(const std::filesystem::path& reply);

  // What is expected not to work, with the exit code it should end with.
  v1::ProblemView VisitEnds(Exit exit, const std::string& form);
  v1::ProblemView SyncEnds(Exit exit);
  v1::ProblemView Ends(Exit exit, const Words& words, const std::string& input = "");

  Ending Tilik(const Words& words, const std::string& input = "");
  Command CommandFor(const Words& words, const std::string& input = "") const;

 private:
  void Done(const Words& words, const std::string& input, google::protobuf::Message* view);

  std::filesystem::path home_;
  std::string pin_ = "246810";
  std::int64_t clock_ahead_s_ = 0;
  std::string as_;
  int days_later_ = 0;
};

}  // namespace tilik::scenario
