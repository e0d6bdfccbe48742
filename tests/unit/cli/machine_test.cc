// What the native host gives the core: files, secret, clocks.
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <filesystem>

#include "client/native/device_secret_file.h"
#include "client/native/posix_files.h"
#include "client/native/system_clock.h"
#include "gmock/gmock.h"
#include "tests/unit/client/phone.h"

namespace tilik::native {
namespace {

using client::Must;
using testing::ElementsAre;

class Machine : public testing::Test {
 protected:
  ~Machine() override { std::filesystem::remove_all(folder); }
  std::filesystem::path folder = client::Phone::MakeFolder();
};

TEST_F(Machine, AFileIsWholeAndItsOwnersOnly) {
  PosixFiles files((folder / "home").string());
  ASSERT_OK(files.WriteDurably("a/key", "old"));
  ASSERT_OK(files.WriteDurably("a/key", "new"));
  EXPECT_EQ(Must(files.Read("a/key")), "new");
  struct stat what;
  ASSERT_EQ(::stat((folder / "home/a/key").c_str(), &what), 0);
  EXPECT_EQ(what.st_mode & 0777u, 0600u);
  EXPECT_THAT(Must(files.List("a")), ElementsAre("key"));
}

TEST_F(Machine, WhatACrashLeftBehindIsNotListed) {
  PosixFiles files(folder.string());
  ASSERT_OK(files.WriteDurably("a/key", "whole"));
  std::ofstream(folder / "a/photo.tmp") << "half";
  EXPECT_THAT(Must(files.List("a")), ElementsAre("key"));
}

TEST_F(Machine, MissingFilesAreNotFoundAndRemovingThemSucceeds) {
  PosixFiles files(folder.string());
  EXPECT_EQ(files.Read("none").status().code(), Code::kNotFound);
  EXPECT_TRUE(Must(files.List("none")).empty());
  ASSERT_OK(files.Remove("none/at/all"));
  ASSERT_OK(files.MakeFolder("deep/er"));
  ASSERT_OK(files.Remove("deep"));
  EXPECT_FALSE(std::filesystem::exists(folder / "deep"));
  EXPECT_GT(Must(files.FreeSpace()), 0u);
}

// No file may grow beyond so many bytes, while this lasts: a write ends there, and the next fails.
class WritesEndAt {
 public:
  explicit WritesEndAt(rlim_t bytes) {
    ::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &usual_);
    const rlimit short_of_room = {bytes, usual_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &short_of_room);
  }
  ~WritesEndAt() { ::setrlimit(RLIMIT_FSIZE, &usual_); }

 private:
  rlimit usual_;
};

TEST_F(Machine, AFileThatCannotBeWrittenToItsEndLeavesTheOneBefore) {
  PosixFiles files(folder.string());
  const std::string photo(300, 'f');
  ASSERT_OK(files.WriteDurably("a/photo", "before"));
  for (rlim_t bytes = 0; bytes < photo.size(); ++bytes) {
    Status status;
    {
      const WritesEndAt end(bytes);
      status = files.WriteDurably("a/photo", photo);
    }
    ASSERT_EQ(status.code(), Code::kStorage) << bytes;
    ASSERT_EQ(Must(files.Read("a/photo")), "before") << bytes;
    ASSERT_FALSE(std::filesystem::exists(folder / "a/photo.tmp")) << bytes;
  }
  const WritesEndAt end(photo.size());
  ASSERT_OK(files.WriteDurably("a/photo", photo));
  EXPECT_EQ(Must(files.Read("a/photo")), photo);
}

TEST_F(Machine, AFileThatCannotBeNamedLeavesNothingBehind) {
  PosixFiles files(folder.string());
  ASSERT_OK(files.WriteDurably("photo/in/the/way", "x"));
  EXPECT_EQ(files.WriteDurably("photo", "y").code(), Code::kStorage);
  EXPECT_FALSE(std::filesystem::exists(folder / "photo.tmp"));
}

TEST_F(Machine, AnUnwritableFolderIsAStorageError) {
  std::ofstream(folder / "file") << "in the way";
  PosixFiles files((folder / "file").string());
  EXPECT_EQ(files.WriteDurably("key", "x").code(), Code::kStorage);
}

TEST_F(Machine, ADeviceDerivesTheSameFromTheSameSaltAndAnotherDeviceDoesNot) {
  SodiumRandom random;
  std::filesystem::create_directories(folder / "one/home");
  std::filesystem::create_directories(folder / "two/home");
  DeviceSecretFile first((folder / "one/home").string(), random);
  DeviceSecretFile again((folder / "one/home").string(), random);
  DeviceSecretFile other((folder / "two/home").string(), random);
  const std::string derived = Must(first.Derive("salt"));
  EXPECT_EQ(derived.size(), 32u);
  EXPECT_EQ(Must(again.Derive("salt")), derived);
  EXPECT_NE(Must(first.Derive("pepper")), derived);
  EXPECT_NE(Must(other.Derive("salt")), derived);
  EXPECT_TRUE(std::filesystem::exists(folder / "one/tilik-device-secret")) << "outside the home";
}

TEST_F(Machine, ADamagedSecretIsNeverReplaced) {
  SodiumRandom random;
  std::ofstream(folder / "tilik-device-secret") << "short";
  DeviceSecretFile secret((folder / "home").string(), random);
  EXPECT_EQ(secret.Derive("salt").status().code(), Code::kCorrupt);
  EXPECT_EQ(std::filesystem::file_size(folder / "tilik-device-secret"), 5u);
}

TEST(Clocks, AWrongWallClockLeavesTheMonotonicOneAlone) {
  const ClockReading right = SystemClock().Read();
  const ClockReading wrong = SystemClock(10 * 365 * 86'400).Read();
  EXPECT_GT(wrong.wall.ms - right.wall.ms, 9ll * 365 * 86'400'000);
  EXPECT_LT(wrong.monotonic_ms - right.monotonic_ms, 10'000u);
  EXPECT_EQ(right.boot_id, wrong.boot_id);
  EXPECT_EQ(right.boot_id.size(), 16u);
}

}  // namespace
}  // namespace tilik::native
