// A photo as it leaves a camera: what its EXIF says of time and place is read, then everything that
// could tell more than the picture (EXIF, XMP, thumbnails, comments) is left out.
//
// The input is hostile: every offset and count is checked against the bytes there are, nothing is
// allocated by a number read from the file, and no directory is followed twice.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "proto/contract/status.h"
#include "tilik/v1/registry.pb.h"

namespace tilik::client {

struct CameraPhoto {
  std::string bytes;          // the picture without its metadata; which way is up is kept
  std::int64_t taken_ms = 0;  // Unix time; 0: the file does not say, or not in which zone
  std::optional<v1::Place> place;
};

// kInvalid when this is no JPEG picture, or one cut short before its image data.
Result<CameraPhoto> ReadJpeg(std::string_view file);

}  // namespace tilik::client
