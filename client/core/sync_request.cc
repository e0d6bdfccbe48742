#include "client/core/sync_request.h"

namespace tilik::client {

Result<SyncAnswer> Perform(const SyncRequest& request, Transport& transport) {
  SyncAnswer answer;
  switch (request.kind) {
    case SyncRequest::Kind::kCall: {
      TILIK_ASSIGN_OR_RETURN(answer.message,
                             transport.Call(request.method, request.bytes, request.token));
      break;
    }
    case SyncRequest::Kind::kAttachmentOffset: {
      TILIK_ASSIGN_OR_RETURN(
          answer.offset, transport.AttachmentOffset(request.hash, request.offset, request.token));
      break;
    }
    case SyncRequest::Kind::kAppendAttachment: {
      TILIK_ASSIGN_OR_RETURN(
          answer.offset,
          transport.AppendAttachment(request.hash, request.offset, request.bytes, request.token));
      break;
    }
  }
  return answer;
}

Status NotTilik() { return Status::Unavailable("the answer is not from a Tilik server"); }

}  // namespace tilik::client
