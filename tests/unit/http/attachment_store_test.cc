// What the disk holds after anything: a cut at every byte, two uploaders, wrong bytes, a stolen
// disk.
#include "sync-server/http/attachment_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>
#include <vector>

#include "proto/contract/change_set.h"
#include "tests/unit/http/scratch_directory.h"

namespace tilik::http {
namespace {

namespace fs = std::filesystem;

// Bytes that look like a photo: no two stretches alike.
std::string Photo(std::size_t size, std::uint32_t seed = 1) {
  std::string bytes;
  while (bytes.size() < size) {
    seed = seed * 1'664'525 + 1'013'904'223;
    bytes += static_cast<char>(seed >> 24);
  }
  return bytes;
}

std::string FileBytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class StoredPhotos : public ::testing::Test {
 protected:
  std::unique_ptr<FileAttachmentStore> Reopen() {
    auto store = FileAttachmentStore::Open(scratch_.path(), std::string(32, 'k'));
    TILIK_CHECK(store.ok(), store.status().message());
    return *std::move(store);
  }
  std::string WholeFile(const ContentHash& hash) const {
    const std::string hex = ToHex(hash.raw());
    return scratch_.path() + "/" + hex.substr(0, 2) + "/" + hex;
  }
  std::string PartFile(const ContentHash& hash) const { return WholeFile(hash) + ".part"; }

  ScratchDirectory scratch_;
};

TEST_F(StoredPhotos, AnUploadInPiecesIsReadBackWhole) {
  auto store = Reopen();
  const std::string photo = Photo(200'000);
  const ContentHash hash = HashOf(photo);
  EXPECT_EQ(store->Find(hash).status().code(), Code::kNotFound);
  ASSERT_TRUE(store->Create(hash, photo.size()).ok());
  for (std::size_t at = 0; at < photo.size(); at += 70'000) {
    EXPECT_EQ(store->Read(hash).status().code(), Code::kNotFound);
    const auto upload = store->Append(hash, at, std::string_view(photo).substr(at, 70'000));
    ASSERT_TRUE(upload.ok()) << upload.status().message();
    EXPECT_EQ(upload->offset, std::min(at + 70'000, photo.size()));
  }
  EXPECT_EQ(*store->Read(hash), photo);
  EXPECT_FALSE(fs::exists(PartFile(hash)));
  EXPECT_TRUE(store->Create(hash, photo.size())->complete()) << "creating again finds it";
}

// By order (UU 27/2022): whoever brings it again stops, and nothing of it comes back.
TEST_F(StoredPhotos, DestroyedStaysDestroyed) {
  const std::string photo = Photo(5'000);
  const ContentHash hash = HashOf(photo);
  auto store = Reopen();
  ASSERT_TRUE(store->Create(hash, photo.size()).ok());
  ASSERT_TRUE(store->Append(hash, 0, photo).ok());
  ASSERT_TRUE(Reopen()->Destroy(hash).ok());

  store = Reopen();
  EXPECT_EQ(store->Read(hash).status().code(), Code::kNotFound);
  const auto offered = store->Create(hash, photo.size());
  ASSERT_TRUE(offered.ok());
  EXPECT_EQ(offered->offset, photo.size()) << "all of it is here, as far as the phone can tell";
  EXPECT_TRUE(store->Find(hash)->complete());
  EXPECT_EQ(store->Append(hash, 0, photo).status().code(), Code::kNotFound);
  EXPECT_FALSE(fs::exists(WholeFile(hash)));
  EXPECT_FALSE(fs::exists(PartFile(hash)));
}

TEST_F(StoredPhotos, DestroyedBeforeItEverCame) {
  const std::string photo = Photo(5'000);
  const ContentHash hash = HashOf(photo);
  ASSERT_TRUE(Reopen()->Destroy(hash).ok());
  EXPECT_TRUE(Reopen()->Create(hash, photo.size())->complete());
  EXPECT_FALSE(fs::exists(PartFile(hash)));
}

TEST_F(StoredPhotos, DestroyedInTheMiddleOfItsUpload) {
  const std::string photo = Photo(5'000);
  const ContentHash hash = HashOf(photo);
  auto serving = Reopen();
  ASSERT_TRUE(serving->Create(hash, photo.size()).ok());
  ASSERT_TRUE(serving->Append(hash, 0, std::string_view(photo).substr(0, 2'000)).ok());
  ASSERT_TRUE(Reopen()->Destroy(hash).ok()) << "another process";
  EXPECT_FALSE(fs::exists(PartFile(hash)));
  EXPECT_FALSE(serving->Append(hash, 2'000, std::string_view(photo).substr(2'000)).ok());
  EXPECT_TRUE(serving->Create(hash, photo.size())->complete());
  EXPECT_FALSE(fs::exists(WholeFile(hash)));
}

TEST_F(StoredPhotos, NothingOfAPhotoIsReadableOnTheDisk) {
  auto store = Reopen();
  const std::string photo(4'096, 'p');
  const ContentHash hash = HashOf(photo);
  ASSERT_TRUE(store->Create(hash, photo.size()).ok());
  ASSERT_TRUE(store->Append(hash, 0, std::string_view(photo).substr(0, 2'000)).ok());
  EXPECT_EQ(FileBytes(PartFile(hash)).find("pppp"), std::string::npos);
  ASSERT_TRUE(store->Append(hash, 2'000, std::string_view(photo).substr(2'000)).ok());
  EXPECT_EQ(FileBytes(WholeFile(hash)).find("pppp"), std::string::npos);

  auto other = FileAttachmentStore::Open(scratch_.path(), std::string(32, 'x'));
  ASSERT_TRUE(other.ok());
  EXPECT_EQ((*other)->Read(hash).status().code(), Code::kCorrupt);
}

TEST_F(StoredPhotos, APartialCutAtAnyByteGoesOnFromAWholeSegment) {
  const std::string photo = Photo(100);
  const ContentHash hash = HashOf(photo);
  auto store = Reopen();
  ASSERT_TRUE(store->Create(hash, photo.size()).ok());
  for (std::size_t at = 0; at < 80; at += 20) {
    ASSERT_TRUE(store->Append(hash, at, std::string_view(photo).substr(at, 20)).ok());
  }
  const std::string part = FileBytes(PartFile(hash));
  for (std::size_t cut = 0; cut <= part.size(); ++cut) {
    std::ofstream(PartFile(hash), std::ios::binary | std::ios::trunc)
        << std::string_view(part).substr(0, cut);
    store = Reopen();
    const auto upload = store->Create(hash, photo.size());
    ASSERT_TRUE(upload.ok()) << cut << ": " << upload.status().message();
    ASSERT_EQ(upload->offset % 20, 0u) << cut;
    ASSERT_EQ(upload->offset, cut < 16 ? 0 : (cut - 16) / 64 * 20) << cut;
    ASSERT_TRUE(
        store->Append(hash, upload->offset, std::string_view(photo).substr(upload->offset)).ok());
    ASSERT_EQ(*store->Read(hash), photo) << cut;
    fs::remove(WholeFile(hash));
  }
}

TEST_F(StoredPhotos, AWholeOneCutAtAnyByteIsNotCalledCompleteAndComesAgain) {
  const std::string photo = Photo(100);
  const ContentHash hash = HashOf(photo);
  auto store = Reopen();
  ASSERT_TRUE(store->Create(hash, photo.size()).ok());
  ASSERT_TRUE(store->Append(hash, 0, photo).ok());
  const std::string whole = FileBytes(WholeFile(hash));
  for (std::size_t cut = 0; cut < whole.size(); ++cut) {
    std::ofstream(WholeFile(hash), std::ios::binary | std::ios::trunc)
        << std::string_view(whole).substr(0, cut);
    ASSERT_FALSE(store->Read(hash).ok()) << cut;
    ASSERT_EQ(store->Find(hash).status().code(), Code::kNotFound) << cut;
    if (cut % 10 != 0) continue;
    const auto upload = store->Create(hash, photo.size());
    ASSERT_TRUE(upload.ok()) << cut << ": " << upload.status().message();
    ASSERT_EQ(upload->offset, 0u) << cut;
    ASSERT_TRUE(store->Append(hash, 0, photo).ok()) << cut;
    ASSERT_EQ(*store->Read(hash), photo) << cut;
  }
}

TEST_F(StoredPhotos, ATornLastSegmentIsWrittenAgain) {
  const std::string photo = Photo(300);
  const ContentHash hash = HashOf(photo);
  auto store = Reopen();
  ASSERT_TRUE(store->Create(hash, photo.size()).ok());
  ASSERT_TRUE(store->Append(hash, 0, std::string_view(photo).substr(0, 100)).ok());
  ASSERT_TRUE(store->Append(hash, 100, std::string_view(photo).substr(100, 100)).ok());
  std::string part = FileBytes(PartFile(hash));
  // The size reached the disk before the crash, the bytes did not.
  std::fill(part.end() - 60, part.end(), '\0');
  std::ofstream(PartFile(hash), std::ios::binary | std::ios::trunc) << part;
  store = Reopen();
  EXPECT_EQ(store->Find(hash)->offset, 100u);
  ASSERT_TRUE(store->Append(hash, 100, std::string_view(photo).substr(100)).ok());
  EXPECT_EQ(*store->Read(hash), photo);
}

TEST_F(StoredPhotos, ACrashBetweenTheLastByteAndItsNameIsFinished) {
  const std::string photo = Photo(300);
  const ContentHash hash = HashOf(photo);
  auto store = Reopen();
  ASSERT_TRUE(store->Create(hash, photo.size()).ok());
  ASSERT_TRUE(store->Append(hash, 0, photo).ok());
  fs::rename(WholeFile(hash), PartFile(hash));  // as it was a moment before
  store = Reopen();
  EXPECT_TRUE(store->Find(hash)->complete());
  EXPECT_EQ(*store->Read(hash), photo);
}

TEST_F(StoredPhotos, WrongBytesAreDroppedAtTheEnd) {
  auto store = Reopen();
  const std::string photo = Photo(300);
  const ContentHash hash = HashOf(photo);
  ASSERT_TRUE(store->Create(hash, photo.size()).ok());
  EXPECT_EQ(store->Append(hash, 0, Photo(300, 2)).status().code(), Code::kCorrupt);
  EXPECT_EQ(store->Find(hash).status().code(), Code::kNotFound);
  ASSERT_TRUE(store->Create(hash, photo.size()).ok());
  EXPECT_TRUE(store->Append(hash, 0, photo).ok()) << "the right bytes are still welcome";
}

TEST_F(StoredPhotos, OffsetsAndSizesAreHeld) {
  auto store = Reopen();
  const std::string photo = Photo(300);
  const ContentHash hash = HashOf(photo);
  EXPECT_EQ(store->Create(hash, 0).status().code(), Code::kInvalid);
  EXPECT_EQ(store->Create(hash, 3 << 20).status().code(), Code::kInvalid);
  EXPECT_EQ(store->Append(hash, 0, "x").status().code(), Code::kNotFound);
  ASSERT_TRUE(store->Create(hash, photo.size()).ok());
  EXPECT_EQ(store->Append(hash, 1, "x").status().code(), Code::kConflict);
  EXPECT_EQ(store->Append(hash, 0, Photo(301)).status().code(), Code::kInvalid);
  EXPECT_EQ(store->Find(hash)->offset, 0u);
}

TEST_F(StoredPhotos, APhotoThatComesByteByByteStaysSmallOnTheDisk) {
  auto store = Reopen();
  const std::string photo = Photo(1'100);
  const ContentHash hash = HashOf(photo);
  ASSERT_TRUE(store->Create(hash, photo.size()).ok());
  for (std::size_t at = 0; at < photo.size(); ++at) {
    ASSERT_TRUE(store->Append(hash, at, std::string_view(photo).substr(at, 1)).ok()) << at;
    if (at % 100 == 50) {
      ASSERT_LT(fs::file_size(PartFile(hash)), 50'000u) << at;
    }
  }
  EXPECT_EQ(*store->Read(hash), photo);
}

TEST_F(StoredPhotos, EightUploadersOfOnePhotoMakeOnePhoto) {
  auto store = Reopen();
  const std::string photo = Photo(20'000);
  const ContentHash hash = HashOf(photo);
  std::vector<std::thread> uploaders;
  for (std::size_t n = 1; n <= 8; ++n) {
    uploaders.emplace_back([&store, &photo, &hash, step = 500 * n] {
      for (;;) {
        const auto upload = store->Create(hash, photo.size());
        ASSERT_TRUE(upload.ok());
        if (upload->complete()) return;
        const auto now = store->Append(hash, upload->offset,
                                       std::string_view(photo).substr(upload->offset, step));
        ASSERT_TRUE(now.ok() || now.status().code() == Code::kConflict) << now.status().message();
      }
    });
  }
  for (std::thread& uploader : uploaders) uploader.join();
  EXPECT_EQ(*store->Read(hash), photo);
}

}  // namespace
}  // namespace tilik::http
