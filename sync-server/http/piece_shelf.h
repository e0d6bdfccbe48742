// Pieces of photos that came by bundle, until a photo is whole: DIR/<hex of its hash>, one file a
// photo, the sealed frames as they came, one behind the other.
//
// So a file on the shelf is a bundle again: read by BundleReader, encrypted at rest by the seal it
// travelled under, and a frame torn by a crash costs itself. A photo leaves the shelf for the
// AttachmentStore when every byte that the store lacks is here, in one append, and is checked there
// against its hash. Pieces may come from several bundles, out of order, twice.
//
// Bounded: the first piece of each place is kept, so a photo takes its own size and 100 bytes a
// piece; the whole shelf kMaxBytes. One process at a time: the caller holds a lock.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "proto/contract/sealing.h"
#include "sync-server/http/attachment_store.h"
#include "tilik/v1/bundle.pb.h"

namespace tilik::http {

class PieceShelf {
 public:
  // Thirty officers' photos of two weeks that came in part.
  static constexpr std::uint64_t kMaxBytes = std::uint64_t{4} << 30;

  enum class Ending { kKnown, kBegun, kCompleted };

  // `directory` is made when it is missing. All must outlive the shelf.
  static Result<PieceShelf> Open(std::string directory, const SealSecret& office,
                                 AttachmentStore& photos);

  // Throws away what lies in `directory` of a photo that is not to be kept; no shelf need be open.
  static Status Drop(const std::string& directory, const ContentHash& hash);

  // `sealed`: the frame that `piece` came in. What is known, or no piece of any photo, is dropped.
  // kStorage: the disk or the shelf is full.
  Status Keep(const v1::PhotoPiece& piece, std::string_view sealed);
  // Durable when it returns. A photo whose bytes turn out not to be its hash's is begun anew.
  Result<Ending> End(const ContentHash& hash);
  Result<v1::PhotoState> StateOf(const ContentHash& hash);

 private:
  struct Pieces {
    std::uint64_t size = 0;                     // of the photo
    std::map<std::uint64_t, std::string> held;  // by offset
    // Behind the last byte held from `from` on without a gap.
    std::uint64_t Through(std::uint64_t from) const;
  };

  PieceShelf(std::string directory, std::uint64_t bytes, const SealSecret& office,
             AttachmentStore& photos)
      : directory_(std::move(directory)), bytes_(bytes), office_(office), photos_(photos) {}

  std::string PathOf(const ContentHash& hash) const;
  Result<Pieces*> Look(const ContentHash& hash);
  Result<Ending> Assemble(const ContentHash& hash, const Pieces& pieces);
  Status TakeDown(const ContentHash& hash);

  std::string directory_;
  std::uint64_t bytes_;
  const SealSecret& office_;
  AttachmentStore& photos_;
  // The photo that pieces come for now: a bundle brings them one photo after the other.
  ContentHash open_;
  Pieces pieces_;
};

}  // namespace tilik::http
