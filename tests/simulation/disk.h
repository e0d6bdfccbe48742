// A disk that forgets what was not synced: SQLite's files in memory, as a VFS of their own.
//
// Each file has what its readers see and what the platter has. A sync makes the second equal to the
// first; a power cut makes it something in between, drawn from the seed: every sector written since
// is kept, dropped or torn, a file that grew or shrank may or may not have, and one that was made
// or removed may be gone or back. That is what Linux and flash cards promise, and no more. Faults
// are counted in changes (writes, truncations, syncs, files made and removed), so a loop that
// raises the count until nothing fails has tried every one.
//
// The registry and the phone's file are encrypted, and so they are here: name() is the disk beneath
// SQLite's encryption. One thread. Outlives every connection that uses it.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/simulation/chance.h"

struct sqlite3_vfs;

namespace tilik::simulation {

enum class Fault : std::uint8_t {
  kPowerCut,   // this change and everything after it fails, until PowerBack
  kErrorOnce,  // this change fails, the next does not
  kErrorEver,
  kFull,  // files no longer grow, until there is room again
};

class Disk {
 public:
  // Above 0 while a disk works for SQLite: what it allocates then is the kernel's, and a test that
  // leaves the process without memory leaves it alone.
  static inline int at_work = 0;

  // SQLite writes no less at a time, and a card tears no less.
  static constexpr std::size_t kSectorBytes = 512;

  explicit Disk(std::uint64_t seed);
  ~Disk();
  Disk(const Disk&) = delete;
  Disk& operator=(const Disk&) = delete;

  // What to give as OpenOptions::vfs.
  const std::string& name() const { return encrypted_name_; }

  // The `change`th change from now on, 1 the next, meets this.
  void FailAt(std::uint64_t change, Fault fault);
  void Recover();
  // What has not happened yet will not.
  void Forgive() { pending_.reset(); }
  bool faulted() const { return fault_.has_value(); }

  // Everything that was open is lost with the process: connections are to be closed before this.
  // What the platter has is drawn, and the disk works again.
  void PowerBack();

  // --- what people do with disks ---
  // This disk becomes what readers of the other see: a phone cloned, a card copied.
  void CopyFrom(const Disk& other);
  // One file; empty when there is none.
  std::string Bytes(const std::string& path) const;
  void Put(const std::string& path, std::string bytes);
  // Every file whose path begins so.
  void Remove(const std::string& beginning);

  // What happened to sectors at power cuts, for whoever asks whether the cuts were worth it.
  struct Toll {
    std::uint64_t kept = 0, dropped = 0, torn = 0;
  };
  const Toll& toll() const { return toll_; }

  // One file, as long as a name or a connection has it.
  struct Inode {
    std::string now;
    std::string durable;
    std::set<std::size_t> dirty;  // sectors written or cut off since the last sync
    // The index that connections to one write-ahead log share; lost with the power.
    std::vector<std::unique_ptr<std::string>> shared;
    int sharers = 0;  // made anew by the first
    struct Slot {
      int readers = 0;
      bool writer = false;
    };
    std::map<int, Slot> slots;
    // SQLite's own locks on the file.
    int readers = 0;
    bool reserved = false, pending = false, exclusive = false;
  };
  struct Name {
    std::shared_ptr<Inode> now, durable;
  };

  // --- for the VFS ---
  // SQLITE_OK, or what this change meets.
  int Change(bool grows);
  bool off() const { return fault_ == Fault::kPowerCut; }
  Name& At(const std::string& path) { return names_[path]; }
  // A file's first sync, as SQLite asks for it of a new log, syncs the one folder too.
  void Sync(const std::shared_ptr<Inode>& inode);
  void SyncFolder();
  Chance& chance() { return chance_; }

 private:
  void DrawSectors(Inode& inode);

  Chance chance_;
  std::map<std::string, Name> names_;
  std::uint64_t changes_ = 0;
  std::optional<std::pair<std::uint64_t, Fault>> pending_;
  std::optional<Fault> fault_;
  Toll toll_;
  std::unique_ptr<sqlite3_vfs> vfs_;
  std::string plain_name_, encrypted_name_;
};

}  // namespace tilik::simulation
