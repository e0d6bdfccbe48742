// client_start_ms: from starting the real `tilik` on a home until it asks for the PIN. Without a
// terminal and without a PIN in the environment it ends exactly there, so the life of the process
// is the time to the prompt and a little more. client_rss_mb: the real `tilik visit -` after
// unlock, waiting for its form, with a kecamatan in the store.
//
// Yardsticks: the life of /bin/true, and the resident memory of /bin/cat waiting for its input,
// started in the same way. They are what the operating system charges any program.
#include "tests/bench/benches.h"
#include "tests/bench/phone.h"
#include "tests/bench/program.h"

namespace tilik::bench {
namespace {

constexpr int kStarts = 40;
constexpr int kLocked = 5;

double LifeOf(const Words& words, int expected_exit) {
  const Stopwatch::time_point start = Stopwatch::now();
  Program program(words);
  program.CloseInput();
  const int exit_code = program.Wait();
  const double life = MillisecondsSince(start);
  TILIK_CHECK(exit_code == expected_exit, "a program ends as expected: " + words.front());
  return life;
}

Figure Start(const std::string& home) {
  const Words status = {TILIK_PROGRAM, "--home", home, "status"};
  std::vector<double> starts, nothing;
  for (int i = 0; i < kStarts; ++i) {
    starts.push_back(LifeOf(status, kLocked));
    nothing.push_back(LifeOf({"/bin/true"}, 0));
  }
  Figure figure;
  figure.key = "client_start_ms";
  figure.value = Percentile(starts, 50);
  figure.unit = "ms";
  figure.budget = 200;
  figure.yardstick = Percentile(nothing, 50);
  figure.measured_against = "the life of /bin/true";
  figure.note = "median of " + std::to_string(kStarts) +
                " warm starts to the PIN; the slowest took " + Thousands(Percentile(starts, 100)) +
                " ms";
  return figure;
}

Figure Resident(const std::string& home) {
  Program idle({"/bin/cat"});
  idle.WaitUntilQuiet();
  Program tilik({TILIK_PROGRAM, "--home", home, "visit", "-"}, {std::string("TILIK_PIN=") + kPin});
  do {
    tilik.WaitUntilQuiet();
    TILIK_CHECK(tilik.IsRunning(), "tilik waits for its form");
  } while (!tilik.HasOpen("tilik.db"));
  tilik.WaitUntilQuiet();
  Figure figure;
  figure.key = "client_rss_mb";
  figure.value = tilik.ResidentMb();
  figure.unit = "MB";
  figure.budget = 40;
  figure.yardstick = idle.ResidentMb();
  figure.measured_against = "/bin/cat waiting for its input";
  figure.note = "VmRSS after unlock; Argon2id's 19 MiB are given back by then";
  return figure;
}

}  // namespace

std::vector<Figure> Client(const std::filesystem::path& home) {
  return {Start(home.string()), Resident(home.string())};
}

}  // namespace tilik::bench
