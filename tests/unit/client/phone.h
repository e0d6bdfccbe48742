// A phone for tests: real files and a real SQLite in a temporary folder, a clock and a chance that
// the test owns.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <sstream>
#include <string>

#include "client/core/device.h"
#include "client/core/host.h"
#include "gtest/gtest.h"

namespace tilik::client {

class DiskFiles : public Files {
 public:
  explicit DiskFiles(std::filesystem::path root) : root_(std::move(root)) {}

  bool full = false;

  Result<std::string> Read(std::string_view path) override {
    std::ifstream in(root_ / path, std::ios::binary);
    if (!in) return Status::NotFound(std::string(path));
    std::ostringstream bytes;
    bytes << in.rdbuf();
    return bytes.str();
  }
  Status WriteDurably(std::string_view path, std::string_view bytes) override {
    if (full) return Status::Storage("no space left on device");
    std::filesystem::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path, std::ios::binary) << bytes;
    return Status();
  }
  Result<std::vector<std::string>> List(std::string_view folder) override {
    std::vector<std::string> names;
    if (!std::filesystem::exists(root_ / folder)) return names;
    for (const auto& entry : std::filesystem::directory_iterator(root_ / folder)) {
      names.push_back(entry.path().filename().string());
    }
    return names;
  }
  Status MakeFolder(std::string_view folder) override {
    std::filesystem::create_directories(root_ / folder);
    return Status();
  }
  Status Remove(std::string_view path) override {
    std::filesystem::remove_all(root_ / path);
    return Status();
  }
  // One process, one thread: it is always this one's turn.
  Result<std::unique_ptr<Turn>> TakeTurn(std::string_view) override {
    return std::unique_ptr<Turn>(std::make_unique<Turn>());
  }
  Result<std::uint64_t> FreeSpace() override { return full ? 0 : 1'000'000'000; }

 private:
  std::filesystem::path root_;
};

class TestClock : public Clock {
 public:
  ClockReading now{{1'700'000'000'000}, 480, 60'000, "boot-1"};

  ClockReading Read() override { return now; }
  void Pass(std::uint64_t ms) {
    now.wall.ms += static_cast<std::int64_t>(ms);
    now.monotonic_ms += ms;
  }
  void Reboot(const std::string& boot) {
    now.boot_id = boot;
    now.monotonic_ms = 5'000;
  }
};

class TestRandom : public Random {
 public:
  explicit TestRandom(std::uint64_t seed) : chance_(seed) {}
  void Fill(void* out, std::size_t size) override {
    auto* bytes = static_cast<unsigned char*>(out);
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<unsigned char>(chance_());
  }

 private:
  std::mt19937_64 chance_;
};

class TestSecret : public DeviceSecret {
 public:
  std::string secret = "this phone";
  Result<std::string> Derive(std::string_view salt) override {
    std::string derived = secret + std::string(salt);
    derived.resize(32, '.');
    return derived;
  }
};

struct Phone {
  explicit Phone(std::uint64_t seed = 1) : random(seed) {}
  ~Phone() { std::filesystem::remove_all(folder); }

  static std::filesystem::path MakeFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "tilik-XXXXXX").string();
    return mkdtemp(pattern.data());
  }

  std::filesystem::path folder = MakeFolder();
  DiskFiles files{folder};
  TestSecret secret;
  TestClock clock;
  TestRandom random;
  Host host{files, secret, clock, random, Codebooks::BuiltIn(), folder.string(), ""};
};

inline constexpr char kPin[] = "241186";

#define ASSERT_OK(expression)                                           \
  do {                                                                  \
    const ::tilik::Status tilik_test_status = (expression);             \
    ASSERT_TRUE(tilik_test_status.ok()) << tilik_test_status.message(); \
  } while (false)

// The value, or the end of the test with the reason.
template <typename T>
T Must(Result<T> result) {
  EXPECT_TRUE(result.ok()) << result.status().message();
  return *std::move(result);
}

}  // namespace tilik::client
