// Where each target begins: inputs made by the tree's own encoders, generated before a run and
// never committed.
#pragma once

#include <google/protobuf/message_lite.h>

#include <filesystem>
#include <string>

namespace tilik::fuzz {

// Writes DIR/<target>/<n>.
class Seeds {
 public:
  Seeds(const std::filesystem::path& folder, const std::string& target);
  void Add(const std::string& bytes);
  void Add(const google::protobuf::MessageLite& message) { Add(message.SerializeAsString()); }

 private:
  std::filesystem::path folder_;
  int count_ = 0;
};

// One for each room that the targets read into.
void WriteContractSeeds(const std::filesystem::path& folder);
void WriteHistorySeeds(const std::filesystem::path& folder);
void WriteFormSeeds(const std::filesystem::path& folder);
void WriteFileSeeds(const std::filesystem::path& folder);
void WriteTalkSeeds(const std::filesystem::path& folder);

}  // namespace tilik::fuzz
