// Attachment uploads by tus 1.0 (tus.io/protocols/resumable-upload), core and `creation`.
//
//   POST  /files           Upload-Length, Upload-Metadata "hash <base64 of 32 bytes>"   → 201
//   HEAD  /files/<hex>     → 200 Upload-Offset, Upload-Length
//   PATCH /files/<hex>     Upload-Offset and bytes                                      → 204
//
// The resource is named by the BLAKE2b-256 of its bytes, so creating twice is creating once, and
// the answer to POST already says the Upload-Offset: one round trip less on 2G. Bytes that are not
// those of the name are answered 460 at the end and dropped. Works with curl and tus-js-client as
// they are.
#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <variant>

#include "sync-server/http/attachment_store.h"
#include "sync-server/http/message.h"
#include "sync-server/http/methods.h"

namespace tilik::http {

struct Attachments {
  AttachmentStore* store = nullptr;  // null: no /files
  // Whether the caller may upload: ok, or kDenied and why.
  std::function<Status(const Call&)> may_upload;
  std::uint64_t max_bytes = FileAttachmentStore::kDefaultMaxBytes;
};

// "/files" or below.
bool IsTusPath(std::string_view path);

// An accepted PATCH: where its bytes go. They are appended as they come, so that what arrived
// before the line broke is kept.
struct Patch {
  ContentHash hash;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
};

// Everything but the bytes of a PATCH. Reads and writes the store: for worker threads.
std::variant<Response, Patch> AnswerTus(const Attachments& attachments, const Head& head,
                                        const Call& call);
// The answer after Append.
Response AnswerPatch(const Result<AttachmentStore::Upload>& appended);

}  // namespace tilik::http
