// A disk of a few megabytes under one folder of a test: a memory card that fills up, or that is
// found to be read-only.
//
// A tmpfs in a mount namespace of the test's own thread and of the processes it starts, so nobody
// else sees it and none outlives them; it is unmounted besides. That needs root, or the right to
// mount: SetUp() of a test that uses one says GTEST_SKIP with WhyNot().
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace tilik::scenario {

class SmallDisk {
 public:
  // Empty where disks can be mounted.
  static std::string WhyNot();

  // What is in the folder moves onto the disk; nobody may have a file open there. The folder is
  // made when it is missing.
  SmallDisk(std::filesystem::path folder, std::uint64_t kib);
  ~SmallDisk();  // whoever has files open there still sees them
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  // Somebody's videos take all the room but this.
  void FillUp(std::uint64_t kib_left = 0);
  void MakeRoom();
  // Fails the test while anybody has a file there open for writing.
  void MakeReadOnly();
  void MakeWritable();

 private:
  void Remount(unsigned long flags);
  std::filesystem::path Videos() const { return folder_ / "videos"; }

  std::filesystem::path folder_;
  std::string size_;
};

}  // namespace tilik::scenario
