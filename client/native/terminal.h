// How `tilik` speaks: plain words in Indonesian or English on a terminal, protobuf JSON with
// `--json`, and one exit code for each way a command can end.
#pragma once

#include <google/protobuf/message.h>

#include <string>
#include <string_view>
#include <vector>

#include "client/screens/voice.h"
#include "proto/contract/codebook.h"
#include "proto/contract/status.h"
#include "tilik/v1/app.pb.h"

namespace tilik::native {

enum class Exit {
  kDone = 0,
  kBroken = 1,        // disk, damaged file, a version too old: none of the below
  kUsage = 2,         //
  kRefused = 3,       // the input; nothing was saved
  kNoConnection = 4,  // work is kept
  kLocked = 5,        // wrong PIN, or open in another process
};

class Terminal : public screens::Voice {
 public:
  bool json = false;

  // A line of prose; silent with --json.
  void Tell(const client::Wording& wording) const { Line(Say(wording)); }
  void Line(const std::string& text) const;
  // The view as protobuf JSON, names as in the schema; silent without --json.
  void Print(const google::protobuf::Message& view) const;

  // What is wrong, where, and what was kept; then the exit code. To stderr as words, to stdout as a
  // ProblemView.
  Exit Problem(Exit exit, const client::Wording& what, const client::Wording& kept,
               const std::vector<Finding>& findings = {}) const;
  // The same for a Status, whose own words are English.
  Exit Problem(const Status& status, const client::Wording& doing) const;
  // Of a session with the district: nobody gave it anything that could be refused, and whatever it
  // ended with, all work is kept.
  Exit SessionProblem(const Status& status, const client::Wording& doing) const;
  // Warnings, one line each.
  void Warn(const std::vector<Finding>& findings) const;
};

// Work that came back, with its comments.
void TellTask(const Terminal& terminal, const v1::TaskView& task);

// From TILIK_PIN, else typed without echo. kDenied when there is neither.
Result<std::string> AskPin(const Terminal& terminal, bool twice);

}  // namespace tilik::native
