// duplicate_check_ms_…: what it costs to compare one new person with everybody registered, through
// the real store, from the blocks that his keys name to the points of whom stands there. The 99th
// percentile over 1,000 people; half of them and the slowest are in the note.
//
// The yardstick is the same at ten thousand people: what an index is for is that three million cost
// about as much. Filling the store with three million takes minutes, so these are measured only
// when asked for by key.
#include <algorithm>

#include "tests/bench/benches.h"
#include "tests/bench/people_store.h"

namespace tilik::bench {
namespace {

constexpr std::size_t kChecks = 1'000;
constexpr double kBudgetMs = 5;
constexpr std::size_t kSmallest = 10'000;

}  // namespace

std::vector<Figure> DuplicateCheck(const std::filesystem::path& folder, std::size_t most) {
  struct Size {
    std::size_t people;
    const char* key;
  };
  constexpr Size kSizes[] = {{kSmallest, "duplicate_check_ms_p99_10k"},
                             {300'000, "duplicate_check_ms_p99_300k"},
                             {3'000'000, "duplicate_check_ms_p99_3m"}};
  PeopleStore store(folder);
  std::vector<Figure> figures;
  for (const Size& size : kSizes) {
    if (size.people > most) break;
    const Stopwatch::time_point start = Stopwatch::now();
    const std::size_t before = store.people();
    store.FillTo(size.people);
    const double each = MillisecondsSince(start) / static_cast<double>(size.people - before);
    const std::vector<double> samples = store.Check(kChecks);
    Figure figure;
    figure.key = size.key;
    figure.value = Percentile(samples, 99);
    figure.unit = "ms";
    figure.budget = kBudgetMs;
    figure.yardstick = figures.empty() ? figure.value : figures.front().value;
    figure.measured_against = "the same at 10,000 people";
    figure.note = "p50 " + std::to_string(Percentile(samples, 50)) + " ms, slowest " +
                  std::to_string(*std::max_element(samples.begin(), samples.end())) +
                  " ms; to register each person until here " + std::to_string(each) + " ms";
    figures.push_back(std::move(figure));
  }
  return figures;
}

}  // namespace tilik::bench
