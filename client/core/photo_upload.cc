#include "client/core/photo_upload.h"

#include "client/core/limits.h"

namespace tilik::client {

Result<bool> PhotoUpload::Next() {
  bytes_.clear();
  while (true) {
    TILIK_ASSIGN_OR_RETURN(std::vector<PendingUpload> pending, attachments_.Pending(1));
    if (pending.empty()) return false;
    hash_ = pending.front().hash;
    Result<std::string> bytes = attachments_.Read(hash_);
    if (bytes.ok()) {
      bytes_ = *std::move(bytes);
      has_begun_ = false;
      return true;
    }
    if (bytes.status().code() != Code::kCorrupt && bytes.status().code() != Code::kNotFound) {
      return bytes.status();
    }
    TILIK_RETURN_IF_ERROR(attachments_.MarkDamaged(hash_));
    ++damaged_;
  }
}

SyncRequest PhotoUpload::Ask() const {
  SyncRequest request;
  request.hash = hash_;
  if (!has_begun_) {
    request.kind = SyncRequest::Kind::kAttachmentOffset;
    request.offset = bytes_.size();
    return request;
  }
  request.kind = SyncRequest::Kind::kAppendAttachment;
  request.offset = offset_;
  request.bytes = bytes_.substr(offset_, kUploadPiece);
  return request;
}

Result<bool> PhotoUpload::Take(std::uint64_t offset) {
  if (offset > bytes_.size()) return NotTilik();
  if (offset == bytes_.size()) {
    TILIK_RETURN_IF_ERROR(attachments_.MarkUploaded(hash_));
    ++uploaded_;
    return true;
  }
  if (has_begun_ && offset <= offset_) {
    return Status::Unavailable("the server took nothing of a photo this time");
  }
  has_begun_ = true;
  offset_ = offset;
  return false;
}

}  // namespace tilik::client
