// The loop: the first allocation of a deed fails, then the second, until none does.
#pragma once

#include <gtest/gtest.h>

#include <new>
#include <string>

#include "proto/contract/status.h"
#include "tests/unit/allocation/shortage.h"

namespace tilik::allocation {

struct Tally {
  std::uint64_t failed = 0;   // allocations
  std::uint64_t refused = 0;  // deeds; the others did without what failed
};

// `ready` before each, `deed` with one allocation failing, then `look` at what is left of it.
template <typename Ready, typename Deed, typename Look>
Tally TryEveryAllocation(const char* what, Of whose, Lasts lasts, Ready ready, Deed deed,
                         Look look) {
  Tally tally;
  for (std::uint64_t nth = 1;; ++nth) {
    SCOPED_TRACE(std::string(what) + ", allocation " + std::to_string(nth));
    ready();
    Status ending;
    bool met = false;
    {
      const Shortage shortage(whose, nth, lasts);
      try {
        ending = deed();
      } catch (const std::bad_alloc&) {
        const Plenty plenty;
        ending = Status::Storage("out of memory");
      }
      met = shortage.met();
    }
    if (met) ++tally.failed;
    if (!ending.ok()) ++tally.refused;
    EXPECT_TRUE(met || ending.ok()) << "refused with memory enough: " << ending.message();
    EXPECT_TRUE(ending.ok() || ending.code() == Code::kStorage ||
                ending.code() == Code::kUnavailable)
        << static_cast<int>(ending.code()) << " " << ending.message();
    look(ending);
    if (!met || testing::Test::HasFailure()) break;
  }
  std::printf("%s: %llu allocations failed, %llu times it was refused\n", what,
              static_cast<unsigned long long>(tally.failed),
              static_cast<unsigned long long>(tally.refused));
  return tally;
}

}  // namespace tilik::allocation
