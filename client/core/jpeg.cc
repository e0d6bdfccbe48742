#include "client/core/jpeg.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "proto/contract/calendar.h"

namespace tilik::client {
namespace {

enum Tag : std::uint16_t {
  kOrientation = 0x0112,
  kExifDirectory = 0x8769,
  kGpsDirectory = 0x8825,
  kTakenLocal = 0x9003,
  kTakenZone = 0x9011,
  kLatitudeSide = 1,
  kLatitude = 2,
  kLongitudeSide = 3,
  kLongitude = 4,
  kGpsTime = 7,
  kGpsDate = 29,
};

constexpr std::uint16_t kAscii = 2, kShort = 3, kLong = 4, kRational = 5;
// More entries than any camera writes in one directory.
constexpr std::uint32_t kMostEntries = 512;

// The TIFF structure inside an EXIF segment. Reads beyond the end give nothing.
class Tiff {
 public:
  explicit Tiff(std::string_view bytes) : bytes_(bytes) {
    little_ = bytes.substr(0, 2) == "II";
    valid_ = (little_ || bytes.substr(0, 2) == "MM") && Number(2, 2) == 42u;
  }

  std::uint32_t first_directory() const { return valid_ ? Number(4, 4).value_or(0) : 0; }

  // `size` is 2 or 4.
  std::optional<std::uint32_t> Number(std::size_t at, std::size_t size) const {
    if (at > bytes_.size() || bytes_.size() - at < size) return std::nullopt;
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < size; ++i) {
      const std::size_t from = little_ ? at + size - 1 - i : at + i;
      number = number << 8 | static_cast<unsigned char>(bytes_[from]);
    }
    return number;
  }

  struct Entry {
    std::uint16_t type = 0;
    std::uint32_t count = 0;
    std::size_t at = 0;  // of its first value
  };

  std::optional<Entry> Find(std::uint32_t directory, Tag tag) const {
    if (directory == 0) return std::nullopt;
    const std::uint32_t entries = std::min(Number(directory, 2).value_or(0), kMostEntries);
    for (std::uint32_t i = 0; i < entries; ++i) {
      const std::size_t at = std::size_t{directory} + 2 + std::size_t{i} * 12;
      if (Number(at, 2) != tag) continue;
      const auto type = Number(at + 2, 2), count = Number(at + 4, 4), value = Number(at + 8, 4);
      if (!type || !count || !value) return std::nullopt;
      Entry entry{static_cast<std::uint16_t>(*type), *count, at + 8};
      const std::uint64_t size = std::uint64_t{*count} * SizeOf(entry.type);
      if (size > 4) entry.at = *value;
      if (size == 0 || entry.at > bytes_.size() || bytes_.size() - entry.at < size) {
        return std::nullopt;
      }
      return entry;
    }
    return std::nullopt;
  }

  std::optional<std::uint32_t> Integer(std::uint32_t directory, Tag tag) const {
    const std::optional<Entry> entry = Find(directory, tag);
    if (!entry || (entry->type != kShort && entry->type != kLong)) return std::nullopt;
    return Number(entry->at, entry->type == kShort ? 2 : 4);
  }

  std::string Text(std::uint32_t directory, Tag tag) const {
    const std::optional<Entry> entry = Find(directory, tag);
    if (!entry || entry->type != kAscii) return "";
    const std::string_view text = bytes_.substr(entry->at, std::min(entry->count, 64u));
    return std::string(text.substr(0, text.find('\0')));
  }

  // Three rationals: degrees, minutes, seconds, or hours, minutes, seconds; in the first's unit.
  std::optional<double> Sexagesimal(std::uint32_t directory, Tag tag) const {
    const std::optional<Entry> entry = Find(directory, tag);
    if (!entry || entry->type != kRational || entry->count != 3) return std::nullopt;
    double sum = 0, unit = 1;
    for (std::size_t i = 0; i < 3; ++i, unit /= 60) {
      const auto above = Number(entry->at + i * 8, 4), below = Number(entry->at + i * 8 + 4, 4);
      if (!above || !below || *below == 0) return std::nullopt;
      sum += unit * *above / *below;
    }
    return sum;
  }

 private:
  static std::uint32_t SizeOf(std::uint16_t type) {
    return type == kShort ? 2 : type == kLong ? 4 : type == kRational ? 8 : 1;
  }

