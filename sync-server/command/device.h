// tilik-server device list | assign | revoke | confirm | close-gap, and missing: whose phones there
// are, what the office orders about them, and what never came.
#pragma once

namespace CLI {
class App;
}

namespace tilik::command {

void AddDevice(CLI::App& app, int& exit_code);
void AddMissing(CLI::App& app, int& exit_code);

}  // namespace tilik::command
