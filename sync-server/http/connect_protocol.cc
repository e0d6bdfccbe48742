#include "sync-server/http/connect_protocol.h"

#include <google/protobuf/util/json_util.h>
#include <sodium.h>

#include <algorithm>
#include <charconv>
#include <vector>

namespace tilik::http {
namespace {

struct WireCode {
  std::string_view name;
  int http;
};

WireCode Wire(ConnectCode code) {
  switch (code) {
    case ConnectCode::kInvalidArgument:
      return {"invalid_argument", 400};
    case ConnectCode::kUnauthenticated:
      return {"unauthenticated", 401};
    case ConnectCode::kPermissionDenied:
      return {"permission_denied", 403};
    case ConnectCode::kNotFound:
      return {"not_found", 404};
    case ConnectCode::kAborted:
      return {"aborted", 409};
    case ConnectCode::kResourceExhausted:
      return {"resource_exhausted", 429};
    case ConnectCode::kDeadlineExceeded:
      return {"deadline_exceeded", 504};
    case ConnectCode::kUnimplemented:
      return {"unimplemented", 501};
    case ConnectCode::kUnavailable:
      return {"unavailable", 503};
    case ConnectCode::kDataLoss:
      return {"data_loss", 500};
    case ConnectCode::kInternal:
      break;
  }
  return {"internal", 500};
}

void AppendJsonString(std::string_view text, std::string& out) {
  static constexpr char kHex[] = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20) {
      out += "\\u00";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    } else {
      out += c;
    }
  }
  out += '"';
}

// "a, b;q=1" holds "b". Weights are not read: whoever names zstd can unpack it.
bool ListHolds(std::string_view list, std::string_view item) {
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    std::string_view entry = list.substr(0, comma);
    entry = entry.substr(0, entry.find(';'));
    entry.remove_prefix(std::min(entry.find_first_not_of(' '), entry.size()));
    entry = entry.substr(0, entry.find_last_not_of(' ') + 1);
    if (entry == item) return true;
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return false;
}

Response Invalid(std::string message) {
  return EncodeFailure({.code = ConnectCode::kInvalidArgument, .message = std::move(message)});
}

Failure InvalidMessage(const Method& method, std::string_view why) {
  std::string message = "request of " + method.name + ": ";
  message += why;
  return {.code = ConnectCode::kInvalidArgument, .message = std::move(message)};
}

}  // namespace

std::variant<CallFormat, Response> ReadCallFormat(const Head& head) {
  if (head.method() != boost::beast::http::verb::post) {
    Response response = PlainText(405, "methods are called by POST\n");
    response.fields.emplace_back("Allow", "POST");
    return response;
  }
  CallFormat format;
  std::string_view type = Field(head, "Content-Type");
  type = type.substr(0, type.find(';'));
  if (type == "application/json") {
    format.json = true;
  } else if (type != "application/proto") {
    Response response = PlainText(415, "application/proto or application/json\n");
    response.fields.emplace_back("Accept-Post", "application/proto, application/json");
    return response;
  }
  const std::string_view version = Field(head, "Connect-Protocol-Version");
  if (!version.empty() && version != "1") return Invalid("Connect-Protocol-Version must be 1");

  const std::string_view encoding = Field(head, "Content-Encoding");
  format.packed = encoding == "zstd";
  if (!format.packed && !encoding.empty() && encoding != "identity") {
    return EncodeFailure({.code = ConnectCode::kUnimplemented,
                          .message = "Content-Encoding must be zstd or identity"});
  }
  format.accepts_packed = ListHolds(Field(head, "Accept-Encoding"), "zstd");

  const std::string_view timeout = Field(head, "Connect-Timeout-Ms");
  if (!timeout.empty()) {
    std::int64_t ms = 0;
    const auto [end, error] = std::from_chars(timeout.data(), timeout.data() + timeout.size(), ms);
    if (error != std::errc() || end != timeout.data() + timeout.size() || ms < 0 ||
        timeout.size() > 10) {
      return Invalid("Connect-Timeout-Ms must be a whole number of at most 10 digits");
    }
    format.timeout = std::chrono::milliseconds(ms);
  }
  return format;
}

