// tilik-server device list | assign | revoke | confirm | close-gap, and missing: whose phones there
// are, what the office orders about them, and what never came.
#pragma once

namespace tilik::command {

class Command;

void AddDevice(Command app);
void AddMissing(Command app);

}  // namespace tilik::command
