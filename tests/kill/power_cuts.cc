#include "tests/kill/power_cuts.h"

#include <chrono>
#include <thread>

namespace tilik::kill {
namespace {

using std::chrono::milliseconds;

// Most cuts are meant for a request; when none comes, the server is cut while idle.
constexpr milliseconds kGlance{1};
constexpr int kGlances = 1'500;
// A push is answered in 10 to 40 ms on a loaded machine.
constexpr std::uint64_t kWithin_ms = 25;

}  // namespace

// The first officer of whom something is not answered yet says what; empty: nobody's.
std::string PowerCuts::UnderWay() {
  for (Officer& officer : officers_) {
    const std::string asked = officer.line().UnderWay();
    if (!asked.empty()) return asked;
  }
  return "";
}

bool PowerCuts::Cut() {
  if (!kills_.Draw()) return false;
  std::this_thread::sleep_for(milliseconds(100 + chance_.Below(400)));
  static const std::vector<std::string> kWanted = {"Push", "Push",  "Push",  "Pull",
                                                   "Open", "files", "files", ""};
  const std::string wanted = chance_.OneOf(kWanted);
  for (int i = 0; i < kGlances && !wanted.empty() && UnderWay() != wanted; ++i) {
    std::this_thread::sleep_for(kGlance);
  }
  if (!wanted.empty()) std::this_thread::sleep_for(milliseconds(chance_.Below(kWithin_ms)));
  const std::string asked = UnderWay();
  district_.Crash();
  tally_.Count("killed: server while " + (asked.empty() ? "nothing was asked" : "at " + asked));
  std::this_thread::sleep_for(milliseconds(chance_.Below(60)));
  district_.Open();
  for (Officer& officer : officers_) officer.line().LeadTo(district_.port());
  return true;
}

}  // namespace tilik::kill
