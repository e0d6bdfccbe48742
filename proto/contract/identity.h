// NIK and No KK: sixteen digits that people are known by, often wrong, sometimes missing, never a
// key (domain.md §3.1).
//
// A claimed number is raw text with what can be said about it. A valid `Nik` cannot be wrong in
// form; raw text that breaks a rule is kept only by an explicit "as written on the document".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proto/contract/status.h"

namespace tilik {

enum class Sex : std::uint8_t { kMale = 1, kFemale = 2 };

// PPRRSS DDMMYY NNNN: region of first registration, birth date (women: day + 40), serial from 0001.
class Nik {
 public:
  // Errors: not 16 digits (spaces around, and spaces, dots and dashes between digits are forgiven),
  // impossible date, serial 0000. The century is not in the number: a date that exists in 19yy or
  // 20yy is possible.
  static Result<Nik> Parse(std::string_view text);

  const std::string& digits() const { return digits_; }
  std::uint32_t region() const;  // six digits: a kecamatan as it was numbered then
  Sex sex() const;
  int birth_day() const;              // 1–31
  int birth_month() const;            // 1–12
  int birth_year_in_century() const;  // 0–99

  friend bool operator==(const Nik&, const Nik&) = default;

 private:
  explicit Nik(std::string digits) : digits_(std::move(digits)) {}
  std::string digits_;
};

// Region(6), recording date DDMMYY(6), serial(4), no +40.
class NoKk {
 public:
  // As Nik::Parse. A day above 40 is an error that says the number looks like a NIK.
  static Result<NoKk> Parse(std::string_view text);
  const std::string& digits() const { return digits_; }

  friend bool operator==(const NoKk&, const NoKk&) = default;

 private:
  explicit NoKk(std::string digits) : digits_(std::move(digits)) {}
  std::string digits_;
};

// What is odd though well-formed. `birth_date` is yyyymmdd (0 unknown; month or day may be 00).
struct NikWarnings {
  bool birth_date_differs = false;
  bool sex_differs = false;
  bool region_unknown = false;
};
// `region_known`: whether the registry of regions has nik.region(); which one knows is the caller's
// business (KecamatanExists in region.h, or an older list).
NikWarnings CompareNik(const Nik& nik, std::uint32_t birth_date, std::optional<Sex> sex,
                       bool region_known);

// Whether a date exists in the calendar; yyyymmdd, year 1900 to 2199. Month and day 00 pass when
// `partly` is true.
bool IsDate(std::uint32_t yyyymmdd, bool partly);
// Whole years from `from` to `to`, both yyyymmdd; unknown months and days count as January and the
// first.
int YearsBetween(std::uint32_t from, std::uint32_t to);

}  // namespace tilik
