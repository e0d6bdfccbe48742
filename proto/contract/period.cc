#include "proto/contract/period.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "proto/contract/folding.h"

namespace tilik {
namespace {

constexpr std::uint32_t kFirstYear = 1990;
constexpr std::uint32_t kLastYear = 2099;
constexpr std::array<std::string_view, 12> kMonths = {
    "januari", "februari", "maret",     "april",   "mei",      "juni",
    "juli",    "agustus",  "september", "oktober", "november", "desember"};
constexpr std::array<std::string_view, 4> kStages = {"i", "ii", "iii", "iv"};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

std::optional<std::uint32_t> Digits(std::string_view text, std::size_t most) {
  if (text.empty() || text.size() > most || !std::all_of(text.begin(), text.end(), IsDigit)) {
    return std::nullopt;
  }
  std::uint32_t number = 0;
  for (char c : text) number = number * 10 + static_cast<std::uint32_t>(c - '0');
  return number;
}

std::string TwoDigits(std::uint32_t number) {
  return (number < 10 ? "0" : "") + std::to_string(number);
}

// A month by name or its first three letters; 0: none.
std::uint32_t MonthNamed(std::string_view word) {
  for (std::size_t i = 0; i < kMonths.size(); ++i) {
    if (word == kMonths[i] || word == kMonths[i].substr(0, 3)) {
      return static_cast<std::uint32_t>(i + 1);
    }
  }
  return 0;
}

// "T4.1", "4.1", "iv" as "T4.1", "T4"; nothing for what is no stage.
std::string StageIn(std::string_view word) {
  if (!word.empty() && word.front() == 't') word.remove_prefix(1);
  for (std::size_t i = 0; i < kStages.size(); ++i) {
    if (word == kStages[i]) return "T" + std::to_string(i + 1);
  }
  return word.empty() || !IsDigit(word.front()) ? "" : "T" + std::string(word);
}

}  // namespace

std::optional<Period> Period::Parse(std::string_view text) {
  if (text.size() < 7 || text[4] != '-') return std::nullopt;
  const std::optional<std::uint32_t> year = Digits(text.substr(0, 4), 4);
  if (!year || *year < kFirstYear || *year > kLastYear) return std::nullopt;
  Period period;
  period.year_ = *year;
  std::string_view rest = text.substr(5);
  if (rest.front() != 'T') {
    const std::optional<std::uint32_t> month = Digits(rest, 2);
    if (rest.size() != 2 || !month || *month < 1 || *month > 12) return std::nullopt;
    period.month_ = *month;
    return period;
  }
  const std::optional<std::uint32_t> stage = Digits(rest.substr(1, 1), 1);
  if (!stage || *stage < 1 || *stage > 4) return std::nullopt;
  period.stage_ = *stage;
  rest.remove_prefix(2);
  if (rest.empty()) return period;
  const std::optional<std::uint32_t> supplement = Digits(rest.substr(1), 1);
  if (rest.front() != '.' || !supplement || *supplement < 1) return std::nullopt;
  period.supplement_ = *supplement;
  return period;
}

std::optional<Period> Period::InText(std::string_view text) {
  if (std::optional<Period> canonical = Parse(text)) return canonical;
  std::array<std::string, 4> words;
  std::size_t count = 0;
  bool within = false;
  for (char c : text) {
    const bool separates = c == ' ' || c == '/' || c == '-' || c == '_';
    if (separates) {
      within = false;
      continue;
    }
    if (!within && ++count > words.size()) return std::nullopt;
    within = true;
    words[count - 1] += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  std::string year;
  std::string rest;
  bool stage = false;
  for (std::size_t i = 0; i < count; ++i) {
    if (year.empty() && words[i].size() == 4 && Digits(words[i], 4)) {
      year = words[i];
    } else if (words[i] == "tahap" || words[i] == "bulan" || words[i] == "tahun") {
      stage = stage || words[i] == "tahap";
    } else if (rest.empty()) {
      rest = words[i];
    } else {
      return std::nullopt;
    }
  }
  if (year.empty() || rest.empty()) return std::nullopt;
  stage = stage || rest.front() == 't';
  if (stage) return Parse(year + "-" + StageIn(rest));
  const std::optional<std::uint32_t> number = Digits(rest, 2);
  return Parse(year + "-" + TwoDigits(number ? *number : MonthNamed(rest)));
}

std::string Period::Text() const {
  const std::string year = std::to_string(year_) + "-";
  if (stage_ == 0) return year + TwoDigits(month_);
  return year + "T" + std::to_string(stage_) +
         (supplement_ == 0 ? "" : "." + std::to_string(supplement_));
}

std::uint32_t Period::first_day() const { return year_ * 10'000 + first_month() * 100 + 1; }

std::uint32_t Period::last_day() const {
  constexpr std::array<std::uint32_t, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const std::uint32_t month = stage_ == 0 ? month_ : stage_ * 3;
  const bool leap = (year_ % 4 == 0 && year_ % 100 != 0) || year_ % 400 == 0;
  const std::uint32_t day = kDays[month - 1] + (month == 2 && leap ? 1 : 0);
  return year_ * 10'000 + month * 100 + day;
}

// libc++ 14 (Emscripten) has no <=> for tuples.
std::strong_ordering operator<=>(const Period& a, const Period& b) {
  const auto order = [](const Period& period) {
    return std::make_tuple(period.year_, period.first_month(), period.stage_, period.supplement_);
  };
  if (order(a) == order(b)) return std::strong_ordering::equal;
  return order(a) < order(b) ? std::strong_ordering::less : std::strong_ordering::greater;
}

bool NotAfter(std::string_view earlier, std::string_view later) {
  const std::optional<Period> a = Period::Parse(earlier);
  const std::optional<Period> b = Period::Parse(later);
  return a && b ? *a <= *b : earlier <= later;
}

}  // namespace tilik
