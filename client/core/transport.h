// The district's server as the sync engine sees it. The native host answers with libcurl, the
// browser with fetch, a simulator with a network of its own.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "proto/contract/bytes.h"
#include "proto/contract/status.h"

namespace tilik::client {

// One call at a time, blocking. kUnavailable: no answer, or one that is not Tilik's (a captive
// portal's HTML, a proxy's 502); the caller knows nothing about whether the request was carried
// out. Other codes are the server's own answer.
class Transport {
 public:
  virtual ~Transport() = default;

  // A unary call of the Connect protocol, protobuf in and out, zstd on the wire both ways.
  // `method` is "tilik.v1.SyncService/Push"; `token` may be empty.
  virtual Result<std::string> Call(std::string_view method, std::string_view request,
                                   std::string_view token) = 0;

  // How many bytes of this attachment the server has durably (tus HEAD after creating it when
  // unknown).
  virtual Result<std::uint64_t> AttachmentOffset(const ContentHash& hash, std::uint64_t size,
                                                 std::string_view token) = 0;
  // Appends bytes at `offset` (tus PATCH). Returns the server's new offset.
  virtual Result<std::uint64_t> AppendAttachment(const ContentHash& hash, std::uint64_t offset,
                                                 std::string_view bytes,
                                                 std::string_view token) = 0;

  // Bytes moved so far in both directions, headers included, as well as the host can tell.
  virtual std::uint64_t bytes_sent() const = 0;
  virtual std::uint64_t bytes_received() const = 0;
};

}  // namespace tilik::client
