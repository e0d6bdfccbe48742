#include "tests/kill/weather.h"

#include <vector>

namespace tilik::kill {
namespace {

// A sync with a few visits sends 3 kB and receives 5; with photos it sends 100 kB and more.
constexpr std::uint64_t kFewBytes = 6'000;
constexpr std::uint64_t kManyBytes = 120'000;

std::uint64_t SomeByte(simulation::Chance& chance) {
  return chance.Below(chance.Percent(60) ? kFewBytes : kManyBytes);
}

}  // namespace

std::string Brew(simulation::Chance& chance, scenario::Line& line) {
  if (chance.Percent(40)) {
    line.Clear();
    return "clear";
  }
  switch (chance.Below(9)) {
    case 0:
      line.NoSignal();
      return "no signal";
    case 1:
      line.BreakAfterSending(SomeByte(chance));
      return "cut while sending";
    case 2:
      line.BreakAfterReceiving(SomeByte(chance));
      return "answer cut short";
    case 3:
      line.LoseAnswersTo(chance.OneOf(std::vector<std::string>{"Push", "Push", "Pull", "Open"}));
      return "answer lost";
    case 4:
      line.GarbleSending(SomeByte(chance));
      return "bit flipped while sending";
    case 5:
      line.GarbleReceiving(SomeByte(chance));
      return "bit flipped in an answer";
    case 6:
      line.CaptivePortal();
      return "captive portal, 200 with HTML";
    case 7:
      line.BadGateway();
      return "bad gateway, 502 with HTML";
    default:
      line.Slowly(std::chrono::milliseconds(5 + chance.Below(40)));
      return "slow";
  }
}

}  // namespace tilik::kill
