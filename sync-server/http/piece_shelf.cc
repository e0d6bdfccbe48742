#include "sync-server/http/piece_shelf.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "proto/contract/bundle_reader.h"
#include "proto/files/bundle_file.h"

namespace tilik::http {
namespace {

bool IsPiece(const v1::PhotoPiece& piece) {
  return !piece.bytes().empty() && piece.offset() % kPhotoPieceBytes == 0 &&
         piece.offset() < piece.size() && piece.bytes().size() <= piece.size() - piece.offset() &&
         piece.bytes().size() ==
             std::min<std::uint64_t>(kPhotoPieceBytes, piece.size() - piece.offset());
}

Status Failed(const std::string& doing, const std::string& path) {
  return Status::Storage("cannot " + doing + " " + path + ": " + std::strerror(errno));
}

Status AppendDurably(const std::string& path, std::string_view bytes) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0) return Failed("open", path);
  const bool kept =
      ::write(file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) &&
      ::fdatasync(file) == 0;
  const Status status = kept ? Status() : Failed("write", path);
  ::close(file);
  return status;
}

}  // namespace

Result<PieceShelf> PieceShelf::Open(std::string directory, const SealSecret& office,
                                    AttachmentStore& photos) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) return Status::Storage("cannot make " + directory + ": " + error.message());
  std::uint64_t bytes = 0;
  for (const auto& entry : std::filesystem::directory_iterator(directory, error)) {
    bytes += entry.file_size(error);
  }
  return PieceShelf(std::move(directory), bytes, office, photos);
}

Status PieceShelf::Drop(const std::string& directory, const ContentHash& hash) {
  const std::string path = directory + '/' + ToHex(hash.raw());
  return ::unlink(path.c_str()) == 0 || errno == ENOENT ? Status() : Failed("remove", path);
}

std::string PieceShelf::PathOf(const ContentHash& hash) const {
  return directory_ + '/' + ToHex(hash.raw());
}

std::uint64_t PieceShelf::Pieces::Through(std::uint64_t from) const {
  std::uint64_t through = from;
  while (through < size) {
    const auto piece = held.find(through - through % kPhotoPieceBytes);
    if (piece == held.end()) break;
    through = piece->first + piece->second.size();
  }
  return through;
}

Result<PieceShelf::Pieces*> PieceShelf::Look(const ContentHash& hash) {
  if (open_ == hash) return &pieces_;
  open_ = hash;
  pieces_ = {};
  Result<BundleReader::Source> source = OpenBundleFile(PathOf(hash));
  if (!source.ok()) return &pieces_;
  BundleReader reader(office_, *std::move(source));
  while (true) {
    TILIK_ASSIGN_OR_RETURN(std::optional<OpenedFrame> frame, reader.Next());
    if (!frame) return &pieces_;
    v1::PhotoPiece& piece = *frame->frame.mutable_piece();
    if (!IsPiece(piece) || piece.hash() != hash.raw()) continue;
    if (pieces_.size == 0) pieces_.size = piece.size();
    if (piece.size() == pieces_.size) {
      pieces_.held.emplace(piece.offset(), std::move(*piece.mutable_bytes()));
    }
  }
}

Status PieceShelf::Keep(const v1::PhotoPiece& piece, std::string_view sealed) {
  std::optional<ContentHash> hash = ContentHash::FromRaw(piece.hash());
  if (!hash || !IsPiece(piece)) return Status();
  Result<AttachmentStore::Upload> upload = photos_.Find(*hash);
  if (upload.ok() && upload->complete()) return Status();
  if (!upload.ok() && upload.status().code() != Code::kNotFound) return upload.status();
  TILIK_ASSIGN_OR_RETURN(Pieces * pieces, Look(*hash));
  if (pieces->held.contains(piece.offset())) return Status();
  if (pieces->size != 0 && pieces->size != piece.size()) return Status();
  if (bytes_ + sealed.size() > kMaxBytes) {
    return Status::Storage("too many photos lie here in part; " + directory_ + " is full");
  }
  TILIK_RETURN_IF_ERROR(AppendDurably(PathOf(*hash), sealed));
  bytes_ += sealed.size();
  pieces->size = piece.size();
  pieces->held.emplace(piece.offset(), piece.bytes());
  return Status();
}

Result<PieceShelf::Ending> PieceShelf::Assemble(const ContentHash& hash, const Pieces& pieces) {
  TILIK_ASSIGN_OR_RETURN(AttachmentStore::Upload upload, photos_.Create(hash, pieces.size));
  if (upload.complete()) return Ending::kKnown;
  if (pieces.Through(upload.offset) < pieces.size) return Ending::kBegun;
  std::string rest;
  for (std::uint64_t at = upload.offset; at < pieces.size;) {
    const auto& [offset, bytes] = *pieces.held.find(at - at % kPhotoPieceBytes);
    rest += bytes.substr(at - offset);
    at = offset + bytes.size();
  }
  Result<AttachmentStore::Upload> appended = photos_.Append(hash, upload.offset, rest);
  if (appended.ok()) return Ending::kCompleted;
  // A phone with signal is uploading the same photo.
  if (appended.status().code() == Code::kConflict) return Ending::kBegun;
  return appended.status();
}

Result<PieceShelf::Ending> PieceShelf::End(const ContentHash& hash) {
  TILIK_ASSIGN_OR_RETURN(Pieces * pieces, Look(hash));
  if (pieces->size == 0) return Ending::kKnown;
  Result<Ending> ending = Assemble(hash, *pieces);
  const bool useless =
      ending.status().code() == Code::kCorrupt || ending.status().code() == Code::kInvalid;
  if (!ending.ok() && !useless) return ending;
  if (useless || *ending != Ending::kBegun) TILIK_RETURN_IF_ERROR(TakeDown(hash));
  return useless ? Ending::kBegun : *ending;
}

Status PieceShelf::TakeDown(const ContentHash& hash) {
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(PathOf(hash), error);
  if (!error) bytes_ -= std::min<std::uint64_t>(bytes_, size);
  open_ = {};
  pieces_ = {};
  if (::unlink(PathOf(hash).c_str()) != 0 && errno != ENOENT) return Failed("remove", PathOf(hash));
  return Status();
}

Result<v1::PhotoState> PieceShelf::StateOf(const ContentHash& hash) {
  v1::PhotoState state;
  state.set_hash(hash.str());
  Result<AttachmentStore::Upload> upload = photos_.Find(hash);
  if (!upload.ok() && upload.status().code() != Code::kNotFound) return upload.status();
  state.set_complete(upload.ok() && upload->complete());
  if (state.complete()) return state;
  TILIK_ASSIGN_OR_RETURN(Pieces * pieces, Look(hash));
  const std::uint64_t begun = upload.ok() ? upload->offset : 0;
  state.set_have_through(std::max(begun, pieces->Through(begun)));
  return state;
}

}  // namespace tilik::http
