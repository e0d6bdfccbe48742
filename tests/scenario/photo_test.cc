// Photos travel after the records, piece by piece, and go on where they stood.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scenario/district.h"

namespace tilik::scenario {
namespace {

constexpr char kNahak[] = "530214200100017";
constexpr std::size_t kPhotoBytes = 600'000;

std::size_t PhotosKeptBy(const District& district) {
  std::size_t kept = 0;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(district.data() / "attachments")) {
    kept += entry.is_regular_file() && entry.file_size() > kPhotoBytes &&
            entry.path().extension().empty();
  }
  return kept;
}

TEST(APhoto, CutOnTheWayGoesOnWhereItStood) {
  District district({NahakFamily()});
  Phone& dorkas = district.Enrol("Dorkas Selan", kBenlutu);
  const std::filesystem::path file = district.FileCalled("rumah.jpg");
  TakePhoto(file, kPhotoBytes);
  const Phone::Words photo = {"photo", file.string(), "--kind", "rumah", "--record", kNahak};
  EXPECT_EQ(dorkas.Tilik(photo).exit_code, kDone);
  std::filesystem::remove(file);  // it is in the phone's own keeping

  district.line().BreakAfterSending(kPhotoBytes / 2);
  dorkas.SyncEnds(kNoConnection);
  district.line().Clear();
  EXPECT_EQ(dorkas.Status().waiting_sets(), 0u) << "the record went first";
  EXPECT_EQ(dorkas.Status().waiting_photos(), 1u);
  EXPECT_EQ(PhotosKeptBy(district), 0u);

  EXPECT_EQ(dorkas.Sync().photos_sent(), 1u);
  EXPECT_LT(district.line().bytes_sent(), kPhotoBytes * 2 / 3);
  EXPECT_EQ(dorkas.Status().waiting_photos(), 0u);
  EXPECT_EQ(PhotosKeptBy(district), 1u);
}

}  // namespace
}  // namespace tilik::scenario
