// What a bench yields: one number beside its budget (architecture.md §7) and beside a yardstick
// that was measured in the same run, on the same machine, under the same load.
//
// Benches never fail on a number: a loaded machine would make them liars. The ratio to the
// yardstick is what can be compared between machines and between days.
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace tilik::bench {

struct Figure {
  std::string key;  // "merge_per_s"
  double value = 0;
  std::string unit;
  double budget = 0;
  double yardstick = 0;
  std::string measured_against;  // what the yardstick is, in words
  std::string note;              // sizes, counts and part figures of this run

  double ratio() const { return yardstick == 0 ? 0 : value / yardstick; }
};

// One object, key → {value, unit, budget, yardstick, ratio, measured_against, note}.
std::string Json(const std::vector<Figure>& figures);
// The same for people.
std::string Table(const std::vector<Figure>& figures);

// "7,312"
std::string Thousands(double number);

using Stopwatch = std::chrono::steady_clock;
inline double MillisecondsSince(Stopwatch::time_point start) {
  return std::chrono::duration<double, std::milli>(Stopwatch::now() - start).count();
}

// The value that `percent` of 100 do not exceed. `samples` must not be empty.
inline double Percentile(std::vector<double> samples, int percent) {
  const std::size_t place = (samples.size() - 1) * static_cast<std::size_t>(percent) / 100;
  std::nth_element(samples.begin(), samples.begin() + static_cast<std::ptrdiff_t>(place),
                   samples.end());
  return samples[place];
}

}  // namespace tilik::bench
