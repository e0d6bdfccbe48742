#include "tools/population/civil_registry.h"

#include "proto/contract/status.h"

namespace tilik::population {
namespace {

constexpr int kSerialsOfOthers = 5000;
constexpr std::uint64_t kKkMark = 1'000'000'000'000;

std::uint64_t DayMonthYear(std::uint32_t date, int added_to_day) {
  const std::uint32_t day = date % 100 + static_cast<std::uint32_t>(added_to_day);
  return (day * 100 + date / 100 % 100) * 100 + date / 10000 % 100;
}

std::string Digits(std::uint64_t without_serial, int serial) {
  return std::to_string(without_serial * 10000 + static_cast<std::uint64_t>(serial));
}

}  // namespace

CivilRegistry::CivilRegistry(KecamatanCode home, int place, int places)
    : home_(home), stretch_begin_(kSerialsOfOthers + kSerialsOfOthers / places * place) {}

int CivilRegistry::NextSerial(std::uint64_t without_serial, int first) {
  const int serial = first + handed_out_[without_serial]++;
  TILIK_CHECK(serial <= 9999, "a day has fewer births than serials");
  return serial;
}

std::string CivilRegistry::NewNik(KecamatanCode first_registered, std::uint32_t birth_date,
                                  Sex sex) {
  const std::uint64_t without_serial = first_registered.number() * 1'000'000 +
                                       DayMonthYear(birth_date, sex == Sex::kFemale ? 40 : 0);
  return Digits(without_serial,
                NextSerial(without_serial, first_registered == home_ ? 1 : stretch_begin_));
}

std::string CivilRegistry::NewNoKk(std::uint32_t recorded) {
  const std::uint64_t without_serial = home_.number() * 1'000'000 + DayMonthYear(recorded, 0);
  return Digits(without_serial, NextSerial(without_serial + kKkMark, 1));
}

}  // namespace tilik::population
