#include "tests/scenario/process.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

namespace tilik::scenario {
namespace {

using Clock = std::chrono::steady_clock;

std::vector<char*> Pointers(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (const std::string& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

std::vector<std::string> EnvironmentWith(const std::map<std::string, std::string>& more) {
  std::vector<std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry) all.emplace_back(*entry);
  for (const auto& [name, value] : more) all.push_back(name + '=' + value);
  return all;
}

// Appends what there is to read; false at the end.
bool ReadInto(int file, std::string* text) {
  std::array<char, 16 * 1024> piece;
  const ssize_t size = ::read(file, piece.data(), piece.size());
  if (size > 0) text->append(piece.data(), static_cast<std::size_t>(size));
  return size > 0;
}

}  // namespace

Process::Process(const Command& command) {
  std::vector<std::string> arguments = command.arguments;
  std::vector<std::string> environment = EnvironmentWith(command.environment);
  const std::vector<char*> argv = Pointers(arguments);
  const std::vector<char*> envp = Pointers(environment);
  int in[2], out[2], err[2];
  if (::pipe2(in, O_CLOEXEC) != 0 || ::pipe2(out, O_CLOEXEC) != 0 || ::pipe2(err, O_CLOEXEC) != 0) {
    ADD_FAILURE() << "no pipes left";
    return;
  }
  // Between fork and exec only what is safe in a child of a process with threads.
  const pid_t parent = ::getpid();
  pid_ = ::fork();
  if (pid_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(126);
    ::dup2(in[0], STDIN_FILENO);
    ::dup2(out[1], STDOUT_FILENO);
    ::dup2(err[1], STDERR_FILENO);
    ::execve(argv[0], argv.data(), envp.data());
    ::_exit(127);
  }
  ::close(in[0]);
  ::close(out[1]);
  ::close(err[1]);
  out_ = out[0];
  err_ = err[0];
  if (!command.input.empty()) {
    const ssize_t written = ::write(in[1], command.input.data(), command.input.size());
    EXPECT_EQ(written, static_cast<ssize_t>(command.input.size()));
  }
  ::close(in[1]);
  EXPECT_GT(pid_, 0) << "cannot start " << command.arguments.front();
}

Process::~Process() {
  if (pid_ > 0) KillNow();
}

void Process::Signal(int signal) const {
  if (pid_ > 0) ::kill(pid_, signal);
}

Ending Process::KillNow() {
  Signal(SIGKILL);
  return Wait();
}

Ending Process::Stop() {
  Signal(SIGTERM);
  return Wait();
}

Ending Process::Wait() {
  if (pid_ > 0) Collect();
  return ending_;
}

bool Process::IsRunning() {
  siginfo_t info{};
  return pid_ > 0 &&
         ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
         info.si_pid == 0;
}

bool Process::HasSpoken() const {
  pollfd file{out_, POLLIN, 0};
  return out_ < 0 || ::poll(&file, 1, 0) > 0;
}

void Process::Collect() {
  const Clock::time_point until = Clock::now() + kPatience;
  while (out_ >= 0 || err_ >= 0) {
    std::array<pollfd, 2> files = {pollfd{out_, POLLIN, 0}, pollfd{err_, POLLIN, 0}};
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now());
    const int ready =
        ::poll(files.data(), files.size(), std::max(0, static_cast<int>(left.count())));
    if (ready == 0) {
      Signal(SIGKILL);
      ending_.err += "\n(killed by the test: it stood still)";
      break;
    }
    if (files[0].revents != 0 && !ReadInto(out_, &ending_.out)) ::close(std::exchange(out_, -1));
    if (files[1].revents != 0 && !ReadInto(err_, &ending_.err)) ::close(std::exchange(err_, -1));
  }
  for (int* file : {&out_, &err_}) {
    if (*file >= 0) ::close(std::exchange(*file, -1));
  }
  int status = 0;
  ::waitpid(pid_, &status, 0);
  pid_ = -1;
  if (WIFEXITED(status)) ending_.exit_code = WEXITSTATUS(status);
  EXPECT_EQ(ending_.err.find("Sanitizer:"), std::string::npos) << ending_.err;
}

Ending Run(const Command& command) { return Process(command).Wait(); }

}  // namespace tilik::scenario
