#include "sync-server/command/rejected.h"

#include <filesystem>
#include <fstream>

#include "spdlog/spdlog.h"
#include "sync-server/command/district_home.h"

namespace tilik::command {
namespace {

// What a forger may make us keep; beyond it the oldest evidence suffices.
constexpr std::uintmax_t kMostRejectedBytes = 64 * 1024 * 1024;

}  // namespace

void KeepForAuditor(const std::string& directory, const v1::PushRequest& request,
                    const ChainId& chain) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  std::uintmax_t kept = 0;
  for (const auto& entry : std::filesystem::directory_iterator(directory, error))
    kept += entry.file_size(error);
  const std::string bytes = request.SerializeAsString();
  if (error || kept + bytes.size() > kMostRejectedBytes) {
    spdlog::warn("a push with a bad signature could not be kept for the auditor");
    return;
  }
  std::ofstream out(directory + "/" + std::to_string(Now().ms) + "-" + ToHex(chain.raw()) + ".push",
                    std::ios::binary);
  out << bytes;
}

}  // namespace tilik::command
