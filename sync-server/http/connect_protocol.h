// The Connect protocol's unary calls (connectrpc.com/docs/protocol), as pure functions between
// bytes and messages: application/proto and application/json, identity and zstd.
//
// Everything here may be slow (unpacking, JSON) and runs on worker threads.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "sync-server/http/message.h"
#include "sync-server/http/methods.h"

namespace tilik::http {

// What a call asks of the protocol, read from its head once.
struct CallFormat {
  bool json = false;
  bool packed = false;          // the request is zstd
  bool accepts_packed = false;  // the answer may be zstd
  std::optional<std::chrono::milliseconds> timeout;
};

// The format, or the answer that says what is wrong with it: 405, 415, an unknown encoding or
// protocol version. Cheap enough for the event loop.
std::variant<CallFormat, Response> ReadCallFormat(const Head& head);

// The bytes of "Authorization: Bearer <base64>", in either base64 alphabet, padded or not; empty
// when there are none. A session token is bytes in the contract and base64 in its JSON, so what
// `Open` printed can be pasted into curl.
std::string BearerToken(const Head& head);

// The request message. Unknown JSON names are skipped, as Connect asks: an older server must take a
// newer app's call.
std::variant<std::unique_ptr<google::protobuf::Message>, Failure> DecodeCall(
    const Method& method, const CallFormat& format, std::string_view body);

Response EncodeAnswer(const Method& method, const CallFormat& format,
                      const google::protobuf::Message& answer);
// {"code":"not_found","message":"…"} with the HTTP status that belongs to the code.
Response EncodeFailure(const Failure& failure);

// 413: resource_exhausted in Connect's words, yet trying again does not help.
Response BodyTooLarge(std::size_t limit);
// 404: no such method, as Connect wants it told.
Response UnknownMethod();

}  // namespace tilik::http
