// The district of district_scene.h in a folder, for what commits: each input finds it as it was
// founded. Copying and opening it is most of what an input costs, and far less than founding it.
#pragma once

#include <memory>
#include <string>

#include "tests/fuzz/district_scene.h"

namespace tilik::fuzz {

class OfficeOnDisk {
 public:
  // Of this program; founded at the first call.
  static OfficeOnDisk& Get();

  // One at a time: the one before must be gone.
  std::unique_ptr<storage::SqliteRegistryStore> Fresh();
  // Keys and hands; its own store is closed.
  const DistrictScene& scene() const { return *scene_; }
  const std::string& scratch() const { return scratch_; }

 private:
  OfficeOnDisk();

  std::string pristine_, copy_, scratch_;
  std::unique_ptr<DistrictScene> scene_;
};

}  // namespace tilik::fuzz
