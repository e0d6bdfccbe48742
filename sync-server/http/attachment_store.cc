#include "sync-server/http/attachment_store.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>

#include "proto/contract/change_set.h"

namespace tilik::http {
namespace {

constexpr std::string_view kMagic = "TILIKAT1";
constexpr std::size_t kHeaderBytes = 16;
constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t kSegmentExtra = 4 + kNonceBytes + kTagBytes;
// A line that breaks every few bytes may leave this many pieces before they are joined into one, so
// that a file stays below twice its bytes plus 45 kB.
constexpr std::size_t kMaxSegments = 1'000;

class File {
 public:
  File(const std::string& path, int flags) : fd_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  bool ok() const { return fd_ >= 0; }
  int fd() const { return fd_; }

 private:
  int fd_;
};

Status Failed(const std::string& doing, const std::string& path) {
  return Status::Storage("cannot " + doing + " " + path + ": " + std::strerror(errno));
}

std::string LittleEndian(std::uint64_t number, std::size_t bytes) {
  std::string out;
  for (std::size_t i = 0; i < bytes; ++i) out += static_cast<char>(number >> (8 * i) & 0xff);
  return out;
}

std::uint64_t FromLittleEndian(std::string_view bytes) {
  std::uint64_t number = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) {
    number = number << 8 | static_cast<unsigned char>(bytes[i]);
  }
  return number;
}

std::string Header(std::uint64_t length) { return std::string(kMagic) + LittleEndian(length, 8); }

// The `size` bytes at `position`, fewer when the file ends before, nothing on an I/O error.
std::optional<std::string> ReadAt(int file, std::uint64_t position, std::size_t size) {
  std::string out(size, '\0');
  std::size_t done = 0;
  while (done < size) {
    const ssize_t got =
        ::pread(file, out.data() + done, size - done, static_cast<off_t>(position + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::nullopt;
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  out.resize(done);
  return out;
}

bool WriteAt(int file, std::uint64_t position, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t wrote = ::pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(position));
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return false;
    position += static_cast<std::uint64_t>(wrote);
    bytes.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return true;
}

// Makes a created, renamed or removed name durable.
Status SyncDirectoryOf(const std::string& path) {
  const std::string directory = path.substr(0, path.rfind('/'));
  const File file(directory, O_RDONLY | O_DIRECTORY);
  if (!file.ok() || ::fsync(file.fd()) != 0) return Failed("sync", directory);
  return {};
}

Status Remove(const std::string& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) return Failed("remove", path);
  return SyncDirectoryOf(path);
}

}  // namespace

Result<std::unique_ptr<FileAttachmentStore>> FileAttachmentStore::Open(std::string directory,
                                                                       std::string_view key,
                                                                       std::uint64_t max_bytes) {
  Key raw{};
  if (key.size() != raw.size()) return Status::Invalid("an attachment key has 32 bytes");
  TILIK_CHECK(sodium_init() >= 0, "libsodium starts");
  std::memcpy(raw.data(), key.data(), raw.size());
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) return Status::Storage("cannot make " + directory + ": " + error.message());
  std::unique_ptr<FileAttachmentStore> store(
      new FileAttachmentStore(std::move(directory), raw, max_bytes));
  sodium_memzero(raw.data(), raw.size());
  return store;
}

FileAttachmentStore::FileAttachmentStore(std::string directory, const Key& key,
                                         std::uint64_t max_bytes)
    : directory_(std::move(directory)), key_(key), max_bytes_(max_bytes) {}

FileAttachmentStore::~FileAttachmentStore() { sodium_memzero(key_.data(), key_.size()); }

std::string FileAttachmentStore::PathOf(const ContentHash& hash) const {
  const std::string hex = ToHex(hash.raw());
  return directory_ + '/' + hex.substr(0, 2) + '/' + hex;
}

