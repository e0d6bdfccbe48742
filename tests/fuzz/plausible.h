// Messages filled in as somebody at work would fill them in, by what their fields are called: where
// the fuzzer begins.
#pragma once

#include <google/protobuf/message.h>

namespace tilik::fuzz {

// Every field set that is a place of its own; of a oneof, the `choice`th.
void FillIn(google::protobuf::Message* message, int choice = 0);

}  // namespace tilik::fuzz
