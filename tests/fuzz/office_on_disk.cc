#include "tests/fuzz/office_on_disk.h"

#include <filesystem>

#include "tests/fuzz/scratch_folder.h"

namespace tilik::fuzz {
namespace {

storage::SqliteOptions In(const std::string& directory) {
  storage::SqliteOptions options;
  options.directory = directory;
  // A few pages: the tens of megabytes that a server takes would be cleared for every input.
  options.writer_cache_kib = 2'048;
  options.reader_cache_kib = 512;
  return options;
}

}  // namespace

OfficeOnDisk& OfficeOnDisk::Get() {
  static OfficeOnDisk office;
  static const RemovesScratchFolder removes;
  return office;
}

OfficeOnDisk::OfficeOnDisk()
    : pristine_(ScratchFolder() / "pristine"),
      copy_(ScratchFolder() / "office"),
      scratch_(ScratchFolder() / "scratch") {
  for (const std::string& folder : {pristine_, scratch_}) {
    std::filesystem::create_directories(folder);
  }
  scene_ = std::make_unique<DistrictScene>(In(pristine_));
  scene_->CloseStore();
}

std::unique_ptr<storage::SqliteRegistryStore> OfficeOnDisk::Fresh() {
  std::filesystem::remove_all(copy_);
  std::filesystem::create_directories(copy_);
  std::filesystem::copy_file(pristine_ + "/registry.db", copy_ + "/registry.db");
  auto store = storage::SqliteRegistryStore::Open(In(copy_));
  TILIK_CHECK(store.ok(), store.status().message());
  return *std::move(store);
}

}  // namespace tilik::fuzz
