// The core's small files on POSIX: whole or not at all, and on the disk when a write returns.
#pragma once

#include <string>

#include "client/core/host.h"

namespace tilik::native {

// Files below `root`, which is made (mode 700) on the first write. What is written is readable by
// its owner only. Processes take turns at a folder by themselves while a file is written, and by
// TakeTurn for longer: a PIN is tried, and the try counted in the key file, before the store's lock
// tells a second process that it is one.
class PosixFiles final : public client::Files {
 public:
  explicit PosixFiles(std::string root) : root_(std::move(root)) {}

  Result<std::string> Read(std::string_view path) override;
  Status WriteDurably(std::string_view path, std::string_view bytes) override;
  Result<std::vector<std::string>> List(std::string_view folder) override;
  Status MakeFolder(std::string_view folder) override;
  Status Remove(std::string_view path) override;
  Result<std::uint64_t> FreeSpace() override;
  // flock of a file "turn" in that folder, which must exist.
  Result<std::unique_ptr<client::Turn>> TakeTurn(std::string_view folder) override;

 private:
  std::string Full(std::string_view path) const;
  std::string root_;
};

// A whole file of at most `most` bytes; "-" is standard input. kNotFound, kInvalid when longer.
Result<std::string> ReadWholeFile(const std::string& path, std::size_t most);

}  // namespace tilik::native
