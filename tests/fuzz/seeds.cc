// tilik-fuzz-seeds DIR: makes the corpora that the targets begin with.
#include "tests/fuzz/seeds.h"

#include <cstdio>
#include <fstream>

#include "proto/contract/status.h"

namespace tilik::fuzz {

Seeds::Seeds(const std::filesystem::path& folder, const std::string& target)
    : folder_(folder / target) {
  std::filesystem::create_directories(folder_);
}

void Seeds::Add(const std::string& bytes) {
  std::ofstream file(folder_ / ("seed-" + std::to_string(++count_)), std::ios::binary);
  file << bytes;
  TILIK_CHECK(file.good(), "a seed is written");
}

}  // namespace tilik::fuzz

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: tilik-fuzz-seeds DIR\n");
    return 2;
  }
  const std::filesystem::path folder = argv[1];
  tilik::fuzz::WriteContractSeeds(folder);
  tilik::fuzz::WriteHistorySeeds(folder);
  tilik::fuzz::WriteFormSeeds(folder);
  tilik::fuzz::WriteFileSeeds(folder);
  tilik::fuzz::WriteTalkSeeds(folder);
  return 0;
}
