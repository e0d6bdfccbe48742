// Photos: each durable at capture in an encrypted file of its own, named in a change set later,
// uploaded last.
//
// The file is written before its row, the row before the set that names it; so a set never names a
// photo that is not on the disk. A file without a row, and a row without set and draft, are orphans
// of a crash or of a dropped draft; opening the home removes them. Files are XChaCha20-Poly1305
// secretstreams in 64 KiB messages under a random key each; the key lies in the database. A photo
// leaves with the body of its set, when it is safe on the server's backups.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "client/core/host.h"
#include "client/core/store.h"
#include "tilik/v1/change_set.pb.h"

namespace tilik::client {

struct Photo {
  std::string bytes;  // plain, at most kMaxPhotoBytes
  v1::PhotoKind kind = v1::PHOTO_KIND_UNSPECIFIED;
  std::string media_type;  // empty: image/jpeg
  RecordId record;
  std::optional<v1::Place> place;
  std::int64_t taken_ms = 0;  // as the camera says; 0: now
  std::int64_t draft = 0;     // 0: lives until the home is opened again, unless saved before
};

struct PendingUpload {
  ContentHash hash;
  std::uint64_t size = 0;
  std::uint64_t seq = 0;  // of the set that names it
};

struct PhotoToCarry {
  ContentHash hash;
  std::uint64_t size = 0;
  std::uint64_t from = 0;
};

class Attachments {
 public:
  Attachments(Store& store, Files& files, Random& random, std::string folder)
      : store_(store), files_(files), random_(random), folder_(std::move(folder)) {}

  // Durable when it returns. The same bytes twice are one photo. kStorage: disk full, nothing kept.
  Result<v1::AttachmentRef> Add(const Photo& photo, Instant now);
  // Taken for this draft and named by no set yet, in the order in which they were taken.
  Result<std::vector<v1::AttachmentRef>> Of(std::int64_t draft);
  // The draft does without it; an orphan from now on.
  Status LetGo(std::int64_t draft, const ContentHash& hash);
  // The plain bytes, checked against their hash. kNotFound: not here (any more). kCorrupt: the file
  // was damaged.
  Result<std::string> Read(const ContentHash& hash);

  // The set `seq` names these. In the caller's transaction. kInvalid when one was never added.
  Status Name(const std::vector<v1::AttachmentRef>& attachments, std::uint64_t seq);
  // Named by receipted sets, not known to be on the server, oldest first.
  Result<std::vector<PendingUpload>> Pending(std::size_t limit);
  Status MarkUploaded(const ContentHash& hash);
  // Of every set, receipted or not: what a bundle should carry and from which byte on. Photos that
  // no bundle carries whole come first, then those entrusted longest ago, from their beginning.
  Result<std::vector<PhotoToCarry>> ToCarry(std::size_t limit);
  // A bundle carries a photo up to `through`; the district holds it up to there. In the caller's
  // transaction.
  Status Entrust(const ContentHash& hash, std::uint64_t through, Instant at);
  // The file on this device is not what was taken; it cannot be offered any more.
  Status MarkDamaged(const ContentHash& hash);
  // The server was restored: every photo of sets above number `after`, up to `last`, is offered
  // again.
  Status Reoffer(std::uint64_t after, std::uint64_t last);
  // Removes photos of sets whose bodies were released.
  Status RemoveReleased();
  // Removes what neither a set nor a draft names: at the opening of a home, when nothing is being
  // typed.
  Status RemoveOrphans();

  struct Counts {
    std::uint64_t waiting = 0;
    std::uint64_t waiting_bytes = 0;
  };
  Result<Counts> Waiting();

 private:
  Result<bool> IsKnown(const ContentHash& hash);
  Status RemoveUnknownFiles();

  Store& store_;
  Files& files_;
  Random& random_;
  std::string folder_;
};

}  // namespace tilik::client
