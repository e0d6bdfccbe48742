// How alike two persons are: points and, for the person who decides, the reasons in plain words.
//
// Pure and symmetric: the same two profiles give the same points whichever comes first. A pair is
// scored in about two microseconds.
#pragma once

#include <string>
#include <vector>

#include "sync-server/merge/person_profile.h"

namespace tilik::merge {

struct Resemblance {
  struct Reason {
    std::string words;  // Indonesian: "nama sama"
    int points = 0;
  };
  int points = 0;
  std::vector<Reason> reasons;  // what speaks for it and against it, the weightiest first

  // "skor 92: nama sama (+38), tanggal lahir sama (+30), …, NIK berbeda (−20)".
  std::string Words() const;
};

Resemblance Compare(const PersonProfile& a, const PersonProfile& b);

// Whether the day of a birth date (yyyymmdd, 0 for none) stands for "nobody knows": what registries
// fill in, 1 January, 31 December, 1 July.
bool IsDefaultDay(std::uint32_t birth);

}  // namespace tilik::merge
