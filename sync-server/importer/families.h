// Families within a household, as a file of persons lets them be told apart: by No KK, and by the
// family's number in the household (NUK) where the No KK is missing, wrong or shared.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "proto/contract/value.h"

namespace tilik::importer {

// What one person's row says about the family. Texts as in the file, trimmed; empty: no data.
struct Membership {
  std::string nik;
  std::string no_kk;
  std::int64_t nuk = 0;  // 0: no data
};

struct FamilyGroup {
  // What this family is known by within the household: its No KK, "NoKK/nuk2", "nuk2", a wrong
  // number as written, or "-". The same rows give the same word in every file.
  std::string word;
  std::optional<Answer> no_kk;
  std::vector<std::size_t> members;  // places in the rows given, ascending
};

struct FamilyReading {
  std::vector<FamilyGroup> families;  // in the order of their first member
  // Rows whose No KK was not what they were grouped by though there was one.
  std::vector<std::size_t> no_kk_not_used;
};

// A No KK that is the NIK of the same row, or whose row has the family's No KK where its NIK should
// be, was swapped and does not count. One No KK under several NUK are several families. Rows
// without a usable No KK join the family that most rows of their NUK are in.
FamilyReading ReadFamilies(const std::vector<Membership>& rows);

}  // namespace tilik::importer
