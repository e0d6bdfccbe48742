// What SQLite sees of a simulated disk.
#pragma once

#include <sqlite3.h>

#include <memory>
#include <string>

#include "tests/simulation/disk.h"

namespace tilik::simulation {

// `disk` and `name` must outlive it.
std::unique_ptr<sqlite3_vfs> VfsOf(Disk& disk, const std::string& name);

}  // namespace tilik::simulation
