// Which derived tables a verification compares, and how: every table that is rebuilt from the log
// is here, or it is not verified (comparison.h).
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace tilik::storage {

// A table as it is compared: `keys` columns say which row it is, the rest what it says.
struct Compared {
  const char* what;
  const char* sql;
  std::vector<const char*> columns;
  std::size_t keys;
};

std::span<const Compared> ComparedTables();

}  // namespace tilik::storage
