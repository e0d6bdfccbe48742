#include "sync-server/merge/calendar.h"

#include <algorithm>
#include <chrono>

#include "proto/contract/identity.h"

namespace tilik::merge {

std::uint32_t DayOf(Instant time, std::int32_t zone_offset_minutes) {
  using std::chrono::floor;
  const std::chrono::sys_time<std::chrono::milliseconds> local{
      std::chrono::milliseconds(time.ms + zone_offset_minutes * 60'000LL)};
  const std::chrono::year_month_day day(floor<std::chrono::days>(local));
  return static_cast<std::uint32_t>(static_cast<int>(day.year())) * 10'000 +
         static_cast<unsigned>(day.month()) * 100 + static_cast<unsigned>(day.day());
}

std::int64_t DaysSinceEpoch(std::uint32_t day) {
  const std::chrono::sys_days date = std::chrono::year(static_cast<int>(day / 10'000)) /
                                     static_cast<int>(day / 100 % 100) /
                                     static_cast<int>(day % 100);
  return date.time_since_epoch().count();
}

std::string DayWords(std::uint32_t day) {
  if (day == 0) return "";
  std::string words = std::to_string(100'000'000 + day).substr(1);
  words.insert(6, 1, '-');
  words.insert(4, 1, '-');
  return words;
}

std::uint32_t CutOffOf(const v1::Campaign& campaign) {
  const std::string& period = campaign.period();
  if (period.size() != 7 || period[4] != '-') return 0;
  const std::string digits = period.substr(0, 4) + period.substr(5);
  if (digits.find_first_not_of("0123456789") != std::string::npos) return 0;
  const auto month = static_cast<std::uint32_t>(std::stoul(digits));
  for (std::uint32_t day = std::min(campaign.cut_off_day(), 31u); day > 0; --day) {
    if (IsDate(month * 100 + day, false)) return month * 100 + day;
  }
  return 0;
}

}  // namespace tilik::merge
