#include "tests/fuzz/damage.h"

#include <algorithm>

namespace tilik::fuzz {

std::string Damaged(std::string bytes, const Damages& damages) {
  for (int i = 0; i < std::min(damages.size(), kMaxDamages); ++i) {
    const Damage& damage = damages[i];
    const std::size_t at = damage.at() % (bytes.size() + 1);
    const std::string& flip = damage.flip();
    for (std::size_t k = 0; k < flip.size() && at + k < bytes.size(); ++k) {
      bytes[at + k] = static_cast<char>(bytes[at + k] ^ flip[k]);
    }
    bytes.replace(at, std::min<std::size_t>(damage.drop(), bytes.size() - at), damage.insert());
  }
  return bytes;
}

}  // namespace tilik::fuzz