std::string FileAttachmentStore::Seal(const ContentHash& hash, std::uint64_t length,
                                      std::uint64_t offset, std::string_view plain) const {
  const std::string bound = hash.str() + LittleEndian(length, 8) + LittleEndian(offset, 8);
  std::string segment = LittleEndian(plain.size(), 4);
  segment.resize(kSegmentExtra + plain.size());
  auto* nonce = reinterpret_cast<unsigned char*>(segment.data()) + 4;
  randombytes_buf(nonce, kNonceBytes);
  crypto_aead_xchacha20poly1305_ietf_encrypt(
      nonce + kNonceBytes, nullptr, reinterpret_cast<const unsigned char*>(plain.data()),
      plain.size(), reinterpret_cast<const unsigned char*>(bound.data()), bound.size(), nullptr,
      nonce, key_.data());
  return segment;
}

Result<std::string> FileAttachmentStore::Unseal(const ContentHash& hash, std::uint64_t length,
                                                std::uint64_t offset,
                                                std::string_view segment) const {
  const std::string bound = hash.str() + LittleEndian(length, 8) + LittleEndian(offset, 8);
  std::string plain(segment.size() - kSegmentExtra, '\0');
  const auto* nonce = reinterpret_cast<const unsigned char*>(segment.data()) + 4;
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(
          reinterpret_cast<unsigned char*>(plain.data()), nullptr, nullptr, nonce + kNonceBytes,
          plain.size() + kTagBytes, reinterpret_cast<const unsigned char*>(bound.data()),
          bound.size(), nonce, key_.data()) != 0) {
    return Status::Corrupt("attachment " + ToHex(hash.raw()) + " is damaged at byte " +
                           std::to_string(offset));
  }
  return plain;
}

Result<FileAttachmentStore::Contents> FileAttachmentStore::Scan(int file,
                                                                const ContentHash& hash) const {
  struct stat facts {};
  if (::fstat(file, &facts) != 0) return Failed("look at", PathOf(hash));
  const auto file_size = static_cast<std::uint64_t>(facts.st_size);
  const auto header = ReadAt(file, 0, kHeaderBytes);
  if (!header) return Failed("read", PathOf(hash));
  if (header->size() < kHeaderBytes || header->substr(0, kMagic.size()) != kMagic) {
    return Status::NotFound("no upload of " + ToHex(hash.raw()));
  }
  Contents contents{.length = FromLittleEndian(std::string_view(*header).substr(8)),
                    .end = kHeaderBytes};
  Contents before_last = contents;
  while (contents.offset < contents.length) {
    const auto size_bytes = ReadAt(file, contents.end, 4);
    if (!size_bytes) return Failed("read", PathOf(hash));
    const std::uint64_t size = FromLittleEndian(*size_bytes);
    if (size_bytes->size() < 4 || size == 0 || size > contents.length - contents.offset ||
        contents.end + kSegmentExtra + size > file_size) {
      break;
    }
    before_last = contents;
    contents.end += kSegmentExtra + size;
    contents.offset += size;
    ++contents.segments;
  }
  if (contents.segments == 0) return contents;
  // All but the last were synced before the next was begun; the last may be torn inside.
  const auto last = ReadAt(file, before_last.end, contents.end - before_last.end);
  if (!last) return Failed("read", PathOf(hash));
  if (!Unseal(hash, contents.length, before_last.offset, *last).ok()) return before_last;
  return contents;
}

bool FileAttachmentStore::IsGone(const ContentHash& hash) const {
  return ::access((PathOf(hash) + ".gone").c_str(), F_OK) == 0;
}

Status FileAttachmentStore::RemoveIfGone(const ContentHash& hash) const {
  return IsGone(hash) ? RemoveFiles(hash) : Status();
}

Status FileAttachmentStore::RemoveFiles(const ContentHash& hash) const {
  for (const std::string& path : {PathOf(hash), PartOf(hash)}) {
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) return Failed("remove", path);
  }
  return SyncDirectoryOf(PathOf(hash));
}

Status FileAttachmentStore::MakeDirectoryOf(const ContentHash& hash) const {
  const std::string path = PathOf(hash);
  const std::string directory = path.substr(0, path.rfind('/'));
  if (::mkdir(directory.c_str(), 0700) == 0) return SyncDirectoryOf(directory);
  return errno == EEXIST ? Status() : Failed("make", directory);
}

