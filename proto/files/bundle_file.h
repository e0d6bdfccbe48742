// Bundle files on POSIX, on whatever card or folder they shall travel by.
#pragma once

#include <string>
#include <string_view>

#include "proto/contract/bundle_reader.h"
#include "proto/contract/status.h"

namespace tilik {

// A file that appears whole, synced, under its name when Finish returns, or not at all: a card that
// is pulled out too early holds a `.part` that nobody takes for a bundle. Not copied.
class NewBundleFile {
 public:
  explicit NewBundleFile(std::string path);
  ~NewBundleFile();
  NewBundleFile(const NewBundleFile&) = delete;
  NewBundleFile& operator=(const NewBundleFile&) = delete;

  // kStorage: it cannot be made, or the card is full.
  Status Write(std::string_view bytes);
  Status Finish();

 private:
  Status Failed(const std::string& doing) const;

  const std::string path_;
  const std::string draft_;
  int file_ = -1;
};

// kNotFound: no such file.
Result<BundleReader::Source> OpenBundleFile(const std::string& path);

}  // namespace tilik
