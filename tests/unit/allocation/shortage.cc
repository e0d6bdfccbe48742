#include "tests/unit/allocation/shortage.h"

#include <sqlite3.h>

#include <cstdlib>
#include <new>

#include "tests/simulation/disk.h"

namespace tilik::allocation {
namespace {

struct Left {
  std::uint64_t until_failure = 0;  // 0: there is plenty
  bool for_ever = false;
  bool met = false;
  int plenty = 0;

  bool Fails() {
    if (until_failure == 0 || plenty > 0) return false;
    if (--until_failure > 0) return false;
    met = true;
    if (for_ever) until_failure = 1;
    return true;
  }
};

Left left_of_sqlite, left_of_cpp;
Left& LeftOf(Of whose) { return whose == Of::kSqlite ? left_of_sqlite : left_of_cpp; }
Of short_now = Of::kSqlite;

sqlite3_mem_methods usual;

// Before any connection, and so before SQLite initialises itself.
const bool installed = [] {
  if (sqlite3_config(SQLITE_CONFIG_GETMALLOC, &usual) != SQLITE_OK) std::abort();
  sqlite3_mem_methods failing = usual;
  failing.xMalloc = [](int size) { return left_of_sqlite.Fails() ? nullptr : usual.xMalloc(size); };
  failing.xRealloc = [](void* old, int size) {
    return left_of_sqlite.Fails() ? nullptr : usual.xRealloc(old, size);
  };
  if (sqlite3_config(SQLITE_CONFIG_MALLOC, &failing) != SQLITE_OK) std::abort();
  return true;
}();

}  // namespace

Shortage::Shortage(Of whose, std::uint64_t nth, Lasts lasts) {
  short_now = whose;
  LeftOf(whose) = {nth, lasts == Lasts::kForEver, false, 0};
}

Shortage::~Shortage() { LeftOf(short_now).until_failure = 0; }

bool Shortage::met() const { return LeftOf(short_now).met; }

Plenty::Plenty() {
  ++left_of_sqlite.plenty;
  ++left_of_cpp.plenty;
}

Plenty::~Plenty() {
  --left_of_sqlite.plenty;
  --left_of_cpp.plenty;
}

}  // namespace tilik::allocation

// Where nothing of C++'s is to fail, the sanitizers keep their own.
#ifndef __clang__
static bool CppFails() {
  return tilik::simulation::Disk::at_work == 0 && tilik::allocation::left_of_cpp.Fails();
}

void* operator new(std::size_t size) {
  void* memory = CppFails() ? nullptr : std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
#endif
