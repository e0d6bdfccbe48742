#include "tests/bench/program.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "proto/contract/status.h"

namespace tilik::bench {
namespace {

std::vector<char*> Pointers(const Words& words) {
  std::vector<char*> pointers;
  for (const std::string& word : words) pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

std::string Contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

Program::Program(const Words& words, const Words& variables, const std::string& out_file) {
  Words environment;
  for (char** entry = environ; *entry != nullptr; ++entry) environment.emplace_back(*entry);
  environment.insert(environment.end(), variables.begin(), variables.end());
  const std::vector<char*> argv = Pointers(words);
  const std::vector<char*> envp = Pointers(environment);
  const std::string out_path = out_file.empty() ? "/dev/null" : out_file;
  int input[2];
  TILIK_CHECK(::pipe2(input, O_CLOEXEC) == 0, "a pipe can be made");
  const int out = ::open(out_path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  TILIK_CHECK(out >= 0, "what a program prints can be kept");
  const pid_t parent = ::getpid();
  pid_ = ::fork();
  if (pid_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(126);
    ::dup2(input[0], STDIN_FILENO);
    ::dup2(out, STDOUT_FILENO);
    if (out_file.empty()) ::dup2(out, STDERR_FILENO);
    ::execve(argv[0], argv.data(), envp.data());
    ::_exit(127);
  }
  TILIK_CHECK(pid_ > 0, "a program can be started");
  ::close(input[0]);
  ::close(out);
  input_ = input[1];
}

Program::~Program() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    Wait();
  }
  CloseInput();
}

void Program::CloseInput() {
  if (input_ >= 0) ::close(input_);
  input_ = -1;
}

bool Program::IsRunning() const {
  siginfo_t info{};
  return pid_ > 0 &&
         ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
         info.si_pid == 0;
}

int Program::Stop() {
  ::kill(pid_, SIGTERM);
  return Wait();
}

int Program::Wait() {
  int status = 0;
  ::waitpid(pid_, &status, 0);
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

double Program::ResidentMb() const {
  std::istringstream status(Contents("/proc/" + std::to_string(pid_) + "/status"));
  std::string word;
  while (status >> word) {
    double kib = 0;
    if (word == "VmRSS:" && status >> kib) return kib * 1024 / 1e6;
  }
  Panic("a running program has a resident size", __FILE__, __LINE__);
}

std::uint64_t Program::CpuTicks() const {
  const std::string stat = Contents("/proc/" + std::to_string(pid_) + "/stat");
  // Behind the program's name in brackets: state, ten more fields, then user and system time.
  std::istringstream fields(stat.substr(std::min(stat.size(), stat.rfind(')') + 1)));
  std::string passed;
  for (int i = 0; i < 11; ++i) fields >> passed;
  std::uint64_t user = 0, system = 0;
  fields >> user >> system;
  return user + system;
}

bool Program::HasOpen(const std::string& file_name) const {
  std::error_code error;
  const std::string folder = "/proc/" + std::to_string(pid_) + "/fd";
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    const std::filesystem::path target = std::filesystem::read_symlink(entry.path(), error);
    if (target.filename() == file_name) return true;
  }
  return false;
}

void Program::WaitUntilQuiet() const {
  constexpr std::chrono::milliseconds kGlance{200};
  std::uint64_t before = 0;
  do {
    before = CpuTicks();
    std::this_thread::sleep_for(kGlance);
  } while (IsRunning() && CpuTicks() != before);
}

std::string OutputOf(const Words& words, const std::string& out_file) {
  Program program(words, {}, out_file);
  program.CloseInput();
  TILIK_CHECK(program.Wait() == 0,
              words[0] + " " + words[1] + " ends well; it said " + Contents(out_file));
  return Contents(out_file);
}

}  // namespace tilik::bench
