// What a payment is for: a month ("2018-01") or a stage of a year ("2018-T4"), with supplements of
// its own ("2018-T4.1", saturasi; domain.md §2.7).
//
// A stage is a quarter, so that stages and months can be compared with days: which channel paid an
// area then, whether a state that begins in May reaches stage 2. Written one way only: offices that
// write "Tahap 4 / 2018" are understood by InText, and a danom's line keeps the canonical form.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tilik {

class Period {
 public:
  // Canonical form only: year 1990–2099, month 01–12, stage T1–T4, supplement .1–.9.
  static std::optional<Period> Parse(std::string_view text);
  // As people write it: "Januari 2018", "01/2018", "2018-1", "Tahap 4.1 2018", "T4/2018". Nothing
  // when it could be anything else.
  static std::optional<Period> InText(std::string_view text);

  std::string Text() const;
  bool is_stage() const { return stage_ != 0; }
  std::uint32_t first_day() const;  // yyyymmdd
  std::uint32_t last_day() const;

  friend bool operator==(const Period&, const Period&) = default;
  // By when it begins, a month before the stage that begins with it, a stage before its
  // supplements.
  friend std::strong_ordering operator<=>(const Period& a, const Period& b);

 private:
  std::uint32_t first_month() const { return stage_ == 0 ? month_ : (stage_ - 1) * 3 + 1; }

  std::uint32_t year_ = 0;
  std::uint32_t month_ = 0;  // 0 of a stage
  std::uint32_t stage_ = 0;  // 0 of a month
  std::uint32_t supplement_ = 0;
};

// Whether `earlier` is not after `later`; texts that are no periods (facts of newer programs) are
// compared as they stand, so that any two have an order.
bool NotAfter(std::string_view earlier, std::string_view later);

}  // namespace tilik
