// tilik-server restore: a backup put in place of a lost registry.
//
// Everything is made ready in DIR.restoring and takes DIR's place in one rename, so that no server
// ever serves a restored registry whose log does not say so (protocol.md §3.6).
#pragma once

namespace tilik::command {

class Command;

void AddRestore(Command app);

}  // namespace tilik::command
