// One question of a session to the district and what comes back, apart from whoever carries it: a
// blocking transport, a browser's event loop, a simulator.
#pragma once

#include <cstdint>
#include <string>

#include "client/core/transport.h"

namespace tilik::client {

// What to ask of the transport next.
struct SyncRequest {
  enum class Kind { kCall, kAttachmentOffset, kAppendAttachment };
  Kind kind = Kind::kCall;
  std::string method;  // kCall
  std::string bytes;   // kCall: the message; kAppendAttachment: the piece
  std::string token;
  ContentHash hash;          // attachments
  std::uint64_t offset = 0;  // kAppendAttachment; the size for kAttachmentOffset
};

// The answer to a SyncRequest: a message for kCall, an offset for attachments.
struct SyncAnswer {
  std::string message;
  std::uint64_t offset = 0;
};

// kUnavailable as of a Transport: nothing is known about whether it was carried out.
Result<SyncAnswer> Perform(const SyncRequest& request, Transport& transport);

// What came is no answer to what was asked: a captive portal's page. kUnavailable, so that the
// session ends and the next one asks again.
Status NotTilik();

}  // namespace tilik::client
