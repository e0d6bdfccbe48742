// The real programs, run as an office and a village run them: their own processes, with arguments,
// an environment and a standard input, and nothing else in common with the test.
//
// What a sanitizer says of a process fails the test: most stories kill their server in the end and
// never ask how it fared.
//
// A process never outlives its object, nor the test: the kernel kills it when the thread that
// started it ends, so a started one belongs to one thread.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace tilik::scenario {

struct Command {
  std::vector<std::string> arguments;              // the program first
  std::map<std::string, std::string> environment;  // beside the test's own
  std::string input;  // at most 64 KiB: it is written before anyone reads
};

// How a process ended and what it said.
struct Ending {
  int exit_code = -1;  // -1: a signal ended it, or it had to be killed for standing still
  std::string out;
  std::string err;
};

class Process {
 public:
  // Longer than any command takes under sanitizers on a loaded machine; one that stands still that
  // long is killed, and the ending says so.
  static constexpr std::chrono::seconds kPatience{120};

  // Fails the test when the program cannot be started.
  explicit Process(const Command& command);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  // SIGKILL, as a battery falling out: no handler runs, nothing is flushed. What was said until
  // then is in the ending.
  Ending KillNow();
  // SIGTERM, and then Wait.
  Ending Stop();
  Ending Wait();
  bool IsRunning();
  // Whether it has printed anything to standard output, or has ended.
  bool HasSpoken() const;

 private:
  void Signal(int signal) const;
  void Collect();

  pid_t pid_ = -1;
  int out_ = -1;
  int err_ = -1;
  Ending ending_;
};

// Starts it and waits.
Ending Run(const Command& command);

}  // namespace tilik::scenario
