// A real program beside the bench: started, looked at, ended. What goes wrong with one ends the
// bench with the reason, for there is nothing to measure then.
//
// The kernel kills a program when the bench dies, so nothing is left running.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace tilik::bench {

using Words = std::vector<std::string>;

class Program {
 public:
  // Starts it with a standard input that stays open and silent until CloseInput. `variables` are
  // "NAME=value", beside the bench's own. What it prints goes to `out_file` ("" nowhere).
  explicit Program(const Words& words, const Words& variables = {},
                   const std::string& out_file = "");
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  pid_t pid() const { return pid_; }
  void CloseInput();
  bool IsRunning() const;
  // SIGTERM, then waits.
  int Stop();
  // The exit code; -1 when a signal ended it.
  int Wait();

  // VmRSS.
  double ResidentMb() const;
  // Processor time used so far, user and system, in clock ticks.
  std::uint64_t CpuTicks() const;
  bool HasOpen(const std::string& file_name) const;
  // Waits until it has stopped computing: no processor time for a fifth of a second.
  void WaitUntilQuiet() const;

 private:
  pid_t pid_ = -1;
  int input_ = -1;
};

// Runs it to its end, which must be a good one; what it printed on standard output.
std::string OutputOf(const Words& words, const std::string& out_file);

}  // namespace tilik::bench
