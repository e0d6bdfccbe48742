#include "client/native/curl_transport.h"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <sodium.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>

#include "proto/contract/compression.h"

namespace tilik::native {
namespace {

struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

std::string Base64(std::string_view bytes, int variant) {
  std::string text(sodium_base64_encoded_len(bytes.size(), variant), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                    bytes.size(), variant);
  text.pop_back();  // the terminating zero
  return text;
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

// What the server said went wrong, in a Connect error's words; nothing when it is none.
std::optional<Status> ConnectError(long http_status, std::string_view body) {
  google::protobuf::Struct error;
  if (!google::protobuf::util::JsonStringToMessage(
           {body.data(),
            static_cast<google::protobuf::stringpiece_internal::StringPiece::size_type>(
                body.size())},
           &error)
           .ok()) {
    return std::nullopt;
  }
  const auto code_field = error.fields().find("code");
  if (code_field == error.fields().end()) return std::nullopt;
  const std::string& code = code_field->second.string_value();
  const auto message_field = error.fields().find("message");
  const std::string message =
      message_field == error.fields().end() ? code : message_field->second.string_value();

  if (code == "unauthenticated" || code == "permission_denied") return Status::Denied(message);
  if (code == "not_found") return Status::NotFound(message);
  if (code == "aborted" || code == "failed_precondition" || code == "already_exists") {
    return Status::Conflict(message);
  }
  if (code == "unimplemented") return Status::Unsupported(message);
  if (code == "invalid_argument" || code == "out_of_range") return Status::Invalid(message);
  if (code == "data_loss") return Status::Corrupt(message);
  // 413 is the one resource that more patience does not bring.
  if (code == "resource_exhausted" && http_status == 413) return Status::Invalid(message);
  if (code == "resource_exhausted" || code == "unavailable" || code == "deadline_exceeded" ||
      code == "internal" || code == "unknown" || code == "canceled") {
    return Status::Unavailable(message);
  }
  return std::nullopt;
}

// Collects an answer's body, never more than is allowed.
struct BodyTaker {
  std::string& body;
  std::size_t limit;
};

}  // namespace

CurlTransport::CurlTransport(CurlTransportOptions options)
    : options_(std::move(options)), curl_(curl_easy_init()) {
  TILIK_CHECK(curl_ != nullptr, "libcurl has memory for one handle");
}

CurlTransport::~CurlTransport() = default;

std::size_t CurlTransport::TakeBody(char* data, std::size_t one, std::size_t size, void* taker) {
  auto& into = *static_cast<BodyTaker*>(taker);
  const std::size_t bytes = one * size;
  if (into.body.size() + bytes > into.limit) return 0;
  into.body.append(data, bytes);
  return bytes;
}

std::size_t CurlTransport::TakeField(char* data, std::size_t one, std::size_t size, void* answer) {
  auto& into = *static_cast<Answer*>(answer);
  const std::string_view line(data, one * size);
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return line.size();
  std::string_view value = line.substr(colon + 1);
  value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
  value = value.substr(0, value.find_last_not_of("\r\n ") + 1);
  const std::string name = Lower(line.substr(0, colon));
  if (name == "content-type") into.content_type = Lower(value.substr(0, value.find(';')));
  if (name == "content-encoding") into.content_encoding = Lower(value);
  if (name == "upload-offset") into.upload_offset = value;
  return line.size();
}

int CurlTransport::CountBytes(CURL*, curl_infotype kind, char*, std::size_t size, void* self) {
  auto& transport = *static_cast<CurlTransport*>(self);
  if (kind == CURLINFO_HEADER_OUT || kind == CURLINFO_DATA_OUT) transport.bytes_sent_ += size;
  if (kind == CURLINFO_HEADER_IN || kind == CURLINFO_DATA_IN) transport.bytes_received_ += size;
  return 0;
}

Result<CurlTransport::Answer> CurlTransport::Send(const char* verb, std::string_view path,
                                                  std::vector<std::string> fields,
                                                  std::string_view body, std::string_view token) {
  CURL* curl = curl_.get();
  curl_easy_reset(curl);  // keeps the connection, the TLS session and the name lookup
  const std::string url = options_.server + std::string(path);
  Answer answer;
  BodyTaker taker{answer.body, options_.max_answer_bytes};

  if (!token.empty()) {
    fields.push_back("Authorization: Bearer " +
                     Base64(token, sodium_base64_VARIANT_URLSAFE_NO_PADDING));
  }
  // What libcurl would add of itself: bytes that say nothing, and a round trip of waiting.
  fields.emplace_back("Accept:");
  fields.emplace_back("Expect:");
  std::unique_ptr<curl_slist, FreeList> list;
  for (const std::string& field : fields) {
    list.reset(curl_slist_append(list.release(), field.c_str()));
  }

  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, verb);
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.empty() ? "" : body.data());
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list.get());
  curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS,
                   static_cast<long>(options_.connect_timeout.count() * 1'000));
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, static_cast<long>(options_.stall_timeout.count()));
  curl_easy_setopt(curl, CURLOPT_TCP_KEEPALIVE, 1L);
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
  if (!options_.ca_file.empty()) {
    curl_easy_setopt(curl, CURLOPT_CAINFO, options_.ca_file.c_str());
    curl_easy_setopt(curl, CURLOPT_CAPATH, nullptr);
  }
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &CurlTransport::TakeBody);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &taker);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, &CurlTransport::TakeField);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &answer);
  curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, &CurlTransport::CountBytes);
  curl_easy_setopt(curl, CURLOPT_DEBUGDATA, this);
  curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
  char reason[CURL_ERROR_SIZE] = "";
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, reason);

  const CURLcode code = curl_easy_perform(curl);
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, nullptr);
  if (code != CURLE_OK) {
    return Status::Unavailable("no answer from " + options_.server + ": " +
                               (reason[0] != '\0' ? reason : curl_easy_strerror(code)));
  }
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer.status);
  return answer;
}