  std::string_view bytes_;
  bool little_ = false;
  bool valid_ = false;
};

std::optional<v1::Place> PlaceIn(const Tiff& tiff, std::uint32_t gps) {
  const auto latitude = tiff.Sexagesimal(gps, kLatitude);
  const auto longitude = tiff.Sexagesimal(gps, kLongitude);
  const std::string north = tiff.Text(gps, kLatitudeSide), east = tiff.Text(gps, kLongitudeSide);
  if (!latitude || !longitude || north.empty() || east.empty() || *latitude > 90 ||
      *longitude > 180) {
    return std::nullopt;
  }
  v1::Place place;
  place.set_latitude_e7(static_cast<std::int32_t>(std::lround(*latitude * 1e7)) *
                        (north[0] == 'S' ? -1 : 1));
  place.set_longitude_e7(static_cast<std::int32_t>(std::lround(*longitude * 1e7)) *
                         (east[0] == 'W' ? -1 : 1));
  return place;
}

// Seconds since 1970 of "2026:11:22 14:05:09" in no zone; nothing when it is not such a text.
std::optional<std::int64_t> SecondsOf(const std::string& text) {
  std::uint32_t year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  if (std::sscanf(text.c_str(), "%4u:%2u:%2u %2u:%2u:%2u", &year, &month, &day, &hour, &minute,
                  &second) != 6 ||
      year < 1990 || year > 2199 || month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 ||
      minute > 59 || second > 60) {
    return std::nullopt;
  }
  // The 31st of a month of thirty is the first of the next.
  const std::int64_t days = DaysSinceEpoch(year * 10'000 + month * 100 + 1) + day - 1;
  return ((days * 24 + hour) * 60 + minute) * 60 + second;
}

// The satellites' time before the camera's: phones lie about theirs.
std::int64_t TakenMs(const Tiff& tiff, std::uint32_t exif, std::uint32_t gps) {
  const auto hours = tiff.Sexagesimal(gps, kGpsTime);
  if (const auto day = SecondsOf(tiff.Text(gps, kGpsDate) + " 00:00:00"); day && hours) {
    if (*hours < 24.1) return *day * 1000 + std::llround(*hours * 3'600'000);
  }
  const auto local = SecondsOf(tiff.Text(exif, kTakenLocal));
  char sign = 0;
  int zone_hours = 0, zone_minutes = 0;
  if (!local || std::sscanf(tiff.Text(exif, kTakenZone).c_str(), "%c%2d:%2d", &sign, &zone_hours,
                            &zone_minutes) != 3) {
    return 0;
  }
  const std::int64_t offset = zone_hours * 3600 + zone_minutes * 60;
  return (*local - (sign == '-' ? -offset : offset)) * 1000;
}

// An EXIF segment that says which way is up, and nothing else.
std::string OrientationSegment(std::uint32_t orientation) {
  std::string segment(
      "\xFF\xE1\x00\x22"
      "Exif\0\0MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0",
      29);
  segment += static_cast<char>(orientation);
  segment.append(6, '\0');
  return segment;
}

// Segments a decoder needs, and the colour profile; all others talk about the photographer.
bool IsPicture(unsigned char marker) {
  const bool application = marker >= 0xE0 && marker <= 0xEF;
  const bool comment = marker == 0xFE;
  return !comment && (!application || marker == 0xE0 || marker == 0xE2 || marker == 0xEE);
}

}  // namespace

Result<CameraPhoto> ReadJpeg(std::string_view file) {
  const Status not_a_picture = Status::Invalid("not a JPEG picture, or cut short");
  if (file.substr(0, 3) != "\xFF\xD8\xFF") return not_a_picture;
  CameraPhoto photo;
  std::string kept;
  std::uint32_t orientation = 1;
  std::size_t at = 2;
  for (;;) {
    if (file.size() - at < 4 || file[at] != '\xFF') return not_a_picture;
    const auto marker = static_cast<unsigned char>(file[at + 1]);
    const std::size_t length =
        static_cast<unsigned char>(file[at + 2]) * 256u + static_cast<unsigned char>(file[at + 3]);
    if (length < 2 || file.size() - at - 2 < length) return not_a_picture;
    const std::string_view segment = file.substr(at, 2 + length);
    const std::string_view content = segment.substr(4);
    if (marker == 0xE1 && content.substr(0, 6) == std::string_view("Exif\0\0", 6)) {
      const Tiff tiff(content.substr(6));
      const std::uint32_t first = tiff.first_directory();
      const std::uint32_t exif = tiff.Integer(first, kExifDirectory).value_or(0);
      const std::uint32_t gps = tiff.Integer(first, kGpsDirectory).value_or(0);
      orientation = tiff.Integer(first, kOrientation).value_or(1);
      photo.place = PlaceIn(tiff, gps);
      photo.taken_ms = TakenMs(tiff, exif, gps);
    }
    if (IsPicture(marker)) kept += segment;
    at += segment.size();
    if (marker == 0xDA) break;  // the image data follows, to the end
  }
  if (at >= file.size()) return not_a_picture;
  photo.bytes = "\xFF\xD8";
  if (orientation >= 2 && orientation <= 8) photo.bytes += OrientationSegment(orientation);
  photo.bytes += kept;
  // What follows the end of the image (a motion photo's film) is not the picture.
  const std::size_t end = file.rfind("\xFF\xD9");
  photo.bytes += file.substr(at, end == file.npos || end < at ? file.npos : end + 2 - at);
  return photo;
}

}  // namespace tilik::client
