#include "sync-server/merge/distance.h"

#include <algorithm>
#include <cmath>

namespace tilik::merge {

std::uint32_t MetresBetween(const v1::Place& a, const v1::Place& b) {
  constexpr double kRadians = 3.14159265358979323846 / 180 / 1e7;
  constexpr double kEarthMetres = 6'371'000;
  const double latitude_a = a.latitude_e7() * kRadians;
  const double latitude_b = b.latitude_e7() * kRadians;
  const double half_latitude = std::sin((latitude_b - latitude_a) / 2);
  const double half_longitude =
      std::sin((static_cast<double>(b.longitude_e7()) - a.longitude_e7()) * kRadians / 2);
  const double chord = half_latitude * half_latitude + std::cos(latitude_a) * std::cos(latitude_b) *
                                                           half_longitude * half_longitude;
  return static_cast<std::uint32_t>(
      std::lround(2 * kEarthMetres * std::asin(std::min(1.0, std::sqrt(chord)))));
}

}  // namespace tilik::merge
