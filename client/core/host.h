// What the client core asks of the machine it runs on, beside Clock and Random (environment.h) and
// Transport: a few small files and a secret that does not leave the device. A native program
// answers with POSIX, the browser with OPFS and WebCrypto, a test with a map in memory.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "client/core/limits.h"
#include "proto/contract/codebook.h"
#include "proto/contract/environment.h"
#include "proto/contract/status.h"
#include "proto/contract/wrapped_key.h"

namespace tilik::client {

// A turn at a folder, given back when this goes away.
class Turn {
 public:
  virtual ~Turn() = default;
};

// Small files below one root. Paths are relative, parts joined with '/', and consist of [a-z0-9._-]
// only.
class Files {
 public:
  virtual ~Files() = default;

  // kNotFound when there is none. Files here are at most a photo long.
  virtual Result<std::string> Read(std::string_view path) = 0;
  // Whole or not at all, and on the disk when it returns: temporary file, fsync, rename, fsync of
  // the folder. Makes missing folders. kStorage when the disk is full; whatever was there before is
  // then still there.
  virtual Status WriteDurably(std::string_view path, std::string_view bytes) = 0;
  // Names in a folder, without temporary files left by a crash; empty when the folder does not
  // exist.
  virtual Result<std::vector<std::string>> List(std::string_view folder) = 0;
  // Makes the folder and its parents durable.
  virtual Status MakeFolder(std::string_view folder) = 0;
  // A file, or a folder with all in it. Removing what is not there succeeds.
  virtual Status Remove(std::string_view path) = 0;
  virtual Result<std::uint64_t> FreeSpace() = 0;
  // Waits until nobody else, in this process or another, has a turn at this folder. Whoever reads a
  // file there in order to write it anew holds it from before the reading until after the writing.
  virtual Result<std::unique_ptr<Turn>> TakeTurn(std::string_view folder) = 0;
};

// A secret of this device: six digits alone fall in hours once a file is copied (protocol.md §5).
// It is a keyed function rather than bytes, because a browser's non-extractable key never shows
// itself.
class DeviceSecret {
 public:
  virtual ~DeviceSecret() = default;
  // 32 bytes that only this device can compute from `salt`, always the same.
  virtual Result<std::string> Derive(std::string_view salt) = 0;
};

inline constexpr Stretch kPinStretch = {kArgonMemory, kArgonPasses};

// All of a host in one argument. Everything must outlive what is opened with it.
struct Host {
  Files& files;
  DeviceSecret& secret;
  Clock& clock;
  Random& random;
  const Codebooks& codebooks;
  // Where SQLite finds the folder that `files` calls its root, and by which VFS ("" the platform's
  // own).
  std::string database_root;
  std::string vfs;
  // What one guess at a PIN shall cost. A simulator that opens a million homes says less.
  Stretch pin_stretch = kPinStretch;
};

}  // namespace tilik::client
