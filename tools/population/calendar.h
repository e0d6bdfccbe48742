// Dates as yyyymmdd and their distance in days, for the years that living people were born in.
#pragma once

#include <chrono>
#include <cstdint>

#include "tools/population/chance.h"

namespace tilik::population {

inline std::chrono::sys_days DayOf(std::uint32_t yyyymmdd) {
  return std::chrono::year(static_cast<int>(yyyymmdd / 10000)) /
         std::chrono::month(yyyymmdd / 100 % 100) / std::chrono::day(yyyymmdd % 100);
}

inline std::uint32_t DateOf(std::chrono::sys_days day) {
  const std::chrono::year_month_day date(day);
  return static_cast<std::uint32_t>(static_cast<int>(date.year())) * 10000 +
         static_cast<unsigned>(date.month()) * 100 + static_cast<unsigned>(date.day());
}

inline std::uint32_t DaysBefore(std::uint32_t yyyymmdd, int days) {
  return DateOf(DayOf(yyyymmdd) - std::chrono::days(days));
}

// A birth date of somebody who is exactly `age` years old on `as_of`.
inline std::uint32_t BirthDate(Chance& chance, int age, std::uint32_t as_of) {
  const bool leap_day = as_of % 10000 == 229;
  const std::uint32_t birthday = as_of - static_cast<std::uint32_t>(age) * 10000 - leap_day;
  return DaysBefore(birthday, chance.Between(0, 364));
}

}  // namespace tilik::population
