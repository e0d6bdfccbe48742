// The office's power: SIGKILL to `tilik-server serve` while the phones of these officers are at it,
// and a new start.
#pragma once

#include <list>

#include "tests/kill/lots.h"
#include "tests/kill/officer.h"
#include "tests/kill/tally.h"
#include "tests/scenario/district.h"
#include "tests/simulation/chance.h"

namespace tilik::kill {

class PowerCuts {
 public:
  PowerCuts(scenario::District& district, std::list<Officer>& officers, Lots& kills, Tally& tally,
            std::uint64_t seed)
      : district_(district), officers_(officers), kills_(kills), tally_(tally), chance_(seed) {}

  // Waits for its moment, and cuts. False: no lots are left.
  bool Cut();

 private:
  std::string UnderWay();

  scenario::District& district_;
  std::list<Officer>& officers_;
  Lots& kills_;
  Tally& tally_;
  simulation::Chance chance_;
};

}  // namespace tilik::kill
