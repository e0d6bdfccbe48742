#include "tests/simulation/disk_file.h"

#include <cstring>
#include <new>
#include <utility>

namespace tilik::simulation {
namespace {

// One connection's hold of one file. SQLite gives the memory; what must be constructed lies behind
// a pointer.
struct Handle {
  sqlite3_file base;
  struct Open;
  Open* open;
};

struct Handle::Open {
  Disk& disk;
  std::shared_ptr<Disk::Inode> inode;
  int lock = SQLITE_LOCK_NONE;
  bool reserved = false, pending = false;
  // Slots of the shared index that this connection holds, by bit.
  unsigned reading = 0, writing = 0;
  bool sharing = false;
};

Handle::Open& OpenOf(sqlite3_file* file) { return *reinterpret_cast<Handle*>(file)->open; }

void MarkDirty(Disk::Inode& inode, std::size_t from, std::size_t to) {
  for (std::size_t at = from / Disk::kSectorBytes; at * Disk::kSectorBytes < to; ++at) {
    inode.dirty.insert(at);
  }
}

int Unlock(sqlite3_file* file, int level) {
  Handle::Open& open = OpenOf(file);
  Disk::Inode& inode = *open.inode;
  if (open.lock == SQLITE_LOCK_EXCLUSIVE && level < SQLITE_LOCK_EXCLUSIVE) inode.exclusive = false;
  if (open.pending && level < SQLITE_LOCK_EXCLUSIVE) inode.pending = open.pending = false;
  if (open.reserved && level < SQLITE_LOCK_RESERVED) inode.reserved = open.reserved = false;
  if (open.lock >= SQLITE_LOCK_SHARED && level == SQLITE_LOCK_NONE) --inode.readers;
  open.lock = std::min(open.lock, level);
  return SQLITE_OK;
}

// SQLite asks for one level after the other: shared, reserved, exclusive.
int Lock(sqlite3_file* file, int level) {
  Handle::Open& open = OpenOf(file);
  Disk::Inode& inode = *open.inode;
  if (level <= open.lock) return SQLITE_OK;
  if (level == SQLITE_LOCK_SHARED) {
    if (inode.pending || inode.exclusive) return SQLITE_BUSY;
    ++inode.readers;
  } else if (level == SQLITE_LOCK_RESERVED) {
    if (inode.reserved) return SQLITE_BUSY;
    inode.reserved = open.reserved = true;
  } else {
    if (inode.pending && !open.pending) return SQLITE_BUSY;
    if (inode.reserved && !open.reserved) return SQLITE_BUSY;
    inode.pending = open.pending = true;
    if (inode.readers > 1) return SQLITE_BUSY;
    inode.exclusive = true;
  }
  open.lock = level;
  return SQLITE_OK;
}

int IsReserved(sqlite3_file* file, int* answer) {
  *answer = OpenOf(file).inode->reserved ? 1 : 0;
  return SQLITE_OK;
}

int Read(sqlite3_file* file, void* to, int amount, sqlite3_int64 offset) {
  Handle::Open& open = OpenOf(file);
  if (open.disk.off()) return SQLITE_IOERR_READ;
  const std::string& bytes = open.inode->now;
  const auto from = static_cast<std::size_t>(offset);
  const auto wanted = static_cast<std::size_t>(amount);
  const std::size_t there = from < bytes.size() ? std::min(wanted, bytes.size() - from) : 0;
  if (there > 0) std::memcpy(to, bytes.data() + from, there);
  if (there == wanted) return SQLITE_OK;
  std::memset(static_cast<char*>(to) + there, 0, wanted - there);
  return SQLITE_IOERR_SHORT_READ;
}

int Write(sqlite3_file* file, const void* from, int amount, sqlite3_int64 offset) {
  Handle::Open& open = OpenOf(file);
  std::string& bytes = open.inode->now;
  const auto at = static_cast<std::size_t>(offset);
  const std::size_t end = at + static_cast<std::size_t>(amount);
  const bool was_off = open.disk.off();
  const int met = open.disk.Change(/*grows=*/end > bytes.size());
  // The write during which the power went may have reached the platter.
  if (met != SQLITE_OK && (was_off || !open.disk.off())) {
    return met == SQLITE_FULL ? SQLITE_FULL : SQLITE_IOERR_WRITE;
  }
  const std::size_t before = bytes.size();
  if (end > before) bytes.resize(end);
  std::memcpy(bytes.data() + at, from, end - at);
  MarkDirty(*open.inode, std::min(at, before), end);
  return met == SQLITE_OK ? SQLITE_OK : SQLITE_IOERR_WRITE;
}

int Truncate(sqlite3_file* file, sqlite3_int64 size) {
  Handle::Open& open = OpenOf(file);
  if (open.disk.Change(/*grows=*/false) != SQLITE_OK) return SQLITE_IOERR_TRUNCATE;
  std::string& bytes = open.inode->now;
  const auto wanted = static_cast<std::size_t>(size);
  if (wanted >= bytes.size()) return SQLITE_OK;
  MarkDirty(*open.inode, wanted, bytes.size());
  bytes.resize(wanted);
  return SQLITE_OK;
}

int Sync(sqlite3_file* file, int) {
  Handle::Open& open = OpenOf(file);
  const bool was_off = open.disk.off();
  const int met = open.disk.Change(/*grows=*/false);
  // The power may also go when all is written and nobody has been told.
  const bool in_time = !was_off && open.disk.off() && open.disk.chance().Percent(50);
  if (met == SQLITE_OK || in_time) open.disk.Sync(open.inode);
  if (met != SQLITE_OK) return SQLITE_IOERR_FSYNC;
  return SQLITE_OK;
}

int Size(sqlite3_file* file, sqlite3_int64* size) {
  *size = static_cast<sqlite3_int64>(OpenOf(file).inode->now.size());
  return SQLITE_OK;
}

int Control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
int SectorSize(sqlite3_file*) { return Disk::kSectorBytes; }
int Characteristics(sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

int MapShared(sqlite3_file* file, int region, int size, int extend, void volatile** out) {
  Handle::Open& open = OpenOf(file);
  auto& shared = open.inode->shared;
  if (!std::exchange(open.sharing, true) && open.inode->sharers++ == 0) shared.clear();
  *out = nullptr;
  const auto index = static_cast<std::size_t>(region);
  if (index >= shared.size() && extend == 0) return SQLITE_OK;
  while (index >= shared.size()) {
    shared.push_back(std::make_unique<std::string>(static_cast<std::size_t>(size), '\0'));
  }
  *out = shared[index]->data();
  return SQLITE_OK;
}

int LockShared(sqlite3_file* file, int first, int count, int flags) {
  Handle::Open& open = OpenOf(file);
  auto& slots = open.inode->slots;
  const bool exclusive = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
  for (int slot = first; slot < first + count && (flags & SQLITE_SHM_LOCK) != 0; ++slot) {
    const unsigned bit = 1u << slot;
    const Disk::Inode::Slot& held = slots[slot];
    const int others = held.readers - ((open.reading & bit) != 0 ? 1 : 0);
    if (held.writer && (open.writing & bit) == 0) return SQLITE_BUSY;
    if (exclusive && others > 0) return SQLITE_BUSY;
  }
  for (int slot = first; slot < first + count; ++slot) {
    const unsigned bit = 1u << slot;
    Disk::Inode::Slot& held = slots[slot];
    unsigned& mine = exclusive ? open.writing : open.reading;
    const bool take = (flags & SQLITE_SHM_LOCK) != 0;
    if (take == ((mine & bit) != 0)) continue;
    mine ^= bit;
    if (exclusive) {
      held.writer = take;
    } else {
      held.readers += take ? 1 : -1;
    }
  }
  return SQLITE_OK;
}

void Barrier(sqlite3_file*) {}

int UnmapShared(sqlite3_file* file, int) {
  Handle::Open& open = OpenOf(file);
  for (auto& [slot, held] : open.inode->slots) {
    const unsigned bit = 1u << slot;
    if ((open.reading & bit) != 0) --held.readers;
    if ((open.writing & bit) != 0) held.writer = false;
  }
  open.reading = open.writing = 0;
  if (std::exchange(open.sharing, false)) --open.inode->sharers;
  return SQLITE_OK;
}

int Close(sqlite3_file* file) {
  Unlock(file, SQLITE_LOCK_NONE);
  UnmapShared(file, 0);
  Handle* handle = reinterpret_cast<Handle*>(file);
  delete handle->open;
  handle->base.pMethods = nullptr;
  return SQLITE_OK;
}

template <auto call>
struct AtWork;
template <typename... Args, int (*call)(Args...)>
struct AtWork<call> {
  static int Call(Args... args) {
    ++Disk::at_work;
    const int answer = call(args...);
    --Disk::at_work;
    return answer;
  }
};

constexpr sqlite3_io_methods kMethods = {2,
                                         Close,
                                         Read,
                                         AtWork<Write>::Call,
                                         AtWork<Truncate>::Call,
                                         AtWork<Sync>::Call,
                                         Size,
                                         Lock,
                                         Unlock,
                                         IsReserved,
                                         Control,
                                         SectorSize,
                                         Characteristics,
                                         AtWork<MapShared>::Call,
                                         AtWork<LockShared>::Call,
                                         Barrier,
                                         UnmapShared,
                                         nullptr,
                                         nullptr};

Disk& DiskOf(sqlite3_vfs* vfs) { return *static_cast<Disk*>(vfs->pAppData); }

int Open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out_flags) {
  Handle* handle = new (file) Handle{};
  Disk& disk = DiskOf(vfs);
  if (path == nullptr || disk.off()) return SQLITE_CANTOPEN;
  Disk::Name& name = disk.At(path);
  if (name.now == nullptr) {
    if ((flags & SQLITE_OPEN_CREATE) == 0) return SQLITE_CANTOPEN;
    if (disk.Change(/*grows=*/true) != SQLITE_OK) return SQLITE_CANTOPEN;
    name.now = std::make_shared<Disk::Inode>();
  }
  handle->open = new Handle::Open{disk, name.now};
  handle->base.pMethods = &kMethods;
  if (out_flags != nullptr) *out_flags = flags;
  return SQLITE_OK;
}

int Delete(sqlite3_vfs* vfs, const char* path, int sync_folder) {
  Disk& disk = DiskOf(vfs);
  Disk::Name& name = disk.At(path);
  if (name.now == nullptr) return SQLITE_IOERR_DELETE_NOENT;
  if (disk.Change(/*grows=*/false) != SQLITE_OK) return SQLITE_IOERR_DELETE;
  name.now = nullptr;
  if (sync_folder != 0) disk.SyncFolder();
  return SQLITE_OK;
}

int Access(sqlite3_vfs* vfs, const char* path, int, int* answer) {
  Disk& disk = DiskOf(vfs);
  if (disk.off()) return SQLITE_IOERR_ACCESS;
  const std::shared_ptr<Disk::Inode>& inode = disk.At(path).now;
  *answer = inode != nullptr ? 1 : 0;
  return SQLITE_OK;
}

int FullPath(sqlite3_vfs*, const char* path, int size, char* out) {
  sqlite3_snprintf(size, out, "%s", path);
  return SQLITE_OK;
}

int Randomness(sqlite3_vfs* vfs, int size, char* out) {
  DiskOf(vfs).chance().Fill(out, static_cast<std::size_t>(size));
  return size;
}

// Whoever waits for a lock in one thread would wait for himself.
int Sleep(sqlite3_vfs*, int microseconds) { return microseconds; }

int CurrentTime(sqlite3_vfs*, double* days) {
  *days = 2'461'000.5;  // 2025-11-21; no table of ours asks SQLite for the time
  return SQLITE_OK;
}

int LastError(sqlite3_vfs*, int, char*) { return 0; }

}  // namespace

std::unique_ptr<sqlite3_vfs> VfsOf(Disk& disk, const std::string& name) {
  auto vfs = std::make_unique<sqlite3_vfs>();
  vfs->iVersion = 1;
  vfs->szOsFile = sizeof(Handle);
  vfs->mxPathname = 512;
  vfs->zName = name.c_str();
  vfs->pAppData = &disk;
  vfs->xOpen = AtWork<Open>::Call;
  vfs->xDelete = AtWork<Delete>::Call;
  vfs->xAccess = AtWork<Access>::Call;
  vfs->xFullPathname = FullPath;
  vfs->xRandomness = Randomness;
  vfs->xSleep = Sleep;
  vfs->xCurrentTime = CurrentTime;
  vfs->xGetLastError = LastError;
  return vfs;
}

}  // namespace tilik::simulation
