// The second log: every log entry once more, on another disk, before its receipt is signed
// (protocol.md §3.6).
//
// One append-only file, `tilik.log2`, of frames:
//
//   "TLK2" | length of what follows, u32 LE | nonce (24) | XChaCha20-Poly1305 of one packed log
//   entry
//
// The key is derived from the store's; the nonce is a keyed hash of the plain entry, so equal
// entries give equal frames and different ones never share a nonce. A frame that is cut short or
// fails its tag among the last 8 MiB ends the log: it was never acknowledged, for acknowledging
// waits for fsync. Such a tail is moved to `tilik.log2.torn`, never thrown away. A damaged frame
// further up is kCorrupt when it is read.
//
// Bodies are destroyed where they stand. What is to be written there lies in
// `tilik.log2.destroying` first, sealed like a frame, and is written again by whoever opens the log
// after a power cut: a frame torn in the middle of that would else end the log and take all behind
// it along.
//
// The last frame of an arrival counts, and with another link than before it overrules all that
// followed: a crash between this log and the database leaves an entry here that no receipt was
// given for. The same entry again, as a replay writes it, overrules nothing.
//
// Opened and appended to by whoever holds the database's write lock, so two processes never meet
// here; another may have appended in between, so Append looks where the file ends.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sync-server/storage/registry_store.h"

namespace tilik::storage {

class SecondLog {
 public:
  // Makes the directory and the file when they are missing, and cuts a torn tail. kUnavailable when
  // that place cannot be written.
  static Result<std::unique_ptr<SecondLog>> Open(const std::string& directory,
                                                 const std::string& store_key);
  ~SecondLog();
  SecondLog(const SecondLog&) = delete;
  SecondLog& operator=(const SecondLog&) = delete;

  struct Mark {
    std::uint64_t bytes = 0;
  };
  // Writes the entries and waits for the disk. On failure (kUnavailable) the log is as it was
  // before. Returns where it stood before, for Undo.
  Result<Mark> Append(const std::vector<LogEntry>& entries);
  // Takes back everything after `mark`, when the database then could not commit.
  void Undo(const Mark& mark);

  // Overwrites the bodies under these links where they stand, in every frame of theirs, whether or
  // not it counts: arrival numbers come again after a restore, with other sets. Under the writers'
  // lock; a frame keeps its length, so whoever appends meanwhile is not disturbed. A damaged frame
  // keeps nobody else's body: all others are destroyed, and it is named with kCorrupt.
  Status Destroy(const std::set<Link>& links);

  // What another process has appended since; under the write lock, for it may cut a torn tail.
  Status LookAgain() { return FindEnd(); }
  // Of what was there at Open, LookAgain or the last Append: entries from `from_arrival` on, in
  // order of arrival, one at a time; stops at the first number that is missing.
  Status ForEach(std::uint64_t from_arrival, const std::function<Status(const LogEntry&)>& visit);
  // The highest number it has, whatever is missing below.
  Result<std::optional<LogEntry>> Last();

 private:
  // Where a frame lies, header included.
  struct Extent {
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
  };
  SecondLog(std::string path, std::string key) : path_(std::move(path)), key_(std::move(key)) {}

  // Where the frames that count lie, from an arrival on.
  Result<std::map<std::uint64_t, Extent>> Newest(std::uint64_t from_arrival) const;
  // One frame around these bytes, and what is in it.
  std::string Seal(const std::string& plain) const;
  std::optional<std::string> Unseal(std::string_view frame) const;
  std::string FrameOf(const LogEntry& entry) const;
  // Nothing when no whole frame begins at `offset`.
  std::optional<Extent> FrameAt(std::uint64_t offset, std::uint64_t file_size) const;
  // kCorrupt when the frame fails its tag.
  Result<LogEntry> Read(const Extent& extent) const;
  // What is to stand where a body was destroyed.
  struct Overwrite {
    std::uint64_t offset = 0;
    std::string frame;
  };
  std::string OverwritesPath() const { return path_ + ".destroying"; }
  Status KeepOverwrites(const std::vector<Overwrite>& overwrites) const;
  // Writes what was kept there, if it is whole: else nothing was overwritten yet.
  Status FinishOverwrites() const;
  // Finds the end of the last whole frame and cuts what is behind it.
  Status FindEnd();
  Status CutAt(std::uint64_t offset, std::uint64_t file_size);

  std::string path_;
  std::string key_;
  int file_ = -1;
  std::uint64_t end_ = 0;  // of the last whole frame this process has seen
};

}  // namespace tilik::storage
