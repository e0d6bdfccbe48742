// A folder of the target's own, in memory where the platform has such a place. It stays until the
// program ends; tools/fuzz removes what a crash left.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <string>

#include "proto/contract/status.h"

namespace tilik::fuzz {

inline const std::filesystem::path& ScratchFolder() {
  static const std::filesystem::path folder = [] {
    std::string path = (std::filesystem::temp_directory_path() / "tilik-fuzz-XXXXXX").string();
    TILIK_CHECK(::mkdtemp(path.data()) != nullptr, "a temporary folder can be made");
    return path;
  }();
  return folder;
}

// Removes the folder when the program ends well.
struct RemovesScratchFolder {
  ~RemovesScratchFolder() { std::filesystem::remove_all(ScratchFolder()); }
};

}  // namespace tilik::fuzz
