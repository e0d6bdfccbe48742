#include "tests/scenario/small_disk.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace tilik::scenario {
namespace {

namespace fs = std::filesystem;

// Of this thread and of what it starts; nothing mounted here is seen by others, nor the reverse.
std::string EnterOwnNamespace() {
  static const bool entered = ::unshare(CLONE_NEWNS) == 0 &&
                              ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
  return entered ? "" : std::string("needs root, to mount small disks: ") + std::strerror(errno);
}

}  // namespace

std::string SmallDisk::WhyNot() {
  static const std::string why = EnterOwnNamespace();
  return why;
}

SmallDisk::SmallDisk(fs::path folder, std::uint64_t kib)
    : folder_(std::move(folder)), size_("size=" + std::to_string(kib) + "k") {
  EXPECT_EQ(WhyNot(), "");
  const fs::path aside = folder_.string() + ".aside";
  fs::create_directories(folder_);
  fs::rename(folder_, aside);
  fs::create_directory(folder_);
  EXPECT_EQ(::mount("tmpfs", folder_.c_str(), "tmpfs", 0, size_.c_str()), 0)
      << folder_ << ": " << std::strerror(errno);
  fs::copy(aside, folder_, fs::copy_options::recursive);
  fs::remove_all(aside);
}

SmallDisk::~SmallDisk() { ::umount2(folder_.c_str(), MNT_DETACH); }

void SmallDisk::FillUp(std::uint64_t kib_left) {
  struct statvfs space;
  ASSERT_EQ(::statvfs(folder_.c_str(), &space), 0);
  const auto free = static_cast<std::uint64_t>(space.f_bavail) * space.f_frsize;
  ASSERT_GT(free, kib_left * 1'024);
  const int file = ::open(Videos().c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  ASSERT_GE(file, 0) << std::strerror(errno);
  const fs::path::string_type videos = Videos();
  const auto taken = static_cast<off_t>(fs::file_size(videos));
  EXPECT_EQ(::posix_fallocate(file, taken, static_cast<off_t>(free - kib_left * 1'024)), 0);
  ::close(file);
}

void SmallDisk::MakeRoom() { fs::remove(Videos()); }

void SmallDisk::Remount(unsigned long flags) {
  EXPECT_EQ(::mount("tmpfs", folder_.c_str(), "tmpfs", MS_REMOUNT | flags, size_.c_str()), 0)
      << folder_ << ": " << std::strerror(errno);
}

void SmallDisk::MakeReadOnly() { Remount(MS_RDONLY); }
void SmallDisk::MakeWritable() { Remount(0); }

}  // namespace tilik::scenario
