// Photos: what their EXIF tells is read and then forgotten.
#include "client/core/jpeg.h"

#include <string>

#include "gmock/gmock.h"
#include "phone.h"

namespace tilik::client {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string Segment(char marker, const std::string& content) {
  const std::size_t length = content.size() + 2;
  return std::string("\xFF") + marker + static_cast<char>(length / 256) +
         static_cast<char>(length % 256) + content;
}

std::string Big(std::uint32_t number, int bytes) {
  std::string text;
  for (int i = bytes - 1; i >= 0; --i) text += static_cast<char>(number >> (8 * i));
  return text;
}

std::string Entry(std::uint32_t tag, std::uint32_t type, std::uint32_t count,
                  const std::string& value) {
  return Big(tag, 2) + Big(type, 2) + Big(count, 4) + (value + std::string(4, '\0')).substr(0, 4);
}

// Orientation 6, taken 2026-11-22 14:05:09 +08:00 at 9°43'52" S, 124°13'27" E.
std::string Exif() {
  const std::uint32_t exif = 8 + 2 + 3 * 12 + 4, gps = exif + 2 + 2 * 12 + 4,
                      values = gps + 2 + 4 * 12 + 4;
  std::string tiff = "MM" + Big(42, 2) + Big(8, 4);
  tiff += Big(3, 2) + Entry(0x0112, 3, 1, Big(6, 2)) + Entry(0x8769, 4, 1, Big(exif, 4)) +
          Entry(0x8825, 4, 1, Big(gps, 4)) + Big(0, 4);
  tiff += Big(2, 2) + Entry(0x9003, 2, 20, Big(values, 4)) +
          Entry(0x9011, 2, 7, Big(values + 20, 4)) + Big(0, 4);
  tiff += Big(4, 2) + Entry(1, 2, 2, "S") + Entry(2, 5, 3, Big(values + 28, 4)) +
          Entry(3, 2, 2, "E") + Entry(4, 5, 3, Big(values + 52, 4)) + Big(0, 4);
  tiff += std::string("2026:11:22 14:05:09\0", 20) + std::string("+08:00\0\0", 8);
  for (const std::uint32_t part : {9u, 43u, 52u, 124u, 13u, 27u}) tiff += Big(part, 4) + Big(1, 4);
  return std::string("Exif\0\0", 6) + tiff;
}

std::string PhotoWith(const std::string& segments) {
  return "\xFF\xD8" + Segment('\xE0', "JFIF") + segments + Segment('\xDA', "scan") + "image data" +
         "\xFF\xD9";
}

TEST(Photos, TellTheirTimeAndPlaceAndThenForgetThem) {
  const CameraPhoto photo =
      Must(ReadJpeg(PhotoWith(Segment('\xE1', Exif()) + Segment('\xFE', "HP milik Pak Camat"))));
  EXPECT_EQ(photo.taken_ms, 1'795'327'509'000);
  ASSERT_TRUE(photo.place);
  EXPECT_NEAR(photo.place->latitude_e7(), -97311111, 2);
  EXPECT_NEAR(photo.place->longitude_e7(), 1242241667, 2);
  EXPECT_THAT(photo.bytes, Not(HasSubstr("2026:11:22")));
  EXPECT_THAT(photo.bytes, Not(HasSubstr("Pak Camat")));
  EXPECT_THAT(photo.bytes, HasSubstr("image data"));

  const CameraPhoto again = Must(ReadJpeg(photo.bytes));
  EXPECT_EQ(again.bytes, photo.bytes) << "which way is up is kept, and nothing else";
  EXPECT_THAT(again.bytes, HasSubstr("Exif"));
  EXPECT_FALSE(again.place);
  EXPECT_EQ(again.taken_ms, 0);
}

TEST(Photos, APictureWithoutMetadataStaysAsItIs) {
  EXPECT_EQ(Must(ReadJpeg(PhotoWith(""))).bytes, PhotoWith(""));
}

TEST(Photos, WhatFollowsThePictureIsLeftOut) {
  EXPECT_EQ(Must(ReadJpeg(PhotoWith("") + "a film")).bytes, PhotoWith(""));
}

TEST(Photos, OtherFilesAreRefused) {
  for (const std::string& file :
       {std::string(), std::string("\x89PNG"), std::string("\xFF\xD8\xFF")}) {
    EXPECT_EQ(ReadJpeg(file).status().code(), Code::kInvalid);
  }
}

TEST(Photos, CutAndBentAtEveryByteTheyNeverReadBeyondTheirEnd) {
  const std::string whole = PhotoWith(Segment('\xE1', Exif()));
  for (std::size_t at = 0; at < whole.size(); ++at) {
    (void)ReadJpeg(whole.substr(0, at)).ok();
    for (const char bent : {'\0', '\x7F', '\xFF'}) {
      std::string file = whole;
      file[at] = bent;
      if (const auto photo = ReadJpeg(file); photo.ok()) {
        EXPECT_LE(photo->bytes.size(), file.size() + 64);
      }
    }
  }
}

}  // namespace
}  // namespace tilik::client
