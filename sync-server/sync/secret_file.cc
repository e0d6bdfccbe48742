#include "sync-server/sync/secret_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace tilik::sync {
namespace {

constexpr std::size_t kMostBytes = 4096;

Status Failed(const std::string& doing, const std::string& path) {
  return Status::Storage(doing + " " + path + ": " + std::strerror(errno));
}

}  // namespace

Status MakeSecretFile(const std::string& path, const std::string& bytes) {
  int out = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (out < 0 && errno == EEXIST) return Status::Conflict("the file exists already: " + path);
  if (out < 0) return Failed("making", path);
  const bool written =
      write(out, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) &&
      fsync(out) == 0;
  close(out);
  if (written) return Status();
  unlink(path.c_str());
  return Failed("writing", path);
}

Result<std::string> ReadSecretFile(const std::string& path) {
  int in = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (in < 0 && errno == ENOENT) return Status::NotFound("there is no file " + path);
  if (in < 0) return Failed("opening", path);
  struct stat about;
  std::string bytes(kMostBytes, '\0');
  const bool known = fstat(in, &about) == 0;
  ssize_t length = read(in, bytes.data(), bytes.size());
  close(in);
  if (!known || length < 0) return Failed("reading", path);
  if ((about.st_mode & 077) != 0) {
    return Status::Denied("others may read " + path + "; make it yours alone (chmod 600)");
  }
  bytes.resize(static_cast<std::size_t>(length));
  return bytes;
}

}  // namespace tilik::sync
