// How `tilik` speaks: plain words in Indonesian or English on a terminal, protobuf JSON with
// `--json`, and one exit code for each way a command can end.
#pragma once

#include <google/protobuf/message.h>

#include <string>
#include <string_view>
#include <vector>

#include "client/screens/problem.h"
#include "client/screens/voice.h"
#include "proto/contract/codebook.h"
#include "proto/contract/status.h"
#include "tilik/v1/app.pb.h"

namespace tilik::native {

using screens::Exit;

class Terminal : public screens::Voice {
 public:
  bool json = false;

  // A line of prose; silent with --json.
  void Tell(const client::Wording& wording) const { Line(Say(wording)); }
  void Line(const std::string& text) const;
  // The view as protobuf JSON, names as in the schema; silent without --json.
  void Print(const google::protobuf::Message& view) const;

  // Tells a problem (screens/problem.h), to stderr as words or to stdout as a ProblemView, and
  // returns its exit code.
  Exit Problem(Exit exit, const client::Wording& what, const client::Wording& kept,
               const std::vector<Finding>& findings = {}) const;
  Exit Problem(const Status& status, const client::Wording& doing) const;
  Exit SessionProblem(const Status& status, const client::Wording& doing) const;
  Exit TellProblem(const v1::ProblemView& problem) const;
  // Warnings, one line each.
  void Warn(const std::vector<Finding>& findings) const;
};

// Work that came back, with its comments.
void TellTask(const Terminal& terminal, const v1::TaskView& task);

// From TILIK_PIN, else typed without echo. kDenied when there is neither.
Result<std::string> AskPin(const Terminal& terminal, bool twice);

}  // namespace tilik::native
