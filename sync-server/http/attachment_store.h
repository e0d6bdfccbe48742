// Photos and scans as bytes under their own BLAKE2b-256, uploaded piece by piece, kept encrypted.
//
// Thread-safe: several connections may even bring the same attachment at once; each piece is taken
// once, by whoever names the right offset first.
#pragma once

#include <sodium.h>

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "proto/contract/bytes.h"
#include "proto/contract/status.h"

namespace tilik::http {

class AttachmentStore {
 public:
  struct Upload {
    std::uint64_t offset = 0;  // bytes that survive a power cut
    std::uint64_t length = 0;
    bool complete() const { return offset == length; }
  };

  virtual ~AttachmentStore() = default;

  // Begins an upload, or finds the one begun or completed before. A partial upload of another
  // length was a mistake or a lie and starts anew. One that is not to be kept is complete at once.
  // kInvalid: empty, or above what the store takes.
  virtual Result<Upload> Create(const ContentHash& hash, std::uint64_t length) = 0;
  // kNotFound: never created, or dropped. Complete, of no length: not to be kept.
  virtual Result<Upload> Find(const ContentHash& hash) = 0;
  // Appends at exactly `offset` and returns when the bytes are durable. kConflict: the upload
  // stands elsewhere. kInvalid: more than was announced. kCorrupt: these were the last bytes and
  // the whole does not have this hash; the upload is dropped.
  virtual Result<Upload> Append(const ContentHash& hash, std::uint64_t offset,
                                std::string_view bytes) = 0;
  // The bytes of a complete attachment; kNotFound before. kCorrupt: not what was uploaded.
  virtual Result<std::string> Read(const ContentHash& hash) = 0;
};

// Attachments as files: DIR/ab/<hex>, and DIR/ab/<hex>.part until complete.
//
//   file    = "TILIKAT1" length(u64 LE) segment…
//   segment = size(u32 LE) nonce(24) XChaCha20-Poly1305( bytes ) tag(16)
//   bound to: hash(32) length(u64 LE) offset of the segment(u64 LE)
//
// Every append is one segment, synced before it is reported, so only the last can be torn: it is
// recognised by its tag, cut off, and the upload goes on before it. A random nonce per segment, not
// a counter, because a torn segment is written again with other bytes. Complete uploads are
// rewritten as one segment (a 200 kB photo: 1 ms and 44 bytes), in a file of its own that is
// renamed into place.
//
// DIR/ab/<hex>.gone, empty, stands for a photo that was destroyed by order (UU 27/2022). A phone
// that brings it again is told that all of it is here, so that it stops; nothing is kept. Another
// process may destroy while this one receives: the mark is made before the files are removed and
// looked for after one was written, so one of the two removes it.
//
// Holds no file open and no state between calls: what the disk says after a crash is all there is.
class FileAttachmentStore : public AttachmentStore {
 public:
  static constexpr std::uint64_t kDefaultMaxBytes = 2 << 20;  // a photo is 60–300 kB

  // `key`: 32 bytes. `directory` is made when it is missing. kInvalid: wrong key length; kStorage.
  static Result<std::unique_ptr<FileAttachmentStore>> Open(
      std::string directory, std::string_view key, std::uint64_t max_bytes = kDefaultMaxBytes);
  ~FileAttachmentStore() override;

  Result<Upload> Create(const ContentHash& hash, std::uint64_t length) override;
  Result<Upload> Find(const ContentHash& hash) override;
  Result<Upload> Append(const ContentHash& hash, std::uint64_t offset,
                        std::string_view bytes) override;
  Result<std::string> Read(const ContentHash& hash) override;
  // The photo and any upload of it under way, now and whenever it comes again.
  Status Destroy(const ContentHash& hash);

 private:
  using Key = std::array<unsigned char, crypto_aead_xchacha20poly1305_ietf_KEYBYTES>;

  FileAttachmentStore(std::string directory, const Key& key, std::uint64_t max_bytes);

  // What is in a file: whole segments and where they end.
  struct Contents {
    std::uint64_t length = 0;
    std::uint64_t offset = 0;
    std::uint64_t end = 0;  // of the last whole segment; what follows is torn
    std::size_t segments = 0;
  };

  std::string PathOf(const ContentHash& hash) const;
  std::string PartOf(const ContentHash& hash) const { return PathOf(hash) + ".part"; }
  bool IsGone(const ContentHash& hash) const;
  // What a destroyed photo's upload left, after the mark was made.
  Status RemoveIfGone(const ContentHash& hash) const;
  Status RemoveFiles(const ContentHash& hash) const;
  Status MakeDirectoryOf(const ContentHash& hash) const;
  std::mutex& LockOf(const ContentHash& hash) { return locks_[hash.data()[0] % locks_.size()]; }

  // Also completes an upload whose last byte arrived just before a crash.
  Result<Upload> FindLocked(const ContentHash& hash) const;
  Result<Contents> Scan(int file, const ContentHash& hash) const;
  // All plain bytes of a file; kCorrupt when any segment is not what was written.
  Result<std::string> ReadAll(const std::string& path, const ContentHash& hash) const;
  // A file with `plain` as its one segment in place of whatever `path` was, all or nothing.
  Status WriteWhole(const std::string& path, const ContentHash& hash, std::uint64_t length,
                    std::string_view plain) const;
  Status Complete(const ContentHash& hash, std::uint64_t length) const;

  std::string Seal(const ContentHash& hash, std::uint64_t length, std::uint64_t offset,
                   std::string_view plain) const;
  Result<std::string> Unseal(const ContentHash& hash, std::uint64_t length, std::uint64_t offset,
                             std::string_view segment) const;

  const std::string directory_;
  Key key_;
  const std::uint64_t max_bytes_;
  std::array<std::mutex, 64> locks_;
};

}  // namespace tilik::http
