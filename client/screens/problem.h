// What could not be done, in words an officer can act on: what is wrong, where, and what was kept.
#pragma once

#include <variant>
#include <vector>

#include "client/screens/voice.h"
#include "proto/contract/codebook.h"
#include "proto/contract/status.h"
#include "tilik/v1/app.pb.h"

namespace tilik::screens {

// How a command of `tilik` can end, and of which sort a problem of the app is.
enum class Exit {
  kDone = 0,
  kBroken = 1,        // disk, damaged file, a version too old: none of the below
  kUsage = 2,         //
  kRefused = 3,       // the input; nothing was saved
  kNoConnection = 4,  // work is kept
  kLocked = 5,        // wrong PIN, or open in another process
};

// An answer, or why there is none.
template <typename T>
using OrProblem = std::variant<T, v1::ProblemView>;

v1::ProblemView ProblemOf(const Voice& voice, Exit exit, const client::Wording& what,
                          const client::Wording& kept, const std::vector<Finding>& findings = {});
// The same for a Status, whose own words are English, while `doing` something.
v1::ProblemView ProblemOf(const Voice& voice, const Status& status, const client::Wording& doing);
// Of a session with the district: nobody gave it anything that could be refused, and whatever it
// ended with, all work is kept.
v1::ProblemView SessionProblemOf(const Voice& voice, const Status& status,
                                 const client::Wording& doing);

}  // namespace tilik::screens
