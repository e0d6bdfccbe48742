#include "client/native/posix_files.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

namespace tilik::native {
namespace {

// Larger than any photo or key file; what is longer is not ours.
constexpr std::size_t kMostBytes = 64 * 1024 * 1024;
constexpr char kTemporary[] = ".tmp";
constexpr char kTurn[] = "/turn";

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ > STDIN_FILENO) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }
  bool ok() const { return number_ >= 0; }

 private:
  int number_;
};

Status Failed(const std::string& doing, const std::string& path) {
  return Status::Storage(doing + " " + path + ": " + std::strerror(errno));
}

Status SyncFolder(const std::string& folder) {
  const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!descriptor.ok() || ::fsync(descriptor.number()) != 0) return Failed("sync", folder);
  return {};
}

std::string ParentOf(const std::string& path) {
  const std::string parent = std::filesystem::path(path).parent_path().string();
  return parent.empty() ? "." : parent;
}

// Makes a folder and what is missing above it, each durable in its parent.
Status MakeDurably(const std::string& folder) {
  struct stat what;
  if (::stat(folder.c_str(), &what) == 0) return {};
  TILIK_RETURN_IF_ERROR(MakeDurably(ParentOf(folder)));
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return Failed("make", folder);
  return SyncFolder(ParentOf(folder));
}

class FileTurn final : public client::Turn {
 public:
  explicit FileTurn(int number) : file_(number) {}
  bool Wait() const { return file_.ok() && ::flock(file_.number(), LOCK_EX) == 0; }

 private:
  Descriptor file_;
};

Status WriteAll(int descriptor, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return Failed("write", path);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(descriptor) != 0) return Failed("sync", path);
  return {};
}

}  // namespace

Result<std::string> ReadWholeFile(const std::string& path, std::size_t most) {
  const Descriptor descriptor(path == "-" ? STDIN_FILENO
                                          : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!descriptor.ok()) {
    if (errno == ENOENT || errno == ENOTDIR) return Status::NotFound("no file " + path);
    return Failed("open", path);
  }
  std::string bytes;
  char piece[64 * 1024];
  for (;;) {
    const ssize_t taken = ::read(descriptor.number(), piece, sizeof piece);
    if (taken < 0 && errno == EINTR) continue;
    if (taken < 0) return Failed("read", path);
    if (taken == 0) return bytes;
    bytes.append(piece, static_cast<std::size_t>(taken));
    if (bytes.size() > most) {
      return Status::Invalid(path + " is longer than " + std::to_string(most) + " bytes");
    }
  }
}

std::string PosixFiles::Full(std::string_view path) const {
  return path.empty() ? root_ : root_ + "/" + std::string(path);
}

Result<std::string> PosixFiles::Read(std::string_view path) {
  return ReadWholeFile(Full(path), kMostBytes);
}

Status PosixFiles::WriteDurably(std::string_view path, std::string_view bytes) {
  const std::string full = Full(path);
  const std::string temporary = full + kTemporary;
  TILIK_RETURN_IF_ERROR(MakeDurably(ParentOf(full)));
  const Descriptor turn(::open(ParentOf(full).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!turn.ok() || ::flock(turn.number(), LOCK_EX) != 0) return Failed("lock", ParentOf(full));
  {
    const Descriptor descriptor(
        ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (!descriptor.ok()) return Failed("create", temporary);
    if (Status status = WriteAll(descriptor.number(), bytes, temporary); !status.ok()) {
      ::unlink(temporary.c_str());
      return status;
    }
  }
  if (::rename(temporary.c_str(), full.c_str()) != 0) {
    const Status status = Failed("rename", temporary);
    ::unlink(temporary.c_str());
    return status;
  }
  return SyncFolder(ParentOf(full));
}

Result<std::vector<std::string>> PosixFiles::List(std::string_view folder) {
  std::vector<std::string> names;
  DIR* open = ::opendir(Full(folder).c_str());
  if (open == nullptr) {
    if (errno == ENOENT) return names;
    return Failed("list", Full(folder));
  }
  while (const dirent* entry = ::readdir(open)) {
    const std::string name = entry->d_name;
    if (name != "." && name != ".." && !name.ends_with(kTemporary)) names.push_back(name);
  }
  ::closedir(open);
  std::sort(names.begin(), names.end());
  return names;
}

Status PosixFiles::MakeFolder(std::string_view folder) { return MakeDurably(Full(folder)); }

Status PosixFiles::Remove(std::string_view path) {
  const std::string full = Full(path);
  std::error_code error;
  std::filesystem::remove_all(full, error);
  if (error) return Status::Storage("remove " + full + ": " + error.message());
  struct stat what;
  if (::stat(ParentOf(full).c_str(), &what) != 0) return {};
  return SyncFolder(ParentOf(full));
}

Result<std::unique_ptr<client::Turn>> PosixFiles::TakeTurn(std::string_view folder) {
  const std::string path = Full(folder) + kTurn;
  auto turn =
      std::make_unique<FileTurn>(::open(path.c_str(), O_RDONLY | O_CREAT | O_CLOEXEC, 0600));
  if (!turn->Wait()) return Failed("lock", path);
  return std::unique_ptr<client::Turn>(std::move(turn));
}

Result<std::uint64_t> PosixFiles::FreeSpace() {
  struct statvfs space;
  if (::statvfs(root_.c_str(), &space) != 0) return Failed("measure", root_);
  return static_cast<std::uint64_t>(space.f_bavail) * space.f_frsize;
}

}  // namespace tilik::native
