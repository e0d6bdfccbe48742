#include "sync-server/console/campaign_days.h"

#include <algorithm>

namespace tilik::console {

const v1::Campaign* NextIn(const std::vector<v1::Campaign>& all, const v1::Campaign& of,
                           std::uint64_t village) {
  const v1::Campaign* next = nullptr;
  for (const v1::Campaign& campaign : all) {
    const auto& villages = campaign.villages();
    if (campaign.period() <= of.period() ||
        std::find(villages.begin(), villages.end(), village) == villages.end()) {
      continue;
    }
    if (next == nullptr || campaign.period() < next->period()) next = &campaign;
  }
  return next;
}

}  // namespace tilik::console
