// Photos: bytes from a camera, or from somebody who knows what the reader looks for. What is kept
// of a picture reads as a picture again, and tells nothing of time and place any more.
#include <cstdint>

#include "client/core/jpeg.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view file(reinterpret_cast<const char*>(data), size);
  const auto photo = tilik::client::ReadJpeg(file);
  if (!photo.ok()) return 0;
  if (photo->place.has_value()) {
    TILIK_CHECK(photo->place->latitude_e7() >= -900'000'000 &&
                    photo->place->latitude_e7() <= 900'000'000 &&
                    photo->place->longitude_e7() >= -1'800'000'000 &&
                    photo->place->longitude_e7() <= 1'800'000'000,
                "a place lies on the globe");
  }
  const auto again = tilik::client::ReadJpeg(photo->bytes);
  TILIK_CHECK(again.ok(), "what is kept of a picture is one");
  TILIK_CHECK(again->bytes == photo->bytes, "what was left out once has nothing more to leave out");
  TILIK_CHECK(!again->place.has_value() && again->taken_ms == 0, "nothing tells of time and place");
  return 0;
}
