// A made district's people as the registry would hold them, written down household after household
// into a working set, and searched for people registered twice as they come: the real search,
// without a store. What it asks about is judged by the truth the district was made from.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sync-server/merge/duplicate_search.h"

namespace tilik::matching {

// Of pairs. One person listed twice is a pair; three listings are three.
struct Quality {
  std::size_t people = 0;
  std::size_t listed_twice = 0;  // what there is to find
  std::size_t found = 0;         // of them
  std::size_t asked = 0;         // all that is asked about, but for the next
  // Two people with one number: one of the two is wrong, so it is right to ask. Neither found nor
  // wrongly asked about.
  std::size_t with_one_nik = 0;
  std::vector<std::string> wrong;   // asked about, and two people: both, and the reasons
  std::vector<std::string> missed;  // both, and what they scored

  double Precision() const { return asked == 0 ? 1 : Share(asked - wrong.size(), asked); }
  double Recall() const { return listed_twice == 0 ? 1 : Share(found, listed_twice); }

 private:
  static double Share(std::size_t part, std::size_t whole) {
    return static_cast<double>(part) / static_cast<double>(whole);
  }
};

// `district` like "53.02"; default dirt.
Quality QualityIn(const char* district, int households, std::uint64_t seed);

}  // namespace tilik::matching
