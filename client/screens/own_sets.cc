#include "client/screens/own_sets.h"

namespace tilik::screens {
namespace {

constexpr std::size_t kLogPage = 200;

}  // namespace

Status ForEachOwnSet(client::Device& device,
                     const std::function<bool(const client::LogEntry&)>& take) {
  std::uint64_t before = 0;
  do {
    TILIK_ASSIGN_OR_RETURN(const std::vector<client::LogEntry> page, device.Log(before, kLogPage));
    for (const client::LogEntry& entry : page) {
      if (!take(entry)) return {};
    }
    before = page.empty() ? 1 : page.back().seq;
  } while (before > 1);
  return {};
}

}  // namespace tilik::screens
