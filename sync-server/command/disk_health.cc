#include "sync-server/command/disk_health.h"

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace tilik::command {
namespace {

constexpr std::uint64_t kLeastRoom = 16 * 1024 * 1024;

// Modes and mount options say that a file system can be written which turned itself read-only after
// an error, as ext4 does: only making a file tells. This one never has a name.
bool CanBeWritten(const std::string& folder) {
  if (::access(folder.c_str(), W_OK) != 0) return false;
  const int file = ::open(folder.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
  if (file >= 0) ::close(file);
  return file >= 0 || (errno != EROFS && errno != EIO);
}

Status Check(const std::string& what, const std::string& folder) {
  if (!CanBeWritten(folder)) {
    return Status::Storage(what + " cannot be written: " + folder + ": " + std::strerror(errno));
  }
  struct statvfs disk;
  if (::statvfs(folder.c_str(), &disk) != 0) {
    return Status::Storage(what + ": " + folder + ": " + std::strerror(errno));
  }
  const std::uint64_t room = static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize;
  if (room >= kLeastRoom) return Status();
  return Status::Storage(what + " is full: " + folder + " has room for " +
                         std::to_string(room / 1024) + " KiB; phones keep what is not received");
}

}  // namespace

Status CheckDisks(const HomeOptions& options) {
  TILIK_RETURN_IF_ERROR(Check("the data folder", options.data));
  return options.second_log.empty() ? Status() : Check("the second log", options.second_log);
}

}  // namespace tilik::command