Result<AttachmentStore::Upload> FileAttachmentStore::FindLocked(const ContentHash& hash) const {
  if (IsGone(hash)) return Upload{};
  const File whole(PathOf(hash), O_RDONLY);
  if (whole.ok()) {
    const auto header = ReadAt(whole.fd(), 0, kHeaderBytes);
    struct stat facts {};
    if (!header || ::fstat(whole.fd(), &facts) != 0) return Failed("read", PathOf(hash));
    const std::uint64_t length =
        header->size() < kHeaderBytes ? 0 : FromLittleEndian(std::string_view(*header).substr(8));
    // One that a failing disk cut short is not here: a phone that still has it brings it again.
    if (length > 0 &&
        static_cast<std::uint64_t>(facts.st_size) == kHeaderBytes + kSegmentExtra + length) {
      return Upload{.offset = length, .length = length};
    }
  }
  const File part(PartOf(hash), O_RDONLY);
  if (!part.ok()) return Status::NotFound("no upload of " + ToHex(hash.raw()));
  TILIK_ASSIGN_OR_RETURN(const Contents contents, Scan(part.fd(), hash));
  if (contents.offset == contents.length) {
    TILIK_RETURN_IF_ERROR(Complete(hash, contents.length));
  }
  return Upload{.offset = contents.offset, .length = contents.length};
}

Result<AttachmentStore::Upload> FileAttachmentStore::Find(const ContentHash& hash) {
  const std::lock_guard lock(LockOf(hash));
  return FindLocked(hash);
}

Result<AttachmentStore::Upload> FileAttachmentStore::Create(const ContentHash& hash,
                                                            std::uint64_t length) {
  if (length == 0 || length > max_bytes_) {
    return Status::Invalid("an attachment has 1 to " + std::to_string(max_bytes_) + " bytes");
  }
  const std::lock_guard lock(LockOf(hash));
  if (IsGone(hash)) return Upload{.offset = length, .length = length};
  const auto known = FindLocked(hash);
  if (known.ok() && known->complete()) {
    ::unlink(PartOf(hash).c_str());  // left by a crash in the middle of completing
    return known;
  }
  if (known.ok() && known->length == length) return known;
  if (!known.ok() && known.status().code() != Code::kNotFound) return known;
  const std::string part = PartOf(hash);
  TILIK_RETURN_IF_ERROR(MakeDirectoryOf(hash));
  const File file(part, O_WRONLY | O_CREAT | O_TRUNC);
  if (!file.ok()) return Failed("make", part);
  if (!WriteAt(file.fd(), 0, Header(length)) || ::fsync(file.fd()) != 0) {
    return Failed("write", part);
  }
  TILIK_RETURN_IF_ERROR(SyncDirectoryOf(part));
  TILIK_RETURN_IF_ERROR(RemoveIfGone(hash));
  return Upload{.offset = 0, .length = length};
}

Result<AttachmentStore::Upload> FileAttachmentStore::Append(const ContentHash& hash,
                                                            std::uint64_t offset,
                                                            std::string_view bytes) {
  const std::lock_guard lock(LockOf(hash));
  if (IsGone(hash)) return Status::NotFound("this photo was destroyed by order");
  TILIK_ASSIGN_OR_RETURN(const Upload known, FindLocked(hash));
  if (offset != known.offset) {
    return Status::Conflict("the upload stands at byte " + std::to_string(known.offset));
  }
  if (bytes.size() > known.length - offset) {
    return Status::Invalid("more bytes than the " + std::to_string(known.length) + " announced");
  }
  if (bytes.empty()) return known;

  const std::string part = PartOf(hash);
  const File file(part, O_RDWR);
  if (!file.ok()) return Failed("open", part);
  TILIK_ASSIGN_OR_RETURN(const Contents contents, Scan(file.fd(), hash));
  const std::string segment = Seal(hash, contents.length, offset, bytes);
  if (::ftruncate(file.fd(), static_cast<off_t>(contents.end)) != 0 ||
      !WriteAt(file.fd(), contents.end, segment) || ::fdatasync(file.fd()) != 0) {
    return Failed("write", part);
  }
  const Upload now{.offset = offset + bytes.size(), .length = contents.length};
  if (now.complete()) {
    TILIK_RETURN_IF_ERROR(Complete(hash, contents.length));
  } else if (contents.segments + 1 >= kMaxSegments) {
    TILIK_ASSIGN_OR_RETURN(const std::string plain, ReadAll(part, hash));
    TILIK_RETURN_IF_ERROR(WriteWhole(part, hash, contents.length, plain));
  }
  TILIK_RETURN_IF_ERROR(RemoveIfGone(hash));
  return now;
}

