// What register.proto tells of records, in words for the recorder's own screen.
//
// Sensitive types are named where one record is looked at (`show`), and nowhere else: a list of own
// work may be read over a shoulder.
#pragma once

#include <string>

#include "client/screens/voice.h"
#include "tilik/v1/change_set.pb.h"

namespace tilik::screens {

// One line for a list; a sensitive type is not named.
std::string ToldInBrief(const Voice& voice, const v1::Operation& operation);
// The same with all that was said.
std::string ToldInFull(const Voice& voice, const v1::Operation& operation);

}  // namespace tilik::screens