std::string BearerToken(const Head& head) {
  constexpr std::string_view kScheme = "Bearer ";
  const std::string_view field = Field(head, "Authorization");
  if (field.substr(0, kScheme.size()) != kScheme) return {};
  std::string text(field.substr(kScheme.size()));
  while (!text.empty() && text.back() == '=') text.pop_back();
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');

  std::string token(text.size(), '\0');
  std::size_t size = 0;
  const char* end = nullptr;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(token.data()), token.size(), text.data(),
                        text.size(), nullptr, &size, &end,
                        sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
      end != text.data() + text.size()) {
    return {};
  }
  token.resize(size);
  return token;
}

std::variant<std::unique_ptr<google::protobuf::Message>, Failure> DecodeCall(
    const Method& method, const CallFormat& format, std::string_view body) {
  std::string unpacked;
  // Connect: an empty body is an empty message, whatever its encoding says.
  if (format.packed && !body.empty()) {
    auto plain = Decompress(body, method.limits.max_plain_bytes);
    if (!plain.ok()) return InvalidMessage(method, plain.status().message());
    unpacked = *std::move(plain);
    body = unpacked;
  }
  std::unique_ptr<google::protobuf::Message> request = method.new_request();
  if (format.json) {
    google::protobuf::util::JsonParseOptions options;
    options.ignore_unknown_fields = true;
    const auto parsed = google::protobuf::util::JsonStringToMessage(
        {body.data(),
         static_cast<google::protobuf::stringpiece_internal::StringPiece::size_type>(body.size())},
        request.get(), options);
    if (!parsed.ok()) return InvalidMessage(method, std::string(parsed.message()));
  } else if (!request->ParseFromArray(body.data(), static_cast<int>(body.size()))) {
    return InvalidMessage(method, "not a protobuf message of that type");
  }
  return request;
}

Response EncodeAnswer(const Method& method, const CallFormat& format,
                      const google::protobuf::Message& answer) {
  Response response;
  if (format.json) {
    response.content_type = "application/json";
    const auto printed = google::protobuf::util::MessageToJsonString(answer, &response.body);
    if (!printed.ok()) {
      return EncodeFailure(
          {.code = ConnectCode::kInternal, .message = "the answer cannot be written as JSON"});
    }
  } else {
    response.content_type = "application/proto";
    if (!answer.SerializeToString(&response.body)) {
      return EncodeFailure(
          {.code = ConnectCode::kInternal, .message = "the answer cannot be serialised"});
    }
  }
  // The smallest too, and though it grows by 13 bytes: a phone believes for good what the district
  // says of its chain, and zstd's checksum is all that tells a flipped bit from the district's word
  // where no TLS does.
  if (format.accepts_packed && !response.body.empty()) {
    response.body = Compress(response.body, method.limits.response_level);
    response.fields.emplace_back("Content-Encoding", "zstd");
  }
  return response;
}

Response EncodeFailure(const Failure& failure) {
  const WireCode wire = Wire(failure.code);
  Response response;
  response.status = wire.http;
  response.content_type = "application/json";
  response.body = "{\"code\":\"";
  response.body += wire.name;
  response.body += "\",\"message\":";
  AppendJsonString(failure.message, response.body);
  response.body += '}';
  if (failure.retry_after.count() > 0) {
    response.fields.emplace_back("Retry-After", std::to_string(failure.retry_after.count()));
  }
  return response;
}

Response BodyTooLarge(std::size_t limit) {
  Response response =
      EncodeFailure({.code = ConnectCode::kResourceExhausted,
                     .message = "request body above " + std::to_string(limit) + " bytes"});
  response.status = 413;
  return response;
}

Response UnknownMethod() {
  Response response =
      EncodeFailure({.code = ConnectCode::kUnimplemented, .message = "no such method"});
  response.status = 404;
  return response;
}

}  // namespace tilik::http
