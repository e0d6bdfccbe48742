// Entries for tests of the second log, and its file as bytes.
#pragma once

#include <fstream>
#include <string>
#include <vector>

#include "sync-server/storage/second_log.h"
#include "tests/unit/storage/district_on_disk.h"

namespace tilik::storage {

inline LogEntry Entry(std::uint64_t arrival, const std::string& body) {
  LogEntry entry;
  entry.arrival = arrival;
  entry.time.ms = 5'000;
  entry.epoch = 2;
  entry.chain.data()[0] = 3;
  entry.branch = 1;
  entry.seq = arrival;
  entry.previous.data()[2] = 4;
  entry.body = body;
  entry.body_hash = HashOf(body);
  entry.link = LinkOf(entry.chain, entry.seq, entry.previous, entry.body_hash);
  entry.attachments = {HashOf("foto")};
  entry.head_signature.data()[60] = 1;
  entry.head_link = entry.link;
  entry.observed.ms = -7;
  entry.clock_offset_ms = -8;
  entry.merge_version = 3;
  entry.state = LogEntry::State::kWaiting;
  return entry;
}

inline std::vector<LogEntry> All(SecondLog& log, std::uint64_t from = 1) {
  std::vector<LogEntry> entries;
  Must(log.ForEach(from, [&](const LogEntry& entry) {
    entries.push_back(entry);
    return Status();
  }));
  return entries;
}

// Header included, as second_log.h lays it out.
inline std::size_t FrameSize(const std::string& file, std::size_t offset) {
  std::size_t length = 0;
  for (std::size_t i = 4; i-- > 0;) {
    length = length << 8 | static_cast<unsigned char>(file.at(offset + 4 + i));
  }
  return 8 + length;
}

inline std::string Bytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

}  // namespace tilik::storage
