#include "tests/simulation/disk.h"

#include <algorithm>
#include <cstring>

#include "proto/contract/status.h"
#include "tests/simulation/disk_file.h"

namespace tilik::simulation {
namespace {

bool IsOpen(const Disk::Inode& inode) {
  return inode.readers > 0 || std::any_of(inode.slots.begin(), inode.slots.end(), [](auto& slot) {
           return slot.second.readers > 0 || slot.second.writer;
         });
}

}  // namespace

Disk::Disk(std::uint64_t seed) : chance_(seed) {
  static int disks = 0;
  plain_name_ = "simulated-" + std::to_string(++disks);
  vfs_ = VfsOf(*this, plain_name_);
  TILIK_CHECK(sqlite3_vfs_register(vfs_.get(), 0) == SQLITE_OK, "a disk can be registered");
  TILIK_CHECK(sqlite3mc_vfs_create(plain_name_.c_str(), 0) == SQLITE_OK, "and encrypted upon");
  encrypted_name_ = "multipleciphers-" + plain_name_;
}

Disk::~Disk() {
  sqlite3mc_vfs_destroy(encrypted_name_.c_str());
  sqlite3_vfs_unregister(vfs_.get());
}

void Disk::FailAt(std::uint64_t change, Fault fault) {
  pending_ = std::pair(changes_ + change, fault);
}

void Disk::Recover() {
  pending_.reset();
  fault_.reset();
}

int Disk::Change(bool grows) {
  if (off()) return SQLITE_IOERR;
  ++changes_;
  if (pending_ && changes_ >= pending_->first) {
    fault_ = pending_->second;
    pending_.reset();
    return fault_ != Fault::kFull ? SQLITE_IOERR : grows ? SQLITE_FULL : SQLITE_OK;
  }
  if (fault_ == Fault::kErrorEver) return SQLITE_IOERR;
  if (fault_ == Fault::kFull && grows) return SQLITE_FULL;
  return SQLITE_OK;
}

void Disk::Sync(const std::shared_ptr<Inode>& inode) {
  inode->durable.resize(inode->now.size());
  for (std::size_t sector : inode->dirty) {
    const std::size_t at = sector * kSectorBytes;
    if (at >= inode->now.size()) continue;
    const std::size_t size = std::min(kSectorBytes, inode->now.size() - at);
    std::memcpy(inode->durable.data() + at, inode->now.data() + at, size);
  }
  inode->dirty.clear();
  const bool is_new = std::any_of(names_.begin(), names_.end(), [&](const auto& name) {
    return name.second.now == inode && name.second.durable != inode;
  });
  if (is_new) SyncFolder();
}

void Disk::SyncFolder() {
  for (auto& [path, name] : names_) name.durable = name.now;
}

void Disk::DrawSectors(Inode& inode) {
  if (inode.now.size() < inode.durable.size() && chance_.Percent(50)) {
    inode.durable.resize(inode.now.size());
  }
  for (std::size_t sector : inode.dirty) {
    const std::size_t at = sector * kSectorBytes;
    if (at >= inode.now.size()) continue;
    const std::uint64_t lot = chance_.Below(10);
    if (lot < 4) {
      ++toll_.dropped;
      continue;
    }
    std::size_t size = std::min(kSectorBytes, inode.now.size() - at);
    if (lot < 6) {
      ++toll_.torn;
      size = chance_.Below(size);
    } else {
      ++toll_.kept;
    }
    if (inode.durable.size() < at + size) inode.durable.resize(at + size);
    std::memcpy(inode.durable.data() + at, inode.now.data() + at, size);
  }
  inode.now = inode.durable;
  inode.dirty.clear();
  inode.shared.clear();
  inode.sharers = 0;
  inode.slots.clear();
}

void Disk::PowerBack() {
  Recover();
  std::set<Inode*> drawn;
  for (auto name = names_.begin(); name != names_.end();) {
    std::shared_ptr<Inode>& now = name->second.now;
    std::shared_ptr<Inode>& durable = name->second.durable;
    if (now != durable && chance_.Percent(50)) now = durable;
    durable = now;
    if (now == nullptr) {
      name = names_.erase(name);
      continue;
    }
    TILIK_CHECK(!IsOpen(*now), "nobody reads on through a power cut");
    if (drawn.insert(now.get()).second) DrawSectors(*now);
    ++name;
  }
}

void Disk::CopyFrom(const Disk& other) {
  names_.clear();
  for (const auto& [path, name] : other.names_) {
    if (name.now != nullptr) Put(path, name.now->now);
  }
}

std::string Disk::Bytes(const std::string& path) const {
  auto name = names_.find(path);
  return name == names_.end() || name->second.now == nullptr ? "" : name->second.now->now;
}

void Disk::Put(const std::string& path, std::string bytes) {
  Name& name = names_[path];
  name.now = name.durable = std::make_shared<Inode>();
  name.now->durable = bytes;
  name.now->now = std::move(bytes);
}

void Disk::Remove(const std::string& beginning) {
  std::erase_if(names_, [&](const auto& name) { return name.first.starts_with(beginning); });
}

}  // namespace tilik::simulation