Status CurlTransport::NotTilik(const Answer& answer) const {
  const std::string what = answer.content_type.empty() ? "nothing" : answer.content_type;
  return Status::Unavailable(
      options_.server + " answered " + std::to_string(answer.status) + " with " + what +
      ", which is not Tilik's; a network that first wants a login page opened does that");
}

Result<std::string> CurlTransport::Call(std::string_view method, std::string_view request,
                                        std::string_view token) {
  std::vector<std::string> fields = {"Content-Type: application/proto",
                                     "Connect-Protocol-Version: 1", "Accept-Encoding: zstd"};
  std::string packed;
  // For the checksum, however small it is.
  if (!request.empty()) {
    packed = Compress(request, kWireLevel);
    fields.emplace_back("Content-Encoding: zstd");
    request = packed;
  }
  TILIK_ASSIGN_OR_RETURN(
      Answer answer, Send("POST", '/' + std::string(method), std::move(fields), request, token));
  if (answer.status != 200) {
    if (answer.content_type != "application/json") return NotTilik(answer);
    return ConnectError(answer.status, answer.body).value_or(NotTilik(answer));
  }
  if (answer.content_type != "application/proto") return NotTilik(answer);
  if (answer.content_encoding.empty() || answer.content_encoding == "identity") {
    return std::move(answer.body);
  }
  if (answer.content_encoding != "zstd") return NotTilik(answer);
  auto plain = Decompress(answer.body, options_.max_answer_bytes);
  // Damaged on the way: as good as no answer.
  if (!plain.ok()) {
    return Status::Unavailable("a damaged answer from " + options_.server + ": " +
                               plain.status().message());
  }
  return plain;
}

Result<std::uint64_t> CurlTransport::OffsetIn(const Answer& answer, long expected_status) const {
  std::uint64_t offset = 0;
  const char* end = answer.upload_offset.data() + answer.upload_offset.size();
  const auto parsed = std::from_chars(answer.upload_offset.data(), end, offset);
  if (answer.status == expected_status && !answer.upload_offset.empty() &&
      parsed.ec == std::errc() && parsed.ptr == end) {
    return offset;
  }
  const std::string message = answer.body.substr(0, answer.body.find('\n'));
  if (answer.content_type == "application/json") {
    return ConnectError(answer.status, answer.body).value_or(NotTilik(answer));
  }
  if (answer.content_type != "text/plain") return NotTilik(answer);
  switch (answer.status) {
    case 400:
    case 413:
      return Status::Invalid(message);
    case 401:
    case 403:
      return Status::Denied(message);
    case 404:
      return Status::NotFound(message);
    case 409:
      return Status::Conflict(message);
    case 460:
      return Status::Corrupt(message);
    case 503:
      return Status::Unavailable(message);
    default:
      return NotTilik(answer);
  }
}

Result<std::uint64_t> CurlTransport::AttachmentOffset(const ContentHash& hash, std::uint64_t size,
                                                      std::string_view token) {
  TILIK_ASSIGN_OR_RETURN(
      const Answer answer,
      Send("POST", "/files",
           {"Tus-Resumable: 1.0.0", "Upload-Length: " + std::to_string(size),
            "Upload-Metadata: hash " + Base64(hash.raw(), sodium_base64_VARIANT_ORIGINAL),
            "Content-Type:"},
           {}, token));
  return OffsetIn(answer, 201);
}

Result<std::uint64_t> CurlTransport::AppendAttachment(const ContentHash& hash, std::uint64_t offset,
                                                      std::string_view bytes,
                                                      std::string_view token) {
  TILIK_ASSIGN_OR_RETURN(const Answer answer,
                         Send("PATCH", "/files/" + ToHex(hash.raw()),
                              {"Tus-Resumable: 1.0.0", "Upload-Offset: " + std::to_string(offset),
                               "Content-Type: application/offset+octet-stream"},
                              bytes, token));
  return OffsetIn(answer, 204);
}

}  // namespace tilik::native
