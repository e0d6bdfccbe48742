#include "sync-server/storage/second_log.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "proto/contract/change_set.h"
#include "sync-server/storage/packing.h"

namespace tilik::storage {
namespace {

constexpr std::string_view kMagic = "TLK2";
constexpr std::size_t kHeaderBytes = 8;
constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
// A body, and some hashes of photos.
constexpr std::uint64_t kMaxFrameBytes = kMaxBodyBytes + 64 * 1024;
// More than one batch writes: what may be torn by a loss of power.
constexpr std::uint64_t kVerifiedTail = 8 * 1024 * 1024;

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

Status Failed(const std::string& doing) {
  return Status::Unavailable("second log: " + doing + ": " +
                             std::generic_category().message(errno));
}

template <typename Tape, Is<LogEntry> E>
void Walk(Tape& tape, E& entry) {
  tape.Number(entry.arrival);
  tape.Time(entry.time);
  tape.Number(entry.epoch);
  tape.Id(entry.chain);
  tape.Number(entry.branch);
  tape.Number(entry.seq);
  tape.Digest(entry.previous);
  tape.Digest(entry.link);
  tape.Digest(entry.body_hash);
  tape.Text(entry.body);
  tape.Number(entry.destroyed);
  tape.Each(entry.attachments, [&](auto& hash) { tape.Digest(hash); });
  tape.Raw(entry.head_signature);
  tape.Digest(entry.head_link);
  tape.Time(entry.observed);
  tape.Signed(entry.clock_offset_ms);
  tape.Number(entry.merge_version);
  tape.Number(entry.state);
}

template <typename Tape, typename Overwrites>
void WalkOverwrites(Tape& tape, Overwrites& overwrites) {
  tape.Each(overwrites, [&](auto& overwrite) {
    tape.Number(overwrite.offset);
    tape.Text(overwrite.frame);
  });
}

bool ReadAt(int file, std::uint64_t offset, std::string& into) {
  std::size_t done = 0;
  while (done < into.size()) {
    ssize_t n =
        ::pread(file, into.data() + done, into.size() - done, static_cast<off_t>(offset + done));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    done += static_cast<std::size_t>(n);
  }
  return true;
}

bool WriteAt(int file, std::uint64_t offset, std::string_view bytes) {
  while (!bytes.empty()) {
    ssize_t n = ::pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    offset += static_cast<std::uint64_t>(n);
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

Result<std::uint64_t> SizeOf(int file) {
  struct stat about = {};
  if (::fstat(file, &about) != 0) return Failed("looking at it");
  return static_cast<std::uint64_t>(about.st_size);
}

// Makes a name that came or went durable.
Status SyncFolderOf(const std::string& path) {
  const std::string folder = path.substr(0, path.rfind('/'));
  const int file = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = file >= 0 && ::fsync(file) == 0;
  if (file >= 0) ::close(file);
  return synced ? Status() : Failed("syncing " + folder);
}

std::string KeyFor(const std::string& store_key) {
  std::string label("tilik/second-log/1\0", 19);
  return HashOf(label + store_key).str();
}

}  // namespace

Result<std::unique_ptr<SecondLog>> SecondLog::Open(const std::string& directory,
                                                   const std::string& store_key) {
  std::error_code made;
  std::filesystem::create_directories(directory, made);
  std::unique_ptr<SecondLog> log(new SecondLog(directory + "/tilik.log2", KeyFor(store_key)));
  log->file_ = ::open(log->path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (log->file_ < 0) return Failed("opening " + log->path_);
  TILIK_RETURN_IF_ERROR(log->FindEnd());
  return log;
}

SecondLog::~SecondLog() {
  sodium_memzero(key_.data(), key_.size());
  if (file_ >= 0) ::close(file_);
}

std::string SecondLog::FrameOf(const LogEntry& entry) const {
  Packer tape;
  Walk(tape, entry);
  return Seal(tape.Take());
}

std::string SecondLog::Seal(const std::string& plain) const {
  std::string nonce(kNonceBytes, '\0');
  crypto_generichash(Bytes(nonce), nonce.size(), Bytes(plain), plain.size(), Bytes(key_),
                     key_.size());
  std::string sealed(plain.size() + kTagBytes, '\0');
  crypto_aead_xchacha20poly1305_ietf_encrypt(Bytes(sealed), nullptr, Bytes(plain), plain.size(),
                                             nullptr, 0, nullptr, Bytes(nonce), Bytes(key_));
  std::string frame(kMagic);
  std::uint32_t length = static_cast<std::uint32_t>(nonce.size() + sealed.size());
  for (int shift = 0; shift < 32; shift += 8) frame.push_back(static_cast<char>(length >> shift));
  return frame + nonce + sealed;
}

std::optional<std::string> SecondLog::Unseal(std::string_view frame) const {
  if (frame.size() < kHeaderBytes + kNonceBytes + kTagBytes) return std::nullopt;
  frame.remove_prefix(kHeaderBytes);
  std::string plain(frame.size() - kNonceBytes - kTagBytes, '\0');
  const int opened = crypto_aead_xchacha20poly1305_ietf_decrypt(
      Bytes(plain), nullptr, nullptr, Bytes(frame) + kNonceBytes, frame.size() - kNonceBytes,
      nullptr, 0, Bytes(frame), Bytes(key_));
  if (opened != 0) return std::nullopt;
  return plain;
}

std::optional<SecondLog::Extent> SecondLog::FrameAt(std::uint64_t offset,
                                                    std::uint64_t file_size) const {
  std::string header(kHeaderBytes, '\0');
  if (offset + kHeaderBytes > file_size || !ReadAt(file_, offset, header)) return std::nullopt;
  if (!header.starts_with(kMagic)) return std::nullopt;
  std::uint64_t length = 0;
  for (int i = 3; i >= 0; --i) {
    length = length << 8 | static_cast<unsigned char>(header[4 + static_cast<std::size_t>(i)]);
  }
  bool whole = length >= kNonceBytes + kTagBytes && length <= kMaxFrameBytes &&
               offset + kHeaderBytes + length <= file_size;
  if (!whole) return std::nullopt;
  return Extent{offset, kHeaderBytes + length};
}

Result<LogEntry> SecondLog::Read(const Extent& extent) const {
  std::string frame(extent.size, '\0');
  std::string where = "second log, byte " + std::to_string(extent.offset);
  if (!ReadAt(file_, extent.offset, frame)) return Failed("reading " + where);
  const std::optional<std::string> plain = Unseal(frame);
  if (!plain) return Status::Corrupt(where + ": damaged, or written under another key");
  LogEntry entry;
  Unpacker tape(*plain);
  Walk(tape, entry);
  if (!tape.Finish()) return Status::Corrupt(where + ": not a log entry");
  if (entry.destroyed) entry.body.clear();
  return entry;
}

Status SecondLog::FindEnd() {
  TILIK_RETURN_IF_ERROR(FinishOverwrites());
  TILIK_ASSIGN_OR_RETURN(std::uint64_t size, SizeOf(file_));
  if (size < end_) end_ = 0;  // another process took something back
  while (std::optional<Extent> extent = FrameAt(end_, size)) {
    if (extent->offset + kVerifiedTail >= size) {
      Result<LogEntry> entry = Read(*extent);
      if (!entry.ok() && entry.status().code() != Code::kCorrupt) return entry.status();
      if (!entry.ok()) break;
    }
    end_ = extent->offset + extent->size;
  }
  return end_ == size ? Status() : CutAt(end_, size);
}

Status SecondLog::CutAt(std::uint64_t offset, std::uint64_t file_size) {
  std::string torn(file_size - offset, '\0');
  if (!ReadAt(file_, offset, torn)) return Failed("reading its torn tail");
  int aside = ::open((path_ + ".torn").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (aside < 0) return Failed("opening " + path_ + ".torn");
  bool kept = ::write(aside, torn.data(), torn.size()) == static_cast<ssize_t>(torn.size()) &&
              ::fsync(aside) == 0;
  ::close(aside);
  if (!kept) return Failed("keeping its torn tail");
  if (::ftruncate(file_, static_cast<off_t>(offset)) != 0) return Failed("cutting its torn tail");
  return Status();
}

Result<SecondLog::Mark> SecondLog::Append(const std::vector<LogEntry>& entries) {
  TILIK_RETURN_IF_ERROR(FindEnd());
  Mark mark{end_};
  std::string frames;
  for (const LogEntry& entry : entries) frames += FrameOf(entry);
  if (!WriteAt(file_, end_, frames) || ::fdatasync(file_) != 0) {
    Status failed = Failed("writing");
    Undo(mark);
    return failed;
  }
  end_ += frames.size();
  return mark;
}

// Should this fail as well, the frames stay and are overruled by the next ones of their numbers.
void SecondLog::Undo(const Mark& mark) {
  if (::ftruncate(file_, static_cast<off_t>(mark.bytes)) == 0) end_ = mark.bytes;
}

Status SecondLog::Destroy(const std::set<Link>& links) {
  std::vector<Overwrite> overwrites;
  Status damaged;
  for (std::uint64_t offset = 0; offset < end_;) {
    std::optional<Extent> extent = FrameAt(offset, end_);
    if (!extent.has_value()) {
      damaged = Status::Corrupt("second log, byte " + std::to_string(offset) + ": no frame");
      break;
    }
    Result<LogEntry> entry = Read(*extent);
    if (!entry.ok() && entry.status().code() != Code::kCorrupt) return entry.status();
    if (!entry.ok()) {
      damaged = entry.status();
    } else if (links.count(entry->link) > 0 && !entry->destroyed) {
      // Zeros in its place, as many.
      entry->destroyed = true;
      std::fill(entry->body.begin(), entry->body.end(), '\0');
      overwrites.push_back({offset, FrameOf(*entry)});
      TILIK_CHECK(overwrites.back().frame.size() == extent->size,
                  "a destroyed entry is as long as it was");
    }
    offset += extent->size;
  }
  if (!overwrites.empty()) {
    TILIK_RETURN_IF_ERROR(KeepOverwrites(overwrites));
    TILIK_RETURN_IF_ERROR(FinishOverwrites());
  }
  return damaged;
}

Status SecondLog::KeepOverwrites(const std::vector<Overwrite>& overwrites) const {
  Packer tape;
  WalkOverwrites(tape, overwrites);
  const int file = ::open(OverwritesPath().c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return Failed("opening " + OverwritesPath());
  const bool kept = WriteAt(file, 0, Seal(tape.Take())) && ::fsync(file) == 0;
  ::close(file);
  if (!kept) return Failed("writing " + OverwritesPath());
  return SyncFolderOf(path_);
}

Status SecondLog::FinishOverwrites() const {
  const int file = ::open(OverwritesPath().c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return errno == ENOENT ? Status() : Failed("opening " + OverwritesPath());
  Result<std::uint64_t> size = SizeOf(file);
  std::string sealed(size.ok() ? *size : 0, '\0');
  const bool read = size.ok() && ReadAt(file, 0, sealed);
  ::close(file);
  if (!read) return Failed("reading " + OverwritesPath());
  std::vector<Overwrite> overwrites;
  if (const std::optional<std::string> plain = Unseal(sealed)) {
    Unpacker tape(*plain);
    WalkOverwrites(tape, overwrites);
    if (!tape.Finish()) return Status::Corrupt(OverwritesPath() + ": not what is to be destroyed");
  }
  TILIK_ASSIGN_OR_RETURN(const std::uint64_t log_size, SizeOf(file_));
  for (const Overwrite& overwrite : overwrites) {
    // Of another log that lay here before, it would hit what nobody ordered destroyed.
    const std::optional<Extent> there = FrameAt(overwrite.offset, log_size);
    if (!there || there->size != overwrite.frame.size()) continue;
    if (!WriteAt(file_, overwrite.offset, overwrite.frame)) return Failed("destroying a body");
  }
  if (::fdatasync(file_) != 0) return Failed("destroying bodies");
  if (::unlink(OverwritesPath().c_str()) != 0 && errno != ENOENT) {
    return Failed("removing " + OverwritesPath());
  }
  return SyncFolderOf(path_);
}

Result<std::map<std::uint64_t, SecondLog::Extent>> SecondLog::Newest(
    std::uint64_t from_arrival) const {
  std::map<std::uint64_t, Extent> newest;
  // The beginnings of the links seen at each arrival: 80 MB for ten million sets, once at start.
  std::vector<std::uint64_t> links;
  for (std::uint64_t offset = 0; offset < end_;) {
    std::optional<Extent> extent = FrameAt(offset, end_);
    if (!extent.has_value()) {
      return Status::Corrupt("second log, byte " + std::to_string(offset) + ": no frame");
    }
    TILIK_ASSIGN_OR_RETURN(LogEntry entry, Read(*extent));
    std::uint64_t link = 0;
    std::memcpy(&link, entry.link.data(), sizeof link);
    bool again = entry.arrival < links.size() && links[entry.arrival] == link;
    if (!again) {
      // What followed an entry that is overruled goes with it.
      newest.erase(newest.lower_bound(entry.arrival), newest.end());
      links.resize(entry.arrival + 1);
      links[entry.arrival] = link;
    }
    if (entry.arrival >= from_arrival) newest[entry.arrival] = *extent;
    offset += extent->size;
  }
  return newest;
}

Result<std::optional<LogEntry>> SecondLog::Last() {
  std::map<std::uint64_t, Extent> newest;
  TILIK_ASSIGN_OR_RETURN(newest, Newest(0));
  if (newest.empty()) return std::optional<LogEntry>();
  TILIK_ASSIGN_OR_RETURN(LogEntry last, Read(newest.rbegin()->second));
  return std::optional<LogEntry>(std::move(last));
}

Status SecondLog::ForEach(std::uint64_t from_arrival,
                          const std::function<Status(const LogEntry&)>& visit) {
  std::map<std::uint64_t, Extent> newest;
  TILIK_ASSIGN_OR_RETURN(newest, Newest(from_arrival));
  std::uint64_t expected = from_arrival;
  for (const auto& [arrival, extent] : newest) {
    if (arrival != expected++) break;
    TILIK_ASSIGN_OR_RETURN(LogEntry entry, Read(extent));
    TILIK_RETURN_IF_ERROR(visit(entry));
  }
  return Status();
}

}  // namespace tilik::storage
