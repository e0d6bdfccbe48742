#include "proto/files/bundle_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

namespace tilik {

NewBundleFile::NewBundleFile(std::string path)
    : path_(std::move(path)),
      draft_(path_ + ".part"),
      file_(::open(draft_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)) {}

NewBundleFile::~NewBundleFile() {
  if (file_ < 0) return;
  ::close(file_);
  ::unlink(draft_.c_str());
}

Status NewBundleFile::Failed(const std::string& doing) const {
  return Status::Storage(doing + " " + path_ + ": " + std::strerror(errno));
}

Status NewBundleFile::Write(std::string_view bytes) {
  if (file_ < 0) return Failed("making");
  while (!bytes.empty()) {
    const ssize_t wrote = ::write(file_, bytes.data(), bytes.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return Failed("writing");
    bytes.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return Status();
}

Status NewBundleFile::Finish() {
  if (file_ < 0) return Failed("making");
  if (::fsync(file_) != 0 || std::rename(draft_.c_str(), path_.c_str()) != 0) {
    return Failed("keeping");
  }
  ::close(file_);
  file_ = -1;
  const std::size_t slash = path_.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path_.substr(0, slash + 1);
  const int directory = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = directory >= 0 && ::fsync(directory) == 0;
  if (directory >= 0) ::close(directory);
  return synced ? Status() : Failed("keeping");
}

Result<BundleReader::Source> OpenBundleFile(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return Status::NotFound(path + ": " + std::strerror(errno));
  const std::shared_ptr<const int> open(new int(file), [](const int* descriptor) {
    ::close(*descriptor);
    delete descriptor;
  });
  return BundleReader::Source(
      [open, path](std::uint64_t offset, std::size_t size) -> Result<std::string> {
        std::string bytes(size, '\0');
        std::size_t done = 0;
        while (done < size) {
          const ssize_t got =
              ::pread(*open, bytes.data() + done, size - done, static_cast<off_t>(offset + done));
          if (got < 0 && errno == EINTR) continue;
          if (got < 0) return Status::Storage("reading " + path + ": " + std::strerror(errno));
          if (got == 0) break;
          done += static_cast<std::size_t>(got);
        }
        bytes.resize(done);
        return bytes;
      });
}

}  // namespace tilik
