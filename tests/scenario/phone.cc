#include "tests/scenario/phone.h"

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <fstream>

#include "proto/contract/bytes.h"
#include "proto/contract/environment.h"

namespace tilik::scenario {
namespace {

std::string Described(const Command& command, const Ending& ending) {
  std::string text;
  for (const std::string& word : command.arguments) text += word + ' ';
  return text + "\nended with " + std::to_string(ending.exit_code) + "\n" + ending.out +
         ending.err + (command.input.empty() ? "" : "\nit was given " + command.input);
}

}  // namespace

void TakePhoto(const std::filesystem::path& file, std::size_t bytes) {
  std::string noise(bytes, '\0');
  SodiumRandom().Fill(noise.data(), noise.size());
  std::ofstream(file, std::ios::binary)
      << std::string("\xFF\xD8\xFF\xDA\x00\x08\x01\x01\x00\x00\x3F\x00", 12) << noise << "\xFF\xD9";
}

Command Phone::CommandFor(const Words& words, const std::string& input) const {
  Command command;
  command.arguments = {TILIK_PROGRAM, "--home", home_.string(), "--json"};
  if (clock_ahead_s_ != 0) {
    command.arguments.insert(command.arguments.end(),
                             {"--clock-offset-s", std::to_string(clock_ahead_s_)});
  }
  if (!as_.empty()) command.arguments.insert(command.arguments.end(), {"--as", as_});
  if (days_later_ != 0) {
    command.arguments.insert(command.arguments.end(),
                             {"--days-later", std::to_string(days_later_)});
  }
  command.arguments.insert(command.arguments.end(), words.begin(), words.end());
  command.environment = {{"TILIK_PIN", pin_}};
  command.input = input;
  return command;
}

Ending Phone::Tilik(const Words& words, const std::string& input) {
  return Run(CommandFor(words, input));
}

void Phone::Done(const Words& words, const std::string& input, google::protobuf::Message* view) {
  const Command command = CommandFor(words, input);
  const Ending ending = Run(command);
  EXPECT_EQ(ending.exit_code, kDone) << Described(command, ending);
  if (ending.exit_code != kDone) return;
  const auto parsed = google::protobuf::util::JsonStringToMessage(ending.out, view);
  EXPECT_TRUE(parsed.ok()) << parsed.message() << Described(command, ending);
}

v1::ProblemView Phone::Ends(Exit exit, const Words& words, const std::string& input) {
  const Command command = CommandFor(words, input);
  const Ending ending = Run(command);
  EXPECT_EQ(ending.exit_code, exit) << Described(command, ending);
  v1::ProblemView problem;
  const auto parsed = google::protobuf::util::JsonStringToMessage(ending.out, &problem);
  EXPECT_TRUE(parsed.ok()) << parsed.message() << Described(command, ending);
  EXPECT_EQ(problem.exit_code(), exit);
  return problem;
}

void Phone::Enrol(const std::string& server, const v1::EnrolInvitation& invitation) {
  v1::EnrolView view;
  Done({"enrol", "--server", server, "--code", invitation.code(), "--district",
        ToHex(invitation.district_key()), "--device", "Redmi 9A"},
       "", &view);
  EXPECT_EQ(view.officer(), invitation.officer());
}

v1::SavedView Phone::Visit(const std::string& form) {
  v1::SavedView view;
  Done({"visit", "-"}, form, &view);
  return view;
}

v1::SavedView Phone::HandOver(const std::string& form) {
  v1::SavedView view;
  Done({"handover", "-"}, form, &view);
  return view;
}

v1::SavedView Phone::Save(const std::string& command, const std::string& form) {
  v1::SavedView view;
  Done({command, "-"}, form, &view);
  return view;
}

v1::ClaimsView Phone::Claims() {
  v1::ClaimsView view;
  Done({"claims"}, "", &view);
  return view;
}

v1::ClaimsReadView Phone::ReadClaims(const std::string& text) {
  v1::ClaimsReadView view;
  Done({"claims", "--read", "-"}, text, &view);
  return view;
}

v1::DraftView Phone::Begin(const std::string& household) {
  v1::DraftView view;
  Done({"visit", "--begin", household}, "", &view);
  return view;
}

v1::SavedView Phone::SaveDraft(const v1::DraftView& draft, const std::string& form) {
  v1::SavedView view;
  Done({"visit", "--draft", std::to_string(draft.draft()), "-"}, form, &view);
  return view;
}

v1::SyncView Phone::Sync() {
  v1::SyncView view;
  Done({"sync"}, "", &view);
  EXPECT_TRUE(view.complete()) << view.problem();
  return view;
}

std::string Phone::SyncSaysWhatIsWrong() {
  v1::SyncView view;
  Done({"sync"}, "", &view);
  EXPECT_FALSE(view.complete());
  return view.problem();
}

Phone Phone::CopyTo(const std::filesystem::path& folder) const {
  std::filesystem::copy(home_.parent_path(), folder, std::filesystem::copy_options::recursive);
  Phone copy(folder / home_.filename());
  copy.pin_ = pin_;
  return copy;
}

void Phone::TakePhotoOf(const std::string& record, const std::filesystem::path& file) {
  const Ending ending = Tilik({"photo", file.string(), "--kind", "rumah", "--record", record});
  EXPECT_EQ(ending.exit_code, kDone) << ending.out << ending.err;
}

v1::StatusView Phone::Status() {
  v1::StatusView view;
  Done({"status"}, "", &view);
  return view;
}

v1::ShowView Phone::Show(const std::string& what) {
  v1::ShowView view;
  Done({"show", what}, "", &view);
  return view;
}

v1::LogView Phone::Log() {
  v1::LogView view;
  Done({"log", "--limit", "1000"}, "", &view);
  return view;
}

v1::HomesView Phone::Homes() {
  v1::HomesView view;
  Done({}, "", &view);
  return view;
}

std::string Phone::AskToBeUnlocked() {
  v1::UnlockView view;
  Done({"unlock"}, "", &view);
  return view.request();
}

v1::UnlockView Phone::UnlockWith(const v1::UnlockCode& code) {
  v1::UnlockView view;
  Done({"unlock", "--code", code.code()}, "", &view);
  EXPECT_TRUE(view.opened());
  return view;
}

v1::BundleExportView Phone::Export(const std::filesystem::path& to, const Words& more) {
  Words words = {"bundle", "export", "--to", to.string()};
  words.insert(words.end(), more.begin(), more.end());
  v1::BundleExportView view;
  Done(words, "", &view);
  return view;
}

v1::BundleImportView Phone::Import(const std::filesystem::path& reply) {
  v1::BundleImportView view;
  Done({"bundle", "import", reply.string()}, "", &view);
  return view;
}

v1::ProblemView Phone::VisitEnds(Exit exit, const std::string& form) {
  return Ends(exit, {"visit", "-"}, form);
}

v1::ProblemView Phone::SyncEnds(Exit exit) { return Ends(exit, {"sync"}); }

}  // namespace tilik::scenario