Status FileAttachmentStore::Destroy(const ContentHash& hash) {
  const std::lock_guard lock(LockOf(hash));
  TILIK_RETURN_IF_ERROR(MakeDirectoryOf(hash));
  const std::string gone = PathOf(hash) + ".gone";
  const File mark(gone, O_WRONLY | O_CREAT);
  if (!mark.ok() || ::fsync(mark.fd()) != 0) return Failed("make", gone);
  TILIK_RETURN_IF_ERROR(SyncDirectoryOf(gone));
  return RemoveFiles(hash);
}

Status FileAttachmentStore::Complete(const ContentHash& hash, std::uint64_t length) const {
  const std::string part = PartOf(hash);
  auto plain = ReadAll(part, hash);
  if (!plain.ok() && plain.status().code() != Code::kCorrupt) return plain.status();
  if (!plain.ok() || HashOf(*plain) != hash) {
    TILIK_RETURN_IF_ERROR(Remove(part));
    return Status::Corrupt("the bytes uploaded are not those of " + ToHex(hash.raw()));
  }
  TILIK_RETURN_IF_ERROR(WriteWhole(PathOf(hash), hash, length, *plain));
  return Remove(part);
}

Status FileAttachmentStore::WriteWhole(const std::string& path, const ContentHash& hash,
                                       std::uint64_t length, std::string_view plain) const {
  const std::string fresh = PathOf(hash) + ".new";
  {
    const File file(fresh, O_WRONLY | O_CREAT | O_TRUNC);
    if (!file.ok()) return Failed("make", fresh);
    if (!WriteAt(file.fd(), 0, Header(length) + Seal(hash, length, 0, plain)) ||
        ::fsync(file.fd()) != 0) {
      return Failed("write", fresh);
    }
  }
  if (::rename(fresh.c_str(), path.c_str()) != 0) return Failed("rename", fresh);
  return SyncDirectoryOf(path);
}

Result<std::string> FileAttachmentStore::ReadAll(const std::string& path,
                                                 const ContentHash& hash) const {
  const File file(path, O_RDONLY);
  if (!file.ok()) return Status::NotFound("no attachment " + ToHex(hash.raw()));
  const auto header = ReadAt(file.fd(), 0, kHeaderBytes);
  if (!header) return Failed("read", path);
  if (header->size() < kHeaderBytes) return Status::Corrupt("cut short: " + path);
  const std::uint64_t length = FromLittleEndian(std::string_view(*header).substr(8));
  std::string plain;
  for (std::uint64_t position = kHeaderBytes; plain.size() < length;) {
    const auto size_bytes = ReadAt(file.fd(), position, 4);
    if (!size_bytes) return Failed("read", path);
    if (size_bytes->empty()) break;
    const std::uint64_t size = FromLittleEndian(*size_bytes);
    if (size_bytes->size() < 4 || size == 0 || size > max_bytes_) {
      return Status::Corrupt("no segment at byte " + std::to_string(position) + " of " + path);
    }
    const auto segment = ReadAt(file.fd(), position, kSegmentExtra + size);
    if (!segment) return Failed("read", path);
    if (segment->size() < kSegmentExtra + size) return Status::Corrupt("cut short: " + path);
    TILIK_ASSIGN_OR_RETURN(const std::string piece, Unseal(hash, length, plain.size(), *segment));
    plain += piece;
    position += segment->size();
  }
  return plain;
}

Result<std::string> FileAttachmentStore::Read(const ContentHash& hash) {
  const std::lock_guard lock(LockOf(hash));
  TILIK_ASSIGN_OR_RETURN(std::string plain, ReadAll(PathOf(hash), hash));
  if (HashOf(plain) != hash) {
    return Status::Corrupt("attachment " + ToHex(hash.raw()) + " is not what was uploaded");
  }
  return plain;
}

}  // namespace tilik::http
