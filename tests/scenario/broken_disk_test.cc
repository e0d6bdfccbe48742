// The office's disk breaks under a running server: its file system turns read-only, as ext4 does
// after an error. It is said in words, nothing that was receipted is lost, and with the file system
// repaired everything goes on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/scenario/district.h"
#include "tests/scenario/health.h"
#include "tests/scenario/small_disk.h"

namespace tilik::scenario {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

bool Runs(const std::string& command) {
  return std::system((command + " >/dev/null 2>&1").c_str()) == 0;
}

// An ext4 in a file, under one folder of a test; what is in the folder moves onto it.
class Ext4 {
 public:
  Ext4(std::filesystem::path folder, const std::filesystem::path& image)
      : folder_(std::move(folder)), image_(image) {
    const std::string aside = folder_.string() + ".aside";
    std::filesystem::rename(folder_, aside);
    std::filesystem::create_directory(folder_);
    mounted_ = Runs("truncate -s 96M " + image_.string()) &&
               Runs("mkfs.ext4 -q -F " + image_.string()) && Mount();
    std::filesystem::copy(aside, folder_, std::filesystem::copy_options::recursive);
    std::filesystem::remove_all(aside);
    if (mounted_) mounted_ = Runs("sync -f " + folder_.string());
  }
  ~Ext4() {
    if (mounted_) Runs("umount " + folder_.string());
  }
  Ext4(const Ext4&) = delete;
  Ext4& operator=(const Ext4&) = delete;

  bool mounted() const { return mounted_; }
  void Break() { ASSERT_TRUE(Runs("mount -o remount,abort " + folder_.string())); }
  // Nobody may have a file open there.
  void Repair() {
    ASSERT_TRUE(Runs("umount " + folder_.string()));
    Runs("e2fsck -fy " + image_.string());
    ASSERT_TRUE(Mount());
  }

 private:
  bool Mount() {
    return Runs("mount -o loop,errors=remount-ro " + image_.string() + " " + folder_.string());
  }

  std::filesystem::path folder_, image_;
  bool mounted_ = false;
};

TEST(ABrokenOfficeDisk, IsSaidAndCostsNothingThatWasReceipted) {
  if (const std::string why = SmallDisk::WhyNot(); !why.empty()) GTEST_SKIP() << why;
  District district(FamiliesOf(kHane, 2));
  Phone& dorkas = district.Enrol("Dorkas Selan", kHane);
  district.Close();
  Ext4 disk(district.data(), district.FileCalled("disk.img"));
  if (!disk.mounted()) GTEST_SKIP() << "no ext4 can be made and mounted here";
  district.Open();
  dorkas.Visit(FloorVisit(KeyOf(kHane, 0), 41));
  dorkas.Sync();
  EXPECT_EQ(HealthOf(district.server()), "ok\n");

  disk.Break();
  dorkas.Visit(FloorVisit(KeyOf(kHane, 1), 42));
  const Ending refused = dorkas.Tilik({"sync"});
  EXPECT_EQ(refused.exit_code, kNoConnection) << refused.out;
  EXPECT_EQ(dorkas.Status().waiting_sets(), 1u);
  EXPECT_THAT(HealthOf(district.server()), HasSubstr("the data folder cannot be written"));

  district.Crash();
  disk.Repair();
  district.Open();
  EXPECT_EQ(HealthOf(district.server()), "ok\n");
  dorkas.Sync();
  EXPECT_EQ(dorkas.Status().waiting_sets(), 0u);
  EXPECT_EQ(dorkas.Log().entries_size(), 2);
  EXPECT_THAT(district.Verify().gaps(), IsEmpty());
  district.Close();
}

}  // namespace
}  // namespace tilik::scenario
