#include "proto/contract/identity.h"

#include <array>

namespace tilik {
namespace {

constexpr int kWomensDayOffset = 40;
constexpr std::size_t kDigits = 16;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsSeparator(char c) { return c == ' ' || c == '.' || c == '-'; }

std::string_view WithoutOuterSpaces(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

Result<std::string> SixteenDigits(std::string_view text, const std::string& name) {
  text = WithoutOuterSpaces(text);
  if (text.empty()) return Status::Invalid(name + " is empty");
  std::string digits;
  for (char c : text) {
    if (IsDigit(c)) {
      digits += c;
    } else if (!IsSeparator(c)) {
      return Status::Invalid(name + " has a character that is not a digit");
    }
  }
  if (IsSeparator(text.front()) || IsSeparator(text.back())) {
    return Status::Invalid(name + " begins or ends with a dot or dash");
  }
  if (digits.size() != kDigits) {
    return Status::Invalid(name + " has " + std::to_string(digits.size()) + " digits, not 16");
  }
  return digits;
}

int NumberAt(const std::string& digits, std::size_t position, std::size_t count) {
  int number = 0;
  for (std::size_t i = position; i < position + count; ++i) number = number * 10 + digits[i] - '0';
  return number;
}

int RegionIn(const std::string& digits) { return NumberAt(digits, 0, 6); }
int DayIn(const std::string& digits) { return NumberAt(digits, 6, 2); }
int MonthIn(const std::string& digits) { return NumberAt(digits, 8, 2); }
int YearIn(const std::string& digits) { return NumberAt(digits, 10, 2); }
int SerialIn(const std::string& digits) { return NumberAt(digits, 12, 4); }

bool IsLeapYear(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

int DaysInMonth(int year, int month) {
  constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && IsLeapYear(year) ? 29 : kDays[static_cast<std::size_t>(month - 1)];
}

bool IsDayOf(int year, int month, int day) {
  return month >= 1 && month <= 12 && day >= 1 && day <= DaysInMonth(year, month);
}

bool IsDayOfSomeCentury(int year_in_century, int month, int day) {
  return IsDayOf(1900 + year_in_century, month, day) || IsDayOf(2000 + year_in_century, month, day);
}

struct Date {
  explicit Date(std::uint32_t yyyymmdd)
      : year(static_cast<int>(yyyymmdd / 10'000)),
        month(static_cast<int>(yyyymmdd / 100 % 100)),
        day(static_cast<int>(yyyymmdd % 100)) {}
  int year;
  int month;
  int day;
};

}  // namespace

Result<Nik> Nik::Parse(std::string_view text) {
  TILIK_ASSIGN_OR_RETURN(std::string digits, SixteenDigits(text, "NIK"));
  Nik nik(std::move(digits));
  if (!IsDayOfSomeCentury(nik.birth_year_in_century(), nik.birth_month(), nik.birth_day())) {
    return Status::Invalid("NIK has an impossible birth date: " + nik.digits_.substr(6, 6));
  }
  if (SerialIn(nik.digits_) == 0) return Status::Invalid("NIK ends in serial 0000");
  return nik;
}

std::uint32_t Nik::region() const { return static_cast<std::uint32_t>(RegionIn(digits_)); }

Sex Nik::sex() const { return DayIn(digits_) > kWomensDayOffset ? Sex::kFemale : Sex::kMale; }

int Nik::birth_day() const {
  return sex() == Sex::kFemale ? DayIn(digits_) - kWomensDayOffset : DayIn(digits_);
}

int Nik::birth_month() const { return MonthIn(digits_); }

int Nik::birth_year_in_century() const { return YearIn(digits_); }

Result<NoKk> NoKk::Parse(std::string_view text) {
  TILIK_ASSIGN_OR_RETURN(std::string digits, SixteenDigits(text, "No KK"));
  if (DayIn(digits) > kWomensDayOffset) {
    return Status::Invalid("No KK has a day above 40: it looks like a NIK");
  }
  if (!IsDayOfSomeCentury(YearIn(digits), MonthIn(digits), DayIn(digits))) {
    return Status::Invalid("No KK has an impossible recording date: " + digits.substr(6, 6));
  }
  if (SerialIn(digits) == 0) return Status::Invalid("No KK ends in serial 0000");
  return NoKk(std::move(digits));
}

NikWarnings CompareNik(const Nik& nik, std::uint32_t birth_date, std::optional<Sex> sex,
                       bool region_known) {
  NikWarnings warnings;
  if (birth_date != 0) {
    Date born(birth_date);
    warnings.birth_date_differs = born.year % 100 != nik.birth_year_in_century() ||
                                  (born.month != 0 && born.month != nik.birth_month()) ||
                                  (born.day != 0 && born.day != nik.birth_day());
  }
  warnings.sex_differs = sex.has_value() && *sex != nik.sex();
  warnings.region_unknown = !region_known;
  return warnings;
}

bool IsDate(std::uint32_t yyyymmdd, bool partly) {
  Date date(yyyymmdd);
  if (date.year < 1900 || date.year > 2199) return false;
  if (partly && date.day == 0) return date.month <= 12;
  return IsDayOf(date.year, date.month, date.day);
}

int YearsBetween(std::uint32_t from, std::uint32_t to) {
  Date first(from);
  Date last(to);
  auto day_of_year = [](const Date& date) {
    return (date.month == 0 ? 1 : date.month) * 100 + (date.day == 0 ? 1 : date.day);
  };
  int birthday_to_come = day_of_year(last) < day_of_year(first) ? 1 : 0;
  return last.year - first.year - birthday_to_come;
}

}  // namespace tilik
