#include "sync-server/command/disk_health.h"

#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace tilik::command {
namespace {

constexpr std::uint64_t kLeastRoom = 16 * 1024 * 1024;

Status Check(const std::string& what, const std::string& folder) {
  if (::access(folder.c_str(), W_OK) != 0) {
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
