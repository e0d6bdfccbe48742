#include "client/screens/naming.h"

#include "proto/contract/region.h"

namespace tilik::screens {

std::string VillageText(std::uint64_t village) {
  const auto code = VillageCode::FromNumber(village);
  return code ? code->Text() : std::to_string(village);
}

std::string VillageInFull(client::Device& device, std::uint64_t village) {
  const auto named = device.VillageNamed(village);
  if (!named.ok()) return VillageText(village);
  return named->kecamatan().empty() ? named->name()
                                    : named->name() + ", Kec. " + named->kecamatan();
}

}  // namespace tilik::screens
