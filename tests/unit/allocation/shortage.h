// Memory that runs out: of a program with this file, the n-th allocation fails.
//
// SQLite's allocations are its own: its allocator is replaced before it starts, and a failure
// becomes SQLITE_NOMEM. C++'s are `operator new`, whose failure is std::bad_alloc. Nobody in
// production catches that: it ends the process, as a kill does, except where a worker of the server
// answers a call (sync-server/http/connection.cc) and lives on. So a test catches it as that worker
// does, and where no worker would, drops what was open and looks at the disk.
//
// What the test itself, gtest or the disk allocates is not to fail: a Shortage spans production
// code only, and Plenty what that calls of the test's. One thread.
#pragma once

#include <cstdint>

namespace tilik::allocation {

enum class Of : std::uint8_t { kSqlite, kCpp };
enum class Lasts : std::uint8_t { kOnce, kForEver };

// Compiled by clang, a oneof of protobuf 3.21 names its case before it has the message: a
// destructor that runs because there was no memory for that follows a pointer nobody set.
#ifdef __clang__
inline constexpr bool kProtobufUnwinds = false;
#else
inline constexpr bool kProtobufUnwinds = true;
#endif

class Shortage {
 public:
  // The `nth` allocation from now on, 1 the next, fails; or it and all after it.
  Shortage(Of whose, std::uint64_t nth, Lasts lasts = Lasts::kOnce);
  ~Shortage();
  Shortage(const Shortage&) = delete;
  Shortage& operator=(const Shortage&) = delete;

  bool met() const;
};

// There is memory again, until this goes out of scope.
class Plenty {
 public:
  Plenty();
  ~Plenty();
  Plenty(const Plenty&) = delete;
  Plenty& operator=(const Plenty&) = delete;
};

}  // namespace tilik::allocation
