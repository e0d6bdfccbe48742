// The second log after a crash, or on a disk that lies: whatever happened to the file, what comes
// out of it was appended, in order, and what was there can be appended to.
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "proto/contract/change_set.h"
#include "sync-server/storage/second_log.h"
#include "tests/fuzz/damage.h"
#include "tests/fuzz/message_target.h"
#include "tests/fuzz/scratch_folder.h"

namespace tilik::fuzz {
namespace {

constexpr int kMaxEntries = 32;

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

storage::LogEntry EntryFor(std::uint64_t arrival, const std::string& body, std::uint32_t future) {
  storage::LogEntry entry;
  entry.arrival = arrival;
  entry.epoch = 1;
  entry.seq = arrival;
  entry.body = body;
  entry.body_hash = HashOf(body);
  entry.link = Link::FromRaw(HashOf(body + std::to_string(future)).raw()).value();
  entry.attachments = {entry.body_hash};
  return entry;
}

void ReadLog(const SecondLog& input) {
  static const RemovesScratchFolder removes;
  const std::filesystem::path folder = ScratchFolder() / "log";
  std::filesystem::remove_all(folder);
  const std::string key(32, 'k');
  std::multimap<std::uint64_t, Link> appended;
  {
    auto log = storage::SecondLog::Open(folder, key);
    TILIK_CHECK(log.ok(), "a log is made");
    std::uint64_t arrival = 0;
    for (int i = 0; i < std::min(input.bodies_size(), kMaxEntries); ++i) {
      ++arrival;
      if (i < input.starts_over_at_size() && input.starts_over_at(i) > 0) {
        arrival = 1 + input.starts_over_at(i) % arrival;
      }
      const storage::LogEntry entry =
          EntryFor(arrival, input.bodies(i), static_cast<std::uint32_t>(i));
      appended.emplace(arrival, entry.link);
      TILIK_CHECK((*log)->Append({entry}).ok(), "a log is appended to");
    }
  }
  const std::filesystem::path path = folder / "tilik.log2";
  const std::string whole = ReadFile(path);
  const std::string damaged = Damaged(whole, input.damage());
  std::ofstream(path, std::ios::binary | std::ios::trunc) << damaged;

  auto log = storage::SecondLog::Open(folder, key);
  TILIK_CHECK(log.ok(), "a damaged log opens, without its torn tail");
  std::uint64_t expected = 1;
  const Status read = (*log)->ForEach(1, [&](const storage::LogEntry& entry) {
    TILIK_CHECK(entry.arrival == expected++, "entries come in order");
    const auto [first, last] = appended.equal_range(entry.arrival);
    const bool known =
        std::any_of(first, last, [&](const auto& one) { return one.second == entry.link; });
    TILIK_CHECK(known && entry.body_hash == HashOf(entry.body), "what comes out was appended");
    return Status();
  });
  TILIK_CHECK(read.ok() || read.code() == Code::kCorrupt, "a damaged frame is told");
  const auto last = (*log)->Last();
  TILIK_CHECK(last.ok() || last.status().code() == Code::kCorrupt, "a damaged frame is told");
  if (input.damage_size() == 0) {
    TILIK_CHECK(read.ok() && last.ok() && ReadFile(path) == whole, "an honest log is whole");
  }
  const storage::LogEntry next = EntryFor(expected, "next", 0);
  TILIK_CHECK((*log)->Append({next}).ok(), "what is left is appended to");
  TILIK_CHECK((*log)->Destroy({next.link}).ok() || !read.ok(), "and destroyed in");
}

}  // namespace
}  // namespace tilik::fuzz

TILIK_FUZZ_MESSAGE(SecondLog, tilik::fuzz::ReadLog)
